from __future__ import annotations

from pathlib import Path

import pytest

from bench.mutation.code import Code, scan
from bench.mutation.content import read
from bench.mutation.edits import apply
from bench.mutation.mistakes import Mistake, Mutant, mutants_of
from bench.mutation.reviewed import DEFAULT, Review
from bench.mutation.run import plan
from polltool.source import Source
from tests.mutation.samples import DECORATED, SAMPLES
from tests.mutation.test_found import written


def mutants(root: Path, name: str) -> dict[tuple[Mistake, str | None], Mutant]:
    written(root, SAMPLES[name])
    planned = plan([str(root)], Review(), str(root))
    return {(mutant.mistake, mutant.argument): mutant for mutant in planned.mutants}


def text_of(mutant: Mutant, original: str) -> str:
    return apply(original, mutant.edits)


def test_the_key_is_removed_with_its_line(tmp_path: Path) -> None:
    made = mutants(tmp_path, "decorated")
    yml = DECORATED.yml
    assert text_of(made[Mistake.REMOVED, None], yml) == yml.replace("    polling: true\n", "", 1)


def test_the_key_is_moved(tmp_path: Path) -> None:
    made = mutants(tmp_path, "decorated")
    bare = DECORATED.yml.replace("    polling: true\n", "", 1)
    assert text_of(made[Mistake.TO_ROOT, None], DECORATED.yml) == bare.replace(
        "category: Utilities\n", "category: Utilities\npolling: true\n"
    )
    assert text_of(made[Mistake.TO_SCRIPT, None], DECORATED.yml) == bare.replace(
        "  type: python\n", "  type: python\n  polling: true\n"
    )
    assert text_of(made[Mistake.TO_ARGUMENT, None], DECORATED.yml) == bare.replace(
        "    - name: url\n", "    - name: url\n      polling: true\n"
    )


@pytest.mark.parametrize(
    ("mistake", "value"), [(Mistake.QUOTED, "'true'"), (Mistake.FALSE, "false"), (Mistake.YES, "yes")]
)
def test_the_key_gets_another_value(mistake: Mistake, value: str, tmp_path: Path) -> None:
    made = mutants(tmp_path, "decorated")
    assert text_of(made[mistake, None], DECORATED.yml) == DECORATED.yml.replace(
        "    polling: true\n", f"    polling: {value}\n"
    )


@pytest.mark.parametrize(
    ("mistake", "argument"),
    [
        (Mistake.HIDDEN_STATE, "job_id"),
        (Mistake.HIDE, "hide_polling_output"),
        (Mistake.POLLING_ARGUMENT, "polling"),
    ],
)
def test_an_argument_is_removed(mistake: Mistake, argument: str, tmp_path: Path) -> None:
    made = mutants(tmp_path, "decorated")
    lines = DECORATED.yml.splitlines(keepends=True)
    start = lines.index(f"    - name: {argument}\n")
    end = start + 1
    while lines[end].startswith("      "):
        end += 1
    assert text_of(made[mistake, argument], DECORATED.yml) == "".join(lines[:start] + lines[end:])


def test_wanted_findings_know_their_line_in_the_mutant(tmp_path: Path) -> None:
    for mutant in mutants(tmp_path, "decorated").values():
        source = Source(mutant.path, text_of(mutant, DECORATED.yml))
        for want in mutant.wants:
            if want.offset is None:
                continue
            line = source.line(source.position(want.offset)[0])
            on_key = want.codes & {"POL102", "POL103"} or mutant.mistake is Mistake.FALSE
            assert ("polling: " if on_key else "- name: acme-scan") in line


def test_a_script_has_no_other_root_to_move_the_key_to(tmp_path: Path) -> None:
    made = {mistake for mistake, _ in mutants(tmp_path, "script")}
    assert {Mistake.TO_ROOT, Mistake.TO_SCRIPT}.isdisjoint(made)
    assert Mistake.TO_ARGUMENT in made


def test_a_lone_argument_goes_with_its_list() -> None:
    yml = DECORATED.yml[: DECORATED.yml.index("    - name: url")] + "    - name: job_id\n      hidden: true\n"
    item = read("Acme.yml", "Acme.yml", yml.encode())
    assert item is not None
    made = list(mutants_of(item, Code(scan(DECORATED.code))))
    state = next(one for one in made if isinstance(one, Mutant) and one.mistake is Mistake.HIDDEN_STATE)
    assert "arguments" not in text_of(state, yml)
    assert any(isinstance(one, Mutant) and one.mistake is Mistake.TO_ARGUMENT for one in made)


