import demistomock as demisto
from CommonServerPython import *


def wait(args):
    # Sleeps and asks until the command is done; a playbook task, or a schedule, keeps no worker.
    return execute_polling_command('acme-host-isolate', {'host': args['host']})  # <- POL502


def main():
    return_results(wait(demisto.args()))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
