"""Digests of bytes, without the two megabytes of OpenSSL that ``hashlib`` loads to offer others."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # another Python than CPython
    from hashlib import blake2b

_BYTES = 16


def digest(data: bytes) -> str:
    """BLAKE2b of the bytes: 32 hexadecimal digits."""
    return blake2b(data, digest_size=_BYTES).hexdigest()
