"""Whatever becomes of the files that polltool reads, each command ends as its contract says.

``make proof`` tries tens of thousands of files, these are the first of them. What once broke a
command is kept among the cases of the other files here.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polltool.digests import digest
from tests.hostile.items import CODE, YML
from tests.hostile.mutations import mutated
from tests.hostile.running import assert_in_order, run
from tests.proof import many

ROOT = Path(__file__).parents[2] / "examples/Packs"


def examples(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(ROOT.glob(pattern)) if "_test" not in path.name]


YMLS = [YML.format(name="Acme").encode(), *examples("*/*/*/*.yml"), *examples("*/*/*.yml")]
CODES = [CODE.format(above="", within="pass", beside="pass").encode(), *examples("*/*/*/*.py")]
SCENARIOS = examples("*/*/*/test_data/*.scenario.yml")
CONFIGURATION = b"""\
select = ["POL1", "missing-polling"]
fail-on = "warning"
exclude = ["*_test.yml", "Packs/Old/**"]
server-version = "6.5.0"
api-modules = ["Packs"]
[severity]
POL201 = "warning"
[per-file-ignores]
"Packs/**" = ["POL4"]
"""
PYPROJECT = b"[project]\nname = 'x'\n[tool.polltool]\nignore = ['POL4']\n"
BASELINE = json.dumps(
    {
        "version": 1,
        "findings": [
            {
                "path": "Acme/Acme.yml",
                "code": "POL201",
                "command": "acme-scan",
                "argument": "job_id",
                "count": 1,
            },
            {"path": "Acme/Acme.py", "code": "POL408", "command": None, "argument": None, "count": 2},
        ],
    },
    indent=1,
).encode()
ANSWERS = b"""\
submit: acme-job-submit
find: acme-job-find
state: job_id
args:
- name: url
  required: true
  description: What to scan.
submit_request: POST /v1/scans
find_request: GET /v1/scans/{job_id}
running: [pending, running]
interval: 30
timeout: 600
outputs_prefix: Acme.Job
outputs:
- path: status
  type: String
  description: How it is.
