"""Code around a client that posts."""

from __future__ import annotations

FOOT = """
def main():
    client = Client(demisto.params()['url'])
    args, command = demisto.args(), demisto.command()
    try:
        {dispatch}
        else:
            raise NotImplementedError(command)
    except Exception as error:
        return_error(str(error))

if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""

CLIENT = """
class Client(BaseClient):
    def post(self, path, data):
        return self._http_request('POST', path, json_data=data)

    def read(self, path):
        return self._http_request('GET', path)
"""


def code(body: str, **commands: str) -> str:
    """Code with these functions; what each command does (underscores for hyphens)."""
    tests = [
        f"if command == '{name.replace('_', '-')}':\n            {run}" for name, run in commands.items()
    ]
    return CLIENT + body + FOOT.format(dispatch="\n        el".join(tests))
