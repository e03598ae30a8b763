"""Rules of other packages: found only where they are installed and configured, never in the checked tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from polltool import lint_paths, parallel, plugins
from polltool.errors import ConfigError
from tests.conftest import Content, Ran, RunPolltool

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "plugin"
CONFIG = "plugins = ['acme']\n"

RULE = """\
from polltool.findings import Severity
from polltool.rules.base import Example, Rule


def check(context):
    {check}


def make(code="ACME900", name="acme-rule"):
    return Rule(code, name, Severity.ERROR, "summary", "why", Example(yml=""), Example(yml=""), check)


{last}
"""


def install(site: Path, *, package: str, points: str, files: dict[str, str]) -> None:
    """Put a package where Python finds it, with what a wheel's metadata would say."""
    info = site / f"{package}-1.0.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0.0\n")
    (info / "entry_points.txt").write_text(f"[polltool.rules]\n{points}\n")
    for name, text in files.items():
        target = site / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def install_example(site: Path) -> None:
    """The package under examples/, by its own pyproject.toml."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    points = "\n".join(
        f"{name} = {value}" for name, value in project["entry-points"]["polltool.rules"].items()
    )
    install(site, package="acme_polltool", points=points, files={})
    shutil.copytree(EXAMPLE / "acme_polltool", site / "acme_polltool")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for installed packages, forgotten after the test."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    plugins._load.cache_clear()
    yield folder
    plugins._load.cache_clear()
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(folder) in str(sys.modules[name].__file__):
            del sys.modules[name]


@pytest.fixture
def content(content: Content) -> Content:
    """An integration whose command is not named as the example's rule wants it."""
    content.yml = content.yml.replace("acme-scan", "scan")
    content.integration()
    return content


def acme(content: Content, **options: object) -> list[str]:
    report = lint_paths(["."], cwd=str(content.root), **options)  # type: ignore[arg-type]
    return [finding.code for finding in report.findings if finding.code.startswith("ACME")]


class TestTheExample:
    @pytest.fixture(autouse=True)
    def installed(self, site: Path) -> None:
        install_example(site)

    def test_it_runs_where_it_is_configured(self, content: Content) -> None:
        assert acme(content) == []
        content.write(".polltool.toml", CONFIG)
        assert acme(content) == ["ACME101"]
        assert acme(content, isolated=True) == []

    def test_only_for_the_files_of_that_configuration(self, content: Content) -> None:
        content.integration("Other", pack="Other")
        content.write("Packs/Other/.polltool.toml", CONFIG)
        report = lint_paths(["."], cwd=str(content.root), select=["ACME"])
        assert [finding.place.path for finding in report.findings] == [
            "Packs/Other/Integrations/Other/Other.yml"
        ]

    @pytest.mark.parametrize("method", ["fork", "spawn"])
    def test_in_several_processes(
        self, content: Content, monkeypatch: pytest.MonkeyPatch, method: str
    ) -> None:
        if method == "fork" and sys.platform != "linux":
            pytest.skip("there is no fork here")
        monkeypatch.setattr(parallel, "START_METHOD", method)
        content.write(".polltool.toml", CONFIG)
        content.integration("Other", pack="Other")
        assert acme(content, jobs=2) == ["ACME101", "ACME101"]

    @pytest.mark.parametrize("selector", ["ACME101", "ACME", "acme-command-prefix"])
    def test_it_is_selected_suppressed_and_capped_as_ours_are(self, content: Content, selector: str) -> None:
        content.write(".polltool.toml", CONFIG + f"ignore = ['{selector}']\n")
        assert acme(content) == []
        assert acme(content, extend_select=["ACME101"]) == ["ACME101"]
        content.write(".polltool.toml", CONFIG + f"severity = {{{selector} = 'info'}}\n")
        report = lint_paths(["."], cwd=str(content.root), select=["ACME"])
        assert [finding.severity.label for finding in report.findings] == ["info"]
        yml = content.root / "Packs/Acme/Integrations/Acme/Acme.yml"
        yml.write_text(yml.read_text().replace("name: scan", f"name: scan  # polltool: ignore[{selector}]"))
        assert acme(content) == []

    def test_its_own_examples_hold(self, content: Content) -> None:
        from acme_polltool import RULES  # type: ignore[import-not-found]

        content.write(".polltool.toml", CONFIG)
        yml = content.root / "Packs/Acme/Integrations/Acme/Acme.yml"
        for rule in RULES:
            yml.write_text(rule.bad.yml)
            assert acme(content) == [rule.code]
            yml.write_text(rule.good.yml)
            assert acme(content) == []

    def test_rules_and_explain_show_it(self, content: Content, polltool: RunPolltool) -> None:
        assert "ACME101" not in polltool("rules").out
        assert polltool("explain", "ACME101").code == 2
        content.write(".polltool.toml", CONFIG)
        assert "ACME101  acme-command-prefix" in polltool("rules").out
        assert "Playbooks find our polling commands" in polltool("explain", "acme-command-prefix").out
        assert "ACME101" not in polltool("rules", "--isolated").out


