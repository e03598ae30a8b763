"""The cache: whatever changed and whatever became of it, the output is that of a run without one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import polltool.cache.items
import polltool.cache.keys
from polltool import engine
from polltool.cache.store import Store, cache_folder
from polltool.digests import digest
from polltool.discovery import discover
from polltool.engine import lint_paths
from polltool.session import Session
from tests.conftest import HEAD, Content, Ran, RunPolltool

MODULE = """
from CommonServerPython import *

def next_run(args):
    return {'job_id': args.get('job_id'), 'token': 'x'}
"""
CODE = """
from AcmeApiModule import *

@polling_function('{command}', interval=arg_to_number(demisto.args().get('interval')))
def scan_command(args):
    return PollResult(None, continue_to_poll=True, args_for_next_run=next_run(args))

def main():
    if demisto.command() == '{command}':
        return_results(scan_command(demisto.args()))

main()
"""
COMMAND = """
  - name: {command}
    polling: true
    arguments:
    - name: job_id
    - name: polling
"""
SCRIPT = """
commonfields:
  id: {name}
  version: -1
name: {name}
type: python
subtype: python3
script: '-'
args:
- name: job_id
"""
RUNS_ONE = """
def main():
    demisto.results(demisto.executeCommand('{command}', {{'job_id': '1', 'polling': 'true'}}))

main()
"""
QUIET = """
def main():
    demisto.results(demisto.executeCommand('acme-get', {}))

main()
"""
FORMATS = ("json", "text", "sarif")


@pytest.fixture
def packs(content: Content) -> Content:
    """A repository in which each way of depending on other files is to be found."""
    for number in range(4):
        command = f"acme{number}-scan"
        yml = HEAD.format(name=f"Acme{number}") + COMMAND.format(command=command)
        content.integration(f"Acme{number}", pack=f"Acme{number}", yml=yml, code=CODE.format(command=command))
    content.module("AcmeApiModule", MODULE)
    for name, code in (("Lost", RUNS_ONE.format(command="acme1-scan")), ("Quiet", QUIET)):
        content.write(f"Packs/Acme0/Scripts/{name}/{name}.yml", SCRIPT.format(name=name))
        content.write(f"Packs/Acme0/Scripts/{name}/{name}.py", code)
    content.write("Packs/Acme0/Playbooks/playbook-Acme.yml", "id: Acme\ntasks: {}\n")
    content.write("Packs/Acme0/Integrations/Sound/Sound.yml", HEAD.format(name="Sound") + "  - name: a-b\n")
    content.write("Packs/Acme0/Integrations/Sound/Sound.py", "# polltool: ignore[POL104]\nX = 1\n")
    return content


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, of use even for a handful of items."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("POLLTOOL_CACHE_DIR", str(folder))
    monkeypatch.setattr(polltool.cache.items, "PAYS_FROM", 1)
    return folder


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the ymls that were parsed in this process."""
    names: list[str] = []
    understand = Session._understand

    def noted(session: Session, yml: str, *arguments: Any) -> bool:
        names.append(os.path.basename(yml))
        return understand(session, yml, *arguments)

    monkeypatch.setattr(Session, "_understand", noted)
    return names


