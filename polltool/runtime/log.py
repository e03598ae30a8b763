"""The integration's log, which hides the instance's secrets."""

import json
from typing import Any, Callable, Dict, Iterator, List
from urllib.parse import quote_plus

from polltool.runtime.host import demisto
from polltool.runtime.text import b64_encode, stringEscape, stringUnEscape

MASK = "<XX_REPLACED>"
SENSITIVE = ("key", "private", "password", "secret", "token", "credentials", "service_account")


def is_debug_mode() -> bool:
    """Whether this run was started with ``debug-mode=true``."""
    return bool(getattr(demisto, "is_debug", False))


class IntegrationLogger:
    """Collects messages until `print_log` writes them to the server's log.

    The values of configuration parameters whose names sound like secrets are masked, and what
    `add_replace_strs` was given.
    """

    def __init__(self, debug_logging: bool = False) -> None:
        self.messages: List[str] = []
        self.replace_strs: List[str] = []
        self.buffering = True
        self.debug_logging = debug_logging

    def __call__(self, message: Any) -> str:
        """Record a message; gives it with secrets masked."""
        text = self.encode(message)
        if not self.buffering:
            demisto.info(text)
            return text
        self.messages.append(text)
        if self.debug_logging:
            demisto.debug(text)
        return text

    def encode(self, message: Any) -> str:
        """The message as text with secrets masked."""
        text = str(message)
        params = demisto.params() if hasattr(demisto, "params") and hasattr(demisto, "getParam") else None
        for secret in [*_written(*_secrets(params or {})), *self.replace_strs]:
            text = text.replace(secret, MASK)
        return text

    def add_replace_strs(self, *args: str) -> None:
        """Mask these texts from now on."""
        self.replace_strs.extend(_written(*args))

    def set_buffering(self, state: bool) -> None:
        """Whether messages wait for `print_log` (they do at first) or go to the server's log at once."""
        self.buffering = state

    def print_log(self, verbose: bool = False) -> None:
        """Write what was recorded to the server's log; with `verbose` to the War Room, too."""
        if not self.messages:
            return
        text = "Full Integration Log:\n" + "\n".join(self.messages)
        self.messages = []
        if verbose:
            demisto.log(text)
        if not self.debug_logging:
            demisto.info(text)


def _secrets(params: Dict[str, Any]) -> Iterator[str]:
    for name, value in params.items():
        if isinstance(value, dict):
            yield from _secrets(value)
            if value.get("identifier") and value.get("password"):
                yield b64_encode(f"{value['identifier']}:{value['password']}")
        elif isinstance(value, str) and any(word in name.lower() for word in SENSITIVE):
            yield from (value, b64_encode(value))


def _written(*secrets: str) -> Iterator[str]:
    """Each secret in the ways in which it may be written."""
    for secret in filter(None, secrets):
        yield from (
            stringEscape(secret),
            stringUnEscape(secret),
            json.dumps(secret)[1:-1],
            quote_plus(secret),
        )


LOG = IntegrationLogger()


def add_sensitive_log_strs(sensitive_str: str) -> None:
    """Mask a text in the integration's log from now on."""
    LOG.add_replace_strs(sensitive_str)


def logger(func: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator that logs each call of a function, and in debug mode what it returned."""

    def func_wrapper(*args: Any, **kwargs: Any) -> Any:
        shown = [repr(arg) for arg in args] + [f"{name}={value!r}" for name, value in kwargs.items()]
        LOG(f"calling {func.__name__}({','.join(shown)})")
        value = func(*args, **kwargs)
        if is_debug_mode():
            LOG(f"Return value [{func.__name__}]: {value}")
        return value

    return func_wrapper
