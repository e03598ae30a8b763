"""The picture of a new integration: a placeholder, 120 by 50 pixels, to be replaced by a logo."""

from __future__ import annotations

import colorsys
import hashlib
import struct
import zlib

WIDTH, HEIGHT = 120, 50
"""What the platform asks of an integration's picture, in pixels (demisto-sdk: IM111)."""

_CELL = 8
_CELLS = 5


def placeholder(name: str) -> bytes:
    """A PNG with a symmetric pattern that a name always gets, and other names hardly ever."""
    digest = hashlib.sha256(name.encode()).digest()
    red, green, blue = colorsys.hls_to_rgb(digest[0] / 255, 0.4, 0.6)
    palette = b"\xff\xff\xff" + bytes(round(255 * part) for part in (red, green, blue))
    left, top = (WIDTH - _CELL * _CELLS) // 2, (HEIGHT - _CELL * _CELLS) // 2
    rows = [bytearray(WIDTH) for _ in range(HEIGHT)]
    for row in range(_CELLS):
        for column in range(_CELLS):
            mirrored = min(column, _CELLS - 1 - column)
            if digest[1 + row * _CELLS + mirrored] & 1 or (row, column) == (_CELLS // 2, _CELLS // 2):
                start = left + column * _CELL
                for line in rows[top + row * _CELL : top + (row + 1) * _CELL]:
                    line[start : start + _CELL] = b"\x01" * _CELL
    pixels = b"".join(b"\x00" + bytes(line) for line in rows)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
