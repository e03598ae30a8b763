"""POL401: a decorated function does not get the arguments first."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.events import DecoratedCall
from polltool.code.polling import ARGS_NAMES
from polltool.code.values import Function, Spot, spot
from polltool.findings import Finding, Related, Severity
from polltool.rules.argsfirst import args_first_fix
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import Site, code_place, same_for, sites
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each definition, or else each call, that is the wrong way round."""
    analysis = context.analysis
    if analysis is None:
        return
    wrong: dict[Spot, tuple[Site[DecoratedCall], bool]] = {}
    for site in sites(analysis.runs, lambda run: _wrong_calls(run.events.calls), lambda call: call.spot):
        by_definition = _by_definition(site.seen)
        where = _definition(site.seen) if by_definition else None
        first, _ = wrong.setdefault(where or site.seen.spot, (site, by_definition))
        first.commands.extend(one for one in site.commands if one not in first.commands)
    for at, (site, by_definition) in wrong.items():
        call, command = site.seen, site.commands[0]
        place, related = code_place(analysis, at, command)
        name = call.function.name if isinstance(call.function, Function) else "function"
        if by_definition:
            message = (
                f"the first parameter of the decorated '{name}' is not the arguments' dictionary: the decorator "
                "takes the first argument of a call for it and asks it for the polling argument, so "
                f"'{command.name}' fails when it polls; put the arguments first, in the definition and in calls"
            )
            related = (*related, Related(call.spot.head, "called here"))
        else:
            what = (
                "no arguments' dictionary"
                if call.passes == "nothing"
                else "something else than the arguments first"
            )
            message = (
                f"this call gives the decorated '{name}' {what}: the decorator asks the first argument for the "
                f"polling argument, so '{command.name}' fails when it polls; pass the arguments first (or as 'args=')"
            )
        yield RULE.finding(
            place,
            message,
            command=command.name,
            related=(*related, *same_for(site.commands)),
            fix=args_first_fix(analysis, call, by_definition=by_definition),
        )


def _wrong_calls(calls: Iterable[DecoratedCall]) -> Iterable[DecoratedCall]:
    return [
        call
        for call in calls
        if call.passes in ("other", "nothing")
        or call.clash
        or (call.swapped is not None and call.passes == "unknown" and _by_definition(call))
    ]


def _by_definition(call: DecoratedCall) -> bool:
    """Whether the function itself has its arguments in another place than the first."""
    function = call.function
    if not isinstance(function, Function):
        return False
    names = [parameter.arg for parameter in (*function.node.args.posonlyargs, *function.node.args.args)]
    if not names or names[0] in ARGS_NAMES:
        return False
    return call.swapped in ARGS_NAMES or any(name in ARGS_NAMES for name in names[1:])


def _definition(call: DecoratedCall) -> Spot | None:
    """The parameter list of the function."""
    function = call.function
    assert isinstance(function, Function)
    names = [*function.node.args.posonlyargs, *function.node.args.args]
    return spot(function.module.file, names[0]) if names else None


_FOOT = """
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')

def main():
    if demisto.command() == 'acme-scan':
"""
_YML = """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output
            hidden: true
"""

RULE = Rule(
    code="POL401",
    name="args-not-first",
    severity=Severity.ERROR,
    summary="a decorated function does not get the arguments' dictionary first",
    why=(
        "The decorator replaces the function by a wrapper whose first parameter, called 'args', is the "
        "arguments' dictionary: it asks it for the polling argument and for 'hide_polling_output', and makes the "
        "next run's arguments of it. Whatever else comes first, a client say, has no such keys, and the command "
        "fails. Put the arguments first in the definition and in every call; in keyword calls their name is "
        "'args', whatever the function calls them."
    ),
    bad=integration(
        _YML,
        "@polling_function('acme-scan')\ndef scan_command(client, args):  # <- POL401"
        + _FOOT
        + "        return_results(scan_command(Client(), demisto.args()))\n\nclass Client(BaseClient):\n"
        "    def status(self, job_id):\n        return self._http_request('GET', job_id)\n\nmain()\n",
    ),
    good=integration(
        _YML,
        "@polling_function('acme-scan')\ndef scan_command(args, client):"
        + _FOOT
        + "        return_results(scan_command(demisto.args(), Client()))\n\nclass Client(BaseClient):\n"
        "    def status(self, job_id):\n        return self._http_request('GET', job_id)\n\nmain()\n",
    ),
    check=check,
    fix="unsafe",
)
