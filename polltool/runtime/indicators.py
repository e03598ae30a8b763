"""What indicators in results have in common, and their scores.

Each kind says in a table which argument goes where in the context. What is empty is not shown.
"""

from typing import Any, ClassVar, Dict, Iterable, List, Optional, Tuple, Union

from polltool.runtime.host import demisto
from polltool.runtime.names import DBotScoreReliability, DBotScoreType
from polltool.runtime.network import get_integration_name

Field = Tuple[str, str]
"""A path in the context, with dots, and when and how a value is shown there."""


def always(path: str) -> Field:
    """Shown even if it is empty."""
    return path, "always"


def given(path: str) -> Field:
    """Shown unless it is ``None``; 0 is shown."""
    return path, "given"


def rows(path: str) -> Field:
    """A list of rows."""
    return path, "rows"


def whole(path: str) -> Field:
    """Something with a context of its own."""
    return path, "object"


HIDDEN: Field = ("", "hidden")
_SCORE = {"dbot_score": HIDDEN}
_ABOUT: Dict[str, Union[str, Field]] = {
    "campaign": "Campaign",
    "traffic_light_protocol": "TrafficLightProtocol",
    "community_notes": rows("CommunityNotes"),
    "publications": rows("Publications"),
    "threat_types": rows("ThreatTypes"),
    "feed_related_indicators": rows("FeedRelatedIndicators"),
    "tags": "Tags",
    "malware_family": "MalwareFamily",
}


def fields(order: str, own: Dict[str, Union[str, Field]]) -> Dict[str, Field]:
    """The fields in the order of a constructor's arguments; `_ABOUT` has those that most kinds share."""
    known: Dict[str, Union[str, Field]] = {**_ABOUT, **_SCORE, "relationships": HIDDEN, **own}
    found = [(name, known[name]) for name in order.split()]
    return {name: (field, "filled") if isinstance(field, str) else field for name, field in found}


class _Described:
    """Something whose arguments are those of a table, in its order; each is an attribute."""

    FIELDS: ClassVar[Dict[str, Field]] = {}
    REQUIRED = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        names = list(self.FIELDS)
        if len(args) > len(names):
            raise TypeError(f"{type(self).__name__} takes {len(names)} arguments, not {len(args)}")
        given = dict(zip(names, args))
        for name, value in kwargs.items():
            if name not in self.FIELDS or name in given:
                raise TypeError(
                    f"{type(self).__name__} got an argument {name!r} that it does not take, or twice"
                )
            given[name] = value
        missing = [name for name in names[: self.REQUIRED] if name not in given]
        if missing:
            raise TypeError(f"{type(self).__name__} needs the argument {missing[0]!r}")
        for name in names:
            setattr(self, name, given.get(name))


class Row(_Described):
    """A row of a field that is a grid: all of its keys are shown."""

    def to_context(self) -> Dict[str, Any]:
        """The row."""
        return {path: getattr(self, name) for name, (path, _) in self.FIELDS.items()}


class Indicator(_Described):
    """What the kinds of indicators have in common."""

    CONTEXT_PATH = ""
    SHOWS_MALICIOUS = True

    @staticmethod
    def create_context_table(data: Iterable[Any]) -> List[Any]:
        """The contexts of rows."""
        return [item.to_context() for item in data]

    def to_context(self) -> Dict[str, Any]:
        """The indicator's context, with its score."""
        context: Dict[str, Any] = {}
        for name, (path, how) in self.FIELDS.items():
            value = getattr(self, name)
            if how != "hidden" and (value or how == "always" or (how == "given" and value is not None)):
                if how == "rows":
                    value = self.create_context_table(value)
                _put(context, path, value.to_context() if how == "object" else value)
        self._complete(context)
        score: Any = getattr(self, "dbot_score", None)
        if self.SHOWS_MALICIOUS and score and score.score == DBotScore.BAD:
            context["Malicious"] = {
                "Vendor": score.integration_name,
                "Description": score.malicious_description,
            }
        relationships: List[Any] = getattr(self, "relationships", None) or []
        if relationships:
            context["Relationships"] = [item.to_context() for item in relationships if item.to_context()]
        return {self.CONTEXT_PATH: context, **(score.to_context() if score else {})}

    def _complete(self, context: Dict[str, Any]) -> None:
        """Add what a table cannot say."""


def _put(context: Dict[str, Any], path: str, value: Any) -> None:
    *folders, last = path.split(".")
    for folder in folders:
        context = context.setdefault(folder, {})
    context[last] = value


class DBotScore:
    """What an integration thinks of an indicator.

    Args:
        indicator: The indicator's value.
        indicator_type: One of `DBotScoreType`.
        integration_name: Who thinks so; in an integration its own name goes before it.
        score: `NONE`, `GOOD`, `SUSPICIOUS` or `BAD`.
        malicious_description: Why it is bad.
        reliability: One of `DBotScoreReliability`.
        message: What the service says instead of a score.

    Raises:
        TypeError: If type, score or reliability is none of these.
    """

    NONE = 0
    GOOD = 1
    SUSPICIOUS = 2
    BAD = 3
    CONTEXT_PATH = (
        "DBotScore(val.Indicator && val.Indicator == obj.Indicator && val.Vendor == obj.Vendor"
        " && val.Type == obj.Type)"
    )

    def __init__(
        self,
        indicator: Any,
        indicator_type: Any,
        integration_name: Optional[str] = "",
        score: Optional[int] = None,
        malicious_description: Optional[str] = None,
        reliability: Optional[str] = None,
        message: Optional[str] = None,
    ) -> None:
        if not DBotScoreType.is_valid_type(indicator_type):
            raise TypeError("indicator_type must be of type DBotScoreType enum")
        if not DBotScore.is_valid_score(score):
            raise TypeError("indicator `score` must be of type DBotScore enum")
        if reliability and not DBotScoreReliability.is_valid_type(reliability):
            raise TypeError("reliability must be of type DBotScoreReliability enum")
        own = get_integration_name() if demisto.callingContext.get("integration") else ""
        self.indicator = indicator
        self.indicator_type = indicator_type
        self.integration_name = own or integration_name
        self.score = score
        self.malicious_description = malicious_description
        self.reliability = reliability
        self.message = message

    @staticmethod
    def is_valid_score(score: Any) -> bool:
        """Whether that is one of the scores."""
        return score in (0, 1, 2, 3)

    @staticmethod
    def get_context_path() -> str:
        """Where scores lie in the context."""
        return DBotScore.CONTEXT_PATH

    def to_context(self) -> Dict[str, Any]:
        """The score's context."""
        context = {
            "Indicator": self.indicator,
            "Type": self.indicator_type,
            "Vendor": self.integration_name,
            "Score": self.score,
        }
        context.update({"Reliability": self.reliability} if self.reliability else {})
        context.update({"Message": self.message} if self.message else {})
        return {DBotScore.CONTEXT_PATH: context}

    def to_readable(self) -> str:
        """The score as a word."""
        return {0: "Unknown", 1: "Good", 2: "Suspicious", 3: "Bad"}.get(self.score or 0, "Undefined")
