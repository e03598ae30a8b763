"""What ships with polltool is found in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from polltool import resources


def test_schemas_and_templates_are_there() -> None:
    assert resources.folder("schemas").is_dir()
    assert resources.folder("templates").is_dir()
    assert set(resources.schema_names()) >= {"integration", "script"}
    assert resources.schema_path("integration").is_file()


def test_an_installed_package_holds_them_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "polltool" / "_data" / "schemas"
    inside.mkdir(parents=True)
    (tmp_path / "schemas").mkdir()
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "polltool" / "resources.py"))
    assert resources.folder("schemas") == inside


def test_a_schema_that_there_is_not() -> None:
    with pytest.raises(resources.MissingResourceError, match="integration"):
        resources.schema_path("playbook")


def test_an_incomplete_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "polltool" / "resources.py"))
    with pytest.raises(resources.MissingResourceError, match="install polltool again"):
        resources.folder("schemas")
