"""Runs a case against a library: the platform's own, the runtime, or the exported module.

A case is JSON: what is called, with what, on which server. Its outcome is JSON, too: what came
back or the exception's kind, what became of the arguments, and what reached the War Room.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.differential.values import from_json, to_json
from polltool.runtime import BaseDemisto, Demisto, DemistoScript, use


def applies(library: Any, case: dict[str, Any]) -> bool:
    """Whether a library has what a case is about: older ones and the exported module have less."""
    given = case["with"]
    if case["what"] == "call":
        return hasattr(library, given["function"])
    if case["what"] == "indicator":
        return hasattr(library, "Common")
    if case["what"] == "request":
        return hasattr(library, "BaseClient") and find_spec("requests") is not None
    if case["what"] == "return" and not hasattr(library, "GetMappingFieldsResponse"):
        return not any(f'"{name}":' in json.dumps(given) for name in ("mapping", "remote", "modified"))
    return True


def outcome(library: Any, case: dict[str, Any]) -> dict[str, Any]:
    """What a case comes to with a library."""
    host = _host(case.get("server", {}))
    # The platform's library asks the server once and keeps the answer.
    library.get_demisto_version._version = None
    run = RUNS[case["what"]]
    result: dict[str, Any] = {}
    writes = case["with"].get("function") == "fileResult"
    with use(host), _empty_folder() if writes else nullcontext() as folder:
        if hasattr(library, "LOG"):
            # It knows the secrets of the run in which the library is loaded, and every run loads it.
            library.LOG = library.IntegrationLogger()
        given: dict[str, Any] = from_json(case["with"])
        try:
            result["gives"] = to_json(run(library, given))
        except (Exception, SystemExit) as error:
            result["raises"] = type(error).__name__
        if case["what"] in MUTATING:
            result["given"] = to_json(given)
        result["room"] = to_json(host.returned)
        result["told"] = len([level for level, _ in host.logs if level in ("info", "error", "log")])
        if folder:
            result["files"] = {path.name: to_json(path.read_bytes()) for path in sorted(folder.iterdir())}
    return result


def _host(server: dict[str, Any]) -> BaseDemisto:
    numbers = iter(range(1, 100))
    common: dict[str, Any] = {"unique_file": lambda: f"file-{next(numbers)}"}
    common.update({name: server[name] for name in ("version", "build_number") if name in server})
    if server.get("kind") == "script":
        return DemistoScript("AScript", **common)
    return Demisto(server.get("command", "acme-scan"), params=server.get("params"), **common)


@contextmanager
def _empty_folder() -> Iterator[Path]:
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


def _call(library: Any, given: dict[str, Any]) -> Any:
    return getattr(library, given["function"])(*given["args"], **given["kwargs"])


def _schedule(library: Any, given: dict[str, Any]) -> Any:
    return library.ScheduledCommand(*given["args"], **given["kwargs"]).to_results()


def _results(library: Any, given: dict[str, Any]) -> Any:
    results = _command_results(library, given["kwargs"])
    for name, value in given.get("then", {}).items():
        setattr(results, name, value)
    # Twice: an entry must not change what it is made from.
    return [results.to_context(), results.to_context(), results.entry_type, results.content_format]


def _command_results(library: Any, kwargs: dict[str, Any]) -> Any:
    options = dict(kwargs)
    if isinstance(options.get("scheduled_command"), dict):
        options["scheduled_command"] = library.ScheduledCommand(**options["scheduled_command"])
    return library.CommandResults(**options)


def _return(library: Any, given: dict[str, Any]) -> Any:
    return library.return_results(_shaped(library, given["results"]))


def _shaped(library: Any, shape: Any) -> Any:
    if isinstance(shape, list):
        return [_shaped(library, item) for item in shape]
    if isinstance(shape, dict) and "CommandResults" in shape:
        return _command_results(library, shape["CommandResults"])
    if isinstance(shape, dict) and "mapping" in shape:
        return library.GetMappingFieldsResponse([library.SchemeTypeMapping("Acme", shape["mapping"])])
    if isinstance(shape, dict) and "remote" in shape:
        return library.GetRemoteDataResponse(shape["remote"], [])
    if isinstance(shape, dict) and "modified" in shape:
        return library.GetModifiedRemoteDataResponse(shape["modified"])
    return shape


def _poll(library: Any, given: dict[str, Any]) -> Any:
    seen: list[Any] = []

    def function(args: Any, *more: Any, **options: Any) -> Any:
        seen.append([to_json(args), list(more), options])
        for key, value in given["sets"].items():
            args[key] = value
        if given["fails"]:
            raise KeyError("no such job")
        following = args if given["next"] == "the same" else given["next"]
        partial = given["partial"]
        if isinstance(partial, dict):
            partial = _command_results(library, partial)
        return library.PollResult(given["response"], given["goes_on"], following, partial)

    decorated = library.polling_function(**given["decorator"])(function)
    call: Callable[[], Any] = lambda: decorated(given["args"], *given["more"], **given["options"])  # noqa: E731
    if given["by_name"]:
        call = lambda: decorated(args=given["args"], **given["options"])  # noqa: E731
    try:
        result = call()
    finally:
        given["seen"] = seen
    schedule = getattr(result, "scheduled_command", None)
    sent = getattr(schedule, "_args", None)
    return {
        "result": result,
        "sends its input": sent is given["args"],
        "sends what the function gave": sent is not None and sent is given["next"],
        "name": decorated.__name__,
    }


def _transform(library: Any, given: dict[str, Any]) -> Any:
    return library.JsonTransformer(**given["kwargs"]).json_to_str(given["value"], given["pretty"])


def _request(library: Any, given: dict[str, Any]) -> Any:
    import requests

    sent: list[Any] = []

    def request(*args: Any, **kwargs: Any) -> Any:
        sent.append([list(args), kwargs])
        if given["fails"]:
            raise getattr(requests.exceptions, given["fails"])(*given["reason"])
        response = requests.Response()
        response.status_code, response.reason = given["status"], "Because"
        response._content = given["body"]
        return response

    client = library.BaseClient("https://acme.example.com/api", **given["client"])
    client._session.request = request
    try:
        result = client._http_request("GET", **given["request"])
    except library.DemistoException as error:
        # The words of the other messages are the runtime's own.
        status = re.match(r"Error in API call \[\d+\] - Because\n.*", str(error), re.DOTALL)
        kinds = [type(error).__name__, type(error.exception).__name__, str(error.res)]
        result = [*kinds, status[0] if status else None]
    finally:
        given["sent"] = sent
        metrics = getattr(client, "execution_metrics", None)  # 2022 had none
        given["counted"] = metrics.get_metric_list() if metrics else []
    return result


def _indicator(library: Any, given: dict[str, Any]) -> Any:
    common = library.Common
    options = dict(given["kwargs"])
    if given["score"] is not None:
        options["dbot_score"] = common.DBotScore(**given["score"])
    for name, (kind, rows) in given["rows"].items():
        made = [getattr(common, kind)(*row) for row in rows]
        options[name] = made[0] if name == "signature" else made
    indicator = getattr(common, given["kind"])(*given["args"], **options)
    return [indicator.to_context(), library.CommandResults(indicator=indicator).to_context()]


RUNS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "call": _call,
    "schedule": _schedule,
    "results": _results,
    "return": _return,
    "poll": _poll,
    "transform": _transform,
    "request": _request,
    "indicator": _indicator,
}
MUTATING = ("call", "poll", "results", "schedule", "request")
