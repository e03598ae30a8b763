"""The state of a shape: how it tells its first run from later ones, and what it carries to the next."""

from __future__ import annotations

from tests.differential.decorating import carried_timing
from tests.differential.shapes import Shape
from tests.differential.yml import asks, polling_arg, timing

HELPERS: dict[str, str] = {
    "parameter-key": "def with_state(args, key, value):\n    return {key: value, **args}",
    "helper": "def next_arguments(args, job_id):\n    return {'job_id': job_id, **args}",
    "partial": "def next_arguments(args, job_id):\n    return {**args, 'job_id': job_id}",
    "helper-mutates": "def remember(args, job_id):\n    args['job_id'] = job_id",
    "lost-helper": "def remember(args, job_id):\n    args['job_id'] = job_id",
    "helper-deep": (
        "def joined(one, other):\n    return {**one, **other}\n\n\n"
        "def next_arguments_of(args, job_id):\n    return joined(args, {'job_id': job_id})"
    ),
    "pair": "def with_job(args, job_id):\n    following = dict(args)\n    following['job_id'] = job_id\n    return job_id, following",
    "keywords": "def keywords(**words):\n    return words",
}
"""Functions that make the next run's arguments, by the word for how these are made."""

FIRST_HELPERS: dict[str, str] = {
    "getter": "def state_of(args):\n    return args.get('job_id')",
    "spread-call": "def started(client, url=None, job_id=None, **_):\n    return job_id or client.submit(url)",
    "helper-mutates": (
        "def start(args, client):\n    if not args.get('job_id'):\n        args['job_id'] = client.submit(args.get('url'))"
    ),
}
"""Functions that tell the first run from later ones."""

JOB = """\
class Job:
    def __init__(self, args):
        self.args = args
        self.job_id = args.get('job_id')

    def following(self, job_id):
        return {**self.args, 'job_id': job_id}

    @staticmethod
    def carried(args, job_id):
        return {'job_id': job_id, **args}

    @classmethod
    def made(cls, args):
        return cls(dict(args))"""


def state_helpers(shape: Shape) -> list[str]:
    """The functions and classes that state is handled with."""
    found = [HELPERS[shape.carry]] if shape.carry in HELPERS else []
    if not shape.paired and shape.first in FIRST_HELPERS:
        found.append(FIRST_HELPERS[shape.first])
    if shape.carry in ("literal-helper", "helper-no-polling"):
        found.append(f"def named(args, job_id):\n    return {_fields(shape)}")
    if shape.carry in ("attribute", "method", "static-method", "class-method") or shape.first == "object":
        found.append(JOB)
    return [f"\n{one}\n\n" for one in found]