@pytest.fixture
def aged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times prove something at once: nothing that a test does happens within one tick."""
    monkeypatch.setattr("polltool.witness.RECENT", -(10**18))


def outputs(polltool: RunPolltool, *options: str, formats: tuple[str, ...] = ("json",)) -> list[Ran]:
    return [polltool("lint", "-v", "--format", name, *options, ".") for name in formats]


def add_argument(content: Content) -> None:
    yml = content.root / "Packs/Acme1/Integrations/Acme1/Acme1.yml"
    yml.write_text(yml.read_text() + "    - name: token\n      hidden: true\n")


def same_size(content: Content) -> None:
    code = content.root / "Packs/Acme1/Integrations/Acme1/Acme1.py"
    status = code.stat()
    code.write_text(code.read_text().replace("continue_to_poll=True", "continue_to_poll=None"))
    assert code.stat().st_size == status.st_size
    os.utime(code, ns=(status.st_atime_ns, status.st_mtime_ns))


def touch(content: Content) -> None:
    for path in content.written:
        path.touch()


def move_pack(content: Content) -> None:
    (content.root / "Packs/Acme2").rename(content.root / "Packs/Beta")


def rename_code(content: Content) -> None:
    folder = content.root / "Packs/Acme2/Integrations/Acme2"
    (folder / "Acme2.py").rename(folder / "Other.py")


def delete_item(content: Content) -> None:
    shutil.rmtree(content.root / "Packs/Acme1")


def delete_code(content: Content) -> None:
    (content.root / "Packs/Acme2/Integrations/Acme2/Acme2.py").unlink()


def second_code(content: Content) -> None:
    rename_code(content)
    content.write("Packs/Acme2/Integrations/Acme2/Second.py", "X = 1\n")


def code_of_the_same_name(content: Content) -> None:
    rename_code(content)
    content.write("Packs/Acme2/Integrations/Acme2/Acme2.py", "X = 1\n")


def new_item(content: Content) -> None:
    yml = HEAD.format(name="New") + COMMAND.format(command="new-scan")
    content.integration("New", pack="Acme1", yml=yml, code=CODE.format(command="new-scan"))


def stray_yml(content: Content) -> None:
    content.write("Packs/Acme2/Integrations/Acme2/Stray.yml", HEAD.format(name="Stray") + "  - name: a-b\n")


def module(content: Content) -> None:
    content.module("AcmeApiModule", MODULE.replace("'token'", "'other'"))


def module_gone(content: Content) -> None:
    shutil.rmtree(content.root / "Packs/ApiModules")


def nearer_module(content: Content) -> None:
    content.write(
        "Packs/Acme3/ApiModules/Scripts/AcmeApiModule/AcmeApiModule.py", MODULE.replace("'token'", "'near'")
    )


def module_imports_another(content: Content) -> None:
    content.module("AcmeApiModule", "from BetaApiModule import *\n" + MODULE)
    content.module("BetaApiModule", "X = 1\n")


def module_code_in_a_yml(content: Content) -> None:
    code = content.root / "Packs/ApiModules/Scripts/AcmeApiModule/AcmeApiModule.py"
    code.unlink()
    inner = "\n".join(f"  {line}" for line in MODULE.replace("token", "inner").splitlines())
    content.write(
        "Packs/ApiModules/Scripts/AcmeApiModule/AcmeApiModule.yml",
        f"commonfields:\n  id: AcmeApiModule\nname: AcmeApiModule\ntype: python\nscript: |\n{inner}\n".encode(),
    )


def no_longer_polls(content: Content) -> None:
    """Another item's finding rests on what this one does."""
    yml = content.root / "Packs/Acme1/Integrations/Acme1/Acme1.yml"
    yml.write_text(yml.read_text().replace("    polling: true\n", ""))
    (yml.parent / "Acme1.py").write_text("def main():\n    pass\n")


def another_runs_it(content: Content) -> None:
    content.write("Packs/Acme0/Scripts/Quiet/Quiet.py", RUNS_ONE.format(command="acme2-scan"))


def configure(content: Content) -> None:
    content.write("Packs/Acme1/.polltool.toml", "ignore = ['POL201']\n")


def configure_above(content: Content) -> None:
    content.write("pyproject.toml", "[tool.polltool]\nfail-on = 'info'\nseverity = { POL201 = 'warning' }\n")


def gitignore(content: Content) -> None:
    content.write(".gitignore", "Acme1/\n")


def suppress(content: Content) -> None:
    yml = content.root / "Packs/Acme1/Integrations/Acme1/Acme1.yml"
    yml.write_text(yml.read_text().replace("acme1-scan", "acme1-scan # polltool: ignore[POL201]"))


def no_yaml(content: Content) -> None:
    content.write("Packs/Acme1/Integrations/Acme1/Acme1.yml", "script: [polling\n")


def no_python(content: Content) -> None:
    content.write("Packs/Acme1/Integrations/Acme1/Acme1.py", "def polling(:\n")


def a_folder_in_its_place(content: Content) -> None:
    code = content.root / "Packs/Acme1/Integrations/Acme1/Acme1.py"
    code.unlink()
    code.mkdir()


