"""What a configuration may say: the same by the code and by the JSON Schema, and refused with a place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from polltool.config import Configuration, Configurations
from polltool.configkeys import KEYS
from polltool.errors import ConfigError
from polltool.findings import Severity
from polltool.resources import schema
from polltool.rules.registry import all_rules
from polltool.workspace import Workspace
from tests.conftest import Content, RunPolltool

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GOOD = [
    "",
    "select = ['POL1', 'missing-polling', 'all']",
    "ignore = []",
    "extend-select = ['POL501']",
    "fail-on = 'error'",
    "fail-on = 'never'",
    "severity = {}",
    "severity = {POL101 = 'info', missing-polling = 'warning'}",
    "exclude = ['*.yml', '!a.yml', '# no comment', 'with space/']",
    "per-file-ignores = {'Packs/**' = ['POL1'], '!x' = []}",
    "baseline = 'ci/baseline.json'",
    "server-version = '6.5.0'",
    "server-version = '8'",
    "api-modules = ['.']",
    "plugins = []",
]
BAD = [
    "select = []",
    "select = 'POL1'",
    "select = [1]",
    "ignore = ['']",
    "ignore = [' ']",
    "extend-select = {}",
    "fail-on = 'warn'",
    "fail-on = true",
    "severity = 'error'",
    "severity = {POL101 = 'off'}",
    "severity = {POL101 = 1}",
    "severity = {'' = 'info'}",
    "exclude = '*.yml'",
    "exclude = [1979-05-27]",
    "per-file-ignores = ['POL1']",
    "per-file-ignores = {'*' = 'POL1'}",
    "per-file-ignores = {'' = ['POL1']}",
    "per-file-ignores = {'*' = [1.5]}",
    "baseline = ''",
    "baseline = ['x']",
    "server-version = 6.5",
    "server-version = '6.5.x'",
    "server-version = ''",
    "api-modules = 'modules'",
    "plugins = 'acme'",
    "plugins = ['./acme']",
    "plugins = ['a/b.py']",
    "plugins = ['']",
    "unknown = 1",
    "Select = ['POL1']",
    "extend_select = ['POL1']",
]


def read(folder: Path, text: str) -> Configuration:
    (folder / ".polltool.toml").write_text(text, encoding="utf-8")
    return Configurations(Workspace(str(folder)), all_rules()).of_folder(str(folder))


def accepted_by_schema(text: str) -> bool:
    document: dict[str, Any] = tomllib.loads(text)
    return bool(jsonschema.Draft202012Validator(schema("config")).is_valid(document))


@pytest.mark.parametrize("text", GOOD)
def test_good_values_are_good_to_both(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).path == str(tmp_path / ".polltool.toml")
    assert accepted_by_schema(text)


@pytest.mark.parametrize("text", BAD)
def test_bad_values_are_bad_to_both(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError):
        read(tmp_path, text)
    assert not accepted_by_schema(text)


def test_schema_and_code_have_the_same_keys() -> None:
    assert set(schema("config")["properties"]) == set(KEYS)
    fields = set(Configuration.__dataclass_fields__) - {"path", "folder"}
    assert {key.replace("-", "_") for key in KEYS} == fields


def test_every_key_is_tried() -> None:
    for texts in (GOOD, BAD):
        assert {key for text in texts for key in tomllib.loads(text)} >= set(KEYS)


def test_what_comes_of_it(tmp_path: Path) -> None:
    text = "\n".join(
        [
            "fail-on = 'never'",
            "severity = {POL101 = 'info'}",
            "baseline = '../base.json'",
            "server-version = '6.5.0'",
            "api-modules = ['.']",
        ]
    )
    configuration = read(tmp_path, text)
    assert configuration.fail_on is None
    assert configuration.severity == (("POL101", Severity.INFO),)
    assert configuration.baseline == str(tmp_path.parent / "base.json")
    assert configuration.server_version == (6, 5, 0)
    assert configuration.api_modules == (str(tmp_path),)
    assert configuration.folder == str(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nselct = ['POL1']\n", ".polltool.toml:2: selct: there is no such key; did you mean select?"),
        ("fail_on = 'error'", ".polltool.toml:1: fail_on: there is no such key; did you mean fail-on?"),
        ("x = 1", "x: there is no such key; there are: select, ignore"),
        (
            "select = [\n  'POL1',\n  'POL30l',\n]",
            ".polltool.toml:3: select: unknown rule 'POL30l'; did you mean",
        ),
        (
            "[severity]\nmising-polling = 'info'",
            ":2: severity: unknown rule 'mising-polling'; did you mean missing-polling?",
        ),
        (
            "[severity]\nPOL101 = 'warn'",
            "severity: one of error, info, warning is expected, not 'warn'; did you mean warning?",
        ),
        ("fail-on = 'always'", ":1: fail-on: one of error, info, never, warning is expected, not 'always'"),
        ("[per-file-ignores]\n'*' = ['POL9']", ":2: per-file-ignores: unknown rule 'POL9'"),
        (
            "server-version = 6.5",
            "server-version: a version in quotes such as '6.5.0' is expected, not a number",
        ),
        ("api-modules = ['gone']", ":1: api-modules: 'gone' is no folder below"),
        ("plugins = ['./x.py']", "plugins: './x.py' is no name of an entry point"),
        ("exclude = 3", "exclude: a list of texts is expected, not a number"),
        ("[tool.polltool]\nselect = ['POL1']", "the keys of polltool stand by themselves"),
        ("a = [", "this configuration is no valid TOML"),
        ("a = " + "[" * 100_000, "this configuration cannot be read: it nests too deeply"),
        ("a = " + "9" * 5000, "this configuration is no valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    content: Content, polltool: RunPolltool, text: str, said: str
) -> None:
    content.integration()
    content.write(".polltool.toml", text.encode())
    ran = polltool("lint")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("polltool: error: .polltool.toml")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_in_a_pyproject_the_line_is_that_of_the_file(content: Content, polltool: RunPolltool) -> None:
    content.integration()
    content.write("pyproject.toml", "[project]\nname = 'x'\n\n[tool.polltool]\nignore = ['POL1O1']\n")
    ran = polltool("lint")
    assert (ran.code, ran.err.startswith("polltool: error: pyproject.toml:5: ignore: unknown rule")) == (
        2,
        True,
    )
    content.write("pyproject.toml", "[tool]\npolltool = 3\n")
    assert "polltool: a table is expected, not a number" in polltool("lint").err


def test_a_file_that_is_no_text_is_refused(content: Content, polltool: RunPolltool) -> None:
    content.integration()
    content.write(".polltool.toml", b"\xff\xfe\x00")
    ran = polltool("lint")
    assert (ran.code, "no valid TOML" in ran.err) == (2, True)


def test_folders_are_looked_at_once(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = Workspace.is_file

    def is_file(self: Workspace, path: str) -> bool:
        asked.append(path)
        return real(self, path)

    monkeypatch.setattr(Workspace, "is_file", is_file)
    configurations = Configurations(Workspace(str(content.root)), all_rules())
    for name in ("a", "b", "c"):
        for file in ("x.yml", "y.yml"):
            configurations.of(str(content.root / "Packs" / name / file))
    assert len(asked) == len(set(asked))
