"""What --diff prints is a patch that git takes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from polltool.fixing.diffs import diff_lines
from polltool.fixing.outcome import FileChange
from polltool.workspace import Workspace

LINES = b"".join(b"line %d\n" % number for number in range(20))


def patch(root: Path, *changes: FileChange) -> bytes:
    return b"".join(diff_lines(changes, Workspace(str(root))))


def applied(root: Path, text: bytes) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
    subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "-"], cwd=root, check=True, input=text, timeout=60
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LINES, LINES.replace(b"line 3\n", b"line 3\nline 3b\n").replace(b"line 17\n", b"")),
        (b"a\nb", b"a\nc"),
        (b"a\nb", b"a\nb\n"),
        (b"a\nb\n", b"a\nb"),
        (b"a", b"b\n"),
        (b"a\r\nb\r\nc\r\n", b"a\r\nbb\r\nc\r\n"),
        (b"a\rb\rc\r", b"a\rbb\rc\r"),
        (b"a\r\nb\nc\rd", b"a\r\nb\nc\re"),
        ("\ufeffä: \U0001f600\nb\n".encode(), "\ufeffä: \U0001f680\nb\n".encode()),
        (b"\xe9 in latin-1\n", b"\xe8 in latin-1\n"),
        (b"a\x0cb\x0b\x1c\n\x85\n", b"a\x0cc\x0b\x1c\n\x85\n"),
        (b"-- a\n", b"++ b\n"),
        (b"a\n", b""),
    ],
)
def test_git_makes_the_new_file_of_the_old_one(tmp_path: Path, old: bytes, new: bytes) -> None:
    (tmp_path / "Acme.yml").write_bytes(old)
    applied(tmp_path, patch(tmp_path, FileChange("Acme.yml", old, new)))
    path = tmp_path / "Acme.yml"
    assert (path.read_bytes() if path.exists() else b"") == new


@pytest.mark.parametrize("new", [b"a\n", b"a\nb", b"a\r\n"])
def test_git_makes_a_file_that_is_new(tmp_path: Path, new: bytes) -> None:
    applied(tmp_path, patch(tmp_path, FileChange("new/a b.yml", None, new)))
    assert (tmp_path / "new/a b.yml").read_bytes() == new


@pytest.mark.parametrize(
    "name",
    [
        "Größe 日本.yml",
        "with space.yml",
        "tab\t.yml",
        'quote".yml',
        "back\\slash.yml",
        "new\nline.yml",
        "\U0001f600.yml",
        "Ö\x7f.yml",
        "a b.yml",
    ],
)
def test_names(tmp_path: Path, name: str) -> None:
    (tmp_path / "Packs").mkdir()
    (tmp_path / "Packs" / name).write_bytes(b"old\n")
    applied(tmp_path, patch(tmp_path, FileChange(f"Packs/{name}", b"old\n", b"new\n")))
    assert (tmp_path / "Packs" / name).read_bytes() == b"new\n"


def test_it_looks_like_gits(tmp_path: Path) -> None:
    changes = [FileChange("a.yml", b"x\ny", b"x\nz\n"), FileChange("b/b.py", b"1\n", b"2\n")]
    assert patch(tmp_path, *changes) == (
        b"--- a/a.yml\n+++ b/a.yml\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n+z\n"
        b"--- a/b/b.py\n+++ b/b/b.py\n@@ -1 +1 @@\n-1\n+2\n"
    )


def test_behind_a_link_the_file_itself_is_shown_once(tmp_path: Path) -> None:
    (tmp_path / "real.yml").write_bytes(b"old\n")
    (tmp_path / "link.yml").symlink_to("real.yml")
    changes = [FileChange(name, b"old\n", b"new\n") for name in ("link.yml", "real.yml")]
    text = patch(tmp_path, *changes)
    assert text.count(b"---") == 1
    applied(tmp_path, text)
    assert (tmp_path / "link.yml").read_bytes() == b"new\n"
