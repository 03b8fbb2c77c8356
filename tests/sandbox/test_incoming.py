"""What is read of a request before anything is decided."""

import pytest
from starlette.requests import Request
from starlette.types import Message

from tui.sandbox.incoming import BODY_LIMIT_BYTES, is_for_loopback, is_json, path_segments, read_body


def request(path: bytes = b"/", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": path.decode(), "raw_path": path, "headers": raw})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:1", "LOCALHOST", "[::1]:80"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_for_loopback(request(host=host))


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "127.0.0.1.evil.example", "evil.example:127", "a@b", "localhost:1:2", "0.0.0.0"],
)  # fmt: skip
def test_no_other_name_is_let_in(host: str) -> None:
    assert not is_for_loopback(request(host=host))


def test_a_request_without_a_name_is_not_let_in() -> None:
    assert not is_for_loopback(request())


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        (b"/api/functions", ["api", "functions"]),
        (b"/api/functions/", ["api", "functions"]),
        (b"/api/functions/a%2Fb%20c", ["api", "functions", "a/b c"]),
        (b"/api/functions/%C3%A9?x=/y", ["api", "functions", "é"]),
        (b"/", [""]),
        (b"//", [""]),
    ],
)
def test_the_path_is_cut_at_its_real_slashes(path: bytes, segments: list[str]) -> None:
    assert path_segments(request(path)) == segments


@pytest.mark.parametrize(
    ("content_type", "yes"),
    [("application/json", True), ("Application/JSON; charset=utf-8", True), ("text/plain", False), ("", False)],
)
def test_only_declared_json_is_json(content_type: str, yes: bool) -> None:
    assert is_json(request(content_type=content_type)) is yes


class Sender:
    """Sends so many pieces of a mebibyte."""

    def __init__(self, pieces: int) -> None:
        self.left = pieces

    async def __call__(self) -> Message:
        self.left -= 1
        return {"type": "http.request", "body": b"x" * 1024**2, "more_body": self.left > 0}


@pytest.mark.parametrize(("pieces", "taken"), [(10, BODY_LIMIT_BYTES), (11, None)])
async def test_a_body_has_a_limit(pieces: int, taken: int | None) -> None:
    sender = Sender(pieces)
    body = await read_body(Request({"type": "http", "method": "PUT", "path": "/", "headers": []}, sender))
    assert (None if body is None else len(body)) == taken
    assert sender.left == 0


async def test_a_body_without_an_end_is_not_read_for_ever() -> None:
    sender = Sender(1000)
    assert await read_body(Request({"type": "http", "method": "PUT", "path": "/", "headers": []}, sender)) is None
    assert sender.left > 900