def test_what_cannot_be_seen_is_left_out_with_the_reason(tmp_path: Path) -> None:
    yml = written(tmp_path, DECORATED)
    yml.with_suffix(".py").write_text("from GoneApiModule import *\n", encoding="utf-8")
    planned = plan([str(tmp_path)], Review(), str(tmp_path))
    reasons = {one.mistake: one.reason for one in planned.left_out}
    assert reasons[Mistake.REMOVED] == "no visible code polls, and GoneApiModule is not there"
    assert {mutant.mistake for mutant in planned.mutants} >= {Mistake.QUOTED, Mistake.TO_ROOT}


@pytest.mark.parametrize(
    ("code", "carried"),
    [
        ("def f(args):\n    args['a'] = make()\n    return PollResult(1)", {"a"}),
        ("def f(args):\n    args['a'] = args.get('a')", set()),
        ("def f(args):\n    a = argToList(args.get('a'))\n    args['a'] = a", set()),
        ("def f(args):\n    return PollResult(1, args_for_next_run={'a': 1, **args})", {"a"}),
        ("def f(args):\n    g(args | {'a': 1})", {"a"}),
        (
            "def f(args):\n    x = {'a': 1}\n    x['b'] = 2\n    return ScheduledCommand('c', 9, args=x)",
            {"a", "b"},
        ),
        ("def f(args):\n    args.update({'a': 1}, b=2)", {"a", "b"}),
        ("def f(body):\n    body['a'] = 1", set()),
    ],
)
def test_carried_keys_are_seen_in_the_code(code: str, carried: set[str]) -> None:
    assert scan(code).carried == carried


def test_schedules_name_their_targets() -> None:
    facts = scan(
        "NAME = 'acme-b'\n"
        "@polling_function('acme-a', polling_arg_name='wait')\ndef a(args): ...\n"
        "def b(args): return ScheduledCommand(command=NAME, next_run_in_seconds=9)\n"
    )
    assert (facts.targets, facts.dynamic, facts.gates) == ({"acme-a", "acme-b"}, False, {"wait"})
    assert scan("ScheduledCommand(command=demisto.command())").dynamic


def test_reviewed_mutants_are_left_out(tmp_path: Path) -> None:
    written(tmp_path, DECORATED)
    listed = tmp_path / "reviewed.yml"
    listed.write_text(
        "- {path: Acme/Acme.yml, argument: job_id, reason: nothing reads it}\n", encoding="utf-8"
    )
    planned = plan([str(tmp_path)], Review.load(listed), str(tmp_path))
    assert [(one.mistake, one.reason) for one in planned.left_out] == [
        (Mistake.HIDDEN_STATE, "nothing reads it")
    ]


def test_commands_that_cannot_schedule_keep_what_is_misspelled_or_misplaced(tmp_path: Path) -> None:
    written(tmp_path, DECORATED)
    listed = tmp_path / "reviewed.yml"
    listed.write_text("- {path: Acme.yml, schedules: false, reason: never}\n", encoding="utf-8")
    planned = plan([str(tmp_path)], Review.load(listed), str(tmp_path))
    kept = {Mistake.TO_ROOT, Mistake.TO_SCRIPT, Mistake.TO_ARGUMENT, Mistake.QUOTED, Mistake.YES}
    assert {mutant.mistake for mutant in planned.mutants} == kept
    assert {want.codes for mutant in planned.mutants for want in mutant.wants} == {
        frozenset({"POL102"}),
        frozenset({"POL103"}),
    }
    assert {one.reason for one in planned.left_out} == {"never"}


def test_an_argument_that_is_declared_twice_is_left_out(tmp_path: Path) -> None:
    yml = written(tmp_path, DECORATED)
    twice = DECORATED.yml.replace("    - name: job_id\n", "    - name: job_id\n    - name: job_id\n")
    yml.write_text(twice, encoding="utf-8")
    planned = plan([str(tmp_path)], Review(), str(tmp_path))
    assert {one.reason for one in planned.left_out} == {"the argument is declared twice"}


def test_the_list_of_reviewed_mutants_can_be_read() -> None:
    assert isinstance(Review.load(DEFAULT).entries, tuple)
