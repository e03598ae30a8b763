"""The ways to carry a job's id to the next run within a function: silent as it is, and with one mistake in the yml that one finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.forms import MISTAKES, RUNNING, Form, body, carried, check_form, name_of, read

FORMS = [
    # -- the dictionary --------------------------------------------------------
    carried(
        "literal with spread last",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{'job_id': job_id, **args}})",
    ),
    carried(
        "literal with spread first",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})",
    ),
    carried(
        "mutated args",
        f"args['job_id'] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=args)",
    ),
    carried(
        "mutated args and nothing given", f"args['job_id'] = job_id\nreturn PollResult(status, {RUNNING})"
    ),
    carried(
        "mutated args and None given",
        f"args['job_id'] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=None)",
    ),
    carried(
        "args | {}", f"return PollResult(status, {RUNNING}, args_for_next_run=args | {{'job_id': job_id}})"
    ),
    carried(
        "{} | args", f"return PollResult(status, {RUNNING}, args_for_next_run={{'job_id': job_id}} | args)"
    ),
    carried(
        "|=", f"args |= {{'job_id': job_id}}\nreturn PollResult(status, {RUNNING}, args_for_next_run=args)"
    ),
    carried(
        "dict(args, x=)", f"return PollResult(status, {RUNNING}, args_for_next_run=dict(args, job_id=job_id))"
    ),
    carried(
        "dict(**args, x=)",
        f"return PollResult(status, {RUNNING}, args_for_next_run=dict(**args, job_id=job_id))",
    ),
    carried(
        "dict(args) then set",
        f"nxt = dict(args)\nnxt['job_id'] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "copy() then set",
        f"nxt = args.copy()\nnxt['job_id'] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "deepcopy then set",
        f"from copy import deepcopy\nnxt = deepcopy(args)\nnxt['job_id'] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "copy.copy",
        f"import copy\nnxt = copy.copy(args)\nnxt['job_id'] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "update with a dictionary",
        f"args.update({{'job_id': job_id}})\nreturn PollResult(status, {RUNNING}, args_for_next_run=args)",
    ),
    carried(
        "update with keywords",
        f"args.update(job_id=job_id)\nreturn PollResult(status, {RUNNING}, args_for_next_run=args)",
    ),
    carried(
        "update with pairs",
        f"args.update([('job_id', job_id)])\nreturn PollResult(status, {RUNNING}, args_for_next_run=args)",
    ),
    carried(
        "setdefault",
        f"args.setdefault('job_id', job_id)\nreturn PollResult(status, {RUNNING}, args_for_next_run=args)",
    ),
    carried(
        "demisto.args() changed", f"demisto.args()['job_id'] = job_id\nreturn PollResult(status, {RUNNING})"
    ),
    carried(
        "positional arguments",
        "return PollResult(status, status['state'] == 'running', {**args, 'job_id': job_id})",
    ),
    carried(
        "built in steps",
        f"nxt = {{}}\nnxt['job_id'] = job_id\nnxt['polling'] = True\nnxt['url'] = args.get('url')\n"
        f"return PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "built in steps from a literal",
        f"nxt = {{'polling': 'true', 'url': args.get('url')}}\nnxt.update(job_id=job_id)\n"
        f"return PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "built in a loop over args",
        f"nxt = {{}}\nfor key, value in args.items():\n    nxt[key] = value\nnxt['job_id'] = job_id\n"
        f"return PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "built in a loop over args but some",
        f"nxt = {{'job_id': job_id}}\nfor key, value in args.items():\n    if key not in ('job_id', 'extra'):\n        nxt[key] = value\n"
        f"return PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "comprehension over args",
        f"nxt = {{key: value for key, value in args.items() if key != 'job_id'}}\nnxt['job_id'] = job_id\n"
        f"return PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "comprehension without empty values",
        f"nxt = {{k: v for k, v in args.items() if v}}\nnxt['job_id'] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "comprehension spread",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**{{k: v for k, v in args.items()}}, 'job_id': job_id}})",
    ),
    carried(
        "remove_empty_elements",
        f"nxt = remove_empty_elements({{**args, 'job_id': job_id}})\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "assign_params",
        f"nxt = assign_params(job_id=job_id, polling=True, url=args.get('url'))\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "key by a constant",
        f"KEY = 'job_id'\nargs[KEY] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=args)",
    ),
    carried(
        "key by an f-string",
        f"kind = 'job'\nreturn PollResult(status, {RUNNING}, args_for_next_run={{**args, f'{{kind}}_id': job_id}})",
    ),
    carried(
        "conditional expression",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}} if job_id else args)",
    ),
    carried(
        "or",
        f"nxt = {{**args, 'job_id': job_id}} or args\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "PollResult in a variable",
        f"result = PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})\nreturn result",
    ),
    carried(
        "PollResult's attributes set",
        "result = PollResult(response=None)\nresult.response = status\nresult.continue_to_poll = status['state'] == 'running'\n"
        "result.args_for_next_run = {**args, 'job_id': job_id}\nreturn result",
    ),
    carried(
        "PollResult from keywords in a dictionary",
        "kw = {'continue_to_poll': status['state'] == 'running', 'args_for_next_run': {**args, 'job_id': job_id}}\nreturn PollResult(status, **kw)",
    ),
    carried(
        "conditional PollResults",
        "return PollResult(status) if status['state'] == 'done' else PollResult(None, True, {**args, 'job_id': job_id})",
    ),
    carried(
        "early return when done",
        "if status['state'] == 'done':\n    return PollResult(response=CommandResults(outputs=status))\n"
        "return PollResult(None, continue_to_poll=True, args_for_next_run={'job_id': job_id, **args})",
    ),
    carried(
        "early return while running",
        "if status['state'] == 'running':\n    return PollResult(None, continue_to_poll=True, args_for_next_run={'job_id': job_id, **args})\n"
        "return PollResult(response=CommandResults(outputs=status), continue_to_poll=False)",
    ),
    carried(
        "lambda to call",
        "return PollResult(status, continue_to_poll=lambda: status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})",
    ),
    carried(
        "nested function to call",
        "def again():\n    return status['state'] == 'running'\nreturn PollResult(status, continue_to_poll=again, args_for_next_run={'job_id': job_id, **args})",
    ),
    carried(
        "not",
        "return PollResult(status, continue_to_poll=not status['done'], args_for_next_run={'job_id': job_id, **args})",
    ),
    carried(
        "in",
        "return PollResult(status, continue_to_poll=status['state'] in ('new', 'running'), args_for_next_run={'job_id': job_id, **args})",
    ),
    carried(
        "and of comparisons",
        "return PollResult(status, continue_to_poll=status['state'] == 'running' and status['left'] > 0, args_for_next_run={'job_id': job_id, **args})",
    ),
    carried(
        "bool()",
        "return PollResult(status, continue_to_poll=bool(status.get('left')), args_for_next_run={'job_id': job_id, **args})",
    ),
    carried(
        "extra keys when finished",
        "if status['state'] == 'done':\n    return PollResult(status, args_for_next_run={'whatever': 1})\n"
        "return PollResult(status, continue_to_poll=True, args_for_next_run={'job_id': job_id, **args})",
    ),
    carried(
        "built by a nested function",
        f"def following():\n    return {{**args, 'job_id': job_id}}\nreturn PollResult(status, {RUNNING}, args_for_next_run=following())",
    ),
    carried(
        "the same keys in a loop of a tuple",
        f"nxt = {{'job_id': job_id}}\nfor key in ('url', 'polling', 'interval_in_seconds', 'timeout'):\n    nxt[key] = args.get(key)\n"
        f"return PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "keys of a tuple in a comprehension",
        f"nxt = {{key: args.get(key) for key in ['url', 'polling']}}\nnxt['job_id'] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "dict of zip",
        f"nxt = {{**args, **dict(zip(['job_id'], [job_id]))}}\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "dict of pairs",
        f"nxt = dict([('job_id', job_id), ('polling', True), ('url', args.get('url'))])\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "state spread from a dictionary",
        f"state = {{'job_id': job_id}}\nreturn PollResult(status, {RUNNING}, args_for_next_run={{**args, **state}})",
    ),
    carried(
        "ChainMap-like merge by loop",
        f"for key, value in {{'job_id': job_id}}.items():\n    args[key] = value\nreturn PollResult(status, {RUNNING}, args_for_next_run=args)",
    ),
    carried(
        "changed only while running",
        f"if status['state'] == 'running':\n    args['job_id'] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=args)",
    ),
    carried(
        "walrus in the dictionary",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': (again := job_id)}})",
    ),
    carried(
        "dictionary in a variable of many names",
        f"nxt = following = {{**args, 'job_id': job_id}}\nreturn PollResult(status, {RUNNING}, args_for_next_run=following)",
    ),
    carried(
        "typed variable",
        f"nxt: dict[str, Any] = {{**args, 'job_id': job_id}}\nreturn PollResult(status, {RUNNING}, args_for_next_run=nxt)",
    ),
    carried(
        "cast",
        f"return PollResult(status, {RUNNING}, args_for_next_run=cast(dict, {{**args, 'job_id': job_id}}))",
    ),
    # -- the control flow around it ---------------------------------------------
    body(
        "try except",
        """
        job_id = args.get('job_id') or client.submit(args.get('url'))
        try:
            status = client.status(job_id)
        except DemistoException as error:
            if 'not ready' in str(error):
                return PollResult(None, continue_to_poll=True, args_for_next_run={'job_id': job_id, **args})
            raise
        else:
            return PollResult(status)
        """,
    ),
    body(
        "try finally",
        """
        job_id = args.get('job_id') or client.submit(args.get('url'))
        args['job_id'] = job_id
        try:
            status = client.status(job_id)
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run=args)
        finally:
            client.close()
        """,
    ),
    body(
        "with",
        """
        with client.session() as session:
            job_id = args.get('job_id') or session.submit(args.get('url'))
            status = session.status(job_id)
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})
        """,
    ),
    body(
        "match",
        """
        job_id = args.get('job_id') or client.submit(args.get('url'))
        status = client.status(job_id)
        match status['state']:
            case 'running' | 'queued':
                return PollResult(None, continue_to_poll=True, args_for_next_run={'job_id': job_id, **args})
            case 'done':
                return PollResult(status)
            case _:
                raise DemistoException('Failed.')
        """,
    ),
    body(
        "first run returns early",
        """
        if 'job_id' not in args:
            job_id = client.submit(args.get('url'))
            return PollResult(None, continue_to_poll=True, args_for_next_run={'job_id': job_id, **args})
        status = client.status(args['job_id'])
        return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run=args)
        """,
    ),
    body(
        "first run returns early and later runs pass nothing",
        """
        if 'job_id' not in args:
            args['job_id'] = client.submit(args.get('url'))
            return PollResult(None, continue_to_poll=True)
        status = client.status(args['job_id'])
        return PollResult(status, continue_to_poll=status['state'] == 'running')
        """,
    ),
    body(
        "loop until found",
        """
        job_id = args.get('job_id') or client.submit(args.get('url'))
        for status in client.statuses(job_id):
            if status['state'] == 'done':
                return PollResult(status)
        return PollResult(None, continue_to_poll=True, args_for_next_run={'job_id': job_id, **args})
        """,
    ),
    body(
        "while loop",
        """
        job_id = args.get('job_id') or client.submit(args.get('url'))
        page = 1
        while True:
            status = client.status(job_id, page)
            if status['state'] == 'done':
                return PollResult(status)
            if not status['more']:
                break
            page += 1
        return PollResult(None, continue_to_poll=True, args_for_next_run={'job_id': job_id, **args})
        """,
    ),
    # -- how the state is read ---------------------------------------------------
    read(
        "in, then item",
        "if 'job_id' in args:\n    job_id = args['job_id']\nelse:\n    job_id = client.submit(args.get('url'))",
    ),
    read(
        "not in, then item",
        "if 'job_id' not in args:\n    job_id = client.submit(args.get('url'))\nelse:\n    job_id = args['job_id']",
    ),
    read(
        "in keys()",
        "if 'job_id' in args.keys():\n    job_id = args['job_id']\nelse:\n    job_id = client.submit(args.get('url'))",
    ),
    read("get with or", "job_id = args.get('job_id') or client.submit(args.get('url'))"),
    read(
        "get with default",
        "job_id = args.get('job_id', '')\nif job_id == '':\n    job_id = client.submit(args.get('url'))",
    ),
    read(
        "get is None",
        "job_id = args.get('job_id')\nif job_id is None:\n    job_id = client.submit(args.get('url'))",
    ),
    read("walrus", "if not (job_id := args.get('job_id')):\n    job_id = client.submit(args.get('url'))"),
    read("pop", "job_id = args.pop('job_id', None) or client.submit(args.get('url'))"),
    read("getArg", "job_id = demisto.getArg('job_id') or client.submit(args.get('url'))"),
    read("demisto.args().get", "job_id = demisto.args().get('job_id') or client.submit(args.get('url'))"),
    read(
        "demisto.args()[]",
        "job_id = demisto.args()['job_id'] if 'job_id' in demisto.args() else client.submit(args.get('url'))",
    ),
    read("dict_safe_get", "job_id = dict_safe_get(args, ['job_id']) or client.submit(args.get('url'))"),
    read(
        "argToList",
        "jobs = argToList(args.get('job_id'))\njob_id = jobs[0] if jobs else client.submit(args.get('url'))",
        doubtful=True,
    ),
    read(
        "arg_to_number",
        "job_id = arg_to_number(args.get('job_id'))\nif not job_id:\n    job_id = client.submit(args.get('url'))",
    ),
    read(
        "int",
        "job_id = int(args.get('job_id') or 0)\nif not job_id:\n    job_id = client.submit(args.get('url'))",
    ),
    read(
        "conditional expression",
        "job_id = args['job_id'] if args.get('job_id') else client.submit(args.get('url'))",
    ),
    read(
        "try KeyError",
        "try:\n    job_id = args['job_id']\nexcept KeyError:\n    job_id = client.submit(args.get('url'))",
    ),
    read("key by a variable", "key = 'job_id'\njob_id = args.get(key) or client.submit(args.get('url'))"),
    read(
        "spread into a function",
        "def identify(job_id=None, url=None, **_):\n    return job_id or client.submit(url)\njob_id = identify(**args)",
    ),
    read(
        "args handed to a method",
        "job_id = client.get_or_submit(args.get('job_id'), args.get('url'))",
        doubtful=True,
    ),
    read(
        "bool",
        "is_first = not bool(args.get('job_id'))\njob_id = client.submit(args.get('url')) if is_first else args['job_id']",
    ),
    read(
        "unpacked",
        "job_id, url = args.get('job_id'), args.get('url')\nif not job_id:\n    job_id = client.submit(url)",
    ),
    read(
        "match of a mapping",
        "match args:\n    case {'job_id': job_id}:\n        pass\n    case _:\n        job_id = client.submit(args.get('url'))",
    ),
    read(
        "itemgetter-like list",
        "job_id, url = [args.get(k) for k in ('job_id', 'url')]\nif not job_id:\n    job_id = client.submit(url)",
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_form(form: Form, mistake: str, tmp_path: Path) -> None:
    check_form(form, mistake, tmp_path)
