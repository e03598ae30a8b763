"""Fixes are made together where they can be, verified by another lint, and dropped where they do not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pytest

from polltool.edits import Edit
from polltool.findings import Finding, Fix, Severity
from polltool.rules.base import ItemContext, Rule
from polltool.source import Source
from tests.conftest import INTEGRATION, Content
from tests.fixing.rules import (
    CODE,
    HERE,
    YML,
    finds,
    pattern,
    reasons,
    rule_of,
    run_fixes,
    swap,
    texts,
)


def with_comment(content: Content, comment: str, code: str | None = None) -> str:
    """An integration whose yml begins with a comment; the yml's text."""
    text = f"# {comment}\n{content.yml.format(name='Acme')}"
    content.integration(yml=text, code=code)
    return text


class TestTogether:
    def test_several_fixes_in_one_file_are_made_in_one_round(self, content: Content) -> None:
        text = with_comment(content, "bad1 and bad2, bad3")
        runs: list[Sequence[str]] = []
        fixing = run_fixes(content, swap(r"bad(\d)", r"good\1"), runs=runs)
        assert texts(fixing) == {YML: text.replace("bad", "good")}
        assert runs == [[YML], [YML]]  # once from the bytes that are kept, once after the fixes

    def test_yml_and_code(self, content: Content) -> None:
        text = with_comment(content, "bad", code="# bad code\n")
        fixing = run_fixes(content, swap("bad", "good"), swap("bad", "good", code="TST002", in_code=True))
        assert texts(fixing) == {YML: text.replace("bad", "good"), CODE: "# good code\n"}
        assert len(fixing.groups) == 1

    def test_only_affected_items_are_linted_again(self, content: Content) -> None:
        with_comment(content, "bad")
        for number in range(3):
            content.integration(f"Other{number}")
        runs: list[Sequence[str]] = []
        assert list(texts(run_fixes(content, swap("bad", "good"), runs=runs))) == [YML]
        assert runs == [[YML], [YML]]

    def test_items_do_not_wait_for_each_other(self, content: Content) -> None:
        runs: list[Sequence[str]] = []
        for name in ("Acme", "Beta"):
            content.integration(name, yml="# bad\n" + content.yml.format(name=name))
        fixing = run_fixes(content, swap("bad", "good"), runs=runs)
        assert [len(group.changes) for group in fixing.groups] == [1, 1]
        assert [len(run) for run in runs] == [2, 2]

    def test_what_two_findings_want_is_done_once(self, content: Content) -> None:
        text = with_comment(content, "bad")
        fixing = run_fixes(content, swap("bad", "good"), swap("bad", "good", code="TST002"))
        assert texts(fixing) == {YML: text.replace("bad", "good")}

    def test_overlapping_fixes_are_made_one_after_the_other(self, content: Content) -> None:
        text = with_comment(content, "one two three")
        fixing = run_fixes(
            content,
            swap("one two", "1 two"),
            swap("two three", "2 three", code="TST002"),
            swap("1 2", "12", code="TST003"),
        )
        # The last one finds something only once the others are made: that is not theirs to bring.
        assert reasons(fixing) == [
            ("two three", f"it would bring TST003 (tst003) in line 1 of {YML}"),
        ]
        assert texts(fixing) == {YML: text.replace("one", "1")}

    def test_members_of_one_list_are_added_together_in_order(self, content: Content) -> None:
        def add(context: ItemContext, source: Source, match: re.Match[str]) -> Iterable[Edit]:
            end = len(source.text)
            return [
                Edit(source.path, match.start(), match.end(), "done"),
                Edit(source.path, end, end, f"    - name: {match.group()[4:]}\n"),
            ]

        text = with_comment(content, "add-b add-a")
        runs: list[Sequence[str]] = []
        fixing = run_fixes(content, pattern(r"add-\w", add), runs=runs)
        expected = text.replace("add-b add-a", "done done") + "    - name: b\n    - name: a\n"
        assert (texts(fixing), len(runs)) == ({YML: expected}, 2)

    def test_other_insertions_at_one_place_take_turns(self, content: Content) -> None:
        def add(context: ItemContext, source: Source, match: re.Match[str]) -> Iterable[Edit]:
            return [
                Edit(source.path, 0, 0, f"# {match.group()[4:]}\n"),
                Edit(source.path, *match.span(), "done"),
            ]

        text = with_comment(content, "add-b add-a")
        runs: list[Sequence[str]] = []
        fixing = run_fixes(content, pattern(r"add-\w", add), runs=runs)
        assert texts(fixing) == {YML: "# a\n# b\n" + text.replace("add-b add-a", "done done")}
        assert len(runs) == 3

    def test_it_goes_on_until_nothing_is_left(self, content: Content) -> None:
        """Each fix makes way for the next; the number of findings falls every time."""
        text = with_comment(content, "x3")

        def check(context: ItemContext) -> Iterable[Finding]:
            assert context.item is not None
            source = context.item.source
            match = re.search(r"x(\d)", source.text)
            number = int(match.group(1)) if match else 0
            for left in range(number):
                assert match is not None
                edit = Edit(source.path, *match.span(), f"x{number - 1}")
                yield rule.finding(
                    source.place(*match.span()), f"{left} to go", fix=Fix(True, "less", (edit,))
                )

        rule = rule_of(check)
        fixing = run_fixes(content, rule)
        assert texts(fixing) == {YML: text.replace("x3", "x0")}

    def test_rounds_are_counted(self, content: Content) -> None:
        with_comment(content, "wrong1 wrong2 wrong3 wrong4")

        def first(context: ItemContext, source: Source, match: re.Match[str]) -> Iterable[Edit]:
            return [
                Edit(source.path, 0, 0, f"# {match.group()[-1]}\n"),
                Edit(source.path, *match.span(), "right"),
            ]

        fixing = run_fixes(content, pattern(r"wrong\d", first), max_rounds=2)
        assert texts(fixing)[YML].count("right") == 2
        assert [reason for _, reason in reasons(fixing)] == [
            "there were 2 rounds of other fixes before it"
        ] * 2
        assert "wrong" not in texts(run_fixes(content, pattern(r"wrong\d", first)))[YML]


