"""The decorator, as reference material on the platform has it; the recorded cases go further."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from polltool.runtime import Demisto, use

Arguments = dict[str, Any]
Function = Callable[..., Any]


def polling(library: Any, result: Callable[[Arguments], Any], **options: Any) -> Function:
    decorated: Function = library.polling_function(name="acme-find", **options)(lambda args: result(args))
    return decorated


@pytest.mark.usefixtures("server")
class TestPolling:
    def test_it_schedules_the_command_with_the_next_arguments(self, library: Any) -> None:
        find = polling(
            library,
            lambda args: library.PollResult(None, True, {**args, "job": "17"}),
            interval=60,
            timeout=900,
        )
        args = {"url": "example.com", "polling": "true"}
        entry = find(args).to_context()
        assert entry["PollingCommand"] == "acme-find"
        assert (entry["NextRun"], entry["Timeout"]) == ("60", "900")
        assert entry["PollingArgs"] == {
            "url": "example.com",
            "polling": "true",
            "job": "17",
            "hide_polling_output": True,
        }
        assert entry["HumanReadable"] == "Fetching Results:"
        assert args == {"url": "example.com", "polling": "true"}

    def test_without_next_arguments_it_sends_and_changes_its_input(self, library: Any) -> None:
        nothing: Any
        for nothing in (None, {}):
            find = polling(library, lambda args, nothing=nothing: library.PollResult(None, True, nothing))  # type: ignore[misc]
            args = {"polling": True}
            assert find(args).scheduled_command.to_results()["PollingArgs"] is args
            assert args == {"polling": True, "hide_polling_output": True}

    def test_defaults(self, library: Any) -> None:
        entry = polling(library, lambda args: library.PollResult(None, True))({"polling": "yes"}).to_context()
        assert (entry["NextRun"], entry["Timeout"]) == ("30", "600")

    def test_later_runs_show_nothing(self, library: Any) -> None:
        find = polling(library, lambda args: library.PollResult(None, True))
        for hides in (True, "true", "false"):
            assert find({"polling": True, "hide_polling_output": hides}).to_context()["HumanReadable"] is None

    def test_a_partial_result_carries_the_schedule(self, library: Any) -> None:
        partial = library.CommandResults(readable_output="half of it")
        find = polling(library, lambda args: library.PollResult(None, True, partial_result=partial))
        assert find({"polling": True}) is partial
        assert partial.to_context()["PollingCommand"] == "acme-find"

    def test_it_ends_with_the_response(self, library: Any) -> None:
        find = polling(library, lambda args: library.PollResult("done", False, {"never": "sent"}))
        assert find({"polling": True}) == "done"

    def test_a_function_may_tell_whether_to_go_on(self, library: Any) -> None:
        for answer, ends in ((True, False), (False, True), (0, True), ("running", False)):
            find = polling(library, lambda args, answer=answer: library.PollResult("done", lambda: answer))  # type: ignore[misc]
            assert (find({"polling": True}) == "done") is ends

    @pytest.mark.parametrize("goes_on", [None, "running", 1, {"a": 1}])
    def test_anything_else_is_a_type_error(self, library: Any, goes_on: Any) -> None:
        find = polling(library, lambda args: library.PollResult("done", goes_on))
        with pytest.raises(TypeError):
            find({"polling": True})

    @pytest.mark.parametrize("asks", ["false", "no", False])
    def test_without_polling_it_runs_once(self, library: Any, asks: Any) -> None:
        find = polling(library, lambda args: library.PollResult("so far", True))
        args = {"polling": asks}
        assert find(args) == "so far"
        assert args == {"polling": asks}

    def test_a_missing_polling_argument_means_once_and_was_an_error(self, library: Any) -> None:
        find = polling(library, lambda args: library.PollResult("so far", True))
        assert find({}) == "so far"
        with library.older_library(), pytest.raises(ValueError, match="neither a string nor a boolean"):
            find({})
        assert find({}) == "so far"

    def test_it_polls_always_where_nobody_has_to_ask(self, library: Any) -> None:
        find = polling(library, lambda args: library.PollResult(None, True), requires_polling_arg=False)
        assert find({}).scheduled_command is not None

    def test_the_argument_may_have_another_name(self, library: Any) -> None:
        find = polling(library, lambda args: library.PollResult("once", True), polling_arg_name="wait")
        assert find({"polling": "true"}) == "once"
        assert find({"wait": "true"}).scheduled_command is not None

    def test_in_keyword_calls_the_arguments_are_args(self, library: Any) -> None:
        def scan(arguments: Arguments, client: str) -> Any:
            return library.PollResult(client)

        decorated = library.polling_function(name="acme-scan")(scan)
        assert decorated(args={}, client="a client") == "a client"
        with pytest.raises(TypeError):
            decorated(arguments={}, client="a client")
        assert decorated.__name__ == "inner"

    def test_an_interval_without_a_number_is_an_error_in_the_run_that_schedules(self, library: Any) -> None:
        find = polling(library, lambda args: library.PollResult(None, True), interval=None)
        assert find({"polling": False}) is None
        with pytest.raises(TypeError):
            find({"polling": True})


class TestSchedule:
    @pytest.mark.usefixtures("server")
    def test_what_has_no_value_is_left_out(self, library: Any) -> None:
        assert library.ScheduledCommand("acme-find", 30).to_results() == {
            "PollingCommand": "acme-find",
            "NextRun": "30",
            "PollingItemsRemaining": 0,
        }
        full = library.ScheduledCommand("acme-find", 30, {"a": 1}, 0, items_remaining=3).to_results()
        assert full["PollingArgs"] == {"a": 1}
        assert full["PollingItemsRemaining"] == 3
        assert "Timeout" not in full

    def test_less_than_ten_seconds_becomes_ten_and_is_told(self, library: Any, server: Demisto) -> None:
        assert library.ScheduledCommand("acme-find", 3).to_results()["NextRun"] == "10"
        ((level, text),) = server.logs
        assert level == "info"
        assert "10 seconds" in text

    @pytest.mark.parametrize(
        ("version", "supports", "older_supports"),
        [("6.1.9", False, False), ("6.2.0", True, True), ("6.10.0", True, False), ("10.0.0", True, False)],
    )
    def test_servers(self, library: Any, version: str, supports: bool, older_supports: bool) -> None:
        find = polling(library, lambda args: library.PollResult(None, True))
        with use(Demisto(version=version)):
            assert library.ScheduledCommand.supports_polling() is supports
            with library.older_library():
                assert library.ScheduledCommand.supports_polling() is older_supports
            if not supports:
                with pytest.raises(library.DemistoException, match="6\\.2\\.0"):
                    library.ScheduledCommand("acme-find", 30)
                with pytest.raises(library.DemistoException):
                    find({"polling": True})
                assert find({"polling": False}) is None

    def test_the_newest_library_does_not_look_at_the_server(
        self, library: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(library.runtime_settings, "require_schedule_support", False)
        with use(Demisto(version="6.0.0")):
            assert library.ScheduledCommand.supports_polling()
            assert library.ScheduledCommand("acme-find", 30).to_results()["NextRun"] == "30"

    def test_a_run_knows_that_it_was_scheduled(self, library: Any) -> None:
        parent = {
            "polling": True,
            "pollingCommand": "acme-find",
            "pollingArgs": {"job": "1"},
            "timesRan": "2",
        }
        with use(Demisto(parent_entry=parent)) as run:
            assert library.is_scheduled_command_retry()
            metadata = library.get_schedule_metadata(run.callingContext["context"])
        assert metadata == {
            "is_polling": True,
            "polling_command": "acme-find",
            "polling_args": {"job": "1"},
            "times_ran": 3,
        }
        with use(Demisto()):
            assert not library.is_scheduled_command_retry()
