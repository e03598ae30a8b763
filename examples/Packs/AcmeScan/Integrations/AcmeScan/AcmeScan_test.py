"""Unit tests, as they run in a content repository (they need its CommonServerPython)."""

import demistomock as demisto
import pytest
from AcmeApiModule import AcmeRateLimitError
from AcmeScan import file_scan_command, report_export_command, url_find_command, url_submit_command
from CommonServerPython import DemistoException, ScheduledCommand


class Client:
    """An Acme whose scans and reports take the given statuses, one after another."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.submitted = []

    def submit_url(self, url):
        self.submitted.append(url)
        return {'id': '42', 'status': 'queued'}

    def submit_file(self, path, name, password):
        return self.submit_url(name)

    def start_report(self, scan_id):
        self.submitted.append(scan_id)
        return {'id': f'report-{scan_id}'}

    def get_scan(self, scan_id):
        status = self.statuses.pop(0)
        if status == 'limited':
            raise AcmeRateLimitError(30)
        return {'id': scan_id, 'status': status}

    get_report = get_scan


@pytest.fixture(autouse=True)
def server(mocker):
    mocker.patch.object(ScheduledCommand, 'supports_polling', return_value=True)
    mocker.patch.object(demisto, 'getFilePath', return_value={'path': '/tmp/a', 'name': 'a.exe'})


def test_submit_goes_on_as_find():
    result = url_submit_command({'url': 'https://a.example', 'polling': 'true'}, Client('running'))
    scheduled = result.scheduled_command
    assert scheduled._command == 'acme-url-find'
    assert scheduled._args['scan_id'] == '42'
    assert scheduled._args['polling'] == 'true'


@pytest.mark.parametrize('status', ['queued', 'running', 'limited'])
def test_find_goes_on_while_there_is_no_result(status):
    result = url_find_command({'scan_id': '42', 'polling': 'true'}, Client(status))
    assert result.scheduled_command is not None


def test_find_ends_with_the_result():
    result = url_find_command({'scan_id': '42', 'polling': 'true'}, Client('done'))
    assert result.scheduled_command is None
    assert result.outputs == {'id': '42', 'status': 'done'}


def test_find_without_polling_tells_how_the_scan_is_now():
    result = url_find_command({'scan_id': '42'}, Client('running'))
    assert result.scheduled_command is None
    assert result.outputs['status'] == 'running'


def test_find_fails_if_the_scan_failed():
    with pytest.raises(DemistoException, match='Scan 42 failed'):
        url_find_command({'scan_id': '42', 'polling': 'true'}, Client('failed'))


def test_a_file_is_submitted_once():
    client = Client('running', 'done')
    first = file_scan_command({'entry_id': '1@1'}, client)
    last = file_scan_command(first.scheduled_command._args, client)
    assert client.submitted == ['a.exe']
    assert last.outputs['status'] == 'done'


def test_reports_are_started_once():
    client = Client('pending', 'done', 'done', 'done')
    first = report_export_command({'scan_ids': '1,2', 'polling': 'true'}, client)
    last = report_export_command(first.scheduled_command._args, client)
    assert client.submitted == ['1', '2']
    assert first.scheduled_command._items_remaining == 1
    assert last.scheduled_command is None
