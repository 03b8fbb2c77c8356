"""When the key is sent, what is followed, and which error an answer that is no success means."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.replay import Reply, Then, closed_port, html, reply, serving
from tests.cases import cases
from tui.api.client import Client
from tui.api.transport import checked_url
from tui.errors import (
    AlreadyExists,
    ApiError,
    ErrorResponse,
    Forbidden,
    InvalidResponse,
    NotFound,
    RateLimitExceeded,
    Refused,
    ServerFailed,
    Unauthorised,
    Unreachable,
    UnreachableReason,
)
from tui.model.function import FunctionChanges
from tui.model.problem import Refusal
from tui.model.secret import Secret
from tui.model.server import WriteBudget

KEY = Secret("ik_hidden")
LISTED = reply(200, {"functions": []})
STORED = {"success": True, "function": {"slug": "a", "name": "A", "status": "active"}}
BUDGET = {"ratelimit-limit": "15", "ratelimit-remaining": "3", "ratelimit-reset": "60", "ratelimit-policy": "15;w=300"}


async def read_error(answer: Reply) -> ApiError:
    """The error of listing functions that are answered so."""
    async with serving(answer) as server, Client(server.url, KEY) as client:
        with pytest.raises(ApiError) as caught:
            await client.functions.list()
    return caught.value


async def write_error(answer: Reply) -> ApiError:
    """The error of a save that is answered so; it was asked for once."""
    async with serving(answer) as server, Client(server.url, KEY) as client:
        with pytest.raises(ApiError) as caught:
            await client.functions.update("a", FunctionChanges(name="A"))
        assert len(server.received) == 1
    return caught.value


# Addresses


@cases(
    "url",
    [
        "",
        "insforge.example",
        "//insforge.example",
        "https://",
        "https:///path",
        "ftp://insforge.example",
        "https://insforge.example:port",
        "https://insforge.example:99999",
        "https://insforge.example:0",
        "https://[::1",
        "https://user:hidden@insforge.example",
        "https://hidden@insforge.example",
        "https://insforge example",
        " https://insforge.example",
        "https://insforge.example\n",
        "https://insforge.example/\x00",
        "https://insforge.example\\@other",
        "https://insforge.example?a=1",
        "https://insforge.example#a",
    ],
)
def test_what_can_not_be_a_servers_url_is_not_reached(url: str) -> None:
    with pytest.raises(Unreachable) as caught:
        Client(url, KEY)
    assert caught.value.reason is UnreachableReason.BAD_ADDRESS
    assert "hidden" not in str(caught.value)


@cases(
    ("url", "kept"),
    [
        ("https://insforge.example/", "https://insforge.example"),
        ("http://127.0.0.1:7130//", "http://127.0.0.1:7130"),
        ("https://h.example/insforge/", "https://h.example/insforge"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://H.example:8443/?", "https://h.example:8443"),
    ],
)
def test_a_servers_url_is_kept_without_slashes_at_its_end(url: str, kept: str) -> None:
    assert checked_url(url) == kept
    assert Client(url, KEY).base_url == kept


async def test_a_path_in_the_servers_url_comes_before_the_apis() -> None:
    async with serving(LISTED, reply(200)) as server, Client(f"{server.url}/insforge/", KEY) as client:
        await client.functions.list()
        await client.functions.invoke("a")
        assert [one.target for one in server.received] == ["/insforge/api/functions", "/insforge/functions/a"]


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_host_gets_neither_the_key_nor_a_request(status: int) -> None:
    async with serving(LISTED) as other:
        for ask in (read_error, write_error):
            error = await ask(reply(status, b"", headers={"location": f"{other.url}/api/functions"}))
            assert isinstance(error, InvalidResponse)
            assert other.url in error.why
            assert error.status == status
        assert other.connections == 0


async def test_a_redirect_to_another_port_of_the_same_host_is_another_server() -> None:
    async with serving(LISTED) as other:
        assert isinstance(await read_error(reply(302, b"", headers={"location": other.url})), InvalidResponse)
        assert other.connections == 0


async def test_a_redirect_does_not_show_the_password_in_its_target() -> None:
    error = await read_error(reply(302, b"", headers={"location": "https://user:word@h.example/x"}))
    assert isinstance(error, InvalidResponse)
    assert "https://h.example" in error.why
    assert "word" not in str(error)


async def test_a_redirect_to_https_of_the_same_host_says_which_url_to_use() -> None:
    for ask in (read_error, write_error):
        error = await ask(reply(301, b"", headers={"location": "https://127.0.0.1/api/functions"}))
        assert isinstance(error, InvalidResponse)
        assert error.why == "it wants to be called by https://127.0.0.1; use that as the server's URL"


async def test_a_read_follows_redirects_within_the_server_with_the_key() -> None:
    there = reply(307, b"", headers={"location": "/elsewhere?x=1"})
    async with serving(there, LISTED) as server, Client(server.url, KEY) as client:
        assert (await client.functions.list()).functions == ()
        assert [one.target for one in server.received] == ["/api/functions", "/elsewhere?x=1"]
        assert [one.headers["authorization"] for one in server.received] == ["Bearer ik_hidden"] * 2


async def test_a_write_follows_no_redirect_at_all() -> None:
    error = await write_error(reply(307, b"", headers={"location": "/elsewhere"}))
    assert isinstance(error, InvalidResponse)
    assert "/elsewhere" in error.why


@pytest.mark.parametrize("location", ["http://xn--/", "http://xn--a/", "http://[::1", "mailto:x"])
async def test_a_write_that_is_sent_on_to_no_address_was_sent_all_the_same(location: str) -> None:
    for ask in (read_error, write_error):
        assert isinstance(await ask(reply(307, b"", headers={"location": location})), InvalidResponse)


async def test_redirects_in_circles_end() -> None:
    again = reply(302, b"", headers={"location": "/api/functions"})
    async with serving(*[again] * 20) as server, Client(server.url, KEY) as client:
        with pytest.raises(InvalidResponse, match="in circles"):
            await client.functions.list()
        assert len(server.received) == 4


@pytest.mark.parametrize("location", ["http://[::1", "https://", "http://127.0.0.1:port/", "javascript:alert(1)"])
async def test_a_redirect_to_no_address_is_not_understood(location: str) -> None:
    for ask in (read_error, write_error):
        error = await ask(reply(302, b"", headers={"location": location}))
        assert isinstance(error, InvalidResponse)
        assert "an address that is none" in error.why


@pytest.mark.parametrize("status", [300, 302, 304])
async def test_a_redirect_without_a_target_is_not_understood(status: int) -> None:
    assert isinstance(await read_error(reply(status, b"")), InvalidResponse)


# Statuses


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, Refused),
        (401, Unauthorised),
        (403, Forbidden),
        (404, NotFound),
        (405, ServerFailed),
        (409, AlreadyExists),
        (413, Refused),
        (418, ServerFailed),
        (422, Refused),
        (429, RateLimitExceeded),
        (500, ServerFailed),
        (503, ServerFailed),
        (599, ServerFailed),
    ],
)
@pytest.mark.parametrize("ask", [read_error, write_error])
async def test_a_status_with_the_apis_words_is_the_error_of_that_status(
    status: int, expected: type[ErrorResponse], ask: Callable[[Reply], Awaitable[ApiError]]
) -> None:
    error = await ask(reply(status, {"error": "A_CODE", "message": "A sentence.", "nextActions": "Do this."}))
    assert type(error) is expected
    assert (error.status, error.code, error.message) == (status, "A_CODE", "A sentence.")
    if not isinstance(error, RateLimitExceeded):
        assert error.next_actions == "Do this."
    if isinstance(error, Refused):
        assert error.refusals == (Refusal("A sentence."),)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500, 502, 503, 504])
async def test_a_page_of_a_proxy_is_not_understood_and_is_quoted(status: int) -> None:
    for ask in (read_error, write_error):
        error = await ask(html(status))
        assert isinstance(error, InvalidResponse)
        assert (error.status, error.content_type) == (status, "text/html")
        assert error.excerpt == f"<html><h1>{status} from nginx</h1></html>"
        assert error.why == "it is not JSON"


@pytest.mark.parametrize(("status", "expected"), [(401, Unauthorised), (413, Refused), (429, RateLimitExceeded)])
async def test_some_statuses_mean_the_same_from_a_proxy(status: int, expected: type[ErrorResponse]) -> None:
    for answer in (html(status), reply(status, b""), reply(status, {"detail": "words of another API"})):
        error = await write_error(answer)
        assert type(error) is expected
        assert error.status == status
        assert error.message
        if isinstance(error, Refused):
            assert error.refusals == (Refusal(error.message),)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(403, Forbidden), (500, ServerFailed), (502, ServerFailed), (503, ServerFailed), (504, ServerFailed)],
)
async def test_an_empty_answer_has_a_message_made_of_its_status(status: int, expected: type[ErrorResponse]) -> None:
    for body in (b"", b" \n"):
        error = await read_error(reply(status, body, content_type=None))
        assert type(error) is expected
        assert error.message in ("Forbidden", "Internal Server Error", "Bad Gateway", "Service Unavailable",
                                 "Gateway Timeout")  # fmt: skip


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'"Not found"', b'{"detail": "x"}', b'{"error": 5}'])
async def test_a_404_that_is_not_the_apis_says_nothing_about_the_function(body: bytes) -> None:
    assert isinstance(await read_error(reply(404, body)), InvalidResponse)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "it is empty"),
        (b"{", "it is not JSON"),
        (b"<html>", "it is not JSON"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (b'{"functions": "\xff"}', "it is not UTF-8 text"),
        (b"[" * 200_000, "it is nested too deeply"),
        (b'{"functions": 5}', "there is no list of functions in it"),
        (b"5", "there is no list of functions in it"),
        (b'[{"slug": "a"}, 5]', "function 2 is not an object"),
    ],
)
async def test_a_success_that_is_not_the_apis_is_not_understood(body: bytes, why: str) -> None:
    error = await read_error(reply(200, body))
    assert isinstance(error, InvalidResponse)
    assert (error.status, error.why) == (200, why)
    assert len(error.excerpt) <= 200
    assert error.excerpt == body.decode("utf-8", "replace")[:200]


@pytest.mark.parametrize(
    "body", [b"", b"<html>ok</html>", b"{}", b'{"success": true}', b'{"success": 1, "function": {}}']
)
@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_a_write_answered_strangely_keeps_its_status(status: int, body: bytes) -> None:
    """A 2xx status here means that the write may well have been carried out; the save flow looks."""
    error = await write_error(reply(status, b"" if status == 204 else body))
    assert isinstance(error, InvalidResponse)
    assert error.status == status


# The write budget


async def test_every_answer_to_a_write_tells_the_budget_whatever_else_it_says() -> None:
    told: list[WriteBudget] = []
    answers = (
        reply(200, STORED, headers=BUDGET),
        reply(400, {"error": "No."}, headers=BUDGET | {"ratelimit-remaining": "2"}),
        reply(429, {"error": "Slow down."}, headers=BUDGET | {"ratelimit-remaining": "1"}),
        reply(502, b"<html>", headers=BUDGET | {"ratelimit-remaining": "0"}),
        Reply(
            b"HTTP/1.1 200 OK\r\nRateLimit-Limit: 15\r\nRateLimit-Remaining: 9\r\nRateLimit-Reset: 1\r\n"
            b"content-length: 9\r\n\r\n{",
            Then.CLOSE,
        ),
    )
    async with serving(*answers) as server, Client(server.url, KEY, on_budget=told.append) as client:
        before = datetime.now(UTC)
        await client.functions.update("a", FunctionChanges(name="A"))
        for _ in answers[1:]:
            with pytest.raises(ApiError):
                await client.functions.update("a", FunctionChanges(name="A"))
        assert client.budget == told[-1]
    assert [one.remaining for one in told] == [3, 2, 1, 0, 9]
    assert (told[0].limit, told[0].window_seconds) == (15, 300)
    assert told[-1].window_seconds is None
    minute = timedelta(seconds=60)
    assert before + minute <= told[0].resets_at <= datetime.now(UTC) + minute


async def test_reads_logins_and_calls_tell_nothing_of_the_write_budget() -> None:
    session = reply(200, {"accessToken": "t"}, headers=BUDGET)
    listed = reply(200, [], headers=BUDGET)
    async with serving(listed, session, listed) as server, Client(server.url, KEY) as client:
        await client.functions.list()
        await client.auth.log_in("admin", Secret("word"))
        await client.functions.invoke("a")
        assert client.budget is None


# The key


@pytest.mark.parametrize("key", ["", "ik_\nX-Injected: 1", "ik hidden", "ik_hiddén", "ik_hidden\x7f", "ik_\ud800"])
async def test_a_key_that_no_header_can_hold_is_not_sent_and_not_shown(key: str) -> None:
    async with serving(LISTED) as server, Client(server.url, Secret(key)) as client:
        with pytest.raises(Unauthorised, match="characters that no key has") as caught:
            await client.functions.list()
        assert server.connections == 0
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value.args)
    assert key == "" or key not in shown
    assert caught.value.__context__ is None


async def test_a_client_without_a_key_sends_none() -> None:
    async with serving(LISTED) as server, Client(server.url, None) as client:
        await client.functions.list()
        assert "authorization" not in server.received[0].headers


async def test_the_key_is_in_no_text_of_clients_and_errors() -> None:
    answers = (reply(401, {"error": "no"}), html(502), reply(200, b"{"), Reply(then=Then.CLOSE), Reply(then=Then.CLOSE))
    shown = []
    async with serving(*answers) as server:
        for url in [server.url] * 4 + [f"http://127.0.0.1:{closed_port()}"]:
            async with Client(url, KEY) as client:
                with pytest.raises(ApiError) as caught:
                    await client.functions.list()
                shown.append(f"{client!r} {client} {caught.value!r} {caught.value.args}")
                shown.extend(traceback.format_exception(caught.value))
        assert all(one.headers["authorization"] == "Bearer ik_hidden" for one in server.received)
    assert len(shown) > 10
    assert not any("ik_hidden" in one for one in shown)