def a_link_in_its_place(content: Content) -> None:
    code = content.root / "Packs/Acme1/Integrations/Acme1/Acme1.py"
    code.unlink()
    code.symlink_to(content.root / "Packs/Acme0/Integrations/Sound/Sound.py")


CHANGES: tuple[Callable[[Content], None], ...] = (
    add_argument,
    same_size,
    touch,
    move_pack,
    rename_code,
    delete_item,
    delete_code,
    second_code,
    code_of_the_same_name,
    new_item,
    stray_yml,
    module,
    module_gone,
    nearer_module,
    module_imports_another,
    module_code_in_a_yml,
    no_longer_polls,
    another_runs_it,
    configure,
    configure_above,
    gitignore,
    suppress,
    no_yaml,
    no_python,
    a_folder_in_its_place,
    a_link_in_its_place,
)


@pytest.mark.usefixtures("cache", "aged")
class TestSameOutput:
    @pytest.mark.parametrize("options", [(), ("--all", "--jobs", "2"), ("--select", "POL2,POL5")])
    def test_again(
        self, packs: Content, polltool: RunPolltool, options: tuple[str, ...], looked_at: list[str]
    ) -> None:
        expected = outputs(polltool, "--no-cache", *options, formats=FORMATS)
        assert expected[0].code == 1
        assert all(code in expected[0].out for code in ("POL201", "POL501"))
        assert outputs(polltool, *options, formats=FORMATS) == expected
        looked_at.clear()
        assert outputs(polltool, *options, formats=FORMATS) == expected
        assert looked_at == []

    @pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
    def test_after_a_change_and_after_it_is_undone(
        self, packs: Content, polltool: RunPolltool, change: Callable[[Content], None], tmp_path: Path
    ) -> None:
        before = tmp_path / "before"
        shutil.copytree(packs.root, before)
        expected = outputs(polltool, "--no-cache")
        assert outputs(polltool) == expected
        change(packs)
        assert outputs(polltool) == outputs(polltool, "--no-cache")
        assert outputs(polltool) == outputs(polltool, "--no-cache")
        shutil.rmtree(packs.root)
        shutil.copytree(before, packs.root)
        assert outputs(polltool) == expected

    @pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
    def test_when_only_one_item_was_asked_for(
        self, packs: Content, polltool: RunPolltool, change: Callable[[Content], None]
    ) -> None:
        path = "Packs/Acme1/Integrations/Acme1/Acme1.yml"
        polltool("lint", path)
        change(packs)
        assert polltool("lint", path) == polltool("lint", "--no-cache", path)

    def test_after_changes_in_a_row_in_any_number_of_processes(
        self, packs: Content, polltool: RunPolltool
    ) -> None:
        outputs(polltool)
        for number, change in enumerate(
            (touch, suppress, new_item, module, another_runs_it, no_longer_polls, configure, delete_item), 1
        ):
            change(packs)
            expected = outputs(polltool, "--no-cache")
            assert outputs(polltool, "--jobs", str(number % 3 + 1)) == expected, change.__name__
            assert outputs(polltool) == expected, change.__name__

    def test_with_a_baseline(self, packs: Content, polltool: RunPolltool) -> None:
        outputs(polltool)
        polltool("lint", "--write-baseline", "known.json", ".")
        packs.write(".polltool.toml", "baseline = 'known.json'\n")
        for _ in range(2):
            assert outputs(polltool) == outputs(polltool, "--no-cache")
        document = json.loads((packs.root / "known.json").read_text())
        document["findings"] = document["findings"][:1]
        packs.write("known.json", json.dumps(document))
        assert outputs(polltool) == outputs(polltool, "--no-cache")
        assert '"baselined": 1' in outputs(polltool)[0].out

    def test_after_fixes(self, packs: Content, polltool: RunPolltool) -> None:
        outputs(polltool)
        assert "token" in polltool("lint", "--diff", ".").out
        polltool("fix", ".")
        assert outputs(polltool) == outputs(polltool, "--no-cache")

    def test_of_an_older_version(
        self, packs: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch, looked_at: list[str]
    ) -> None:
        polltool("lint", ".")
        looked_at.clear()
        monkeypatch.setattr(polltool_keys, "__version__", "99.0")
        polltool("lint", ".")
        assert "Acme1.yml" in looked_at


