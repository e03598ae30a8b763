"""What is read off a yml: which content it is, its commands, arguments and misplaced keys."""

from __future__ import annotations

import textwrap

import pytest

from polltool.model import Argument, Item, Kind, Language, read_item
from polltool.source import Source
from polltool.yamldoc import load

INTEGRATION = """\
commonfields:
  id: Acme Id
  version: -1
name: Acme
category: Utilities
fromversion: 6.5.0
configuration:
- name: credentials
  type: 9
script:
  type: python
  subtype: python3
  script: '-'
  commands:
  - name: acme-scan
    polling: true
    deprecated: true
    arguments:
    - name: url
      description: The address.
      required: true
      default: true
      isArray: true
    - name: job_id
      hidden: true
      secret: true
    - name: polling
      auto: PREDEFINED
      predefined: ['true', "false"]
      defaultValue: 'true'
  - name: acme-list
"""


def read(text: str, path: str = "Packs/Acme/Integrations/Acme/Acme.yml") -> Item:
    item = read_item(load(Source(path, textwrap.dedent(text))))
    assert item is not None
    return item


def argument(keys: str) -> Argument:
    """An argument whose entry has these keys."""
    indented = textwrap.indent(textwrap.dedent(keys).strip("\n"), "      ").lstrip()
    item = read(f"name: Acme\nscript:\n  commands:\n  - name: acme-scan\n    arguments:\n    - {indented}\n")
    return item.commands[0].arguments[0]


class TestIntegration:
    def test_what_it_is(self) -> None:
        item = read(INTEGRATION)
        assert (item.kind, item.name, item.id) == (Kind.INTEGRATION, "Acme", "Acme Id")
        assert (item.language, item.subtype) == (Language.PYTHON, "python3")
        assert item.name_place.line == 4
        assert item.fromversion is not None
        assert (item.fromversion.value, item.fromversion.place.line) == ("6.5.0", 6)
        assert item.embedded is None
        assert item.stray_polling == ()
        assert [(one.name, one.type, one.place.line) for one in item.parameters] == [("credentials", 9, 8)]

    def test_its_commands(self) -> None:
        item = read(INTEGRATION)
        scan, listing = item.commands
        assert (scan.name, scan.place.line, scan.place.column) == ("acme-scan", 15, 11)
        assert scan.polls
        assert scan.deprecated
        assert scan.polling is not None
        assert (scan.polling.key_place.line, scan.polling.key_place.column) == (16, 5)
        assert (listing.name, listing.polls, tuple(listing.arguments)) == ("acme-list", False, ())
        assert item.command("acme-list") is listing

    def test_its_arguments(self) -> None:
        url, job_id, polling = read(INTEGRATION).commands[0].arguments
        assert (url.required, url.default, url.is_array, url.concealed) == (True, True, True, False)
        assert url.description == "The address."
        assert (job_id.hidden, job_id.secret, job_id.concealed) == (True, True, True)
        assert polling.predefined == ("true", "false")
        assert polling.default_value is not None
        assert polling.default_value.value == "true"
        assert list(polling.keys) == ["name", "auto", "predefined", "defaultValue"]
        assert polling.keys["auto"].value == "PREDEFINED"

    def test_embedded_code_with_its_places(self) -> None:
        item = read("name: Acme\nscript:\n  type: python\n  script: |\n    import x\n    run()\n")
        assert item.embedded is not None
        assert item.embedded.value == "import x\nrun()\n"
        offsets = item.embedded.offsets()
        assert item.source.position(offsets[item.embedded.raw.index("run")]) == (6, 5)

    @pytest.mark.parametrize("code", ["''", "'-'", "-", '" "', "", "|\n\n", "~"])
    def test_a_split_item_has_no_code(self, code: str) -> None:
        if code == "-":
            code = '"-"'
        assert read(f"name: Acme\nscript:\n  type: python\n  script: {code}\n").embedded is None

    @pytest.mark.parametrize(
        ("word", "language"),
        [
            ("python", Language.PYTHON),
            ("javascript", Language.JAVASCRIPT),
            ("powershell", Language.POWERSHELL),
            ("''", Language.UNKNOWN),
            ("cobol", Language.UNKNOWN),
        ],
    )
    def test_languages(self, word: str, language: Language) -> None:
        assert read(f"name: Acme\nscript:\n  type: {word}\n").language is language


class TestScript:
    def test_it_is_its_own_command(self) -> None:
        item = read(
            """\
            commonfields: {id: AcmeWait, version: -1}
            name: AcmeWaitScript
            polling: true
            type: python
            subtype: python2
            script: ''
            args:
            - name: job_id
            """
        )
        assert (item.kind, item.id, item.subtype) == (Kind.SCRIPT, "AcmeWait", "python2")
        (command,) = item.commands
        assert (command.name, command.place.line, command.polls) == ("AcmeWaitScript", 2, True)
        assert [one.name for one in command.arguments] == ["job_id"]

    def test_without_its_code_key(self) -> None:
        assert read("commonfields: {id: A}\nname: A\ntype: python\nargs: []\n").kind is Kind.SCRIPT


