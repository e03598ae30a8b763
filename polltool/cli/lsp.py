"""``polltool lsp``."""

from __future__ import annotations

import click

from polltool.cli.options import common_options
from polltool.errors import PolltoolError

LEAST = 2
"""The major version of pygls that is needed."""


class MissingExtra(PolltoolError):
    """What the language server needs is not installed."""


@click.command(epilog="Example: polltool lsp (editors start it; docs/editor.md has their settings)")
@click.option("--stdio", is_flag=True, help="Speak on the standard streams, which it always does.")
@common_options
def lsp(stdio: bool, quiet: bool, verbose: bool, color: str) -> int:
    """Run the language server, for editors: findings while one types, fixes, hover and more.

    What fails is logged on the standard error, with -v all that goes on.
    """
    _check_extra()
    from polltool.lsp.server import serve

    serve(verbose=verbose)
    return 0


def _check_extra() -> None:
    """Nothing, where the extra is installed.

    :raises MissingExtra: a library is missing or too old.
    """
    from importlib.metadata import PackageNotFoundError, version

    remedy = "install it with: python -m pip install 'polltool[lsp]'"
    try:
        found = version("pygls")
        version("lsprotocol")
    except PackageNotFoundError as error:
        raise MissingExtra(
            f"the language server needs {error.name}, which is not installed; {remedy}"
        ) from None
    if int(found.partition(".")[0]) < LEAST:
        raise MissingExtra(f"the language server needs pygls {LEAST} or later, here is {found}; {remedy}")
