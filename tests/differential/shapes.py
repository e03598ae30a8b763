"""What a generated integration is made of: one choice for each thing that authors do differently.

A choice is named by a word. The words in ``HEALTHY`` are right code, in the forms that real
content has; those in ``MISTAKES`` are what goes wrong there. ``tests.differential.code`` and
``tests.differential.yml`` write out what a word stands for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from hypothesis import strategies as st

from tests.differential.choices import HEALTHY, MISTAKES

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