class TestSafety:
    def test_unsafe_fixes_are_made_on_demand(self, content: Content) -> None:
        text = with_comment(content, "bad and risky")
        rules = (swap("bad", "good"), swap("risky", "fine", code="TST002", safe=False))
        fixing = run_fixes(content, *rules)
        assert (texts(fixing), reasons(fixing)) == ({YML: text.replace("bad", "good")}, [])
        both = text.replace("bad and risky", "good and fine")
        assert texts(run_fixes(content, *rules, unsafe=True)) == {YML: both}

    def test_findings_without_a_fix_cost_nothing(self, content: Content) -> None:
        with_comment(content, "bad")
        runs: list[Sequence[str]] = []
        fixing = run_fixes(content, finds("bad", "TST001"), runs=runs)
        assert (fixing.groups, fixing.dropped, runs) == ((), (), [])

    @pytest.mark.parametrize("severity", list(Severity))
    def test_any_severity(self, content: Content, severity: Severity) -> None:
        with_comment(content, "bad")
        assert "# good" in texts(run_fixes(content, swap("bad", "good", severity=severity)))[YML]


class TestDropped:
    def test_a_finding_that_stays(self, content: Content) -> None:
        with_comment(content, "bad")
        fixing = run_fixes(content, swap("bad", "still bad"))
        assert (texts(fixing), reasons(fixing)) == ({}, [("bad", "TST001 is still found after it")])

    def test_a_finding_that_comes(self, content: Content) -> None:
        with_comment(content, "bad")
        fixing = run_fixes(content, swap("bad", "worse"), finds("worse", "TST002"))
        reason = f"it would bring TST002 (tst002) in line 1 of {YML}"
        assert (texts(fixing), reasons(fixing)) == ({}, [("bad", reason)])

    def test_one_more_of_a_kind_that_is_there(self, content: Content) -> None:
        with_comment(content, "bad, worse")
        fixing = run_fixes(content, swap("bad", "worse"), finds("worse", "TST002"))
        assert [argument for argument, _ in reasons(fixing)] == ["bad"]

    def test_a_finding_that_becomes_graver(self, content: Content) -> None:
        def check(context: ItemContext) -> Iterable[Finding]:
            assert context.item is not None
            grave = "good" in context.item.source.text
            severity = Severity.ERROR if grave else Severity.INFO
            yield rule.finding(context.item.name_place, "an opinion", severity=severity)

        rule = rule_of(check, "TST002")
        with_comment(content, "bad")
        assert [argument for argument, _ in reasons(run_fixes(content, swap("bad", "good"), rule))] == ["bad"]

    def test_a_yml_that_breaks(self, content: Content) -> None:
        with_comment(content, "bad\nx: bad2")
        fixing = run_fixes(content, swap(r"bad2", "["), swap("bad$", "good", code="TST002"))
        ((argument, reason),) = reasons(fixing)
        assert argument == "bad2"
        assert reason.startswith(f"{YML} could not be parsed after it: ")
        assert texts(fixing) == {}

    def test_code_that_breaks_though_no_rule_looks(self, content: Content) -> None:
        with_comment(content, "polling", code="def bad():\n    pass\n")
        fixing = run_fixes(content, swap(r"bad\(\)", "good(", in_code=True))
        ((_, reason),) = reasons(fixing)
        assert reason.startswith(f"{CODE} could not be parsed after it: the code cannot be parsed as Python")

    def test_code_in_a_yml_that_breaks(self, content: Content) -> None:
        yml = INTEGRATION.format(name="Acme").replace("script: '-'", "script: |\n    def bad():\n      pass")
        path = content.write("Acme.yml", yml)
        fixing = run_fixes(content, swap(r"bad\(\)", "good("), paths=[str(path)])
        ((_, reason),) = reasons(fixing)
        assert reason.startswith("Acme.yml could not be parsed after it: the code cannot be parsed")

    def test_the_others_are_made(self, content: Content) -> None:
        """The one that does not hold is found among many, in a few rounds."""
        words = " ".join(f"bad{number:02}" for number in range(40))
        text = with_comment(content, words)
        runs: list[Sequence[str]] = []
        fixing = run_fixes(
            content, swap(r"(?<!\w)bad(\d\d)", r"good\1"), finds("good23", "TST002"), runs=runs
        )
        assert texts(fixing) == {YML: text.replace("bad", "good").replace("good23", "bad23")}
        assert [argument for argument, _ in reasons(fixing)] == ["bad23"]
        assert len(runs) < 20

    def test_fixes_that_hold_alone_but_not_together(self, content: Content) -> None:
        text = with_comment(content, "one two")
        fixing = run_fixes(content, swap("one", "1"), swap("two", "2", code="TST002"), finds("1 2", "TST003"))
        assert texts(fixing) == {YML: text.replace("one", "1")}
        assert [argument for argument, _ in reasons(fixing)] == ["two"]

    def test_a_fix_that_holds_once_another_is_made(self, content: Content) -> None:
        text = with_comment(content, "one two three")
        fixing = run_fixes(
            content,
            swap("one", "1"),
            swap("two", "2", code="TST002"),
            swap("three", "3", code="TST003"),
            finds("1 two", "TST004"),
            finds("3", "TST005"),
        )
        assert texts(fixing) == {YML: text.replace("one two", "1 2")}
        assert [argument for argument, _ in reasons(fixing)] == ["three"]

    @pytest.mark.parametrize(
        ("start", "end", "text", "said"),
        [
            (5, 99999, "", "outside the text"),
            (5, 3, "", "outside the text"),
            (0, 0, "", "it changes nothing"),
        ],
    )
    def test_edits_that_make_no_sense(
        self, content: Content, start: int, end: int, text: str, said: str
    ) -> None:
        def edits(context: ItemContext, source: Source, match: re.Match[str]) -> Iterable[Edit]:
            return [Edit(source.path, start, end, text)]

        with_comment(content, "bad")
        ((_, reason),) = reasons(run_fixes(content, pattern("bad", edits)))
        assert said in reason

    def test_a_crash_that_a_fix_brings(self, content: Content) -> None:
        def check(context: ItemContext) -> Iterable[Finding]:
            assert context.item is not None
            if "good" in context.item.source.text:
                raise KeyError("lost")
            return ()

        with_comment(content, "bad")
        ((_, reason),) = reasons(run_fixes(content, swap("bad", "good"), rule_of(check, "TST002")))
        assert "internal error (rule TST002 (tst002)): KeyError: 'lost'" in reason


