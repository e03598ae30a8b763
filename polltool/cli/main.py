"""``polltool``: where the commands lie, how a run begins, and how it ends."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

COMMANDS = {
    "explain": "polltool.cli.explain:explain",
    "fix": "polltool.cli.fix:fix",
    "init": "polltool.cli.init:init",
    "inventory": "polltool.cli.inventory:inventory",
    "lint": "polltool.cli.lint:lint",
    "lsp": "polltool.cli.lsp:lsp",
    "new-polling-command": "polltool.cli.new_polling_command:new_polling_command",
    "rules": "polltool.cli.explain:rules",
    "runtime": "polltool.cli.runtime:runtime",
    "schema": "polltool.cli.schema:schema",
    "simulate": "polltool.cli.simulate:simulate",
}
"""Where each command lies: a command is imported when it is asked for."""

INTERRUPTED = 130
BROKEN_PIPE = 141
FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code."""
    import click

    from polltool.cli.group import polltool
    from polltool.errors import PolltoolError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        # Left to itself, click takes the program's own arguments, and on Windows expands patterns in them.
        taken = None if arguments is None else given
        return int(polltool.main(taken, prog_name="polltool", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.message = _spoken(error.message)  # type: ignore[misc]  # it may quote a path
        error.show()
        return FAILED
    except PolltoolError as error:
        print(_spoken(f"polltool: error: {error}"), file=sys.stderr)
        return FAILED
    except (KeyboardInterrupt, click.Abort):
        print("polltool: interrupted", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        if any(option in given for option in ("-v", "--verbose")):
            import traceback

            traceback.print_exc()
        else:
            told = f"polltool: internal error: {type(error).__name__}: {error}"
            advice = "This is a fault of polltool's; please report it with the output of -v."
            print(f"{_spoken(told)}\n{advice}", file=sys.stderr)
        return FAILED


def _spoken(text: str) -> str:
    from polltool.cli.console import spoken

    return spoken(text)


def entry() -> None:
    """The entry point of the ``polltool`` script."""
    # Imports make much and drop nothing: the collector would go through it again and again in vain.
    gc.set_threshold(100_000, 50, 50)
    code = main()
    gc.freeze()  # nor has it anything to look for as the process ends
    sys.exit(code)
