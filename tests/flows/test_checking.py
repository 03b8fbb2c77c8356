"""Saved requests that expect something, sent one after the other: what failed, and why one could not be sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.app.scripted import Script, ScriptedServer, answered
from tests.fake_client import client_of
from tui.errors import ResponseLost
from tui.flows.checking import MOST_REQUESTS, check_saved
from tui.sessions.checks import Checked, CheckResult
from tui.sessions.http_file import Addresses
from tui.sessions.http_variables import Sources
from tui.store.requests import RequestStore

SERVER = "http://localhost:7130"
SOURCES = Sources(Addresses(SERVER), {"WHO": "Ada"}.get, "ik_key", 7, "uuid")


def block(method: str, *checks: str, query: str = "", name: str = "") -> str:
    return f"### {name}\n" + "".join(f"# @expect {each}\n" for each in checks) + f"{method} /functions/greet{query}\n\n"


async def checked(folder: Path, text: str, *answers: Script) -> tuple[Checked | None, Sequence[str]]:
    store = RequestStore(folder / "data", folder / "locks")
    store.write(SERVER, "greet", text, seen="")
    server = ScriptedServer(answers[-1], *answers[:-1]) if answers else ScriptedServer()
    found = await check_saved(client_of(server), store, SERVER, "greet", SOURCES)
    return found, [f"{call.method} {call.query}" for _, call in server.called]


async def test_only_requests_that_expect_something_are_sent_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        block("GET", "status 200", query="?name={{$env WHO}}")
        + block("DELETE")
        + block("PUT", "status 2xx", "json a = 1")
    )
    found, called = await checked(tmp_path, text, answered(b"{}"), answered(b'{"a":2}'))
    assert called == ["GET name=Ada", "PUT "]
    assert found == Checked(3, (CheckResult("json a = 1", False, "it is 2"),))
    assert found.is_bad_news


async def test_where_none_expects_anything_nothing_is_sent(tmp_path: Path) -> None:
    assert await checked(tmp_path, block("GET")) == (None, [])
    assert await checked(tmp_path / "other", "") == (None, [])


@pytest.mark.parametrize(
    ("text", "answer", "reason"),
    [
        (block("GET", "status 200", name="one"), (ResponseLost("cut"),), "the request one had no whole answer (cut)"),
        (block("GET", "status 200", query="?a={{nobody}}"), answered(), "a saved request: Not sent: {{nobody}}"),
        (block("POST", "status 200").rstrip() + "\n\n< ./no.json\n", answered(), "there is no such file"),
    ],
)
async def test_it_ends_with_the_first_that_has_no_answer_and_says_why(
    tmp_path: Path, text: str, answer: Script, reason: str
) -> None:
    found, called = await checked(tmp_path, text + block("PUT", "status 200"), answer)
    assert found is not None
    assert reason in found.reason
    assert "PUT " not in called


async def test_a_file_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    store = RequestStore(tmp_path / "data", tmp_path / "locks")
    store.path(SERVER, "greet").mkdir(parents=True)
    found = await check_saved(client_of(ScriptedServer()), store, SERVER, "greet", SOURCES)
    assert found is not None
    assert "can't be read" in found.reason


async def test_so_many_are_sent_and_no_more(tmp_path: Path) -> None:
    found, called = await checked(tmp_path, block("GET", "status 200") * (MOST_REQUESTS + 3), answered())
    assert len(called) == MOST_REQUESTS
    reason = f"of {MOST_REQUESTS + 3} saved requests with checks the last 3 were not sent"
    assert found == Checked(MOST_REQUESTS, reason=reason)
    assert found.is_bad_news