"""

LINTS = (
    *(("lint", "--no-cache", "-v", "--format", name, ".") for name in ("text", "concise", "json", "sarif")),
    *(("lint", "--no-cache", "--all", "--format", name, ".") for name in ("github", "gitlab", "junit")),
    ("lint", "--no-cache", "--color", "always", "."),
    ("lint", "--no-cache", "--write-baseline", "known.json", "."),
    ("lint", "--fix", "--unsafe-fixes", "."),
    ("lint", "--diff", "--unsafe-fixes", "."),
    *(("inventory", "-v", "--format", name, ".") for name in ("text", "json", "csv", "mermaid", "html")),
)
SCAFFOLD = (
    "new-polling-command",
    "Acme",
    "--submit",
    "acme-job-submit",
    "--find",
    "acme-job-find",
    "--defaults",
)
SOUND = YML.format(name="Sound").replace("acme-scan", "sound-scan")
SOUND_CODE = CODE.format(above="", within="pass", beside="pass").replace("acme-scan", "sound-scan")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def lay(folder: Path, yml: bytes, code: bytes) -> None:
    """An item to be broken, and beside it a sound one that has a finding."""
    shutil.rmtree(folder)
    for name, texts in {"Acme": (yml, code), "Sound": (SOUND.encode(), SOUND_CODE.encode())}.items():
        (folder / name).mkdir(parents=True)
        for end, text in zip((".yml", ".py"), texts, strict=True):
            (folder / name / f"{name}{end}").write_bytes(text)


def assert_each_ends(folder: Path, yml: bytes, code: bytes, number: int) -> None:
    lay(folder, yml, code)
    arguments = LINTS[number % len(LINTS)]
    ran = run(folder, arguments)
    assert_in_order(ran, bytes_out="--diff" in arguments or "always" in arguments)
    if "--fix" in arguments:
        assert b"hide_polling_output" in (folder / "Sound/Sound.yml").read_bytes()
        again = run(folder, ("lint", "--diff", "--unsafe-fixes", "."))
        assert not again.out, again.out
    elif "mermaid" not in arguments and arguments[-2] != "junit":
        assert "sound-scan" in ran.out or "Sound" in ran.out or (folder / "known.json").exists(), ran


@many(70)
@given(mutated("yml", YMLS), st.sampled_from(CODES), st.integers(0, 100))
def test_ymls(folder: Path, yml: bytes, code: bytes, number: int) -> None:
    assert_each_ends(folder, yml, code, number)


@many(70)
@given(st.sampled_from(YMLS), mutated("py", CODES), st.integers(0, 100))
def test_code(folder: Path, yml: bytes, code: bytes, number: int) -> None:
    assert_each_ends(folder, yml, code, number)


@many(15)
@given(mutated("yml", YMLS), st.booleans(), st.booleans())
def test_standard_input(folder: Path, data: bytes, python: bool, fix: bool) -> None:
    lay(folder, YMLS[0], CODES[0])
    name = "Acme/Acme.py" if python else "Acme/Acme.yml"
    options = ("--fix", "--unsafe-fixes") if fix else ()
    assert_in_order(run(folder, ("lint", *options, "--stdin-filename", name), data), bytes_out=fix)


@many(30)
@given(mutated("toml", [CONFIGURATION, PYPROJECT]), st.sampled_from([".polltool.toml", "pyproject.toml"]))
def test_configuration(folder: Path, data: bytes, name: str) -> None:
    lay(folder, YMLS[0], CODES[0])
    (folder / name).write_bytes(data)
    assert_in_order(run(folder, ("lint", ".")))


@many(20)
@given(mutated("json", [BASELINE]), st.booleans())
def test_baselines(folder: Path, data: bytes, write: bool) -> None:
    lay(folder, YMLS[0], CODES[0])
    (folder / "known.json").write_bytes(data)
    ran = run(
        folder, ("lint", "--no-cache", "--write-baseline" if write else "--baseline", "known.json", ".")
    )
    assert_in_order(ran)
    if ran.code == 2:
        assert (folder / "known.json").read_bytes() == data


@many(20)
@given(mutated("yml", SCENARIOS), st.sampled_from(["text", "json", "mermaid", "junit"]))
def test_scenarios(folder: Path, data: bytes, format_: str) -> None:
    lay(folder, YMLS[0], CODES[0])
    (folder / "x.scenario.yml").write_bytes(data)
    assert_in_order(run(folder, ("simulate", "--format", format_, "x.scenario.yml")))


@many(15)
@given(mutated("yml", YMLS), st.sampled_from(["text", "json", "mermaid", "junit"]))
def test_simulated_ymls(folder: Path, yml: bytes, format_: str) -> None:
    lay(folder, yml, CODES[0])
    arguments = ("simulate", "Acme", "acme-scan", "-a", "url=x", "--max-runs", "3", "--format", format_)
    assert_in_order(run(folder, arguments))


@many(12)
@given(mutated("yml", YMLS[:3]), mutated("py", CODES[:3]), st.booleans())
def test_scaffolded_items(folder: Path, yml: bytes, code: bytes, only_shown: bool) -> None:
    lay(folder, yml, code)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    ran = run(folder, (*SCAFFOLD, *(("--diff",) if only_shown else ())))
    assert_in_order(ran, bytes_out=only_shown)
    if ran.code or only_shown:
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@many(15)
@given(mutated("yml", [ANSWERS]))
def test_answers(folder: Path, data: bytes) -> None:
    lay(folder, YMLS[0], CODES[0])
    (folder / "answers.yml").write_bytes(data)
    assert_in_order(
        run(folder, ("new-polling-command", "Acme", "--answers", "answers.yml", "--defaults", "--dry-run"))
    )


@many(20)
@given(st.data())
def test_records_of_the_cache(folder: Path, data: st.DataObject) -> None:
    """A record that somebody else wrote changes nothing, even under a digest that fits."""
    lay(folder, YMLS[0], CODES[0])
    place = folder.parent / "records"
    shutil.rmtree(place, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLLTOOL_CACHE_DIR", str(place))
        first = run(folder, ("lint", "."))
        for path in place.glob("*.run"):
            head, _, body = path.read_bytes().partition(b"\n")
            body = data.draw(mutated("json", [body]))
            if data.draw(st.booleans()):
                head = head.rpartition(b" ")[0] + b" " + digest(body).encode()
            path.write_bytes(head + b"\n" + body)
        again = run(folder, ("lint", "."))
    assert_in_order(again)
    assert again.code == first.code or again.out != first.out


@many(15)
@given(
    mutated("json", [b'{\n  // settings\n  "yaml.schemas": {"x": ["*.yml"]},\n  "a": [1, 2]\n}\n']),
    mutated("yml", [b"repos:\n- repo: https://example.com/x\n  rev: v1\n  hooks:\n  - id: x\n"]),
    mutated("toml", [CONFIGURATION, PYPROJECT]),
)
def test_set_up_repositories(folder: Path, settings_: bytes, hooks: bytes, configuration: bytes) -> None:
    shutil.rmtree(folder)
    (folder / ".vscode").mkdir(parents=True)
    (folder / ".vscode/settings.json").write_bytes(settings_)
    (folder / ".pre-commit-config.yaml").write_bytes(hooks)
    (folder / "pyproject.toml").write_bytes(configuration)
    arguments = ("init", ".", "--hook-repo", "https://example.com/polltool", "--editor", "vscode")
    assert_in_order(run(folder, arguments))