class TestOtherContent:
    @pytest.mark.parametrize(
        "text",
        [
            "name: Play\nstarttaskid: '0'\ntasks: {'0': {scriptarguments: {polling: {simple: 'true'}}}}\n",
            "name: Play\nscript: ''\ntype: python\nargs: []\ntasks: {}\n",
            "services:\n  db: {image: x}\nname: x\nscript: {type: y}\n",
            "language: python\nscript: pytest\n",
            "name: CI\non: push\njobs:\n  test: {steps: [{run: make}]}\n",
            "stages: [test]\ntest:\n  script:\n  - make\n",
            "fromversion: 6.5.0\nid: r\nname: R\nrules: ''\nschema: ''\ntags: x\n",
            "name: x\ndescription: y\n",
            "name: x\nscript: {run: y}\n",
            "- a\n",
            "",
        ],
    )
    def test_is_no_item(self, text: str) -> None:
        assert read_item(load(Source("any.yml", text))) is None


class TestBrokenItems:
    @pytest.mark.parametrize(
        "commands",
        ["{}", "acme", "", "[a, 1, null]", "[{}]", "[{name: }]", "[{name: [a]}]", "[{arguments: {a: b}}]"],
    )
    def test_commands_that_are_none(self, commands: str) -> None:
        item = read(f"name: Acme\nscript:\n  type: python\n  commands: {commands}\n")
        assert all(command.name == "" for command in item.commands)

    def test_a_nameless_command_is_placed_on_its_first_line(self) -> None:
        (command,) = read("name: A\nscript:\n  commands:\n  - description: x\n    polling: true\n").commands
        assert (command.place.line, command.place.column, command.place.end_line) == (4, 5, 4)

    def test_script_is_no_mapping(self) -> None:
        item = read("name: Acme\ncategory: x\nconfiguration: []\nscript: oops\n")
        assert (item.kind, item.commands) == (Kind.INTEGRATION, ())

    def test_nothing_but_the_kind(self) -> None:
        item = read("display: Acme\nconfiguration: []\n")
        assert (item.name, item.id, item.name_place.line) == ("", None, 1)


class TestArguments:
    @pytest.mark.parametrize(
        ("spelling", "hidden", "somewhere"),
        [
            ("hidden: true", True, True),
            ("hidden: yes", True, True),
            ("hidden: 'true'", True, True),
            ("hidden: false", False, False),
            ("hidden: ", False, False),
            ("hidden: [marketplacev2]", False, True),
            ("hidden: []", False, False),
            ("hidden:marketplacev2: true", False, True),
            ("hidden: false\nhidden:xsoar: true", False, False),
            ("description: x", False, False),
        ],
    )
    def test_hidden(self, spelling: str, hidden: bool, somewhere: bool) -> None:
        one = argument(f"name: a\n{spelling}")
        assert (one.hidden, one.hidden_somewhere, one.concealed) == (hidden, somewhere, somewhere)

    def test_deprecated_conceals_as_well(self) -> None:
        assert argument("name: a\ndeprecated: true").concealed

    def test_keys_for_one_marketplace_count_where_there_is_no_plain_one(self) -> None:
        one = argument("name:xsoar: x\nname: a\ndefaultValue:xsoar: '5'\nrequired:platform: true")
        assert one.name == "a"
        assert one.required
        assert one.default_value is not None
        assert one.default_value.key_place.line == 8

    @pytest.mark.parametrize(
        ("spelling", "texts"),
        [
            ("predefined: [yes, 'no', 1, True]", ("yes", "no", "1", "True")),
            ("predefined: []", ()),
            ("predefined: ", None),
            ("predefined: a", None),
            ("description: x", None),
        ],
    )
    def test_predefined(self, spelling: str, texts: tuple[str, ...] | None) -> None:
        assert argument(f"name: a\n{spelling}").predefined == texts

    @pytest.mark.parametrize(("spelling", "there"), [("''", True), ("", False), ("null", False), ("0", True)])
    def test_a_default_of_null_is_none(self, spelling: str, there: bool) -> None:
        assert (argument(f"name: a\ndefaultValue: {spelling}").default_value is not None) is there

    def test_merged_keys_count(self) -> None:
        item = read(
            """\
            x-state: &state {hidden: true, required: true}
            name: Acme
            script:
              commands:
              - name: a
                arguments: &args
                - <<: *state
                  name: job_id
                  required: false
              - name: b
                arguments: *args
            """
        )
        first, second = item.commands
        assert [(one.name, one.hidden, one.required) for one in first.arguments] == [("job_id", True, False)]
        assert first.arguments[0].place == second.arguments[0].place


