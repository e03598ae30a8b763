"""How a sequence is started."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from polltool.simulate.options import FillDefaults
from tests.differential.shapes import Shape
from tests.differential.yml import asks, polling_arg, timing


@dataclass(frozen=True, slots=True)
class Start:
    """How a sequence is started, and what the service and the server are like.

    :param wanted: whether polling is asked for.
    :param looks: how often the job is looked at until it is done.
    :param given: whether interval and timeout are given.
    """

    wanted: bool = True
    looks: int = 3
    given: bool = False
    fill: FillDefaults = "never"
    older: bool = False

    def arguments(self, shape: Shape) -> dict[str, str]:
        """The first run's arguments."""
        found = {"url": "acme.example"}
        if asks(shape) and (self.wanted or not self._may_be_left_out(shape)):
            found[polling_arg(shape)] = "true" if self.wanted else "false"
        if self.given:
            found |= dict(zip(timing(shape), ("15", "900"), strict=True))
        return found

    def _may_be_left_out(self, shape: Shape) -> bool:
        """Whether to leave the polling argument out says as much as false.

        Not where the code passes None on in its place, which raises, as a missing one does with
        an older library; no rule is about that.
        """
        passed_on = shape.paired and shape.passing.startswith("literal")
        return shape.decorated and not (self.older or passed_on or shape.polling_arg == "default-true")


def starts() -> st.SearchStrategy[Start]:
    """Any way to start one."""
    fills: tuple[FillDefaults, ...] = ("never", "first-run", "always")
    return st.builds(
        Start,
        wanted=st.sampled_from((True, True, True, False)),
        looks=st.sampled_from((3, 3, 2, 1)),
        given=st.booleans(),
        fill=st.sampled_from(fills),
        older=st.booleans(),
    )
