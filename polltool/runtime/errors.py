"""The platform's exception."""

from typing import Any


class DemistoException(Exception):
    """An error of an integration; `return_error` shows its message.

    Attributes:
        message: What is shown.
        exception: The exception behind it, if any.
        res: The response that was refused, if any.
        error_type: One of `ErrorTypes`, if known.
    """

    def __init__(
        self, message: Any, exception: Any = None, res: Any = None, error_type: Any = None, *args: Any
    ) -> None:
        self.res = res
        self.message = message
        self.exception = exception
        self.error_type = error_type
        super().__init__(message, exception, error_type, *args)

    def __str__(self) -> str:
        return str(self.message)
