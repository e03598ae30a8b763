"""A command that schedules itself, written down by what differs, and the mistakes that its yml is tried with."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from tests.corpus.scheduled.writing import Case, Edits, drop, integration, mark, swap

YML = """
acme-scan polling
  url required
  job_id hidden
  interval_in_seconds default=30
  polling flag
"""

HEAD = """
class Client(BaseClient):
    def submit(self, url):
        return self._http_request('POST', '/jobs', json_data={'url': url})['id']

    def status(self, job_id):
        return self._http_request('GET', f'/jobs/{job_id}')
"""

FOOT = """
def main():
    client = Client(demisto.params()['url'])
    try:
        if demisto.command() == 'acme-scan':
            return_results(scan_command(client, demisto.args()))
        else:
            raise NotImplementedError
    except Exception as error:
        return_error(str(error))

if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""

BROKEN: Mapping[str, Edits] = {
    "no polling: true": swap("acme-scan polling\n", "acme-scan  # <- POL101\n"),
    "polling: false": swap("acme-scan polling\n", "acme-scan polling=false  # <- POL101\n"),
    "polling: yes": swap("acme-scan polling\n", "acme-scan polling=yes  # <- POL103\n"),
    "state not declared": (*drop("  job_id"), *mark("acme-scan polling", "POL201/job_id")),
    "state in plain sight": swap("job_id hidden", "job_id  # <- POL202=info/job_id"),
    "state without a description": swap("job_id hidden", 'job_id ""  # <- POL202/job_id'),
    "polling argument not declared": (*drop("  polling flag"), *mark("acme-scan polling", "POL205/polling")),
    "misplaced polling": (
        *swap("acme-scan polling\n", "acme-scan\n"),
        *swap("url required", "url required polling=true  # <- POL102"),
    ),
}


def attached(name: str, body: str, *, head: str = "", foot: str = FOOT, **further: Edits) -> Case:
    """A case with all the mistakes of the yml, and some of its own (underscores for blanks)."""
    code = HEAD + textwrap.dedent(head) + textwrap.dedent(body) + foot
    own = {key.replace("_", " "): edits for key, edits in further.items()}
    return integration(name, YML, code, mistakes={**BROKEN, **own})


START = """
def scan_command(client, args):
    polling = argToBoolean(args.get('polling', False))
    job_id = args.get('job_id') or client.submit(args['url'])
    status = client.status(job_id)
    running = status['state'] == 'running'
    interval = arg_to_number(args.get('interval_in_seconds', 30))
"""
