"""An integration of two commands, whatever way its dispatch goes."""

from __future__ import annotations

import textwrap

from tests.corpus.scheduled.writing import Case, drop, integration, mark, swap

YML = """
acme-scan polling
  url required
  job_id hidden
  polling flag
acme-list
  limit default=50
"""

HEAD = """
class Client(BaseClient):
    def submit(self, url):
        return self._http_request('POST', '/jobs', json_data={'url': url})['id']

    def status(self, job_id):
        return self._http_request('GET', f'/jobs/{job_id}')

    def jobs(self, limit):
        return self._http_request('GET', '/jobs', params={'limit': limit})


def scan_command(client, args):
    job_id = args.get('job_id')
    if not job_id:
        job_id = client.submit(args['url'])
    status = client.status(job_id)
    if argToBoolean(args.get('polling', False)) and status['state'] == 'running':
        args['job_id'] = job_id
        schedule = ScheduledCommand(command='acme-scan', next_run_in_seconds=30, args=args, timeout_in_seconds=600)
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
    return CommandResults(outputs_prefix='Acme.Job', outputs=status)


def list_command(client, args):
    return CommandResults(outputs_prefix='Acme.Job', outputs=client.jobs(args.get('limit', 50)))
"""

BROKEN = {
    "no polling: true": swap("acme-scan polling\n", "acme-scan  # <- POL101\n"),
    "polling: true at the wrong command": (
        *swap("acme-scan polling\n", "acme-scan  # <- POL101\n"),
        *swap("acme-list\n", "acme-list polling  # <- POL104=info@acme-list\n"),
    ),
    "state not declared": (*drop("  job_id"), *mark("acme-scan polling", "POL201/job_id")),
    "name misspelled": swap("command='acme-scan', next", "command='acme_scan', next")
    + mark("command='acme_scan'", "POL406"),
}


def dispatched(name: str, body: str, *, yml: str = YML) -> Case:
    """A case whose dispatch is this."""
    return integration(name, yml, HEAD + textwrap.dedent(body), mistakes=BROKEN)