class TestPolling:
    @pytest.mark.parametrize(
        ("spelling", "polls", "plain"),
        [
            ("true", True, True),
            ("TRUE", True, True),
            ("False", False, True),
            ("yes", True, False),
            ("'true'", False, False),
            ("1", False, False),
            ("", False, False),
            ("[true]", False, False),
        ],
    )
    def test_whether_a_command_polls(self, spelling: str, polls: bool, plain: bool) -> None:
        (command,) = read(f"name: A\nscript:\n  commands:\n  - name: a\n    polling: {spelling}\n").commands
        assert command.polls is polls
        assert command.polling is not None
        assert command.polling.is_true_or_false is plain


def stray(text: str) -> list[tuple[int, str, str | None]]:
    return [(one.place.line, one.where, one.command) for one in read(text).stray_polling]


class TestMisplacedPolling:
    def test_in_an_argument_and_an_output(self) -> None:
        assert stray(
            """\
            name: Acme
            script:
              commands:
              - name: a
                arguments:
                - name: url
                  polling: true
                outputs:
                - contextPath: Acme.Id
                  polling: true
              - name: b
                arguments:
                - polling: true
            """
        ) == [
            (7, "the argument 'url'", "a"),
            (10, "the output 'Acme.Id'", "a"),
            (13, "a nameless argument", "b"),
        ]

    @pytest.mark.parametrize(
        ("commands", "command"),
        [("[{name: a}]", "a"), ("[{name: a}, {name: b}]", None), ("[]", None), ("[{}]", None)],
    )
    def test_at_the_root_it_is_an_only_commands(self, commands: str, command: str | None) -> None:
        text = f"name: A\npolling: true\nscript:\n  polling: true\n  commands: {commands}\n"
        assert stray(text) == [(2, "the integration's root", command), (4, "'script'", command)]

    def test_in_a_configuration_parameter(self) -> None:
        text = "name: A\nconfiguration:\n- name: url\n  polling: true\nscript:\n  commands: [{name: a}]\n"
        assert stray(text) == [(4, "the configuration parameter 'url'", None)]

    def test_deeper_in_a_command(self) -> None:
        text = (
            "name: A\nscript:\n  commands:\n  - name: a\n    arguments:\n    - name: x\n      predefined:\n"
            "      - {polling: true}\n    important: {polling: true}\n  - name: b\n"
        )
        assert stray(text) == [
            (8, "an item of 'predefined' of the argument 'x'", "a"),
            (9, "'important' of the command 'a'", "a"),
        ]

    def test_anywhere_in_a_script_it_is_the_scripts(self) -> None:
        text = (
            "commonfields: {id: A, polling: true}\nname: A\ntype: python\nscript: ''\n"
            "args:\n- name: x\n  polling: 1\n"
        )
        assert stray(text) == [(1, "'commonfields'", "A"), (7, "the argument 'x'", "A")]

    @pytest.mark.parametrize(
        "keys",
        [
            "name: polling",
            "description: 'polling: true'",
            "defaultValue: {polling: true}",
            "defaultValue:xsoar: {polling: true}",
            "prettypredefined: {polling: Wait}",
            "predefined: [polling]",
            "polling:xsoar: true",
        ],
    )
    def test_what_only_looks_like_it(self, keys: str) -> None:
        text = (
            f"name: A\nscript:\n  commands:\n  - name: a\n    polling: true\n    arguments:\n    - {keys}\n"
        )
        assert stray(text) == []

    def test_a_root_mapping_that_is_the_authors_own(self) -> None:
        assert stray("name: A\nversionedfields: {polling: true}\nscript: {commands: [{name: a}]}\n") == []

    def test_a_template_that_is_merged_into_a_command_is_in_place(self) -> None:
        text = "x: &p {polling: true}\nname: A\nscript:\n  commands:\n  - <<: *p\n    name: a\n  - name: b\n"
        assert stray(text) == []

    def test_what_an_alias_repeats_is_told_once(self) -> None:
        text = (
            "name: A\nscript:\n  commands:\n  - name: a\n    arguments: &x\n    - name: u\n"
            "      polling: true\n  - name: b\n    arguments: *x\n"
        )
        assert stray(text) == [(7, "the argument 'u'", "a")]


@pytest.mark.parametrize(
    ("folder", "item_id", "copy"),
    [
        ("Acme", "Acme", False),
        ("AcmePreRelease", "Acme", True),
        ("Acme", "Acme_DEV", True),
        ("Acme-copy", "Acme", True),
        ("Acme_Copy", "Acme", True),
        ("Acme-dev", "Acme", True),
        ("Acmedev", "Photocopy", False),
        ("dev-Acme", "copy_Acme", False),
    ],
)
def test_working_copies(folder: str, item_id: str, copy: bool) -> None:
    text = f"commonfields: {{id: {item_id}}}\nname: Acme\nscript: {{type: python}}\n"
    assert read(text, f"Packs/Acme/Integrations/{folder}/Acme.yml").working_copy is copy
