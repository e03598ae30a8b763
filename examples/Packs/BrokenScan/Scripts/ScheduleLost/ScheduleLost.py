import demistomock as demisto
from CommonServerPython import *


def wait(args):
    # The command's schedule comes back in the entry, and nobody acts on it: the message of its first
    # poll is all that there is.
    return demisto.executeCommand('acme-host-isolate', {'host': args['host']})  # <- POL501


def main():
    return_results(wait(demisto.args()))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
