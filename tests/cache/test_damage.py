"""A record that is damaged, another's or in the way counts as none."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from polltool.digests import digest
from tests.cache.packs import outputs
from tests.conftest import Content, RunPolltool


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
