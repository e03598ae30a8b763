"""POL209: a secret travels in the next run's arguments."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.events import Carried
from polltool.code.values import Arg, Spot, options
from polltool.findings import Finding, Severity
from polltool.flows import ItemAnalysis, PollingFlow
from polltool.model import Item
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for
from polltool.rules.examples import integration
from polltool.rules.results import value_given

SECRET_TYPES = frozenset({4, 9, 14})


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each key whose value is a secret."""
    analysis, item = context.analysis, context.item
    if analysis is None or item is None:
        return
    found: dict[tuple[object, str], tuple[PollingFlow, Carried, str, list[object]]] = {}
    for flow in analysis.flows:
        for key, carried in flow.next_run.keys.items():
            source = _secret(item, flow, key, carried)
            if source is None:
                continue
            spot = _where(analysis, flow, carried)
            entry = found.setdefault((spot, key), (flow, carried, source, []))
            if flow.starter not in entry[3]:
                entry[3].append(flow.starter)
    for (_, key), (flow, carried, source, commands) in found.items():
        spot = _where(analysis, flow, carried)
        place, related = code_place(analysis, spot, flow.starter)
        yield RULE.finding(
            place,
            f"'{key}' gives the next run of '{flow.target_name or flow.starter.name}' {source}, and the War Room "
            "entry stores the next run's arguments in the clear; read the secret anew in each run instead",
            command=flow.starter.name,
            argument=key if flow.target is not None and flow.target.argument(key) is not None else None,
            related=(*related, *same_for(commands)),  # type: ignore[arg-type]
        )


def _where(analysis: ItemAnalysis, flow: PollingFlow, carried: Carried) -> Spot:
    """The key's value, or the next-run dictionary where the input brought the key along."""
    return flow.next_run.spot if carried.spot is None else value_given(analysis, carried.spot)


def _secret(item: Item, flow: PollingFlow, key: str, carried: Carried) -> str | None:
    """In words, the secret that a value is made from."""
    parameters = {
        parameter.name: parameter for parameter in item.parameters if parameter.type in SECRET_TYPES
    }
    own = any(isinstance(option, Arg) and option.key == key for option in options(carried.value))
    for kind, name in sorted(carried.secrets):
        if kind == "parameter" and name in parameters:
            return f"the configuration parameter '{name}', a secret"
        if kind == "argument" and not (own and name == key):
            argument = flow.starter.argument(name)
            if argument is not None and argument.secret:
                return f"the secret argument '{name}'"
    return None


_HEAD = """
@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args, params):
    status = Client(params.get('api_key')).status(args['job_id'])
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
"""
_FOOT = """
    )

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), demisto.params()))

main()
"""
_CONFIGURATION = """
- display: API Key
  name: api_key
  type: 4
"""
_YML = """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
          - name: token
            description: Set by the command itself.
            hidden: true
          - name: hide_polling_output
            hidden: true
"""

RULE = Rule(
    code="POL209",
    name="secret-carried",
    severity=Severity.WARNING,
    summary="a secret travels in the next run's arguments",
    why=(
        "The arguments of the next run are part of the War Room entry that schedules it, and stay there for "
        "everybody who may read the incident. A credential from the integration's configuration, or the value "
        "of an argument with 'secret: true', does not belong there: every run can read the configuration itself."
    ),
    bad=integration(
        _YML,
        _HEAD.replace("\n    return", "\n    token = params.get('api_key')\n    return")
        + "        args_for_next_run={\n            **args,\n            'token': token,  # <- POL209\n        },"
        + _FOOT,
        configuration=_CONFIGURATION,
    ),
    good=integration(
        _YML.replace(
            "          - name: token\n            description: Set by the command itself.\n            hidden: true\n",
            "",
        ),
        _HEAD + "        args_for_next_run=args," + _FOOT,
        configuration=_CONFIGURATION,
    ),
    check=check,
)