class TestSeveralFiles:
    def rename(self, *, also: str = "") -> Rule:
        def edits(context: ItemContext, source: Source, match: re.Match[str]) -> Iterable[Edit]:
            yield Edit(source.path, *match.span(), "good")
            assert context.analysis is not None
            code = context.analysis.code.source
            for there in re.finditer("bad", code.text):
                yield Edit(code.path, *there.span(), "good" + also)

        return pattern("bad", edits)

    def test_all_of_them_change(self, content: Content) -> None:
        text = with_comment(content, "bad", code="bad = 1\nbad = 2\n")
        fixing = run_fixes(content, self.rename())
        assert texts(fixing) == {YML: text.replace("bad", "good"), CODE: "good = 1\ngood = 2\n"}

    def test_or_none(self, content: Content) -> None:
        with_comment(content, "bad", code="bad = 1\n")
        fixing = run_fixes(content, self.rename(also=" ("))
        assert (texts(fixing), len(fixing.dropped)) == ({}, 1)

    def test_a_python_file_that_was_given_stands_for_its_yml(self, content: Content) -> None:
        with_comment(content, "bad", code="bad = 1\n")
        fixing = run_fixes(content, self.rename(), paths=[CODE])
        assert list(texts(fixing)) == [CODE, YML]

    def test_a_file_from_the_standard_input_changes_alone(self, content: Content) -> None:
        with_comment(content, "bad", code="bad = 1\n")
        fixing = run_fixes(content, self.rename(), paths=[YML], only=YML)
        assert reasons(fixing) == [("bad", f"{CODE} is not among the files that were given")]


