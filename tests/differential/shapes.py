"""What a generated integration is made of: one choice for each thing that authors do differently.

A choice is named by a word. The words in ``HEALTHY`` are right code, in the forms that real
content has; those in ``MISTAKES`` are what goes wrong there. ``tests.differential.code`` and
``tests.differential.yml`` write out what a word stands for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from hypothesis import strategies as st

FAMILIES = ("single", "pair", "script", "scheduled", "scheduled-pair")
"""One decorated command that submits and polls; a command that submits for a decorated one that
finds; a script like the first; the first two with ``ScheduledCommand`` in the place of the decorator."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An integration: the family of its commands, and how each part of it is written."""

    family: str = "single"
    # The decorator or the schedule
    name: str = "literal"
    interval: str = "argument"
    timeout: str = "literal"
    polls: str = "on-demand"
    stacked: str = "alone"
    form: str = "call"
    # The function
    signature: str = "args-client"
    first: str = "get-or"
    carry: str = "spread-last"
    passing: str = "spread"
    goes_on: str = "compare"
    partial: str = "none"
    response: str = "results"
    returns: str = "result"
    attach: str = "constructor"
    result: str = "keywords"
    # main
    given: str = "plain"
    dispatch: str = "if"
    # The files, and the yml
    layout: str = "split"
    aliases: str = "one"
    timing_names: str = "seconds"
    polling_key: str = "there"
    polling_arg: str = "predefined"
    timing_args: str = "declared"
    state: str = "hidden"
    hide: str = "hidden"
    url: str = "required"

    @property
    def decorated(self) -> bool:
        """Whether it uses the decorator."""
        return self.family in ("single", "pair", "script")

    @property
    def paired(self) -> bool:
        """Whether a command of its own submits."""
        return self.family in ("pair", "scheduled-pair")

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The mistakes that are in it, as ``part: word``."""
        return tuple(f"{part}: {word}" for part, word in self.words if word in MISTAKES.get(part, ()))

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """Every part with its word."""
        return tuple((field.name, getattr(self, field.name)) for field in fields(self))

    @property
    def told(self) -> str:
        """Itself as code, without what is as usual: what a kept example says."""
        usual = dict(Shape().words)
        said = ", ".join(f"{part}={word!r}" for part, word in self.words if word != usual[part])
        return f"Shape({said})"


HEALTHY: dict[str, tuple[str, ...]] = {
    "name": (
        "literal",
        "keyword",
        "constant",
        "f-string",
        "class-constant",
        "command",
        "concatenated",
        "format",
        "percent",
        "join",
        "alias",
        "enum",
        "table",
    ),
    "interval": (
        "literal",
        "constant",
        "argument",
        "argument-text",
        "argument-or",
        "or-argument",
        "argument-int",
        "argument-constant",
        "argument-lines",
        "getarg-or",
        "arithmetic",
        "module",
        "function",
        "max",
        "conditional",
        "int-or",
        "named",
    ),
    "timeout": (
        "literal",
        "constant",
        "argument",
        "argument-text",
        "or-argument",
        "getarg-or",
        "arithmetic",
        "module",
        "function",
        "max",
        "conditional",
        "int-or",
        "named",
    ),
    "polls": ("on-demand", "always", "other-argument", "set-in-main"),
    "stacked": ("alone", "logger"),
    "signature": (
        "args-client",
        "annotated",
        "more",
        "args-only",
        "keyword",
        "wrapped",
        "params",
        "positional-only",
        "keyword-only",
        "default",
        "rest",
        "other-name",
        "ignored",
        "star",
        "star-star",
        "through-partial",
        "higher-order",
        "lambda",
        "keyword-first",
    ),
    "first": (
        "not-in",
        "get-or",
        "walrus",
        "walrus-none",
        "get-not",
        "flag",
        "pop",
        "try",
        "demisto-args",
        "getarg",
        "safe-get",
        "branches",
        "early",
        "context",
        "none-default",
        "conditional",
        "keys",
        "pop-try",
        "match",
        "unpacked",
        "getter",
        "named-flag",
        "list",
        "names-in-loop",
        "constant-key",
        "f-string-key",
        "assign-params",
        "spread-call",
        "helper-mutates",
        "setdefault",
        "finally",
        "while",
        "not-not-in",
        "object",
        "lambda",
        "comprehension",
        "demisto-args-subscript",
    ),
    "carry": (
        "nothing",
        "same",
        "spread-last",
        "spread-first",
        "union",
        "union-first",
        "copy",
        "dict-call",
        "steps",
        "helper",
        "update",
        "comprehension",
        "literal",
        "assign-params",
        "loop",
        "constant-key",
        "parameter-key",
        "loop-of-names",
        "setdefault",
        "spread-spread",
        "dict-union",
        "union-assign",
        "args-union-assign",
        "deepcopy",
        "copy-union",
        "update-keyword",
        "update-pairs",
        "items",
        "loop-items",
        "f-string-key",
        "constant-subscript",
        "if-there",
        "conditional",
        "branches",
        "finally",
        "helper-mutates",
        "helper-deep",
        "pair",
        "remove-empty",
        "pop-other",
        "delete-other",
        "names-comprehension",
        "filter-comprehension",
        "attribute",
        "method",
        "static-method",
        "class-method",
        "partial",
        "nested-function",
        "closure-mutates",
        "zip",
        "demisto-args",
        "keywords",
        "walrus",
        "loop-of-pairs",
        "with",
        "literal-helper",
        "as-text",
    ),
    "passing": (
        "spread",
        "mutated",
        "union",
        "literal",
        "steps",
        "copy",
        "dict-call",
        "helper",
        "comprehension",
        "spread-first",
    ),
    "goes_on": (
        "compare",
        "not-done",
        "membership",
        "variable",
        "lambda",
        "bool",
        "two-returns",
        "any",
        "not-equal",
        "function",
        "method",
        "partial",
        "nested-function",
        "all",
        "search",
        "search-none",
        "conditional",
        "both",
        "either",
        "not-both",
        "chain",
        "loop",
        "set",
        "walrus",
        "boolean",
    ),
    "partial": (
        "none",
        "results",
        "conditional",
        "empty",
    ),
    "response": (
        "results",
        "list",
        "dict",
        "text",
        "none",
        "tuple",
        "helper",
        "number",
    ),
    "returns": (
        "result",
        "helper",
        "variable",
        "conditional",
        "branches",
        "finally",
        "raises",
        "except-raises",
        "except-return-error",
        "match",
        "loop",
        "with",
        "nested",
        "lambda",
    ),
    "attach": ("constructor", "attribute", "helper", "items", "conditional", "generic"),
    "aliases": ("one", "two"),
    "dispatch": (
        "if",
        "membership",
        "or",
        "match",
        "match-or",
        "table",
        "table-f-strings",
        "lambdas",
        "partial",
        "two-tables",
        "nested",
        "function",
        "assigned",
        "collected",
        "early",
        "reversed",
        "direct",
        "ends-with",
        "finally",
        "negative",
        "got",
        "walrus",
        "tried",
        "looked-for",
        "tuples",
        "guarded",
        "getattr",
    ),
    "layout": ("split", "unified", "module", "module-at-foot"),
    "timing_names": ("seconds", "plain", "camel", "polling"),
    "polling_key": ("there", "True"),
    "polling_arg": ("predefined", "plain", "default-true"),
    "timing_args": ("declared", "defaults", "texts"),
    "state": ("hidden", "hidden-list"),
    "hide": ("hidden",),
    "url": ("required", "optional"),
    "form": (
        "call",
        "positional",
        "options",
        "variable",
        "applied",
        "partial",
        "constants",
    ),
    "result": (
        "keywords",
        "positional",
        "spread",
        "attributes",
        "subclass",
        "partial",
    ),
    "given": (
        "plain",
        "dict",
        "copy",
        "stripped",
        "non-empty",
        "or-empty",
        "spread",
        "params",
        "cleaned",
        "annotated",
        "unpacked",
        "calling",
        "loop",
    ),
}

MISTAKES: dict[str, tuple[str, ...]] = {
    "name": ("misspelt", "other-case"),
    "interval": (
        "no-default",
        "subscript",
        "short",
        "getarg",
        "module-none",
        "function-none",
        "or-none",
        "default-none",
        "default-empty",
        "int-none",
        "short-arithmetic",
    ),
    "timeout": ("within",),
    "polls": ("truthiness",),
    "stacked": ("no-call", "undecorated"),
    "signature": (
        "client-first",
        "swapped-call",
        "command-first-called",
    ),
    "first": ("global",),
    "carry": (
        "lost-update",
        "no-polling",
        "no-required",
        "other-key",
        "not-carried",
        "no-state",
        "client",
        "set",
        "pop-polling",
        "delete-polling",
        "filter-polling",
        "pop-required",
        "names-without-polling",
        "lost-clear",
        "lost-helper",
        "pop-state",
        "datetime",
        "bytes",
        "function",
        "generator",
        "items-view",
        "text",
        "dumped",
        "helper-no-polling",
        "branch-no-polling",
    ),
    "passing": (
        "literal-none",
        "no-polling",
        "pop-polling",
    ),
    "goes_on": (
        "text",
        "and",
        "match",
        "number",
        "none",
        "constant-text",
        "zero",
        "or-none",
        "list",
        "formatted",
        "function-text",
        "count",
        "dict",
        "stringified",
    ),
    "partial": (
        "list",
        "text",
        "formatted",
        "dict",
        "tuple",
        "entry",
    ),
    "response": (),
    "returns": (
        "falls-off",
        "results",
        "bare",
        "in-tuple",
        "in-list",
        "prints",
        "elif",
        "match-falls-off",
        "response-attribute",
    ),
    "attach": ("never",),
    "dispatch": (),
    "layout": (),
    "aliases": (),
    "timing_names": (),
    "polling_key": ("missing", "false", "quoted", "in-argument", "at-root"),
    "polling_arg": ("missing",),
    "timing_args": ("missing", "misspelt"),
    "state": ("missing", "visible", "deprecated"),
    "hide": ("missing", "default", "visible"),
    "url": (),
    "form": (),
    "result": (),
    "given": (),
}


_UNMEANT: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    # Of a schedule that is no decorator's.
    (
        frozenset({"family=scheduled", "family=scheduled-pair"}),
        frozenset(
            {
                "polls=set-in-main",
                *(f"goes_on={word}" for word in ("lambda", "partial", "nested-function")),
                *(f"goes_on={word}" for word in MISTAKES["goes_on"]),
                *(f"partial={word}" for word in (*HEALTHY["partial"][1:], *MISTAKES["partial"])),
                *(f"returns={word}" for word in (*HEALTHY["returns"][1:], *MISTAKES["returns"])),
                *(f"result={word}" for word in HEALTHY["result"][1:]),
                *(f"form={word}" for word in ("variable", "applied", "constants")),
                *(f"carry={word}" for word in ("lost-clear", "lost-helper", "text", "dumped")),
                *(f"stacked={word}" for word in ("no-call", "undecorated")),
                *(f"hide={word}" for word in ("missing", "default", "visible")),
                *(f"signature={word}" for word in MISTAKES["signature"]),
                "signature=ignored",
                "interval=subscript",
                "interval=int-none",
                # What the server makes of a schedule without any arguments is not known.
                "carry=nothing",
                "carry=lost-update",
            }
        ),
    ),
    (
        frozenset({"family=single", "family=pair", "family=script"}),
        frozenset(
            {
                "polls=truthiness",
                *(f"attach={word}" for word in (*HEALTHY["attach"][1:], "never")),
            }
        ),
    ),
    # The submitting command's own name would be scheduled.
    (frozenset({"family=pair", "family=scheduled-pair"}), frozenset({"name=command"})),
    # A script has no command of its own, one place for the key, and only one thing to do.
    (
        frozenset({"family=script"}),
        frozenset(
            {
                *("name=command", "name=join", "polling_key=at-root", "signature=params", "first=context"),
                *("given=params", "given=unpacked"),
            }
        ),
    ),
    # A second command under another name is the same function's under the name that is run.
    (
        frozenset(f"name={word}" for word in (*HEALTHY["name"], *MISTAKES["name"]) if word != "command"),
        frozenset({"aliases=two"}),
    ),
    # What the parameters bring, nobody knows: polling might be among them.
    (
        frozenset({"given=params"}),
        frozenset({"passing=no-polling", "passing=pop-polling", "polling_arg=missing"}),
    ),
    # Where it is passed on under that name only, or declared nowhere, nobody asks for it.
    (frozenset({"passing=no-polling", "passing=pop-polling"}), frozenset({"polling_arg=missing"})),
    # What lint does not follow: arguments of a partial that are spread, pairs in a list, the larger of two
    # numbers; what a partial's or a dictionary's value is written as.
    (frozenset({"signature=star-star"}), frozenset({"dispatch=partial"})),
    (frozenset({"carry=items"}), frozenset({"state=missing"})),
    (frozenset({"interval=max"}), frozenset({"timeout=within"})),
    (frozenset({"result=partial", "result=spread"}), frozenset({"goes_on=text", "carry=lost-update"})),
    # Without both a command is meant to run its function once.
    (frozenset({"polling_key=missing", "polling_key=false"}), frozenset({"polling_arg=missing"})),
    # A table holds functions, and what is called is none by its name.
    (
        frozenset({"signature=lambda", "signature=through-partial"}),
        frozenset(f"dispatch={word}" for word in ("table", "table-f-strings", "partial", "two-tables")),
    ),
    # What is read anew in the run is not what the decorator got.
    (frozenset({"signature=ignored"}), frozenset({"carry=nothing"})),
    (
        frozenset({"family=pair", "family=scheduled-pair"}),
        frozenset({"signature=ignored", "carry=pop-required", "carry=branch-no-polling"}),
    ),
    # Of what comes from the service, or through a helper, nobody can be sure.
    (frozenset({"returns=results", "returns=response-attribute"}), frozenset({"response=text"})),
    (frozenset({"returns=helper"}), frozenset({"goes_on=text"})),
    # None passed on as the argument that asks for polling raises, and no rule is about that.
    (frozenset({"polling_arg=missing"}), frozenset({"passing=literal", "passing=literal-none"})),
    # Where an interval has no usual value, nobody can say that a timeout is shorter.
    (
        frozenset(f"interval={word}" for word in MISTAKES["interval"] if not word.startswith("short")),
        frozenset({"timeout=within"}),
    ),
    # These ask for what they set.
    (
        frozenset({"first=global"}),
        frozenset(
            f"carry={word}"
            for word in (
                *("setdefault", "conditional", "branches", "attribute", "method", "class-method"),
                "branch-no-polling",
            )
        ),
    ),
    # A job is done or running here: there is no third way, which would go wrong.
    (frozenset(f"returns={word}" for word in MISTAKES["returns"]), frozenset({"goes_on=two-returns"})),
)
"""Words of which those on the right have no meaning, or are not certain to be wrong, beside one on the left."""


def fitting(shape: Shape) -> Shape:
    """The shape with the usual word in the place of each that has no meaning in it."""
    usual = dict(Shape().words)
    for left, right in _UNMEANT:
        said = {f"{part}={word}" for part, word in shape.words}
        if said & left:
            gone = {pair.partition("=")[0]: usual[pair.partition("=")[0]] for pair in said & right}
            shape = replace(shape, **gone)
    return shape


@st.composite
def shapes(draw: st.DrawFn, most: int = 2, least: int = 0) -> Shape:
    """A shape with at most so many mistakes; ``least`` are put in, of which fitting words may take some out."""
    family = draw(st.sampled_from(FAMILIES))
    words = {part: draw(st.sampled_from(choices)) for part, choices in HEALTHY.items()}
    for _ in range(draw(st.integers(least, most))):
        part = draw(st.sampled_from([part for part, choices in MISTAKES.items() if choices]))
        words[part] = draw(st.sampled_from(MISTAKES[part]))
    return fitting(Shape(family=family, **words))