polltool_keys = polltool.cache.keys


@pytest.mark.usefixtures("cache", "aged")
class TestWork:
    """How much is done again."""

    def test_what_changed_and_what_rests_on_it(
        self, packs: Content, polltool: RunPolltool, looked_at: list[str]
    ) -> None:
        polltool("lint", ".")
        looked_at.clear()
        add_argument(packs)
        polltool("lint", ".")
        assert looked_at == ["Acme1.yml"]
        looked_at.clear()
        module(packs)
        polltool("lint", ".")
        assert looked_at == ["Acme0.yml", "Acme1.yml", "Acme2.yml", "Acme3.yml"]

    def test_nothing_where_only_times_changed(
        self, packs: Content, polltool: RunPolltool, looked_at: list[str]
    ) -> None:
        polltool("lint", ".")
        looked_at.clear()
        touch(packs)
        polltool("lint", ".")
        assert looked_at == []

    def test_what_rests_on_the_facts_about_all_items(
        self, packs: Content, polltool: RunPolltool, looked_at: list[str]
    ) -> None:
        polltool("lint", ".")
        looked_at.clear()
        no_longer_polls(packs)
        polltool("lint", ".")
        assert looked_at == ["Acme1.yml", "Lost.yml"]

    def test_little_items_are_not_kept_one_by_one(
        self, packs: Content, polltool: RunPolltool, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(polltool_items, "PAYS_FROM", 48)
        polltool("lint", ".")
        assert [path.suffix for path in cache.glob("*.*") if path.suffix != ".TAG"] == [".run"]

    @pytest.mark.parametrize(
        "options",
        [
            ("--fix",),
            ("--diff",),
            ("--write-baseline", "known.json"),
            ("--stdin-filename", "a.yml"),
            ("--no-cache",),
        ],
    )
    def test_nothing_is_kept_of_runs_that_look_at_everything_anew(
        self, packs: Content, polltool: RunPolltool, cache: Path, options: tuple[str, ...]
    ) -> None:
        polltool("lint", *options)
        assert not cache.exists()

    def test_nothing_is_kept_of_what_could_not_be_checked(
        self, packs: Content, polltool: RunPolltool, cache: Path
    ) -> None:
        packs.write("Packs/Acme1/Integrations/Acme1/Acme1.py", b"polling = '\xff'\n")
        os.mkfifo(packs.root / "Packs/Acme3/Scripts.yml")
        assert polltool("lint", "Packs/Acme3/Scripts.yml").code == 2
        assert not list(cache.glob("*.run"))

    def test_a_crash_is_told_again(
        self, packs: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def crash(*_: object) -> None:
            raise ZeroDivisionError

        with monkeypatch.context() as patch:
            patch.setattr("polltool.flows.analyse", crash)
            assert polltool("lint", ".").code == 2
            assert "POL000" in polltool("lint", ".").out
        assert outputs(polltool) == outputs(polltool, "--no-cache")


polltool_items = polltool.cache.items


class TestTimes:
    def test_times_that_prove_nothing_are_not_believed(
        self, packs: Content, polltool: RunPolltool, cache: Path
    ) -> None:
        """All of this may happen within one tick of the file system's clock."""
        outputs(polltool)
        for text in ("'a'", "'b'", "'c'"):
            module_file = packs.module("AcmeApiModule", MODULE.replace("'token'", text))
            os.utime(module_file, ns=(1, 1))
            assert outputs(polltool) == outputs(polltool, "--no-cache")

    def test_a_doubt_is_gone_once_time_has_passed(
        self, packs: Content, polltool: RunPolltool, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        polltool("lint", ".")
        (record,) = cache.glob("*.run")
        assert json.loads(record.read_bytes().partition(b"\n")[2])["value"][0][3]
        monkeypatch.setattr("polltool.witness.RECENT", -(10**18))
        expected = polltool("lint", ".")
        assert json.loads(record.read_bytes().partition(b"\n")[2])["value"][0][3] == {}
        assert polltool("lint", ".") == expected

    def test_a_file_that_changes_while_it_is_read_is_not_kept(
        self, packs: Content, polltool: RunPolltool, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = discover

        def changing(*arguments: object, **options: object) -> object:
            found = real(*arguments, **options)  # type: ignore[arg-type]
            add_argument(packs)
            return found

        with monkeypatch.context() as patch:
            patch.setattr(engine, "discover", changing)
            polltool("lint", ".")
        assert outputs(polltool) == outputs(polltool, "--no-cache")


def records(cache: Path) -> list[Path]:
    return sorted([*cache.glob("*.run"), *cache.glob("*.items")])


def sealed(body: bytes) -> bytes:
    """A record that is whole, whatever is in it."""
    return b"polltool cache 1 %s\n%s" % (digest(body).encode(), body)


def body(path: Path) -> bytes:
    return path.read_bytes().partition(b"\n")[2]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "more": lambda data: data + b" ",
    "another byte": lambda data: data.replace(b"POL201", b"POL202"),
    "another version": lambda data: data.replace(b"polltool cache 1", b"polltool cache 2"),
    "a pickle": lambda data: b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R.",
    "no json": lambda data: sealed(b"{" + data),
    "too deep": lambda data: sealed(b"[" * 100_000),
    "a number": lambda data: sealed(b"1"),
    "nothing in it": lambda data: sealed(b'{"key":"","value":null}'),
    "no value": lambda data: _changed(data, lambda record: record.pop("value")),
    "null": lambda data: _changed(data, lambda record: record.update(value=None)),
    "a short list": lambda data: _changed(data, lambda record: record["value"].pop()),
    "too much": lambda data: _changed(data, lambda record: record["value"].append(1)),
    "another key": lambda data: _changed(data, lambda record: record.update(key="[]")),
    "a text for a list": lambda data: _changed(data, lambda record: _replace_lists(record, "x")),
    "numbers for texts": lambda data: _changed(data, lambda record: _replace_texts(record["value"])),
}


def _changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    record = json.loads(data.partition(b"\n")[2])
    change(record)
    return sealed(json.dumps(record).encode())


def _replace_lists(record: dict[str, Any], text: str) -> None:
    record["value"] = [text if isinstance(one, list) else one for one in record["value"]]


def _replace_texts(value: object) -> None:
    entries = list(enumerate(value)) if isinstance(value, list) else []
    if isinstance(value, dict):
        entries = list(value.items())
    for key, one in entries:
        if isinstance(one, str):
            value[key] = 7  # type: ignore[index]
        else:
            _replace_texts(one)


@pytest.mark.usefixtures("aged")
class TestDamage:
    @pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
    def test_a_bad_record_is_of_no_effect(
        self, packs: Content, polltool: RunPolltool, cache: Path, damage: Callable[[bytes], bytes]
    ) -> None:
        expected = outputs(polltool)
        for path in records(cache):
            path.write_bytes(damage(path.read_bytes()))
        assert outputs(polltool) == expected
        assert outputs(polltool) == expected

    @pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
    def test_nor_is_a_bad_record_of_items(
        self, packs: Content, polltool: RunPolltool, cache: Path, damage: Callable[[bytes], bytes]
    ) -> None:
        expected = outputs(polltool)
        for path in records(cache):
            if path.suffix == ".run":
                path.unlink()
            else:
                path.write_bytes(damage(path.read_bytes()))
        assert outputs(polltool) == expected

    def test_a_record_of_another_run_under_this_name(
        self, packs: Content, polltool: RunPolltool, cache: Path
    ) -> None:
        polltool("lint", "Packs/Acme0")
        foreign = {path.suffix: path.read_bytes() for path in records(cache)}
        shutil.rmtree(cache)
        expected = outputs(polltool)
        for path in records(cache):
            path.write_bytes(foreign[path.suffix])
        assert outputs(polltool) == expected

    def test_a_record_that_others_may_write_is_not_believed(
        self, packs: Content, polltool: RunPolltool, cache: Path, looked_at: list[str]
    ) -> None:
        expected = outputs(polltool)
        for path in records(cache):
            path.chmod(0o666)
        looked_at.clear()
        assert outputs(polltool) == expected
        assert looked_at

    def test_a_folder_a_pipe_and_a_link_in_a_records_place(
        self, packs: Content, polltool: RunPolltool, cache: Path, tmp_path: Path
    ) -> None:
        expected = outputs(polltool)
        victim = tmp_path / "victim"
        victim.write_text("precious")
        for make in (Path.mkdir, os.mkfifo, lambda path: path.symlink_to(victim)):
            for path in records(cache):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                make(path)
            assert [(ran.code, ran.out) for ran in outputs(polltool)] == [(1, expected[0].out)]
        assert victim.read_text() == "precious"

    def test_a_folder_that_cannot_be_written_is_told_with_v_only(
        self, packs: Content, polltool: RunPolltool, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_text("")
        blocked = {"POLLTOOL_CACHE_DIR": str(tmp_path / "file" / "cache")}
        expected = polltool("lint", "--no-cache", ".")
        assert polltool("lint", ".", env=blocked) == expected
        assert "note: the cache cannot be written: " in polltool("lint", "-v", ".", env=blocked).err


class TestStore:
    def test_where_it_lies(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", "/home/ann")
        assert cache_folder({"POLLTOOL_CACHE_DIR": "/c", "XDG_CACHE_HOME": "/x"}, "linux") == "/c"
        assert cache_folder({"XDG_CACHE_HOME": "/x"}, "darwin") == "/x/polltool"
        assert cache_folder({"XDG_CACHE_HOME": "relative"}, "linux") == "/home/ann/.cache/polltool"
        assert cache_folder({}, "darwin") == "/home/ann/Library/Caches/polltool"
        assert cache_folder({}, "win32") is None

    def test_a_record_is_for_this_user_alone(self, tmp_path: Path) -> None:
        Store(str(tmp_path / "a/b")).save("key", "run", [1])
        (record,) = (tmp_path / "a/b").glob("*.run")
        assert record.stat().st_mode & 0o077 == 0
        assert (tmp_path / "a/b").stat().st_mode & 0o077 == 0
        assert (
            (tmp_path / "a/b/CACHEDIR.TAG")
            .read_text()
            .startswith("Signature: 8a477f597d28d172789f06886806bc55")
        )

    def test_the_oldest_go_first_and_nothing_of_others(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("polltool.cache.store.KEPT_RECORDS", 3)
        (tmp_path / "notes.run").write_text("mine")
        (tmp_path / ".polltool-0.tmp").write_text("left over")
        os.utime(tmp_path / ".polltool-0.tmp", (1, 1))
        store = Store(str(tmp_path))
        for number in range(5):
            store.save(str(number), "run", number)
            for path in tmp_path.glob("*.run"):
                os.utime(path, (path.stat().st_mtime - 10,) * 2)
        assert [store.load(str(number), "run") for number in (2, 3, 4)] == [2, 3, 4]
        assert sorted(path.name for path in tmp_path.iterdir() if len(path.stem) != 32) == ["notes.run"]

    def test_runs_at_the_same_time_leave_whole_records(
        self, packs: Content, polltool_process: RunPolltool, cache: Path
    ) -> None:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(4) as pool:
            ran = list(pool.map(lambda _: polltool_process("lint", "."), range(4)))
        assert len({one.out for one in ran}) == 1
        assert polltool_process("lint", ".") == ran[0]
        assert not list(cache.glob(".polltool-*"))


def test_plugins_are_asked_every_time(
    packs: Content, polltool: RunPolltool, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from polltool.rules.registry import all_rules

    told = []

    def check(context: object) -> list[object]:
        told.append(context)
        return []

    rule = replace(all_rules()[1], code="ACM001", name="acme", check=check)  # type: ignore[arg-type]
    monkeypatch.setattr("polltool.plugins._load", lambda name: (rule,))
    packs.write(".polltool.toml", "plugins = ['acme']\n")
    for _ in range(2):
        told.clear()
        polltool("lint", ".")
        assert told


def test_what_a_library_call_sees_is_never_old(packs: Content, cache: Path) -> None:
    lint_paths(["."], cwd=str(packs.root))
    assert not cache.exists()
