"""Changed files take the place of the old ones whole, all of a group or none."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from polltool.fixing.outcome import FileChange, Group, Part
from polltool.fixing.writing import WriteError, write, write_together
from polltool.workspace import Workspace

OLD, NEW = b"old\r\n", b"new\r\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for name in ("a.yml", "b.py", "c.yml"):
        (tmp_path / name).write_bytes(OLD)
    return Workspace(str(tmp_path))


def group(*names: str) -> Group:
    changes = tuple(FileChange(name, OLD, NEW) for name in names)
    return Group(changes, frozenset(names), Part(), Part())


def contents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(root.iterdir())}


def test_files_are_replaced_and_nothing_is_left_beside_them(tmp_path: Path, workspace: Workspace) -> None:
    groups = [group("a.yml", "b.py"), group("c.yml")]
    assert write(groups, workspace) == (groups, [])
    assert contents(tmp_path) == {"a.yml": NEW, "b.py": NEW, "c.yml": NEW}


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o664])
def test_the_mode_stays(tmp_path: Path, workspace: Workspace, mode: int) -> None:
    (tmp_path / "a.yml").chmod(mode)
    write([group("a.yml")], workspace)
    assert stat.S_IMODE((tmp_path / "a.yml").stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(tmp_path: Path, workspace: Workspace) -> None:
    os.chown(tmp_path / "a.yml", 12345, 23456)
    write([group("a.yml")], workspace)
    status = (tmp_path / "a.yml").stat()
    assert (status.st_uid, status.st_gid) == (12345, 23456)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_one_and_its_target_changes(tmp_path: Path, workspace: Workspace) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.yml").rename(tmp_path / "folder" / "real.yml")
    (tmp_path / "a.yml").symlink_to("folder/real.yml")
    assert write([group("a.yml")], workspace)[1] == []
    assert os.readlink(tmp_path / "a.yml") == "folder/real.yml"
    assert contents(tmp_path / "folder") == {"real.yml": NEW}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_file_with_two_names_is_written_once(tmp_path: Path, workspace: Workspace) -> None:
    (tmp_path / "d.yml").symlink_to("a.yml")
    groups = [group("a.yml"), group("d.yml")]
    assert write(groups, workspace) == (groups, [])
    other = Group((FileChange("d.yml", OLD, b"other"),), frozenset({"d.yml"}), Part(), Part())
    (tmp_path / "a.yml").write_bytes(OLD)
    written, failures = write([group("a.yml"), other], workspace)
    assert (len(written), failures[0].path) == (1, "d.yml")
    assert "a.yml is the same file and changes in another way" in failures[0].message


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path, workspace: Workspace) -> None:
    (tmp_path / "a.yml").write_bytes(b"mine")
    written, failures = write([group("a.yml", "b.py"), group("c.yml")], workspace)
    assert written == [group("c.yml")]
    (failure,) = failures
    assert failure.path == "a.yml"
    assert failure.message == (
        "not fixed: it was changed while polltool ran; run it again "
        "(nor b.py, whose fixes belong to the same item)"
    )
    assert contents(tmp_path) == {"a.yml": b"mine", "b.py": OLD, "c.yml": NEW}


def test_a_file_that_is_gone(tmp_path: Path, workspace: Workspace) -> None:
    (tmp_path / "a.yml").unlink()
    _, failures = write([group("a.yml")], workspace)
    assert failures[0].message == "not fixed: it is not there any more; run polltool again"


def test_a_file_that_became_a_folder(tmp_path: Path, workspace: Workspace) -> None:
    (tmp_path / "a.yml").unlink()
    (tmp_path / "a.yml").mkdir()
    _, failures = write([group("a.yml")], workspace)
    assert failures[0].path == "a.yml"


def test_a_file_that_may_not_be_written(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "a.yml" and real(path, mode))
    written, failures = write([group("a.yml"), group("c.yml")], workspace)
    assert written == [group("c.yml")]
    assert failures[0].path == "a.yml"
    assert failures[0].message.endswith("permission denied; make the file and its folder writable")


def test_a_folder_that_may_not_be_written(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied")
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(WriteError, match="permission denied; make the file and its folder writable"):
        write_together(group("a.yml").changes, workspace)


def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    _, failures = write([group("a.yml", "b.py")], workspace)
    assert failures[0].message.startswith(
        "not fixed: it cannot be written: No space left on device (nor b.py"
    )
    assert contents(tmp_path) == {"a.yml": OLD, "b.py": OLD, "c.yml": OLD}


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), KeyboardInterrupt()])
def test_a_rename_that_fails_undoes_the_one_before(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if target.name == "b.py":
            raise error
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(WriteError if isinstance(error, OSError) else KeyboardInterrupt):
        write_together(group("a.yml", "b.py").changes, workspace)
    assert contents(tmp_path) == {"a.yml": OLD, "b.py": OLD, "c.yml": OLD}


def test_a_file_that_changes_between_two_renames(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        real(source, target)
        if target.name == "a.yml" and target.read_bytes() == NEW:
            (tmp_path / "b.py").write_bytes(b"mine")

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(WriteError, match="changed while polltool ran"):
        write_together(group("a.yml", "b.py").changes, workspace)
    assert contents(tmp_path) == {"a.yml": OLD, "b.py": b"mine", "c.yml": OLD}


def test_the_longest_of_names(tmp_path: Path, workspace: Workspace) -> None:
    name = "a" * 251 + ".yml"
    (tmp_path / name).write_bytes(OLD)
    assert write([group(name)], workspace)[1] == []
    assert (tmp_path / name).read_bytes() == NEW


NEW_FILES = (FileChange("a.yml", OLD, NEW), FileChange("new/deep/d.yml", None, NEW))


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_new_files_are_made_with_their_folders(tmp_path: Path, workspace: Workspace) -> None:
    write_together(NEW_FILES, workspace)
    assert files(tmp_path) == {"a.yml": NEW, "b.py": OLD, "c.yml": OLD, "new/deep/d.yml": NEW}


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_new_file_has_the_mode_of_new_files(tmp_path: Path, workspace: Workspace) -> None:
    write_together(NEW_FILES, workspace)
    (tmp_path / "other").touch()
    assert (tmp_path / "new/deep/d.yml").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("first", [0, 1])
def test_a_rename_that_fails_leaves_no_new_file_and_no_folder(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    changes = NEW_FILES[first:] + NEW_FILES[:first]
    real = os.replace
    renamed: list[Path] = []

    def replace(source: Path, target: Path) -> None:
        if len(renamed) == 1:
            renamed.append(target)
            raise OSError(28, "No space left on device")
        renamed.append(target)
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(WriteError, match="No space left on device"):
        write_together(changes, workspace)
    assert files(tmp_path) == {"a.yml": OLD, "b.py": OLD, "c.yml": OLD}
    assert not (tmp_path / "new").exists()


def test_a_file_that_is_there_is_not_made_anew(tmp_path: Path, workspace: Workspace) -> None:
    with pytest.raises(WriteError, match="was made while polltool ran"):
        write_together([FileChange("a.yml", None, NEW)], workspace)
    assert files(tmp_path)["a.yml"] == OLD


def test_a_file_in_the_place_of_a_folder(tmp_path: Path, workspace: Workspace) -> None:
    with pytest.raises(WriteError, match="its folder cannot be made"):
        write_together([FileChange("a.yml/b.yml", None, NEW)], workspace)