def first(shape: Shape) -> str:
    """How the first run is told from later ones, and the job is submitted in it."""
    submit = "client.submit(args.get('url'))"
    return {
        "not-in": f"if 'job_id' not in args:\n    args['job_id'] = {submit}\njob_id = args['job_id']",
        "get-or": f"job_id = args.get('job_id') or {submit}",
        "walrus": f"if not (job_id := args.get('job_id')):\n    job_id = {submit}",
        "walrus-none": f"if (job_id := args.get('job_id')) is None:\n    job_id = {submit}",
        "get-not": f"job_id = args.get('job_id')\nif not job_id:\n    job_id = {submit}",
        "flag": (
            f"if argToBoolean(args.get('first_run', 'true')):\n    args['job_id'] = {submit}\n"
            "    args['first_run'] = False\njob_id = args['job_id']"
        ),
        "pop": f"job_id = args.pop('job_id', None) or {submit}",
        "try": f"try:\n    job_id = args['job_id']\nexcept KeyError:\n    job_id = {submit}",
        "demisto-args": f"job_id = demisto.args().get('job_id') or {submit}",
        "getarg": f"job_id = demisto.getArg('job_id')\nif not job_id:\n    job_id = {submit}",
        "safe-get": f"job_id = dict_safe_get(args, ['job_id'])\nif job_id is None:\n    job_id = {submit}",
        "branches": f"if 'job_id' in args:\n    job_id = args['job_id']\nelse:\n    job_id = {submit}",
        "early": f"job_id = args.get('job_id', '')\nif job_id == '':\n    job_id = {submit}",
        "context": (
            f"context = demisto.getIntegrationContext()\njob_id = context.get('job_id')\nif not job_id:\n"
            f"    job_id = {submit}\n    demisto.setIntegrationContext({{'job_id': job_id}})"
        ),
        "none-default": f"job_id = args.get('job_id', None)\nif job_id is None:\n    job_id = {submit}",
        "conditional": f"job_id = args['job_id'] if 'job_id' in args else {submit}",
        "keys": f"if 'job_id' in args.keys():\n    job_id = args.get('job_id')\nelse:\n    job_id = {submit}",
        "pop-try": f"try:\n    job_id = args.pop('job_id')\nexcept KeyError:\n    job_id = {submit}",
        "match": f"match args:\n    case {{'job_id': job_id}}:\n        pass\n    case _:\n        job_id = {submit}",
        "unpacked": f"url, job_id = args.get('url'), args.get('job_id')\nif not job_id:\n    job_id = {submit}",
        "getter": f"job_id = state_of(args)\nif not job_id:\n    job_id = {submit}",
        "named-flag": f"is_first = not args.get('job_id')\nif is_first:\n    args['job_id'] = {submit}\njob_id = args['job_id']",
        "list": f"job_ids = argToList(args.get('job_id')) or [{submit}]\njob_id = job_ids[0]",
        "names-in-loop": (
            f"job_id = None\nfor key in ('job_id', 'scan_id'):\n    job_id = job_id or args.get(key)\n"
            f"if not job_id:\n    job_id = {submit}"
        ),
        "constant-key": f"job_id = args.get(STATE)\nif not job_id:\n    job_id = {submit}",
        "f-string-key": f"job_id = args.get(f'{{KIND}}_id') or {submit}",
        "assign-params": f"given = assign_params(job_id=args.get('job_id'))\njob_id = given.get('job_id') or {submit}",
        "spread-call": "job_id = started(client, **args)",
        "helper-mutates": "start(args, client)\njob_id = args['job_id']",
        "setdefault": f"if not args.setdefault('job_id', ''):\n    args['job_id'] = {submit}\njob_id = args['job_id']",
        "finally": f"job_id = args.get('job_id')\ntry:\n    job_id = job_id or {submit}\nfinally:\n    demisto.debug('asked')",
        "while": f"while not args.get('job_id'):\n    args['job_id'] = {submit}\njob_id = args['job_id']",
        "not-not-in": f"if not ('job_id' in args and args['job_id']):\n    args['job_id'] = {submit}\njob_id = args['job_id']",
        "object": f"job = Job(args)\nif not job.job_id:\n    job.job_id = {submit}\njob_id = job.job_id",
        "lambda": f"job_id = (lambda given: given.get('job_id'))(args) or {submit}",
        "comprehension": (
            "given = {key: value for key, value in args.items() if value}\n"
            f"job_id = given.get('job_id') or {submit}"
        ),
        "demisto-args-subscript": (
            f"if 'job_id' not in demisto.args():\n    demisto.args()['job_id'] = {submit}\njob_id = demisto.args()['job_id']"
        ),
        "global": f"global JOB\nif JOB is None:\n    JOB = {submit}\njob_id = JOB",
    }[shape.first]


def _fields(shape: Shape, *, state: bool = True, polling: bool = True, url: bool = True) -> str:
    """A dictionary that names all that the next run needs."""
    entries = ["'job_id': job_id"] if state else []
    if url and not shape.paired:
        entries.append("'url': args.get('url')")
    if polling and asks(shape):
        entries.append(f"'{polling_arg(shape)}': True")
    if shape.first == "flag" and not shape.paired:
        entries.append("'first_run': False")
    return "{" + ", ".join([*entries, *carried_timing(shape)]) + "}"


