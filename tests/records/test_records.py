"""Records are dataclasses in all that is used of them, however few or many instances there are."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from polltool import records
from polltool.records import MANY, dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Point:
    """Two numbers."""

    x: int
    y: int = 2
    label: str = field(default="p", compare=False)


@dataclass(frozen=True, slots=True)
class Named(Point):
    """With more."""

    tags: list[str] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class Counter:
    """One that changes."""

    count: int = 0
    log: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.log = [self.count]


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """One that is sorted."""

    number: int


@dataclass(frozen=True, slots=True)
class Odd:
    """One with ways of its own."""

    value: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Odd)

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "odd"


@pytest.mark.parametrize("times", [1, MANY + 2])
def test_construction(times: int) -> None:
    for _ in range(times):
        point, named = Point(1, label="q"), Named(1, 3, tags=["a"])
    assert (point.x, point.y, point.label) == (1, 2, "q")
    assert (named.x, named.y, named.label, named.tags) == (1, 3, "p", ["a"])
    assert Named(1).tags is not Named(1).tags
    assert Counter(3).log == [3]


@pytest.mark.parametrize("times", [1, MANY + 2])
@pytest.mark.parametrize(
    ("args", "kwargs"), [((), {}), ((1, 2, "l", 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1}), ((), {"y": 1})]
)
def test_wrong_arguments(times: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    @dataclass(frozen=True, slots=True)
    class Other:
        x: int
        y: int = 2
        label: str = "p"

    for _ in range(times):
        Other(1)
    with pytest.raises(TypeError):
        Other(*args, **kwargs)
    assert Other(1) == Other(1)


def test_comparison() -> None:
    assert Point(1, label="a") == Point(1, label="b") != Point(2)
    assert hash(Point(1, label="a")) == hash(Point(1, label="b"))
    assert Point(1) != Named(1)
    assert Counter(1) == Counter(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(Counter(1))
    assert sorted([Rank(2), Rank(1)]) == [Rank(1), Rank(2)]
    assert Rank(1) <= Rank(1) < Rank(2)
    assert (Odd(1) == Odd(2), hash(Odd(1)), repr(Odd(1))) == (True, 7, "odd")


def test_what_is_shown() -> None:
    assert repr(Named(1, tags=["t"])) == "Named(x=1, y=2, label='p')"


def test_no_further_attributes() -> None:
    with pytest.raises(AttributeError):
        Point(1).z = 1  # type: ignore[attr-defined]
    assert vars(Named)["__slots__"] == ("tags",)


def test_copies() -> None:
    for value in (Named(1, tags=["t"]), Counter(4)):
        assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value
    for change in (replace, dataclasses.replace):
        assert change(Named(1, tags=["t"]), y=5) == Named(1, 5, tags=["t"])


def test_the_standard_library_knows_them() -> None:
    assert [one.name for one in dataclasses.fields(Named)] == ["x", "y", "label", "tags"]
    assert dataclasses.is_dataclass(Point)
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 2, "label": "p"}
    assert records.field_names(Point) == ("x", "y", "label")


def test_a_standard_dataclass_can_extend_one() -> None:
    @dataclasses.dataclass(slots=True)
    class More(Counter):
        """With a limit."""

        limit: int = 9

    assert repr(More(1, limit=5)).endswith("More(count=1, log=[1], limit=5)")


def test_patterns() -> None:
    match Point(1, 5):
        case Point(1, y):
            assert y == 5
        case _:
            pytest.fail("no match")
