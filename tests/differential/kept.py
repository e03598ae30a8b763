"""Cases by hand: one for each kind of trouble, and those that linter and simulator once disagreed on."""

from __future__ import annotations

from collections.abc import Mapping

from tests.differential.judge import Trouble
from tests.differential.shapes import Shape
from tests.differential.starts import Start

KEPT: tuple[tuple[Shape, Start], ...] = (
    # A global that is carried along, and never read again.
    (Shape(first="global", carry="same"), Start()),
    (Shape(family="scheduled", first="global", carry="other-key"), Start()),
    # An object in the next run's arguments, before the input is spread over it.
    (Shape(carry="client"), Start()),
    (Shape(family="scheduled", polls="truthiness", carry="client"), Start()),
    # One side of a conditional expression is a text.
    (Shape(goes_on="text"), Start()),
    # Options that are spread, and an interval that nothing but None stands behind.
    (Shape(form="options", polling_arg="missing"), Start()),
    (Shape(form="options", interval="no-default"), Start()),
    (Shape(interval="or-none"), Start()),
    # State that cannot travel as JSON, of further kinds.
    (Shape(carry="bytes"), Start()),
    (Shape(carry="generator"), Start()),
    (Shape(carry="items-view"), Start()),
    # The next arguments of a result that are assigned.
    (Shape(carry="text", result="attributes"), Start()),
    # The input, taken over in a loop.
    (Shape(given="loop", polling_arg="missing"), Start()),
    # A key that is taken away where it is there.
    (Shape(carry="delete-polling"), Start()),
    # A count, and a partial result that is assigned.
    (Shape(goes_on="count"), Start()),
    (Shape(result="attributes", partial="text"), Start()),
    # Hidden state that is read without asking whether it came, and did not.
    (Shape(first="flag", carry="no-state"), Start()),
)

SILENT: tuple[Shape, ...] = (
    # None for an argument that interval or timeout may be read from, and that never came.
    Shape(
        family="pair", interval="constant", polls="other-argument", carry="loop-of-names", passing="literal"
    ),
    # An argument that asks for polling, by whatever name, and by default.
    Shape(family="scheduled", polls="other-argument", carry="literal"),
    Shape(family="scheduled", polls="other-argument", carry="literal", polling_arg="default-true"),
    # Arguments that are copied or emptied on the way, by ways that leave all of them there.
    Shape(carry="with", given="or-empty"),
    Shape(carry="copy", given="or-empty"),
)
"""Shapes in which all is well, and lint once said that it was not."""

HARMED: tuple[Shape, ...] = (
    # An interval of a decorator that a partial makes, and among options that are spread.
    Shape(interval="short", form="partial"),
    Shape(interval="short", form="options"),
    Shape(family="scheduled", interval="short", form="options"),
    Shape(interval="no-default", form="options"),
)
"""Shapes in which a safe fix once changed something else than what is wrong."""

TYPICAL: Mapping[Trouble, tuple[Shape, Start]] = {
    Trouble.NO_COMMAND: (Shape(name="misspelt"), Start()),
    Trouble.NO_REQUIRED: (Shape(carry="no-required"), Start()),
    Trouble.NO_INTERVAL: (Shape(interval="no-default"), Start()),
    Trouble.NO_ANSWER: (Shape(goes_on="match"), Start()),
    Trouble.NO_RESULT: (Shape(returns="falls-off"), Start()),
    Trouble.NO_PARTIAL: (Shape(partial="list"), Start()),
    Trouble.NO_JSON: (Shape(carry="set"), Start()),
    Trouble.NO_DICT: (Shape(carry="dumped"), Start()),
    Trouble.NO_ARGS: (Shape(signature="client-first"), Start()),
    Trouble.NO_DECORATOR: (Shape(stacked="no-call"), Start()),
    Trouble.NO_STATE: (Shape(first="flag", carry="no-state"), Start()),
    Trouble.NO_BOOLEAN: (Shape(carry="no-polling"), Start(older=True)),
    Trouble.AGAIN: (Shape(state="missing"), Start()),
    Trouble.STOPPED: (Shape(polling_key="missing"), Start()),
    Trouble.TIMED_OUT: (Shape(timeout="within"), Start()),
    Trouble.UNASKED: (Shape(family="scheduled", polls="truthiness"), Start(wanted=False)),
    Trouble.REPEATED: (Shape(hide="missing"), Start()),
    Trouble.SILENT: (Shape(hide="default"), Start(fill="first-run")),
}
