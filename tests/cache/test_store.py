"""Where records lie, whose they are, and which go first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from polltool.cache.store import Store, cache_folder
from tests.conftest import Content, RunPolltool


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