class TestRefused:
    @pytest.mark.parametrize(
        ("names", "said"),
        [
            ("['acm']", "there is no installed plugin 'acm'; did you mean acme?"),
            ("['other']", "there is no installed plugin 'other'; there are: acme"),
        ],
    )
    def test_what_is_not_installed(
        self, site: Path, content: Content, polltool: RunPolltool, names: str, said: str
    ) -> None:
        install_example(site)
        content.write(".polltool.toml", f"select = ['POL1']\nplugins = {names}\n")
        ran = polltool("lint")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"polltool: error: .polltool.toml:2: plugins: {said}")

    @pytest.mark.parametrize(
        ("last", "said"),
        [
            ("RULES = [make('POL900')]", "'POL900' is no code for a rule of a plugin"),
            ("RULES = [make('pol900')]", "'pol900' is no code"),
            ("RULES = [make('A1')]", "'A1' is no code"),
            ("RULES = [make(name='Acme Rule')]", "'Acme Rule' is no name for a rule"),
            ("RULES = [make(name='missing-polling')]", "ACME900 (missing-polling) cannot be used"),
            ("RULES = [make(), make(name='acme-other')]", "ACME900 (acme-other) cannot be used"),
            ("RULES = [make]", "a Rule is expected, not function"),
            ("RULES = 3", "a Rule or a list of Rules is expected, not int"),
            ("RULE = make()", "has no attribute 'RULES'"),
            ("raise ValueError('no licence')", "cannot be loaded: ValueError: no licence"),
            ("raise SystemExit(0)", "cannot be loaded: SystemExit"),
            ("import acme_gone", "No module named 'acme_gone'"),
            ("check = lambda context: ()\nRULES = [make()]", "cannot be sent to other processes"),
        ],
    )
    def test_what_is_no_sound_plugin(
        self, site: Path, content: Content, polltool: RunPolltool, last: str, said: str
    ) -> None:
        files = {"acme_bad.py": RULE.format(check="return ()", last=last)}
        install(site, package="acme_bad", points="acme = acme_bad:RULES", files=files)
        content.write(".polltool.toml", CONFIG)
        ran = polltool("lint")
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert "Traceback" not in ran.err

    def test_two_plugins_with_one_code(self, site: Path) -> None:
        for name in ("one", "two"):
            files = {
                f"acme_{name}.py": RULE.format(check="return ()", last=f"RULES = make(name='acme-{name}')")
            }
            install(site, package=f"acme_{name}", points=f"{name} = acme_{name}:RULES", files=files)
        assert [rule.code for rule in plugins.plugin_rules(["one"], ())] == ["ACME900"]
        with pytest.raises(ConfigError, match=r"plugin 'two': the rule ACME900 .*: plugin 'one' has it too"):
            plugins.plugin_rules(["one", "two"], ())


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("raise KeyError('lost')", "KeyError: 'lost'"),
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("yield 3", "TypeError: a rule gives findings of its own, not 3"),
        ("return None", "TypeError"),
        ("import missing_things", "ModuleNotFoundError"),
    ],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_rule_that_crashes_is_pol000_and_2(
    site: Path, content: Content, polltool: RunPolltool, check: str, said: str, jobs: str
) -> None:
    content.integration("Other", pack="Other")
    files = {"acme_crash.py": RULE.format(check=check, last="RULES = [make()]")}
    install(site, package="acme_crash", points="acme = acme_crash:RULES", files=files)
    content.write(".polltool.toml", CONFIG)
    ran = polltool("lint", "--select", "ACME", "--format", "concise", "--jobs", jobs)
    assert ran.code == 2
    assert ran.out.count("POL000[error]") == 2
    assert said in ran.out


class TestTheCheckedTree:
    """A tree may hold what looks like a plugin, or like a library that polltool uses."""

    def evil(self, content: Content) -> Path:
        mark = content.root.parent / "was-run"
        source = f"open({str(mark)!r}, 'w').close()\nRULES = []\n"
        install(
            content.root,
            package="acme_evil",
            points="acme = acme_evil:RULES\nevil = acme_evil:RULES",
            files={"acme_evil.py": source, "acme_polltool/__init__.py": source},
        )
        for name in ("yaml", "pathspec", "click", "rich", "tomli", "importlib_metadata", "acme_polltool"):
            content.write(f"{name}.py", source)
        return mark

    def run(self, content: Content, site: Path, start: list[str]) -> Ran:
        done = subprocess.run(
            [*start, "lint", "--select", "ACME", "--format", "concise"],
            cwd=content.root,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(site)},
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    STARTS = ([sys.executable, "-m", "polltool"], [str(Path(sys.executable).parent / "polltool")])

    @pytest.mark.parametrize("start", STARTS, ids=["module", "script"])
    def test_it_is_not_in_the_place_of_what_is_installed(
        self, content: Content, tmp_path: Path, start: list[str]
    ) -> None:
        if not Path(start[0]).exists():
            pytest.skip("polltool is not installed as a script here")
        site = tmp_path / "site"
        install_example(site)
        content.write(".polltool.toml", CONFIG)
        mark = self.evil(content)
        ran = self.run(content, site, start)
        assert (ran.code, "ACME101" in ran.out, ran.err) == (0, True, "")
        assert not mark.exists()

    @pytest.mark.parametrize("start", STARTS, ids=["module", "script"])
    def test_it_is_no_plugin(self, content: Content, tmp_path: Path, start: list[str]) -> None:
        if not Path(start[0]).exists():
            pytest.skip("polltool is not installed as a script here")
        content.write(".polltool.toml", "plugins = ['evil']\n")
        mark = self.evil(content)
        ran = self.run(content, tmp_path, start)
        assert (ran.code, "there is no installed plugin 'evil'" in ran.err) == (2, True)
        assert not mark.exists()

    def test_nor_for_a_program_that_uses_polltool(
        self, content: Content, monkeypatch: pytest.MonkeyPatch, site: Path
    ) -> None:
        """An editor, a notebook: the working directory is on the search path."""
        content.write(".polltool.toml", "plugins = ['evil']\n")
        mark = self.evil(content)
        monkeypatch.chdir(content.root)
        for entry in ("", str(content.root)):
            with monkeypatch.context() as patch:
                patch.setattr(sys, "path", [entry, *sys.path])
                with pytest.raises(ConfigError, match="there is no installed plugin 'evil'"):
                    lint_paths(["."])
        assert not mark.exists()
