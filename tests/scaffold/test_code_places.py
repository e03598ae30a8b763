"""Where new methods, functions and imports go."""

from __future__ import annotations

import pytest

from polltool.edits import apply
from polltool.itemcode import embedded_code
from polltool.model import read_item
from polltool.scaffold.codeinsert import Additions, CannotInsert, Dispatched, insert_code
from polltool.yamldoc import load_bytes
from tests.scaffold.codes import code, inserted, style_of

FUNCTION = "def find_command(args):\n    return PollResult(None)"
DISPATCH = Dispatched("acme-find", "find_command")

TAIL = """\
def main():
    if demisto.command() == 'acme-list':
        return_results('1')
    elif demisto.command() == 'acme-get':
        return_results('2')
"""


def with_function(text: str, *imports: str) -> str:
    file = code(text)
    additions = Additions(imports=imports, functions=(FUNCTION,), dispatch=(DISPATCH,))
    return apply(text, insert_code(file, style_of(file), additions))


def test_before_the_heading_of_main_and_after_the_comment_of_what_stands_before() -> None:
    text = (
        "import json\n\n\ndef helper():\n    pass\n# of the helper\n\n\n''' MAIN '''\n\n\n# runs it\n" + TAIL
    )
    assert with_function(text).startswith(
        "import json\n\n\ndef helper():\n    pass\n# of the helper\n\n\n" + FUNCTION + "\n\n\n''' MAIN '''"
    )


def test_first_in_a_file_that_has_nothing_else() -> None:
    assert with_function(TAIL).startswith(FUNCTION + "\n\n\ndef main():")


def test_before_code_at_the_level_of_the_module() -> None:
    text = (
        "from CommonServerPython import *\nX = 1\n"
        "if demisto.command() == 'acme-list':\n    pass\nelif demisto.command() == 'acme-get':\n    pass\n"
    )
    assert with_function(text).startswith(
        f"from CommonServerPython import *\nX = 1\n\n\n{FUNCTION}\n\n\nif demisto"
    )


@pytest.mark.parametrize(
    ("head", "statement", "expected"),
    [
        ("import json\n", "import json", "import json\n"),
        ("import json as j\n", "import json", "import json as j\nimport json\n"),
        ("from a import b, c\n", "from a import c", "from a import b, c\n"),
        (
            "'''What it does.'''\nimport os\n\nX = 1\nimport sys\n",
            "import json",
            "'''What it does.'''\nimport os\nimport json\n\nX = 1\nimport sys\n",
        ),
        ("# first\nX = 1\n", "import json", "# first\nimport json\nX = 1\n"),
        ("try:\n    import json\nexcept ImportError:\n    pass\n", "import json", None),
        (
            "from CommonServerPython import *\n",
            "from CommonServerPython import *  # noqa: F401",
            "from CommonServerPython import *\n",
        ),
    ],
)
def test_imports_only_where_they_are_missing(head: str, statement: str, expected: str | None) -> None:
    assert with_function(head + TAIL, statement).startswith((expected or head) + "\n\ndef find_command")


