"""Values of options: what was probably meant where one is none of those that there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from polltool.errors import did_you_mean

if TYPE_CHECKING:
    Plain = click.Choice[str]
else:
    Plain = click.Choice

_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*")


class Choice(Plain):
    """A choice that names the value which is near what was written."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value.

        :raises click.BadParameter: it is none of the choices.
        """
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            hint = did_you_mean(str(value), self.choices, "", shown=repr)
            if not hint:
                raise
            self.fail(f"{error.message.rstrip('.')}; {hint}", param, ctx)


def server_version(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """A server's version, such as 6.10.0.

    :raises click.BadParameter: it is none.
    """
    if value is not None and not _VERSION.fullmatch(value):
        raise click.BadParameter(f"{value!r} is no version; write numbers with dots, such as 6.10.0")
    return value