def carry(shape: Shape) -> str:
    """How the next run's arguments are made."""
    flag = ", 'first_run': False" if shape.first == "flag" and not shape.paired else ""
    state = "{'job_id': job_id" + flag + "}"
    return {
        "nothing": "args['job_id'] = job_id",
        "same": "args['job_id'] = job_id\nnext_args = args",
        "spread-last": "next_args = {'job_id': job_id, **args}",
        "spread-first": "next_args = {**args, 'job_id': job_id}",
        "union": "next_args = args | {'job_id': job_id}",
        "union-first": "next_args = {'job_id': job_id} | args",
        "copy": "next_args = args.copy()\nnext_args['job_id'] = job_id",
        "dict-call": "next_args = dict(args, job_id=job_id)",
        "steps": "next_args = {}\nnext_args.update(args)\nnext_args['job_id'] = job_id",
        "helper": "next_args = next_arguments(args, job_id)",
        "update": "args.update({'job_id': job_id})\nnext_args = args",
        "comprehension": "next_args = {key: value for key, value in args.items() if value is not None} | {'job_id': job_id}",
        "literal": f"next_args = {_fields(shape)}",
        "assign-params": "next_args = assign_params(job_id=job_id, **{k: v for k, v in args.items() if k != 'job_id'})",
        "loop": "next_args = {'job_id': job_id}\nfor key in args:\n    next_args[key] = args[key]",
        "constant-key": "next_args = {STATE: job_id, **args}",
        "parameter-key": "next_args = with_state(args, 'job_id', job_id)",
        "loop-of-names": f"next_args = {{'job_id': job_id}}\nfor key in {_names(shape)}:\n    next_args[key] = args.get(key)",
        "setdefault": "args.setdefault('job_id', job_id)\nnext_args = args",
        "spread-spread": "next_args = {**args, **{'job_id': job_id}}",
        "dict-union": "next_args = dict(args) | {'job_id': job_id}",
        "union-assign": "next_args = dict(args)\nnext_args |= {'job_id': job_id}",
        "args-union-assign": "args |= {'job_id': job_id}\nnext_args = args",
        "deepcopy": "next_args = copy.deepcopy(args)\nnext_args['job_id'] = job_id",
        "copy-union": "next_args = args.copy() | {'job_id': job_id}",
        "update-keyword": "next_args = args.copy()\nnext_args.update(job_id=job_id)",
        "update-pairs": "next_args = dict(args)\nnext_args.update([('job_id', job_id)])",
        "items": "next_args = dict(list(args.items()) + [('job_id', job_id)])",
        "loop-items": "next_args = {'job_id': job_id}\nfor key, value in args.items():\n    next_args[key] = value",
        "f-string-key": "next_args = {**args, f'{KIND}_id': job_id}",
        "constant-subscript": "next_args = {**args}\nnext_args[STATE] = job_id",
        "if-there": "if job_id:\n    args['job_id'] = job_id\nnext_args = args",
        "conditional": "next_args = args if args.get('job_id') else {**args, 'job_id': job_id}",
        "branches": "if args.get('job_id'):\n    next_args = args\nelse:\n    next_args = args | {'job_id': job_id}",
        "finally": "try:\n    next_args = dict(args)\nfinally:\n    args['job_id'] = job_id\nnext_args['job_id'] = job_id",
        "helper-mutates": "remember(args, job_id)\nnext_args = args",
        "helper-deep": "next_args = next_arguments_of(args, job_id)",
        "pair": "job_id, next_args = with_job(args, job_id)",
        "remove-empty": "next_args = remove_empty_elements({**args, 'job_id': job_id})",
        "pop-other": "next_args = {**args, 'job_id': job_id, 'noise': 1}\nnext_args.pop('noise', None)",
        "delete-other": "next_args = {**args, 'job_id': job_id, 'noise': 1}\ndel next_args['noise']",
        "names-comprehension": f"next_args = {{key: args.get(key) for key in {_names(shape)}}} | {{'job_id': job_id}}",
        "filter-comprehension": f"next_args = {{'job_id': job_id}} | {{k: v for k, v in args.items() if k in {_names(shape)}}}",
        "attribute": "job = Job(args)\njob.args['job_id'] = job_id\nnext_args = job.args",
        "method": "next_args = Job(args).following(job_id)",
        "static-method": "next_args = Job.carried(args, job_id)",
        "class-method": "next_args = Job.made(args).following(job_id)",
        "partial": "following = functools.partial(next_arguments, args)\nnext_args = following(job_id)",
        "nested-function": "def following():\n    return {**args, 'job_id': job_id}\nnext_args = following()",
        "closure-mutates": "def remember_it():\n    args['job_id'] = job_id\nremember_it()\nnext_args = args",
        "zip": "next_args = dict(args)\nnext_args.update(dict(zip(('job_id',), (job_id,))))",
        "demisto-args": "demisto.args()['job_id'] = job_id\nnext_args = demisto.args()",
        "keywords": "next_args = keywords(job_id=job_id, **{k: v for k, v in args.items() if k != 'job_id'})",
        "walrus": "(next_args := dict(args))['job_id'] = job_id",
        "loop-of-pairs": "next_args = dict(args)\nfor key, value in (('job_id', job_id),):\n    next_args[key] = value",
        "with": "with contextlib.suppress(KeyError):\n    args['job_id'] = job_id\nnext_args = args",
        "literal-helper": "next_args = named(args, job_id)",
        "as-text": "next_args = {**args, 'job_id': str(job_id)}",
        "pop-polling": f"next_args = {{**args, 'job_id': job_id}}\nnext_args.pop('{polling_arg(shape)}', None)",
        "delete-polling": (
            "next_args = {**args, 'job_id': job_id}\n"
            f"if '{polling_arg(shape)}' in next_args:\n    del next_args['{polling_arg(shape)}']"
        ),
        "filter-polling": (
            f"next_args = {{k: v for k, v in args.items() if k != '{polling_arg(shape)}'}} | {{'job_id': job_id}}"
        ),
        "pop-required": "next_args = {**args, 'job_id': job_id}\nnext_args.pop('url', None)",
        "names-without-polling": (
            f"next_args = {{key: args.get(key) for key in {_names(shape, polling=False)}}} | {{'job_id': job_id}}"
        ),
        "lost-clear": "args['job_id'] = job_id\nnext_args = dict(args).clear()",
        "lost-helper": "next_args = remember(dict(args), job_id)",
        "pop-state": "args['job_id'] = job_id\nnext_args = {**args}\nnext_args.pop('job_id')",
        "datetime": "next_args = {**args, 'job_id': job_id, 'since': datetime.now()}",
        "bytes": "next_args = {**args, 'job_id': job_id.encode()}",
        "function": "next_args = {**args, 'job_id': job_id, 'again': client.status}",
        "generator": "next_args = {**args, 'job_id': job_id, 'parts': (key for key in args)}",
        "items-view": "next_args = {**args, 'job_id': job_id, 'seen': args.keys()}",
        "text": "next_args = f'{job_id}'",
        "dumped": "next_args = json.dumps({**args, 'job_id': job_id})",
        "helper-no-polling": f"next_args = named(args, job_id)\nnext_args.pop('{polling_arg(shape)}', None)",
        "branch-no-polling": (
            f"if args.get('job_id'):\n    next_args = {{**args}}\nelse:\n"
            f"    next_args = {_fields(shape, polling=False)}"
        ),
        "lost-update": f"next_args = {state}.update(args)",
        "no-polling": f"next_args = {_fields(shape, polling=False)}",
        "no-required": f"next_args = {_fields(shape, url=False)}",
        "no-state": f"next_args = {_fields(shape, state=False)}",
        "other-key": "next_args = {'jobid': job_id, **args}",
        "not-carried": "next_args = {**args}",
        "client": "next_args = {'job_id': job_id, 'client': client, **args}",
        "set": "next_args = {**args, 'job_id': {job_id}}",
    }[shape.carry]


def _names(shape: Shape, *, polling: bool = True) -> tuple[str, ...]:
    """The arguments that a loop passes on."""
    names = [
        *timing(shape),
        *([] if shape.paired else ["url"]),
        *([polling_arg(shape)] if asks(shape) and polling else []),
    ]
    return (*names, "first_run") if shape.first == "flag" and not shape.paired else tuple(names)
