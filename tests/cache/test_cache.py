"""The cache: whatever changed and whatever became of it, the output is that of a run without one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import polltool.cache.items
import polltool.cache.keys
from polltool import engine
from polltool.discovery import discover
from polltool.engine import lint_paths
from tests.cache.packs import (
    CHANGES,
    MODULE,
    add_argument,
    another_runs_it,
    configure,
    delete_item,
    module,
    new_item,
    no_longer_polls,
    outputs,
    suppress,
    touch,
)
from tests.conftest import Content, RunPolltool

FORMATS = ("json", "text", "sarif")


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
