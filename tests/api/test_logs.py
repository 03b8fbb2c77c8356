"""What is read from the entries of logs, as servers of all ages word them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.api.replay import reply, serving
from tests.api.wire import exchanges
from tests.cases import cases
from tui.api.client import Client
from tui.api.logs import log_entry, log_page
from tui.errors import InvalidResponse, NotFound
from tui.model.fields import InvalidValue
from tui.model.log import LogEntry, just_behind, millisecond
from tui.model.secret import Secret

KEY = Secret("ik_key")
AT = "2026-11-26T09:55:59.107Z"


def entry(message: str = "hello", *, of_functions: bool = False, **body: Any) -> LogEntry:
    return log_entry({"timestamp": AT, "eventMessage": message, "body": body}, "entry 1", of_functions=of_functions)


async def captured(name: str, version: str) -> tuple[LogEntry, ...]:
    (exchange,) = (each for each in exchanges() if (each.name, each.version) == (name, version))
    async with serving(exchange.reply()) as server, Client(server.url, KEY) as client:
        source = exchange.path.partition("?")[0].rpartition("/")[2]
        return (await client.logs.read(source, limit=5)).entries


async def test_what_a_function_printed_in_the_cloud_names_the_function_and_its_level() -> None:
    printed, thrown = await captured("function logs", "head-cloud")
    assert (printed.slug, printed.level, printed.message) == (
        "cloud-one",
        "info",
        "[cloud-one] hello from the function",
    )
    assert (thrown.slug, thrown.level) == ("cloud-one", "error")
    assert thrown.message.splitlines()[1] == "    at default (file:///src/functions/cloud-one.ts:3:11)"
    assert printed.key != thrown.key
    # The id around an entry is made anew at each reading: it is nobody's.
    assert printed.id == ""


async def test_a_runtime_that_logs_in_json_is_read_with_all_the_digits_of_its_times() -> None:
    listening, failed, _ = await captured("logs function with entries", "head-more")
    assert (listening.slug, listening.level) == ("", "")
    assert (failed.slug, failed.level, failed.timestamp) == ("cap-fail", "info", "2026-11-26T10:16:01.940783Z")
    assert failed.at == datetime(2026, 11, 26, 10, 16, 1, 940783, tzinfo=UTC)


async def test_a_call_in_the_backends_log_names_the_function_that_was_called() -> None:
    entries = await captured("logs backend, calls of functions among them", "head")
    called = [each for each in entries if each.slug]
    assert called
    assert all(each.metadata["path"] == f"/functions/{each.slug}" for each in called)
    assert all(each.id and each.level == "info" for each in entries)


async def test_the_same_entry_is_known_again_though_the_server_numbers_it_anew() -> None:
    pages = [
        await captured("logs backend, calls of functions among them", "head"),
        await captured("logs backend, the page before", "head"),
    ]
    keys = [{each.key for each in page} for page in pages]
    assert len(keys[0] & keys[1]) == 5


@cases(
    ("body", "message", "level"),
    [
        ({"level": "WARN"}, "x", "warning"),
        ({"metadata": {"level": "fatal"}}, "x", "error"),
        ({"metadata": {"parsed": [{"error_severity": "ERROR"}]}}, "x", "error"),
        ({"metadata": {"parsed": []}}, "x", ""),
        ({"level": 7}, "x", ""),
        ({"level": "of its own"}, "ERROR: x", ""),
        ({}, '2026-11-26 10:16:01.94 UTC [77] ERROR:  relation "nope" does not exist', "error"),
        ({}, "2026-11-26 10:16:01.94 UTC [77] LOG:  checkpoint starting: time", "info"),
        ({}, '{"level":"debug"}', "debug"),
        ({}, "a TERROR: no", ""),
    ],
)
def test_levels_come_down_to_four_words(body: dict[str, Any], message: str, level: str) -> None:
    assert entry(message, **body).level == level


@cases(
    ("body", "message", "slug"),
    [
        ({"metadata": {"path": "/functions/echo?x=1"}}, "x", "echo"),
        ({"metadata": {"path": "/functions/echo/more"}}, "x", "echo"),
        ({"metadata": {"path": "/api/functions/echo"}}, "x", ""),
        ({"metadata": {"path": "/functions/%1b[31m"}}, "x", ""),
        ({"metadata": {"slug": "echo"}}, "x", "echo"),
        ({"metadata": {"slug": "\x1b[31m"}}, "x", ""),
        ({}, "[echo] x", "echo"),
        ({}, "[error] x", ""),
        ({}, "[echo]x", ""),
    ],
)
def test_the_function_is_named_where_the_server_names_it(body: dict[str, Any], message: str, slug: str) -> None:
    assert entry(message, of_functions=True, **body).slug == slug


def test_only_functions_put_their_slug_in_front() -> None:
    assert entry("[Cron] started").slug == ""


def test_a_page_is_in_the_order_of_time_and_else_in_the_servers() -> None:
    def listed(*times: int) -> list[dict[str, str]]:
        return [
            {"timestamp": f"2026-11-26T09:55:59.{time:03}Z", "eventMessage": str(place)}
            for place, time in enumerate(times)
        ]

    assert [each.message for each in log_page({"logs": listed(1, 1, 2)}).entries] == ["0", "1", "2"]
    assert [each.message for each in log_page({"logs": listed(2, 1, 1)}).entries] == ["2", "1", "0"]
    assert [each.message for each in log_page(listed(1, 3, 2, 4)).entries] == ["0", "2", "1", "3"]
    assert log_page({"logs": [], "total": True}).total is None


def test_what_is_no_entry_is_an_error_that_says_which() -> None:
    with pytest.raises(InvalidValue, match="timestamp of entry 2 is not a time"):
        log_page({"logs": [{"timestamp": AT, "eventMessage": ""}, {"timestamp": "soon"}]})
    with pytest.raises(InvalidValue):
        log_page({"entries": []})


def test_an_entry_may_lack_everything_but_its_time_and_holds_no_half_characters() -> None:
    bare = log_entry({"timestamp": AT, "body": "text"}, "it")
    assert (bare.message, bare.fields, bare.metadata) == ("", {}, {})
    assert log_entry({"timestamp": AT, "eventMessage": "\ud800"}, "it").message == "\ufffd"


async def test_the_time_to_read_before_and_the_source_travel_as_they_must() -> None:
    before = datetime(2026, 11, 26, 12, 55, 59, 107_999, tzinfo=timezone(timedelta(hours=3)))
    nothing = reply(200, {"logs": [], "total": 0})
    async with serving(nothing, nothing) as server, Client(server.url, KEY) as client:
        await client.logs.read("function.logs", limit=7, before=before)
        await client.logs.read("a/../b?c", limit=7)
    assert [each.target for each in server.received] == [
        "/api/logs/function.logs?limit=7&before_timestamp=2026-11-26T09:55:59.107Z",
        "/api/logs/a%2F..%2Fb%3Fc?limit=7",
    ]


async def test_a_server_without_logs_and_one_that_answers_something_else_are_errors() -> None:
    missing = reply(404, {"error": "NOT_FOUND", "message": "no logs"})
    async with serving(missing, reply(200, {"logs": 3})) as server, Client(server.url, KEY) as client:
        with pytest.raises(NotFound):
            await client.logs.read("function.logs", limit=5)
        with pytest.raises(InvalidResponse):
            await client.logs.read("function.logs", limit=5)


def test_all_entries_of_a_moment_are_older_than_just_behind_it() -> None:
    moment = datetime(2026, 11, 26, 10, 16, 1, 940_783, tzinfo=UTC)
    assert millisecond(moment).microsecond == 940_000
    assert just_behind(moment) == moment.replace(microsecond=941_000)
    assert just_behind(datetime.max.replace(tzinfo=UTC)) == datetime.max.replace(tzinfo=UTC)
