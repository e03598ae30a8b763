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
    # main
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
    "name": ("literal", "keyword", "constant", "f-string", "class-constant", "command"),
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
    ),
    "timeout": ("literal", "constant", "argument", "argument-text", "or-argument", "getarg-or"),
    "polls": ("on-demand", "always", "other-argument", "set-in-main"),
    "stacked": ("alone", "logger"),
    "signature": ("args-client", "annotated", "more", "args-only", "keyword", "wrapped", "params"),
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
    ),
    "passing": ("spread", "mutated", "union", "literal", "steps"),
    "goes_on": ("compare", "not-done", "membership", "variable", "lambda", "bool", "two-returns", "any"),
    "partial": ("none", "results"),
    "response": ("results", "list", "dict", "text"),
    "returns": ("result", "helper", "variable"),
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
    ),
    "layout": ("split", "unified", "module", "module-at-foot"),
    "timing_names": ("seconds", "plain", "camel", "polling"),
    "polling_key": ("there", "True"),
    "polling_arg": ("predefined", "plain", "default-true"),
    "timing_args": ("declared", "defaults", "texts"),
    "state": ("hidden", "hidden-list"),
    "hide": ("hidden",),
    "url": ("required", "optional"),
}

MISTAKES: dict[str, tuple[str, ...]] = {
    "name": ("misspelt", "other-case"),
    "interval": ("no-default", "subscript", "short", "getarg"),
    "timeout": ("within",),
    "polls": ("truthiness",),
    "stacked": ("no-call", "undecorated"),
    "signature": ("client-first", "swapped-call"),
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
    ),
    "passing": ("literal-none",),
    "goes_on": ("text", "and", "match", "number", "none"),
    "partial": ("list", "text"),
    "response": (),
    "returns": ("falls-off", "results", "bare"),
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
}


_UNMEANT: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    # Of a schedule that is no decorator's.
    (
        frozenset({"family=scheduled", "family=scheduled-pair"}),
        frozenset(
            {
                "polls=set-in-main",
                *(f"goes_on={word}" for word in ("lambda", "text", "match", "number", "none", "and")),
                *(f"partial={word}" for word in ("results", "list", "text")),
                *(f"returns={word}" for word in ("falls-off", "bare", "results", "helper")),
                *(f"stacked={word}" for word in ("no-call", "undecorated")),
                *(f"hide={word}" for word in ("missing", "default", "visible")),
                *(f"signature={word}" for word in ("client-first", "swapped-call")),
                "interval=subscript",
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
        frozenset({"name=command", "polling_key=at-root", "signature=params", "first=context"}),
    ),
    # A second command under another name is the same function's under the name that is run.
    (
        frozenset(f"name={word}" for word in (*HEALTHY["name"], *MISTAKES["name"]) if word != "command"),
        frozenset({"aliases=two"}),
    ),
    # Of what comes from the service, or through a helper, nobody can be sure.
    (frozenset({"returns=results"}), frozenset({"response=text"})),
    (frozenset({"returns=helper"}), frozenset({"goes_on=text"})),
    # None passed on as the argument that asks for polling raises, and no rule is about that.
    (frozenset({"polling_arg=missing"}), frozenset({"passing=literal", "passing=literal-none"})),
    # Where an interval has no usual value, nobody can say that a timeout is shorter.
    (
        frozenset({"interval=no-default", "interval=getarg", "interval=subscript"}),
        frozenset({"timeout=within"}),
    ),
    # setdefault asks for what it sets.
    (frozenset({"first=global"}), frozenset({"carry=setdefault"})),
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
