"""The ways to carry a job's id to the next run through other functions and classes: as in test_forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.forms import HEAD, MISTAKES, RUNNING, Form, check_form, name_of

FORMS = [
    Form(
        "helper returns the dictionary",
        f"""
def following(args, job_id):
    return {{**args, 'job_id': job_id}}

{HEAD}def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(status, {RUNNING}, args_for_next_run=following(args, job_id))
""",
        decorator="",
    ),
    Form(
        "helper changes the dictionary",
        f"""
def remember(args, key, value):
    args[key] = value

{HEAD}def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    remember(args, 'job_id', job_id)
    status = client.status(job_id)
    return PollResult(status, {RUNNING}, args_for_next_run=args)
""",
        decorator="",
    ),
    Form(
        "helper builds the PollResult",
        f"""
def still_running(args, job_id):
    return PollResult(response=None, continue_to_poll=True, args_for_next_run={{'job_id': job_id, **args}})

{HEAD}def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    if status['state'] == 'running':
        return still_running(args, job_id)
    return PollResult(status)
""",
        decorator="",
    ),
    Form(
        "class method builds the PollResult",
        f"""
class Poll:
    @classmethod
    def again(cls, args, **state):
        return PollResult(response=None, continue_to_poll=True, args_for_next_run={{**args, **state}})

    @staticmethod
    def done(response):
        return PollResult(response=response)

{HEAD}def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return Poll.again(args, job_id=job_id) if status['state'] == 'running' else Poll.done(status)
""",
        decorator="",
    ),
    Form(
        "helper reads the state",
        f"""
def job_of(args, client):
    if args.get('job_id'):
        return args['job_id']
    return client.submit(args.get('url'))

{HEAD}def scan_command(args, client):
    job_id = job_of(args, client)
    status = client.status(job_id)
    return PollResult(status, {RUNNING}, args_for_next_run={{'job_id': job_id, **args}})
""",
        decorator="",
    ),
    Form(
        "undecorated function does the work",
        f"""
def scan(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(status, {RUNNING}, args_for_next_run={{'job_id': job_id, **args}})

{HEAD}def scan_command(args, client):
    return scan(args, client)
""",
        decorator="",
    ),
    Form(
        "decorator called by hand",
        f"""
def scan(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(status, {RUNNING}, args_for_next_run={{'job_id': job_id, **args}})

scan_command = polling_function('acme-scan', interval=30)(scan)
""",
        decorator="",
    ),
    Form(
        "decorator in a variable",
        f"""
polls = polling_function(name='acme-scan', interval=30, timeout=600)

@polls
def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(status, {RUNNING}, args_for_next_run={{'job_id': job_id, **args}})
""",
        decorator="",
    ),
    Form(
        "dataclass from args",
        f"""
@dataclass
class Job:
    job_id: str | None = None
    url: str | None = None

    @classmethod
    def of(cls, args):
        return cls(job_id=args.get('job_id'), url=args.get('url'))

{HEAD}def scan_command(args, client):
    job = Job.of(args)
    if not job.job_id:
        job.job_id = client.submit(job.url)
    status = client.status(job.job_id)
    return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job.job_id}})
""",
        decorator="",
    ),
    Form(
        "pydantic model from args",
        f"""
class Job(BaseModel):
    job_id: str | None = None
    url: str | None = None

{HEAD}def scan_command(args, client):
    job = Job(**args)
    job_id = job.job_id or client.submit(job.url)
    status = client.status(job_id)
    return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})
""",
        decorator="",
        doubtful=True,
    ),
    Form(
        "state read in main and handed over",
        f"""
{HEAD}def scan_command(args, client, job_id=None):
    if job_id is None:
        job_id = client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})
""",
        main="""
def main():
    args = demisto.args()
    if demisto.command() == 'acme-scan':
        return_results(scan_command(args, Client(), args.get('job_id')))

main()
""",
        decorator="",
    ),
    Form(
        "client changes the arguments",
        f"""
class Client(BaseClient):
    def start(self, args):
        args['job_id'] = self._http_request('POST', 'scan', json_data={{'url': args.get('url')}})['id']

    def status(self, job_id):
        return self._http_request('GET', f'scan/{{job_id}}')

{HEAD}def scan_command(args, client):
    if not args.get('job_id'):
        client.start(args)
    status = client.status(args['job_id'])
    return PollResult(status, {RUNNING}, args_for_next_run=args)
""",
        decorator="",
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_form(form: Form, mistake: str, tmp_path: Path) -> None:
    check_form(form, mistake, tmp_path)
