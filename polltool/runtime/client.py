"""A client for HTTP services; it needs the package requests."""

import json
import os
import traceback
from importlib import import_module
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple
from urllib.parse import urlencode
from xml.etree import ElementTree

from polltool.runtime.errors import DemistoException
from polltool.runtime.host import demisto
from polltool.runtime.metrics import ExecutionMetrics
from polltool.runtime.names import ErrorTypes
from polltool.runtime.network import (
    ensure_proxy_has_http_prefix,
    get_integration_name,
    get_script_name,
    skip_cert_verification,
    skip_proxy,
    urljoin,
)
from polltool.runtime.results import return_results


def _requests() -> Any:
    try:
        return import_module("requests")
    except ImportError:
        raise ImportError("BaseClient needs the package requests: pip install requests")


class BaseClient:
    """A client of one service, with a session and the platform's errors.

    Args:
        base_url: The service's address, which each request's suffix is joined to.
        verify: Whether certificates are checked.
        proxy: Whether the system's proxy is used; if not, it is taken out of the environment.
        ok_codes: The status codes that are no errors; by default those below 400.
        headers: Headers of each request that has none of its own.
        auth: Credentials of each request that has none of its own.
        timeout: Seconds to wait for an answer; the environment's ``REQUESTS_TIMEOUT`` goes before it.

    Raises:
        ImportError: If requests is not installed.
    """

    REQUESTS_TIMEOUT = 60

    def __init__(
        self,
        base_url: str,
        verify: bool = True,
        proxy: bool = False,
        ok_codes: Iterable[int] = (),
        headers: Optional[Dict[str, str]] = None,
        auth: Any = None,
        timeout: float = REQUESTS_TIMEOUT,
    ) -> None:
        self._base_url = base_url
        self._verify = verify
        self._ok_codes = ok_codes
        self._headers = headers
        self._auth = auth
        self._session = _requests().Session()
        if proxy:
            ensure_proxy_has_http_prefix()
        else:
            skip_proxy()
        if not verify:
            skip_cert_verification()
        own = os.getenv("REQUESTS_TIMEOUT." + (get_integration_name() or get_script_name()), "")
        self.timeout = float(own or os.getenv("REQUESTS_TIMEOUT", "") or timeout)
        self.execution_metrics = ExecutionMetrics()

    def __del__(self) -> None:
        self._return_execution_metrics_results()
        try:
            self._session.close()
        except AttributeError:
            return  # there is no session where the construction failed
        except Exception:
            demisto.debug(f"failed to close BaseClient session:\n{traceback.format_exc()}")

    def _implement_retry(
        self,
        retries: int = 0,
        status_list_to_retry: Optional[Iterable[int]] = None,
        backoff_factor: float = 5,
        raise_on_redirect: bool = False,
        raise_on_status: bool = False,
    ) -> None:
        """Let the session try again.

        Args:
            retries: How often.
            status_list_to_retry: The status codes after which it does, beside lost connections.
            backoff_factor: Seconds to wait, doubled each time, from the second try on.
            raise_on_redirect: Raise, not give the response, when redirects run out.
            raise_on_status: Raise, not give the response, when the tries run out.
        """
        retry = import_module("urllib3.util").Retry
        methods = "allowed_methods" if hasattr(retry.DEFAULT, "allowed_methods") else "method_whitelist"
        policy: Dict[str, Any] = {methods: frozenset(["GET", "POST", "PUT", "PATCH", "DELETE"])}
        adapter = import_module("requests.adapters").HTTPAdapter(
            max_retries=retry(
                total=retries,
                read=retries,
                connect=retries,
                status=retries,
                backoff_factor=backoff_factor,
                status_forcelist=status_list_to_retry,
                raise_on_status=raise_on_status,
                raise_on_redirect=raise_on_redirect,
                **policy,
            )
        )
        self._session.mount("https://", adapter)

    def _http_request(
        self,
        method: str,
        url_suffix: str = "",
        full_url: Optional[str] = None,
        headers: Optional[Dict[str, str]] = None,
        auth: Any = None,
        json_data: Any = None,
        params: Any = None,
        data: Any = None,
        files: Any = None,
        timeout: Any = None,
        resp_type: str = "json",
        ok_codes: Optional[Iterable[int]] = None,
        return_empty_response: bool = False,
        retries: int = 0,
        status_list_to_retry: Optional[Iterable[int]] = None,
        backoff_factor: float = 5,
        raise_on_redirect: bool = False,
        raise_on_status: bool = False,
        error_handler: Optional[Callable[[Any], Any]] = None,
        empty_valid_codes: Optional[List[int]] = None,
        params_parser: Optional[Callable[..., str]] = None,
        with_metrics: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Make a request.

        Args:
            method: ``GET``, ``POST`` and so on.
            url_suffix: What is joined to the base address.
            full_url: The whole address instead.
            headers: Headers instead of the client's.
            auth: Credentials instead of the client's.
            json_data: A body that is sent as JSON.
            params: The query.
            data: The body.
            files: Files to send.
            timeout: Seconds to wait instead of the client's.
            resp_type: What is given back: ``json``, ``text``, ``content``, or the response itself
                (``response``; ``xml``, too, once its text was seen to be XML).
            ok_codes: The status codes that are no errors, instead of the client's.
            return_empty_response: Give the response itself where it has one of `empty_valid_codes`.
            retries: How often to try again (see `_implement_retry`).
            status_list_to_retry: The status codes after which to.
            backoff_factor: Seconds to wait, doubled each time.
            raise_on_redirect: Raise when redirects run out.
            raise_on_status: Raise when the tries run out.
            error_handler: Called with a response that is an error, instead of `client_error_handler`.
                If it returns, the response is taken as a success.
            empty_valid_codes: The status codes of empty answers; 204 by default.
            params_parser: How the query is quoted: ``urllib.parse.quote`` for instance.
            with_metrics: Whether to count the request in `execution_metrics`.
            kwargs: More for ``requests.Session.request``.

        Raises:
            DemistoException: If the service cannot be reached, answers with an error (``res`` is
                the response), or with a body that cannot be read.
        """
        if params_parser:
            params = urlencode(params, quote_via=params_parser)
        if retries:
            self._implement_retry(
                retries, status_list_to_retry, backoff_factor, raise_on_redirect, raise_on_status
            )
        try:
            res = self._session.request(
                method,
                full_url if full_url else urljoin(self._base_url, url_suffix),
                verify=self._verify,
                params=params,
                data=data,
                json=json_data,
                files=files,
                headers=headers if headers else self._headers,
                auth=auth if auth else self._auth,
                timeout=timeout if timeout else self.timeout,
                **kwargs,
            )
            if not self._is_status_code_valid(res, ok_codes):
                self._handle_error(error_handler, res, with_metrics)
            return self._handle_success(
                res, resp_type, empty_valid_codes, return_empty_response, with_metrics
            )
        except _requests().exceptions.RequestException as exception:
            counter, message = self._failure(exception, retries)
            if with_metrics and counter:
                setattr(self.execution_metrics, counter, getattr(self.execution_metrics, counter) + 1)
            if not message:
                raise
            raise DemistoException(message, exception)

    def _failure(self, exception: Any, retries: int) -> Tuple[str, str]:
        """The counter of a failure and the message; no message where the exception is to stand."""
        exceptions = _requests().exceptions
        if isinstance(exception, exceptions.ConnectTimeout):
            return "timeout_error", (
                "Connection Timeout Error - is the server's address right in the instance's parameters,"
                " and can the server be reached from here?"
            )
        if isinstance(exception, exceptions.SSLError):
            message = (
                "SSL Certificate Verification Failed - 'Trust any certificate' in the instance's"
                " parameters switches the check off."
            )
            # Where certificates are not checked, that cannot be the remedy.
            return "ssl_error", message if self._verify else ""
        if isinstance(exception, exceptions.ProxyError):
            return "proxy_error", (
                "Proxy Error - does it work without 'Use system proxy' in the instance's parameters?"
            )
        if isinstance(exception, exceptions.ConnectionError):
            kind = f"{type(exception).__module__}.{type(exception).__qualname__}"
            text = (
                "Connection Error - is the server's address right in the instance's parameters, and can"
                f" the server be reached from here?\nError Type: <{kind}>"
            )
            if exception.errno and exception.strerror:
                return "connection_error", (
                    f"{text}\nError Number: [{exception.errno}]\nMessage: {exception.strerror}\n"
                )
            return "connection_error", f"{text}\n{exception}"
        if isinstance(exception, exceptions.RetryError):
            try:
                reason = f"Reason: {exception.args[0].reason.args[0]}"
            except Exception:
                reason = ""
            return (
                "retry_error",
                f"Max Retries Error - the request failed {retries + 1} times.\n{reason}",
            )
        return "", ""

    def _handle_error(
        self, error_handler: Optional[Callable[[Any], Any]], res: Any, should_update_metrics: bool
    ) -> None:
        try:
            (error_handler or self.client_error_handler)(res)
        except Exception:
            if should_update_metrics:
                self._update_metrics(res, success=False)
            raise

    def _handle_success(
        self,
        res: Any,
        resp_type: str,
        empty_valid_codes: Optional[List[int]],
        return_empty_response: bool,
        should_update_metrics: bool,
    ) -> Any:
        if should_update_metrics:
            self._update_metrics(res, success=True)
        if return_empty_response and res.status_code in (empty_valid_codes or [204]):
            return res
        return self.cast_response(res, resp_type)

    def cast_response(self, res: Any, resp_type: str, raise_on_error: bool = True) -> Any:
        """What was asked for (`resp_type`) of a response.

        Raises:
            DemistoException: If it is no JSON; ``None`` is given instead without `raise_on_error`.
        """
        kind = resp_type.lower()
        try:
            if kind == "json":
                return res.json()
            if kind in ("text", "content"):
                return getattr(res, kind)
            if kind == "xml":
                ElementTree.fromstring(res.text)
            return res
        except ValueError as exception:
            if raise_on_error:
                raise DemistoException(
                    f"Failed to parse {kind} object from response: {res.content}", exception, res
                )
            return None

    def _update_metrics(self, res: Any, success: bool) -> None:
        if not success:
            counters = {
                ErrorTypes.QUOTA_ERROR: "quota_error",
                ErrorTypes.AUTH_ERROR: "auth_error",
                ErrorTypes.SERVICE_ERROR: "service_error",
                ErrorTypes.GENERAL_ERROR: "general_error",
            }
            counter = counters.get(self.determine_error_type(res))
        else:
            counter = None if self.is_polling_in_progress(res) else "success"
        if counter:
            setattr(self.execution_metrics, counter, getattr(self.execution_metrics, counter) + 1)

    def determine_error_type(self, response: Any) -> str:
        """The kind of an error by its status; integrations may know better."""
        kinds = {401: ErrorTypes.AUTH_ERROR, 429: ErrorTypes.QUOTA_ERROR, 500: ErrorTypes.SERVICE_ERROR}
        return kinds.get(response.status_code, ErrorTypes.GENERAL_ERROR)

    def is_polling_in_progress(self, response: Any) -> bool:
        """Whether a response says that a job is still running; integrations may know better."""
        return False

    def _is_status_code_valid(self, response: Any, ok_codes: Optional[Iterable[int]] = None) -> bool:
        codes = ok_codes if ok_codes else self._ok_codes
        return bool(response.status_code in codes if codes else response.ok)

    def client_error_handler(self, res: Any) -> None:
        """Raise `DemistoException` with the status, the reason and the body of a response."""
        message = f"Error in API call [{res.status_code}] - {res.reason}"
        try:
            body = json.dumps(res.json())
        except ValueError:
            body = res.text
        raise DemistoException(f"{message}\n{body}", res=res)

    def _return_execution_metrics_results(self) -> None:
        metrics = getattr(getattr(self, "execution_metrics", None), "metrics", None)
        if metrics:
            return_results(metrics)
