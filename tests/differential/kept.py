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
)
"""Shapes in which all is well, and lint once said that it was not."""

TYPICAL: Mapping[Trouble, tuple[Shape, Start]] = {
    Trouble.NO_COMMAND: (Shape(name="misspelt"), Start()),
    Trouble.NO_REQUIRED: (Shape(carry="no-required"), Start()),
    Trouble.NO_INTERVAL: (Shape(interval="no-default"), Start()),
    Trouble.NO_ANSWER: (Shape(goes_on="match"), Start()),
    Trouble.NO_RESULT: (Shape(returns="falls-off"), Start()),
    Trouble.NO_PARTIAL: (Shape(partial="list"), Start()),
    Trouble.NO_JSON: (Shape(carry="set"), Start()),
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