class TestSharedModules:
    MODULE = "def bad():\n    schedule()\n"
    PATH = "Packs/ApiModules/Scripts/AcmeApiModule/AcmeApiModule.py"

    def in_module(self) -> Rule:
        """Finds a word in the shared module, on each importing item's name, as rules do."""

        def check(context: ItemContext) -> Iterable[Finding]:
            assert context.item is not None
            assert context.analysis is not None
            for module in context.analysis.program.modules:
                source = module.file.source
                for match in re.finditer(r"bad", source.text):
                    if source.path.endswith("ApiModule.py"):
                        edit = Edit(source.path, *match.span(), "good")
                        place = context.item.name_place
                        yield rule.finding(place, "bad", fix=Fix(True, "rename", (edit,)))

        rule = rule_of(check)
        return rule

    def importing(self, content: Content, *names: str) -> None:
        for name in names:
            content.integration(name, code="from AcmeApiModule import *  # polling\n")
        content.module("AcmeApiModule", self.MODULE)

    def test_once_for_all_that_import_it(self, content: Content) -> None:
        self.importing(content, "Acme", "Beta")
        content.integration("Other")
        runs: list[Sequence[str]] = []
        fixing = run_fixes(content, self.in_module(), runs=runs)
        assert texts(fixing) == {self.PATH: self.MODULE.replace("bad", "good")}
        assert all(len(run) == 2 for run in runs)
        assert len(fixing.groups[0].before.findings) == 2

    def test_not_outside_of_what_was_given(self, content: Content) -> None:
        self.importing(content, "Acme")
        fixing = run_fixes(content, self.in_module(), paths=[HERE])
        assert (texts(fixing), [reason for _, reason in reasons(fixing)]) == (
            {},
            [f"{self.PATH} is not among the files that were given"],
        )


class TestBytes:
    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
    @pytest.mark.parametrize("end", ["", "newline"])
    def test_mark_line_endings_and_the_end_of_the_file_stay(
        self, content: Content, newline: str, bom: bytes, end: str
    ) -> None:
        text = f"# \U0001f600 bad é\n{content.yml.format(name='Acme')}".replace("\n", newline)
        data = bom + (text if end else text.rstrip(newline)).encode()
        path = content.write("Acme.yml", data)
        fixing = run_fixes(content, swap("bad", "\U0001f680"), paths=[str(path)])
        assert [change.new for change in fixing.changes] == [data.replace(b"bad", "\U0001f680".encode())]

    def test_code_in_another_encoding(self, content: Content) -> None:
        data = "# -*- coding: latin-1 -*-\nword = 'é bad'\n".encode("latin-1")
        content.integration()
        content.write(CODE, data)
        fixing = run_fixes(content, swap("bad", "ü", in_code=True))
        assert [change.new for change in fixing.changes] == [data.replace(b"bad", b"\xfc")]
        fixing = run_fixes(content, swap("bad", "\u0142", in_code=True))
        assert reasons(fixing) == [("bad", f"{CODE} is in iso-8859-1, which has no such characters")]


def test_a_finding_counts_as_the_same_when_it_names_another_command(content: Content) -> None:
    """What lies in code that several commands reach is told of the first; a fix may change which it is."""

    def check(context: ItemContext) -> Iterable[Finding]:
        assert context.item is not None
        assert context.analysis is not None
        command = "second" if "good" in context.item.source.text else "first"
        code = context.analysis.code.source
        yield rule.finding(code.place(0, 3), "in shared code", command=command)

    rule = rule_of(check, "TST002")
    with_comment(content, "bad")
    assert "# good" in texts(run_fixes(content, swap("bad", "good"), rule))[YML]


@pytest.mark.parametrize("jobs", [1, 2, None])
def test_processes_make_no_difference(content: Content, jobs: int | None) -> None:
    for number in range(60):
        name = f"Acme{number}"
        content.integration(name, yml=f"# bad bad{number}\n" + content.yml.format(name=name))
    fixing = run_fixes(content, swap(r"bad\d*", "good"), finds("good good7", "TST002"), jobs=jobs)
    assert len(fixing.changes) == 60
    assert all(b"# good good\n" in change.new for change in fixing.changes)


def test_again_changes_nothing(content: Content) -> None:
    with_comment(content, "bad1 worse1 bad2")
    rules = (swap(r"bad(\d)", r"good\1"), swap("worse1", "worst1", code="TST002"), finds("worst", "TST003"))
    fixing = run_fixes(content, *rules)
    for change in fixing.changes:
        content.write(change.path, change.new)
    again = run_fixes(content, *rules)
    assert again.changes == ()
    assert reasons(again) == reasons(fixing)
