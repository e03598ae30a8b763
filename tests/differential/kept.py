"""Cases that the linter and the simulator once disagreed on."""

from __future__ import annotations

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
