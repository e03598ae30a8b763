"""The HTTP client that the Acme integrations share, and what it does about Acme's rate limit."""

import sys
from typing import Any

import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

DEFAULT_WAIT = 60
RETRY_TIMEOUT = 900


class AcmeRateLimitError(DemistoException):
    """Acme takes no more requests for now."""

    def __init__(self, wait: int):
        super().__init__(f'Acme takes no more requests for {wait} seconds.')
        self.wait = wait


class AcmeClient(BaseClient):
    """The Acme API.

    With ``retry_on_rate_limit``, a request beyond the rate limit ends the run, and the server runs
    the same command again when Acme takes requests again. So the commands of such a client need
    'polling: true', and may not have changed anything before that request: the next run starts anew.
    """

    def __init__(self, base_url: str, api_key: str, verify: bool, proxy: bool, retry_on_rate_limit: bool = False):
        super().__init__(
            base_url=base_url, verify=verify, proxy=proxy, headers={'Authorization': f'Bearer {api_key}'}
        )
        self.retry_on_rate_limit = retry_on_rate_limit

    def request(self, method: str, path: str, **kwargs: Any) -> dict:
        """The reply to a request.

        :raises AcmeRateLimitError: beyond the rate limit, without ``retry_on_rate_limit``.
        """
        response = self._http_request(
            method, path, resp_type='response', ok_codes=(200, 201, 202, 429), **kwargs
        )
        if response.status_code == 429:
            wait = arg_to_number(response.headers.get('Retry-After')) or DEFAULT_WAIT
            if self.retry_on_rate_limit and ScheduledCommand.supports_polling():
                retry_command(wait)
            raise AcmeRateLimitError(wait)
        return response.json()


def retry_command(wait: int) -> None:
    """End this run; the server runs the same command again, with the same arguments, after ``wait`` seconds."""
    return_results(
        CommandResults(
            readable_output=f'Acme takes no more requests for now. The command runs again in {wait} seconds.',
            scheduled_command=ScheduledCommand(
                command=demisto.command(),
                next_run_in_seconds=wait,
                args=demisto.args(),
                timeout_in_seconds=RETRY_TIMEOUT,
            ),
        )
    )
    sys.exit(0)
