"""What each way a connection can fail is told as: not reached, answer lost, or answer not understood."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import ssl
import subprocess
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from tests.api.replay import Reply, Then, closed_port, reply, serving
from tests.cases import cases
from tui.api import connections
from tui.api.client import Client, Timeouts
from tui.api.connections import Connections, Request
from tui.errors import ApiError, InvalidResponse, ResponseLost, Unreachable, UnreachableReason
from tui.model.address import is_loopback
from tui.model.function import FunctionChanges
from tui.model.secret import Secret

KEY = Secret("ik_key")
HASTY = Timeouts(connect_seconds=1, read_seconds=0.2, write_answer_seconds=0.2, write_seconds=0.2)
"""For answers that never come."""
PATIENT = Timeouts()
LISTED = reply(200, {"functions": []})
STORED = reply(200, {"success": True, "function": {"slug": "a", "name": "A", "status": "active"}})


async def list_error(url: str, timeouts: Timeouts = PATIENT) -> ApiError:
    """The error of listing the functions of a server."""
    async with Client(url, KEY, timeouts=timeouts) as client:
        with pytest.raises(ApiError) as caught:
            await client.functions.list()
    return caught.value


async def write_error(url: str, timeouts: Timeouts = PATIENT) -> ApiError:
    """The error of a save."""
    async with Client(url, KEY, timeouts=timeouts) as client:
        with pytest.raises(ApiError) as caught:
            await client.functions.update("a", FunctionChanges(name="A"))
    return caught.value


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_port_nobody_listens_on_refuses(host: str) -> None:
    error = await list_error(f"http://{host}:{closed_port()}")
    assert isinstance(error, Unreachable)
    assert error.reason is UnreachableReason.REFUSED


async def test_a_name_nobody_knows_is_a_matter_of_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = await list_error("http://nonexistent.invalid")
    assert isinstance(error, Unreachable)
    assert error.reason is UnreachableReason.DNS


@asynccontextmanager
async def blurting(raw: bytes | None) -> AsyncIterator[str]:
    """The https URL of a server that knows no TLS: it answers whatever is said with this, or never."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1_000_000)
        if raw is None:
            await reader.read()
        else:
            writer.write(raw)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"HTTP/1.1 400 Bad Request\r\n\r\n", UnreachableReason.NOT_TLS), (b"", UnreachableReason.TLS)],
)
async def test_tls_against_a_plain_port_is_a_matter_of_tls(raw: bytes, reason: UnreachableReason) -> None:
    async with blurting(raw) as url:
        error = await list_error(url)
    assert isinstance(error, Unreachable)
    assert error.reason is reason


