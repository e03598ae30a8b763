"""Counting requests by their outcome, for the server's metrics."""

from typing import Any, Dict, List, Optional

from polltool.runtime.names import ErrorTypes
from polltool.runtime.results import CommandResults
from polltool.runtime.version import is_demisto_version_ge

COUNTERS = {
    "success": ErrorTypes.SUCCESS,
    "quota_error": ErrorTypes.QUOTA_ERROR,
    "general_error": ErrorTypes.GENERAL_ERROR,
    "auth_error": ErrorTypes.AUTH_ERROR,
    "service_error": ErrorTypes.SERVICE_ERROR,
    "connection_error": ErrorTypes.CONNECTION_ERROR,
    "proxy_error": ErrorTypes.PROXY_ERROR,
    "ssl_error": ErrorTypes.SSL_ERROR,
    "timeout_error": ErrorTypes.TIMEOUT_ERROR,
    "retry_error": ErrorTypes.RETRY_ERROR,
}
"""The counters of `ExecutionMetrics`, and what each is called in an entry."""


class ExecutionMetrics:
    """Counters of requests: ``success``, ``quota_error`` and so on; count by ``+= 1``.

    Attributes:
        metrics: The `CommandResults` that reports them; ``None`` until there is something to report.
    """

    success: int
    quota_error: int
    general_error: int
    auth_error: int
    service_error: int
    connection_error: int
    proxy_error: int
    ssl_error: int
    timeout_error: int
    retry_error: int

    def __init__(
        self,
        success: int = 0,
        quota_error: int = 0,
        general_error: int = 0,
        auth_error: int = 0,
        service_error: int = 0,
        connection_error: int = 0,
        proxy_error: int = 0,
        ssl_error: int = 0,
        timeout_error: int = 0,
        retry_error: int = 0,
    ) -> None:
        self._metrics: List[Dict[str, Any]] = []
        self.metrics: Optional[CommandResults] = None
        given = dict(locals())
        for name in COUNTERS:
            setattr(self, name, given[name])

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name in COUNTERS:
            self.update_metrics(COUNTERS[name], value)

    @staticmethod
    def is_supported() -> bool:
        """Whether the server takes metrics: 6.8.0 and later does."""
        return is_demisto_version_ge("6.8.0")

    def get_metric_list(self) -> List[Dict[str, Any]]:
        """The counters that are not 0, as in an entry."""
        return self._metrics

    def update_metrics(self, metric_type: str, metric_value: int) -> None:
        """Set a counter by its name in an entry; 0 is not reported."""
        if metric_value <= 0:
            return
        for metric in self._metrics:
            if metric["Type"] == metric_type:
                metric["APICallsCount"] = metric_value
                break
        else:
            self._metrics.append({"Type": metric_type, "APICallsCount": metric_value})
        self.metrics = CommandResults(execution_metrics=self._metrics)


def append_metrics(execution_metrics: ExecutionMetrics, results: List[Any]) -> List[Any]:
    """The results with the metrics at their end, where there are some and the server takes them."""
    if execution_metrics.metrics is not None and execution_metrics.is_supported():
        results.append(execution_metrics.metrics)
    return results
