"""A repository in which items rest on each other, and what may become of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

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


def outputs(polltool: RunPolltool, *options: str, formats: tuple[str, ...] = ("json",)) -> list[Ran]:
    return [polltool("lint", "-v", "--format", name, *options, ".") for name in formats]