async def test_a_handshake_that_never_ends_is_a_connection_not_made_in_time() -> None:
    async with blurting(None) as url:
        error = await list_error(url, Timeouts(connect_seconds=0.2))
    assert isinstance(error, Unreachable)
    assert error.reason is UnreachableReason.TIMEOUT


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(Reply(then=Then.CLOSE), id="no answer"),
        pytest.param(Reply(then=Then.RESET), id="reset"),
        pytest.param(Reply(b"HTTP/1.1 20", Then.CLOSE), id="in the status"),
        pytest.param(Reply(b"HTTP/1.1 200 OK\r\ncontent-le", Then.CLOSE), id="in the head"),
        pytest.param(Reply(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", Then.CLOSE), id="in the body"),
        pytest.param(Reply(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", Then.RESET), id="reset in the body"),
        pytest.param(
            Reply(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{", Then.CLOSE), id="in a chunk"
        ),
    ],
)
async def test_a_cut_answer_is_asked_for_once_more_by_a_read_and_never_by_a_write(cut: Reply) -> None:
    async with serving(cut, LISTED) as server, Client(server.url, KEY) as client:
        assert (await client.functions.list()).functions == ()
        assert len(server.received) == 2
    async with serving(cut, cut, LISTED) as server:
        assert isinstance(await list_error(server.url), ResponseLost)
        assert len(server.received) == 2
    async with serving(cut, STORED) as server:
        error = await write_error(server.url)
        assert isinstance(error, ResponseLost)
        assert not error.timed_out
        assert len(server.received) == 1


async def test_what_is_being_read_when_the_client_is_closed_is_not_asked_for_again() -> None:
    async with serving(Reply(then=Then.HANG), LISTED) as server:
        client = Client(server.url, KEY)
        asking = asyncio.create_task(client.functions.list())
        await server.asked.wait()
        await client.aclose()
        with pytest.raises(ApiError):
            await asking
        assert len(server.received) == 1


@pytest.mark.parametrize(
    "slow",
    [
        pytest.param(Reply(then=Then.HANG), id="no answer"),
        pytest.param(Reply(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", Then.HANG), id="half an answer"),
        pytest.param(
            Reply(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", Then.HANG, pieces=(b" ",) * 999), id="in drops"
        ),
    ],
)
async def test_a_slow_answer_is_lost_and_asked_for_once(slow: Reply) -> None:
    async with serving(slow, LISTED) as server:
        error = await list_error(server.url, HASTY)
        assert isinstance(error, ResponseLost)
        assert error.timed_out
        assert len(server.received) == 1
    async with serving(slow, STORED) as server:
        error = await write_error(server.url, HASTY)
        assert isinstance(error, ResponseLost)
        assert error.timed_out
        assert len(server.received) == 1


async def test_a_write_waits_longer_than_a_read() -> None:
    long_timeout = Timeouts(read_seconds=0.05, write_answer_seconds=30)
    slow = Reply(pieces=(b"",) * 10 + (STORED.raw,))
    async with serving(slow, Reply(then=Then.HANG)) as server, Client(server.url, KEY, timeouts=long_timeout) as client:
        assert (await client.functions.update("a", FunctionChanges(name="A"))).success
        with pytest.raises(ResponseLost):
            await client.functions.list()


async def test_a_kept_connection_that_the_server_closed_costs_a_read_nothing() -> None:
    closing = Reply(LISTED.raw, Then.CLOSE)
    async with serving(closing, LISTED) as server, Client(server.url, KEY) as client:
        await client.functions.list()
        await server.left.wait()
        await client.functions.list()
        assert [one.connection for one in server.received] == [1, 2]


async def test_a_kept_connection_closed_under_the_request_is_asked_again_on_a_fresh_one() -> None:
    async with serving(LISTED, Reply(then=Then.CLOSE), LISTED) as server, Client(server.url, KEY) as client:
        await client.functions.list()
        await client.functions.list()
        assert [one.connection for one in server.received] == [1, 1, 2]


async def test_writes_and_calls_never_share_a_connection() -> None:
    async with serving(LISTED, STORED, STORED, reply(200), LISTED) as server, Client(server.url, KEY) as client:
        await client.functions.list()
        await client.functions.update("a", FunctionChanges(name="A"))
        await client.functions.update("a", FunctionChanges(name="A"))
        await client.functions.invoke("a")
        await client.functions.list()
        assert [one.connection for one in server.received] == [1, 2, 3, 4, 1]


async def test_a_cancelled_call_is_cancelled_and_leaves_the_server() -> None:
    async with serving(Reply(then=Then.HANG)) as server, Client(server.url, KEY) as client:
        call = asyncio.ensure_future(client.functions.list())
        await server.asked.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await server.left.wait()
        assert len(server.received) == 1


@pytest.mark.parametrize("raw", [b"\x15\x03\x01\x00\x02\x02\x50", b"SSH-2.0-OpenSSH_9.6\r\n\r\n"])
async def test_what_is_no_http_is_not_understood(raw: bytes) -> None:
    async with serving(Reply(raw, Then.CLOSE)) as server:
        error = await list_error(server.url)
    assert isinstance(error, InvalidResponse)
    assert error.why == "it is not HTTP"


async def test_an_answer_beyond_the_limit_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "ANSWER_LIMIT_BYTES", 2 * 1024 * 1024)
    endless = Reply(b"HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\n[" + b" " * 3_000_000, Then.HANG)
    async with serving(endless) as server:
        error = await list_error(server.url)
        assert isinstance(error, InvalidResponse)
        assert (error.status, error.why) == (200, "it is longer than 2 MiB")
        assert error.excerpt == "[" + " " * 199
        await server.left.wait()


async def test_an_answer_that_unpacks_beyond_the_limit_is_not_unpacked_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "ANSWER_LIMIT_BYTES", 1024 * 1024)
    bomb = reply(200, gzip.compress(b" " * 20_000_000), headers={"content-encoding": "gzip"})
    async with serving(bomb) as server:
        error = await list_error(server.url)
    assert isinstance(error, InvalidResponse)
    assert error.why == "it is longer than 1 MiB"


async def test_compressed_answers_are_read_and_broken_ones_are_not_understood() -> None:
    packed = reply(200, gzip.compress(b'{"functions": []}'), headers={"content-encoding": "gzip"})
    broken = reply(200, b"not gzip", headers={"content-encoding": "gzip"})
    async with serving(packed, broken) as server, Client(server.url, KEY) as client:
        assert (await client.functions.list()).functions == ()
        with pytest.raises(InvalidResponse, match="compression is broken") as caught:
            await client.functions.list()
    assert (caught.value.status, caught.value.content_type) == (200, "application/json; charset=utf-8")


async def test_no_cookie_is_kept() -> None:
    cookie = reply(200, {"accessToken": "t"}, headers={"set-cookie": "refresh=1; Path=/"})
    async with serving(cookie, LISTED) as server, Client(server.url, KEY) as client:
        await client.auth.log_in("admin", Secret("password"))
        await client.functions.list()
        assert all("cookie" not in one.headers for one in server.received)


async def test_a_client_can_be_used_again_after_it_was_closed() -> None:
    async with serving(LISTED, LISTED) as server:
        client = Client(server.url, KEY)
        await client.functions.list()
        await client.aclose()
        await client.functions.list()
        await client.aclose()
        assert server.connections == 2


# Proxies


async def test_the_proxy_of_the_environment_is_used_for_others_and_not_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(LISTED) as proxy, serving(LISTED) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        async with Client("http://insforge.invalid", KEY) as client:
            await client.functions.list()
        assert [one.target for one in proxy.received] == ["http://insforge.invalid/api/functions"]
        async with Client(server.url, KEY) as client:
            await client.functions.list()
        assert len(server.received) == 1
        assert len(proxy.received) == 1


async def test_a_dead_proxy_is_told_as_the_proxy_and_its_password_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://user:hidden@127.0.0.1:{closed_port()}")
    error = await list_error("http://insforge.invalid")
    assert isinstance(error, Unreachable)
    assert error.reason is UnreachableReason.PROXY
    assert "from http_proxy" in error.detail
    assert "hidden" not in str(error)


async def test_a_proxy_that_will_not_connect_is_told_as_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(reply(403, then=Then.CLOSE)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        error = await list_error("https://insforge.invalid")
    assert isinstance(error, Unreachable)
    assert error.reason is UnreachableReason.PROXY


async def test_a_proxy_of_an_unknown_kind_is_told_as_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "gopher://user:hidden@127.0.0.1:1")
    error = await list_error("http://insforge.invalid")
    assert isinstance(error, Unreachable)
    assert error.reason is UnreachableReason.PROXY
    assert "hidden" not in str(error)


async def test_what_no_proxy_names_goes_around_the_proxy_and_the_rest_through_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(LISTED) as proxy, serving(LISTED) as server:
        monkeypatch.setenv("http_proxy", f"http://user:p@ss@127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "fe80::/10,[::1],0.0.0.0/8,10.0.0.0/99")
        # Another address of this machine, which is not loopback by its number.
        async with Client(f"http://0.0.0.0:{server.port}", KEY) as client:
            await client.functions.list()
        assert (len(server.received), len(proxy.received)) == (1, 0)
        notices: list[str] = []
        async with Client("http://insforge.invalid", KEY, on_notice=notices.append) as client:
            await client.functions.list()
        assert [one.target for one in proxy.received] == ["http://insforge.invalid/api/functions"]
        assert proxy.received[0].headers["proxy-authorization"] == "Basic " + b64encode(b"user:p@ss").decode()
        assert notices == ["no_proxy holds 10.0.0.0/99, which is no host, address or range: ignored."]


@pytest.mark.parametrize("value", ["not a url", "http://u:hidden@host:port", "http://xn--a", f"http://{'a' * 300}.b"])
async def test_a_proxy_that_is_none_is_told_with_its_variable_and_nothing_goes_around_it(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    async with serving(LISTED) as server:
        monkeypatch.setenv("http_proxy", value)
        error = await list_error(f"http://0.0.0.0:{server.port}")
        assert server.connections == 0
    assert isinstance(error, Unreachable)
    assert error.reason is UnreachableReason.PROXY
    assert "http_proxy" in error.detail
    assert "hidden" not in error.detail


# Trust


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody trusts yet, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    key = file.with_suffix(".key")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(file)),
        ],
        check=True,
        capture_output=True,
    )
    return file


def _tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    return context


async def test_a_certificate_is_trusted_when_ca_file_names_it_and_only_then(certificate: Path) -> None:
    async with serving(LISTED, tls=_tls(certificate)) as server:
        error = await list_error(server.url)
        assert isinstance(error, Unreachable)
        assert error.reason is UnreachableReason.TLS
        assert server.received == []
        async with Client(server.url, KEY, ca_file=str(certificate)) as client:
            assert (await client.functions.list()).functions == ()


async def test_the_name_in_a_trusted_certificate_must_be_the_servers(certificate: Path) -> None:
    async with serving(LISTED, tls=_tls(certificate)) as server:
        elsewhere = server.url.replace("127.0.0.1", "localhost")
        async with Client(elsewhere, KEY, ca_file=str(certificate)) as client:
            with pytest.raises(Unreachable) as caught:
                await client.functions.list()
        assert caught.value.reason is UnreachableReason.TLS
        assert server.received == []


@pytest.mark.parametrize("content", [None, "not a certificate"])
async def test_a_ca_file_that_can_not_be_used_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    async with Client("https://127.0.0.1:1", KEY, ca_file=str(file)) as client:
        with pytest.raises(Unreachable, match=r"ca\.pem") as caught:
            await client.functions.list()
    assert caught.value.reason is UnreachableReason.TLS


async def test_a_server_that_is_not_trusted_is_told_with_the_variable_that_names_no_file(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    notices: list[str] = []
    async with serving(LISTED, LISTED, tls=_tls(certificate)) as server:
        monkeypatch.delenv("SSL_CERT_DIR", raising=False)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
        monkeypatch.setenv("SSLKEYLOGFILE", "/nonexistent/k")
        async with Client(server.url, KEY, on_notice=notices.append) as client:
            with pytest.raises(Unreachable, match=r"SSL_CERT_FILE names .*none\.pem, which does not exist") as caught:
                await client.functions.list()
        assert caught.value.reason is UnreachableReason.TLS
        assert server.received == []
        assert [notice.split()[0] for notice in notices] == ["SSL_CERT_FILE", "SSLKEYLOGFILE"]
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        async with Client(server.url, KEY) as client:
            assert (await client.functions.list()).functions == ()


# The edges of `send`


@pytest.mark.parametrize("outgoing", [
    Request("GET", "ftp://127.0.0.1/"),
    Request("GET", "//127.0.0.1/"),
    Request("GET", "http://user:word@127.0.0.1/"),
    Request("GET", "http://[::1/"),
    Request("GET", "http:///"),
    Request("GET", "http://xn--/"),
    Request("GET", "http://xn--a/"),
])  # fmt: skip
async def test_what_is_no_address_is_told_as_one(outgoing: Request) -> None:
    with pytest.raises(Unreachable) as caught:
        await Connections(HASTY, None).send(outgoing)
    assert caught.value.reason is UnreachableReason.BAD_ADDRESS


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GE T", ()),
        ("MÉTHODE", ()),
        ("GET", ((b"x-bad", b"a\r\nx-injected: 1"),)),
        ("GET", ((b"x bad", b"a"),)),
    ],
)
async def test_what_http_can_not_say_is_not_sent(method: str, headers: tuple[tuple[bytes, bytes], ...]) -> None:
    async with serving(reply(200)) as server:
        connected = Connections(HASTY, None)
        with pytest.raises(Unreachable) as caught:
            await connected.send(Request(method, server.url, headers))
        await connected.aclose()
        assert caught.value.reason is UnreachableReason.OTHER
        assert server.received == []


def test_an_outgoing_request_does_not_show_its_headers_and_body() -> None:
    outgoing = Request("POST", "http://h/", ((b"authorization", b"Bearer hidden"),), b"hidden")
    assert "hidden" not in repr(outgoing)


@cases(
    ("host", "expected"),
    [
        ("localhost", True),
        ("app.localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("127.example.com", False),
        ("localhost.example", False),
        ("10.0.0.1", False),
    ],
)
def test_this_machine_is_known_by_its_names(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


async def test_no_more_is_read_at_once_than_is_parsed_between_two_keys() -> None:
    async with serving(reply(200, b"x" * 500_000)) as server:
        connections = Connections(PATIENT, None)
        async with connections.opened(Request("GET", server.url), 10) as response:
            pieces = [len(piece) async for piece in response.aiter_raw()]
        await connections.aclose()
    assert sum(pieces) == 500_000
    assert max(pieces) <= 16 * 1024