UNIFIED = """\
commonfields:
  id: Acme
  version: -1
name: Acme
category: Utilities
configuration: []
script:
  commands:
  - name: acme-list
  - name: acme-get
  script: |4
      # The service's own words: “ünïcödé” 🚀

      def list_command():
          return_results('''text

      at column 0''')

      commands = {'acme-list': list_command, 'acme-get': list_command}
      commands[demisto.command()]()
  type: python
  subtype: python3
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_inside_a_yml(newline: str) -> None:
    text = UNIFIED.replace("\n", newline)
    document = load_bytes("integration-Acme.yml", text.encode())
    item = read_item(document)
    assert item is not None
    file = embedded_code(document, item)
    assert file is not None
    statements = ("from CommonServerPython import *", "import json")
    additions = Additions(imports=statements, functions=(FUNCTION,), dispatch=(DISPATCH,))
    style = style_of(file)
    assert style.newline == newline
    after = apply(text, insert_code(file, style, additions))
    expected = UNIFIED.replace("      def list_command", "      import json\n      def list_command").replace(
        "      commands = {'acme-list': list_command, 'acme-get': list_command}\n",
        "\n      def find_command(args):\n          return PollResult(None)\n\n\n"
        "      commands = {'acme-list': list_command, 'acme-get': list_command, "
        "'acme-find': lambda: return_results(find_command(demisto.args()))}\n",
    )
    assert after == expected.replace("\n", newline)
    again = load_bytes("integration-Acme.yml", after.encode())
    assert not again.problems


def test_what_cannot_be_edited_is_told_with_all_that_belongs_to_it() -> None:
    head = UNIFIED.partition("  script:")[0]
    text = head + "  script: \"X = {'acme-list': f}\\nX[demisto.command()]()\\n\"\n  type: python\n"
    document = load_bytes("integration-Acme.yml", text.encode())
    item = read_item(document)
    assert item is not None
    file = embedded_code(document, item)
    assert file is not None
    additions = Additions(functions=(FUNCTION,), dispatch=(DISPATCH,))
    with pytest.raises(CannotInsert) as refused:
        insert_code(file, style_of(file), additions)
    assert [(place.path, place.line, place.text) for place in refused.value.places] == [
        ("integration-Acme.yml", 11, FUNCTION),
        ("integration-Acme.yml", 11, "'acme-find': find_command,"),
    ]


def test_a_class_without_a_line_of_its_own_for_methods() -> None:
    file = code(
        "from CommonServerPython import *\n\n\nclass Client(BaseClient): pass\n\n\n"
        "def list_command(client, args):\n    pass\n\n\n"
        "def main():\n    client = Client('x')\n    if demisto.command() == 'acme-list':\n"
        "        return_results(list_command(client, demisto.args()))\n"
        "    elif demisto.command() == 'acme-get':\n"
        "        return_results(list_command(client, demisto.args()))\n"
    )
    additions = Additions(client_methods=("def find(self):\n    pass",))
    with pytest.raises(CannotInsert, match="the class Client is written on one line"):
        insert_code(file, style_of(file), additions)


def test_comments_and_strings_between_methods_stay_with_theirs() -> None:
    file = code(
        "from CommonServerPython import *\n\n\nclass Client(BaseClient):\n"
        "    def jobs(self):\n        return '''\nat column 0'''\n        # of jobs\n    # of the class\n\n"
        "# of the next\ndef list_command(client, args):\n    pass\n\n\n"
        "def main():\n    client = Client('x')\n    if demisto.command() == 'acme-list':\n"
        "        return_results(list_command(client, demisto.args()))\n"
        "    elif demisto.command() == 'acme-get':\n"
        "        return_results(list_command(client, demisto.args()))\n"
    )
    additions = Additions(client_methods=("def find(self):\n    return '''a\n    b'''",))
    after = apply(file.text, insert_code(file, style_of(file), additions))
    assert (
        "    # of the class\n\n    def find(self):\n        return '''a\n        b'''\n\n# of the next"
        in after
    )


def test_the_same_again_in_a_file_without_a_line_end_at_its_end() -> None:
    file = code(TAIL.rstrip("\n"))
    assert inserted(file).endswith(
        "    elif demisto.command() == 'acme-find':\n        return_results(find_command(demisto.args()))"
    )


@pytest.mark.parametrize(
    ("additions", "reason"),
    [
        (
            Additions(functions=("def list_command(args):\n    pass",)),
            "the code already has a function list_command",
        ),
        (
            Additions(client_methods=("def jobs(self):\n    pass",)),
            "the class Client already has a function jobs",
        ),
    ],
)
def test_names_that_are_there_already(additions: Additions, reason: str) -> None:
    file = code(
        "from CommonServerPython import *\n\n\nclass Client(BaseClient):\n    def jobs(self):\n        pass\n\n\n"
        "def list_command(client, args):\n    pass\n\n\n"
        "def main():\n    client = Client('x')\n    if demisto.command() == 'acme-list':\n"
        "        return_results(list_command(client, demisto.args()))\n"
    )
    with pytest.raises(CannotInsert, match=reason):
        insert_code(file, style_of(file), additions)
