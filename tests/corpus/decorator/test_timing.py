"""Interval and timeout: POL301 to POL305."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.kit import (
    HIDE,
    INTERVAL,
    MAIN,
    POLLING,
    TIMEOUT,
    URL,
    Case,
    check,
    command,
    label,
    layouts,
    scan,
)

BODY = """
def scan_command(args, client):
    status = client.status(args['url'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')
"""
YML = scan(URL, INTERVAL, TIMEOUT, POLLING, HIDE)


def timed(title: str, given: str, *, before: str = "", **more: object) -> Case:
    more.setdefault("yml", YML)
    return Case(
        title,
        f"{before}\n@polling_function('acme-scan'{', ' if given else ''}{given}"
        + (")" if "#" not in given else "\n)")
        + BODY,
        **more,  # type: ignore[arg-type]
    )


HEALTHY = [
    timed("none given", ""),
    timed("literals", "interval=30, timeout=600"),
    timed(
        "get with a number",
        "interval=arg_to_number(demisto.args().get('interval_in_seconds', 30)), timeout=arg_to_number(demisto.args().get('timeout', 600))",
    ),
    timed(
        "get with a text",
        "interval=arg_to_number(demisto.args().get('interval_in_seconds', '30')), timeout=arg_to_number(demisto.args().get('timeout', '10800'))",
    ),
    timed(
        "get with a constant",
        "interval=arg_to_number(demisto.args().get('interval_in_seconds', DEFAULT_INTERVAL)), timeout=arg_to_number(demisto.args().get('timeout', DEFAULT_TIMEOUT))",
        before="DEFAULT_INTERVAL = 30\nDEFAULT_TIMEOUT = 60 * 10\n",
    ),
    timed(
        "over several lines",
        "\n    interval=arg_to_number(\n        demisto.args().get('interval_in_seconds', 30)\n    ),\n    timeout=arg_to_number(\n        arg=demisto.args().get('timeout', 600),\n        arg_name='timeout',\n    ),\n",
    ),
    timed(
        "or a number",
        "interval=arg_to_number(demisto.args().get('interval_in_seconds')) or 60, timeout=arg_to_number(demisto.args().get('timeout')) or 600",
    ),
    timed("or inside", "interval=arg_to_number(demisto.args().get('interval_in_seconds') or 60)"),
    timed("or a text inside", "interval=arg_to_number(demisto.args().get('interval_in_seconds') or '60')"),
    timed("getArg or a number", "interval=arg_to_number(demisto.getArg('interval_in_seconds') or 60)"),
    timed(
        "int with default",
        "interval=int(demisto.args().get('interval_in_seconds', 30)), timeout=int(demisto.args().get('timeout', 600))",
    ),
    timed("int with or", "interval=int(demisto.args().get('interval_in_seconds') or 30)"),
    timed(
        "conditional expression",
        "interval=arg_to_number(demisto.args()['interval_in_seconds']) if 'interval_in_seconds' in demisto.args() else 30",
    ),
    timed(
        "variable at module level",
        "interval=INTERVAL, timeout=TIMEOUT",
        before="ARGS = demisto.args()\nINTERVAL = arg_to_number(ARGS.get('interval_in_seconds', 30))\nTIMEOUT = arg_to_number(ARGS.get('timeout', 600))\n",
    ),
    timed(
        "helper at module level",
        "interval=seconds('interval_in_seconds', 30), timeout=seconds('timeout', 600)",
        before="def seconds(key, default):\n    return arg_to_number(demisto.args().get(key, default))\n",
    ),
    timed(
        "max with the shortest",
        "interval=max(10, arg_to_number(demisto.args().get('interval_in_seconds', 30)))",
    ),
    timed(
        "timeout without default is the server's",
        "interval=30, timeout=arg_to_number(demisto.args().get('timeout'))",
    ),
    timed("exactly ten", "interval=10, timeout=11"),
    timed("constant and arithmetic", "interval=MINUTE // 2, timeout=10 * MINUTE", before="MINUTE = 60\n"),
    timed(
        "no default but required",
        "interval=arg_to_number(demisto.args().get('interval_in_seconds'))",
        yml=scan(URL, "interval_in_seconds; required: true", POLLING, HIDE),
    ),
    timed(
        "item but required",
        "interval=int(demisto.args()['interval_in_seconds'])",
        yml=scan(URL, "interval_in_seconds; required: true", POLLING, HIDE),
    ),
    timed("from the configuration", "interval=arg_to_number(demisto.params().get('interval', 30))"),
    timed(
        "other names",
        "interval=arg_to_number(demisto.args().get('interval', 30)), timeout=arg_to_number(demisto.args().get('timeOut', 600))",
        yml=scan(URL, "interval; defaultValue: '30'", "timeOut; defaultValue: '600'", POLLING, HIDE),
    ),
    timed(
        "timeout means something else",
        "interval=30, timeout=600",
        yml=scan(URL, "timeout; defaultValue: '5'", POLLING, HIDE),
    ),
    timed(
        "unknown",
        "interval=get_interval(), timeout=get_timeout()",
        before="from acme import get_interval, get_timeout\n",
    ),
    timed(
        "polling args in a dictionary",
        "**POLL",
        before="POLL = {'interval': arg_to_number(demisto.args().get('interval_in_seconds', 30)), 'timeout': 600}\n",
    ),
    timed(
        "f-string key",
        "interval=arg_to_number(demisto.args().get(f'interval_in_{UNIT}', 30))",
        before="UNIT = 'seconds'\n",
    ),
    timed(
        "try except around the number",
        "interval=INTERVAL",
        before="try:\n    INTERVAL = int(demisto.args().get('interval_in_seconds', '30'))\nexcept ValueError:\n    INTERVAL = 30\n",
    ),
]

NO_DEFAULT = "interval=arg_to_number(demisto.args().get('interval_in_seconds'))"
OTHER = command("acme-list", URL, polling=None)
MAIN_OTHER = MAIN.replace(
    "    elif", "    elif demisto.command() == 'acme-list':\n        return_results('nothing')\n    elif", 1
)
MISTAKES = [
    timed("no default", f"\n    {NO_DEFAULT},  # <- POL301 warning acme-scan interval_in_seconds"),
    timed(
        "no default, with timeout",
        f"\n    {NO_DEFAULT},  # <- POL301 warning acme-scan interval_in_seconds\n    timeout=arg_to_number(demisto.args().get('timeout')),",
    ),
    timed(
        "no default, getArg",
        "\n    interval=arg_to_number(demisto.getArg('interval_in_seconds')),  # <- POL301 warning acme-scan interval_in_seconds",
    ),
    timed(
        "no default but in the yml",
        f"\n    {NO_DEFAULT},  # <- POL301 warning acme-scan interval_in_seconds",
        yml=scan(URL, "interval_in_seconds; defaultValue: '30'", POLLING, HIDE),
    ),
    timed(
        "no default, undeclared",
        f"\n    {NO_DEFAULT},  # <- POL301 error acme-scan interval_in_seconds",
        yml=scan(URL, POLLING, HIDE),
    ),
    timed(
        "no default, over lines",
        "\n    interval=arg_to_number(  # <- POL301 warning acme-scan interval_in_seconds\n        demisto.args().get('interval_in_seconds')\n    ),",
    ),
    timed(
        "int without default",
        "\n    interval=int(demisto.args().get('interval_in_seconds')),  # <- POL301 error acme-scan interval_in_seconds",
    ),
    timed(
        "item",
        "\n    interval=arg_to_number(demisto.args()['interval_in_seconds']),  # <- POL301 error acme-scan interval_in_seconds",
    ),
    timed(
        "item, required by one of two commands",
        "\n    interval=int(demisto.args()['interval_in_seconds']),  # <- POL301 error acme-scan interval_in_seconds",
        yml=scan(URL, "interval_in_seconds; required: true", POLLING, HIDE) + OTHER,
        main=MAIN_OTHER,
    ),
    timed(
        "get, required by the one that reaches it",
        NO_DEFAULT,
        yml=scan(URL, "interval_in_seconds; required: true", POLLING, HIDE) + OTHER,
        main=MAIN_OTHER,
    ),
    timed(
        "near miss",
        "\n    interval=arg_to_number(demisto.args().get('interval_in_seconds', 30)),\n    timeout=arg_to_number(demisto.args().get('timeout', 600)),  # <- POL302 warning acme-scan timeout",
        yml=scan(URL, INTERVAL, "timeout_in_seconds", POLLING, HIDE),
    ),
    timed(
        "near miss by case",
        "\n    timeout=arg_to_number(demisto.args().get('timeout', 600)),  # <- POL302 warning acme-scan timeout",
        yml=scan(URL, "timeOut", POLLING, HIDE),
    ),
    timed(
        "near miss of polling_timeout",
        "\n    timeout=arg_to_number(demisto.args().get('polling_timeout', 600)),  # <- POL302 warning acme-scan polling_timeout",
        yml=scan(URL, "polling_timeout_in_seconds", POLLING, HIDE),
    ),
    timed(
        "near miss of interval",
        "\n    interval=arg_to_number(demisto.args().get('interval', 30)),  # <- POL302 warning acme-scan interval",
        yml=scan(URL, INTERVAL, POLLING, HIDE),
    ),
    timed(
        "undeclared",
        "\n    interval=arg_to_number(demisto.args().get('interval_in_seconds', 30)),  # <- POL302 info acme-scan interval_in_seconds\n    timeout=arg_to_number(demisto.args().get('timeout', 600)),  # <- POL302 info acme-scan timeout",
        yml=scan(URL, POLLING, HIDE),
    ),
    timed("too short literal", "\n    interval=5,  # <- POL303 warning acme-scan"),
    timed("too short by position", "\n    5,  # <- POL303 warning acme-scan"),
    timed(
        "too short constant",
        "\n    interval=INTERVAL,  # <- POL303 warning acme-scan",
        before="INTERVAL = 5\n",
    ),
    timed(
        "too short default in the code",
        "\n    interval=arg_to_number(demisto.args().get('interval_in_seconds', 5)),  # <- POL303 warning acme-scan interval_in_seconds",
    ),
    timed(
        "too short text in the code",
        "\n    interval=arg_to_number(demisto.args().get('interval_in_seconds', '9')),  # <- POL303 warning acme-scan interval_in_seconds",
    ),
    timed(
        "too short default in the yml",
        "interval=arg_to_number(demisto.args().get('interval_in_seconds', 30))",
        yml=scan(
            URL,
            "interval_in_seconds; description: x; defaultValue: '5'  # <- POL303 warning acme-scan interval_in_seconds".replace(
                "  # <-", " #@"
            ),
            POLLING,
            HIDE,
        ).replace(" #@", "  # <-"),
    ),
    timed("timeout is the interval", "\n    interval=60,\n    timeout=60,  # <- POL304 warning acme-scan"),
    timed(
        "timeout below the interval", "\n    interval=600,\n    timeout=60,  # <- POL304 warning acme-scan"
    ),
    Case(
        "timeout by default below the interval",
        "@polling_function('acme-scan', interval=900)  # <- POL304 warning acme-scan" + BODY,
        yml=YML,
    ),
    timed(
        "defaults of the yml",
        "\n    interval=arg_to_number(demisto.args().get('interval_in_seconds', 30)),\n    timeout=arg_to_number(demisto.args().get('timeout', 600)),  # <- POL304 warning acme-scan timeout",
        yml=scan(
            URL, "interval_in_seconds; defaultValue: '60'", "timeout; defaultValue: '60'", POLLING, HIDE
        ),
    ),
    timed(
        "defaults of the code",
        "\n    interval=arg_to_number(demisto.args().get('interval_in_seconds', 60)),\n    timeout=arg_to_number(demisto.args().get('timeout', 30)),  # <- POL304 warning acme-scan timeout",
    ),
    timed(
        "both mistakes",
        "\n    interval=5,  # <- POL303 warning acme-scan\n    timeout=5,  # <- POL304 warning acme-scan",
    ),
]


@pytest.mark.parametrize(("case", "embedded"), layouts([*HEALTHY, *MISTAKES]), ids=label)
def test_timing(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)


DROPPING = """
@polling_function(
    'acme-scan',
    interval=arg_to_number(demisto.args().get('interval_in_seconds', 30)),
    timeout=arg_to_number(demisto.args().get('timeout', 600)),
)
def scan_command(args, client):
    status = client.status(args['url'])
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run=%s
    )
"""
DROPS = [
    Case(
        "both dropped",
        DROPPING
        % "{'url': args['url'], 'polling': True},  # <- POL305 info acme-scan interval_in_seconds, POL305 info acme-scan timeout",
        yml=YML,
    ),
    Case(
        "timeout dropped",
        DROPPING
        % "{'url': args['url'], 'polling': True, 'interval_in_seconds': args.get('interval_in_seconds')},  # <- POL305 info acme-scan timeout",
        yml=YML,
    ),
    Case("all carried", DROPPING % "{**args, 'polling': True},", yml=YML),
    Case(
        "interval popped on the way",
        (DROPPING % "args,").replace("    return", "    args.pop('interval_in_seconds', None)\n    return"),
        yml=YML,
    ),
]


@pytest.mark.parametrize(("case", "embedded"), layouts(DROPS), ids=label)
def test_timing_arguments_that_are_dropped(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)
