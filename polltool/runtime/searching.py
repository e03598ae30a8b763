"""Searches among the server's indicators."""

from typing import Any, Dict, Optional

from polltool.runtime.arguments import assign_params
from polltool.runtime.host import demisto
from polltool.runtime.version import is_demisto_version_ge


class IndicatorsSearcher:
    """An iterator over the pages of a search."""

    SEARCH_AFTER_TITLE = "searchAfter"

    def __init__(
        self,
        page: Any = 0,
        filter_fields: Optional[str] = None,
        from_date: Optional[str] = None,
        query: Optional[str] = None,
        size: Any = 100,
        to_date: Optional[str] = None,
        value: str = "",
        limit: Optional[int] = None,
    ) -> None:
        """Set up a search.

        Args:
            page: The first page, where the server counts pages (before 6.1.0).
            filter_fields: The fields to have filled in, by comma.
            from_date: The earliest time of an indicator.
            query: What indicators have to match.
            size: How many indicators a page has.
            to_date: The latest time of an indicator.
            value: The value of the indicators.
            limit: After how many indicators to stop.
        """
        self._by_token = is_demisto_version_ge("6.1.0")
        self._by_field = is_demisto_version_ge("6.1.0", build_number="1095800")
        self._token: Any = None
        self._page = page
        self._fields = filter_fields
        self._total: Optional[int] = None
        self._options: Dict[str, Any] = {
            "from_date": from_date,
            "query": query,
            "size": size,
            "to_date": to_date,
            "value": value,
        }
        self._limit = limit
        self._fetched = 0

    def __iter__(self) -> "IndicatorsSearcher":
        return self

    def next(self) -> Dict[str, Any]:
        """The next page."""
        return self.__next__()

    def __next__(self) -> Dict[str, Any]:
        if self.is_search_done():
            raise StopIteration
        found = self.search_indicators_by_version(**self._options)
        count = len(found.get("iocs") or [])
        if not count:
            raise StopIteration
        self._fetched += count
        return found

    @property
    def page(self) -> Any:
        """The number of the next page."""
        return self._page

    @property
    def total(self) -> Optional[int]:
        """How many indicators there are; ``None`` before the first page."""
        return self._total

    @property
    def limit(self) -> Optional[int]:
        """After how many indicators to stop."""
        return self._limit

    @limit.setter
    def limit(self, value: Optional[int]) -> None:
        self._limit = value

    def is_search_done(self) -> bool:
        """Whether there is no further page, or the limit is reached."""
        if self._limit is not None and self._limit <= self._fetched:
            demisto.debug(f"IndicatorsSearcher has reached its limit: {self._limit}")
            self._limit = (
                self._fetched
            )  # where a page went beyond, raising it by a page's worth goes on there
            return True
        if self._total is None:
            return False
        if self._by_token:
            return bool(self._total and self._token is None)
        return bool(self._total <= self._page * self._options["size"])

    def search_indicators_by_version(
        self,
        from_date: Optional[str] = None,
        query: Optional[str] = "",
        size: Any = 100,
        to_date: Optional[str] = None,
        value: str = "",
    ) -> Dict[str, Any]:
        """Search once, in the way that the server's version knows, and go on to the next page."""
        found: Dict[str, Any] = demisto.searchIndicators(
            **assign_params(
                fromDate=from_date,
                toDate=to_date,
                query=query,
                size=size,
                value=value,
                searchAfter=self._token if self._by_token else None,
                populateFields=self._fields if self._by_field else None,
                page=None if self._by_token else self._page,
            )
        )
        if isinstance(self._page, int):
            self._page += 1
        self._token = found.get(self.SEARCH_AFTER_TITLE)
        self._total = found.get("total")
        return found
