"""Code that ends in results, for the rules about them."""

from __future__ import annotations

from collections.abc import Callable

from tests.rules_r1.acme import HIDE, POLLING, Linter, command

RuleOf = Callable[[str], Linter]

SCAN = command("acme-scan", "job_id; required: true", "pending; hidden: true", POLLING, HIDE)
MAIN = """
def client():
    return BaseClient('https://acme.example')

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))
    elif demisto.command() == 'acme-list':
        return_results('nothing')

main()
"""


def decorated(body: str, *, before: str = "", decorator: str = "@polling_function('acme-scan')") -> str:
    """A decorated function with this body, indented by four."""
    lines = "\n".join(f"    {line}" for line in body.strip("\n").split("\n"))
    return f"{before}\n{decorator}\ndef scan_command(args):\n{lines}\n{MAIN}"


def result(*given: str) -> str:
    """A decorated function that returns a ``PollResult`` with these arguments."""
    return decorated(
        "status = client()._http_request('GET', args['job_id'])\n"
        f"return PollResult(status, {', '.join(given)})  # here"
    )
