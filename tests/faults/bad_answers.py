"""What a hostile or broken server may answer, byte by byte. Each fault gets the right answer's body to spoil."""

from __future__ import annotations

import gzip
import json
import socket
import time
import zlib
from collections.abc import Callable
from functools import lru_cache

Answering = Callable[[socket.socket, bytes], None]

_MB = 1024 * 1024


def head(*lines: str, status: str = "200 OK") -> bytes:
    """The head of an answer."""
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


def whole(body: bytes, *lines: str, kind: str = "application/json") -> bytes:
    """A well-formed answer around any body."""
    return head(f"content-type: {kind}", f"content-length: {len(body)}", *lines) + body


def _sends(make: Callable[[bytes], bytes]) -> Answering:
    return lambda client, good: client.sendall(make(good))


def _for_ever(first: bytes, again: bytes, pause_seconds: float = 0.0) -> Answering:
    """Sends until the client leaves."""

    def answer(client: socket.socket, _good: bytes) -> None:
        client.sendall(first)
        while True:
            client.sendall(again)
            if pause_seconds:
                # The pause is the fault.
                time.sleep(pause_seconds)

    return answer


def _silent(client: socket.socket, _good: bytes) -> None:
    client.recv(1)


def _hundred_megabytes(client: socket.socket, good: bytes) -> None:
    client.sendall(head("content-type: application/json", f"content-length: {100 * _MB + len(good)}") + good)
    blanks = b" " * _MB
    for _ in range(100):
        client.sendall(blanks)


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    """Ten gigabytes of blanks as ten megabytes: gzip members, one after another."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    blanks = b" " * _MB
    return b"".join([packer.compress(blanks) for _ in range(1024)]) + packer.flush()


@lru_cache(maxsize=1)
def _bomb_in_a_bomb() -> bytes:
    return gzip.compress(_bomb() * 100, 9)


def changed(good: bytes, **fields: object) -> bytes:
    """The right answer with fields of its functions changed."""
    value = json.loads(good)
    functions = value.get("functions") or [value.get("function", value)]
    for function in functions:
        function.update(fields)
    return json.dumps(value).encode()


def _twice(good: bytes) -> bytes:
    """Every key of it twice, the first time with another value."""
    return good.replace(b'"slug":', b'"slug": 5, "slug":').replace(b'"name":', b'"name": [], "name":')


def many_functions(good: bytes) -> bytes:
    """Fifty thousand functions, where a list is asked for."""
    value = json.loads(good)
    if "functions" in value:
        [one] = value["functions"]
        more = [one | {"slug": f"function-{number}", "name": f"Function {number}"} for number in range(50_000)]
        value["functions"] = [one, *more]
    return json.dumps(value).encode()


def prepare() -> None:
    """Make what takes long to make."""
    _bomb_in_a_bomb()


_CONTROLS = "\x1b[2J\x1b]0;owned\x07\x00\x9b31m\u202e\r\n\x1b[?1049l"

FAULTS: dict[str, Answering] = {
    "100 MB": _hundred_megabytes,
    "endless": _for_ever(head("content-type: application/json"), b"[" * 65536),
    "endless chunks": _for_ever(head("transfer-encoding: chunked"), b"10000\r\n" + b" " * 65536 + b"\r\n"),
    "tiny chunks": _for_ever(head("transfer-encoding: chunked"), b"1\r\n \r\n" * 8192),
    "a byte a second": _for_ever(head("content-length: 10000"), b" ", 1.0),
    "silence": _silent,
    "another content type": _sends(lambda good: whole(good, kind="image/png")),
    "a page": _sends(lambda _good: whole(b"<html>\x1b[2J nginx </html>", kind="text/html")),
    "a page called JSON": _sends(lambda _good: whole(b"<html>" * 20_000)),
    "broken UTF-8": _sends(lambda good: whole(good.replace(b"e", b"\xff\xc3", 5))),
    "nested lists": _sends(lambda _good: whole(b"[" * 100_000 + b"]" * 100_000)),
    "nested objects": _sends(lambda _good: whole(b'{"functions":' * 100_000)),
    "16 million values": _sends(lambda _good: whole(b"[" + b"[]," * (16 * _MB) + b"[]]")),
    "a long number": _sends(lambda _good: whole(b"9" * 5_000_000)),
    "keys twice": _sends(lambda good: whole(_twice(good))),
    "numbers for text": _sends(lambda good: whole(changed(good, slug=5, code=7, name=1e300))),
    "50,000 functions": _sends(lambda good: whole(many_functions(good))),
    "a line of 1 MB": _sends(lambda good: whole(changed(good, code="x = '" + "\u00e9\x1b[2J " * 170_000 + "';\n"))),
    "20 MB of code": _sends(lambda good: whole(changed(good, code="const x = [1, 2, 3];\n" * 1_000_000))),
    "a name of 1 MB": _sends(lambda good: whole(changed(good, name="n" * _MB, description="\u202e" * _MB))),
    "control characters": _sends(lambda good: whole(changed(good, name=_CONTROLS, description=_CONTROLS))),
    "half a character": _sends(lambda good: whole(changed(good, name="\ud800", code="\udfff"))),
    "a gzip bomb": _sends(lambda _good: whole(_bomb() * 10, "content-encoding: gzip")),
    "a bomb in a bomb": _sends(lambda _good: whole(_bomb_in_a_bomb(), "content-encoding: gzip, gzip")),
    "broken gzip": _sends(lambda good: whole(gzip.compress(good)[:-9] + b"?" * 9, "content-encoding: gzip")),
    "an unknown coding": _sends(lambda good: whole(good, "content-encoding: brotli-of-mars")),
    "endless headers": _for_ever(b"HTTP/1.1 200 OK\r\n", b"x-more: " + b"y" * 1000 + b"\r\n"),
    "an endless header": _for_ever(b"HTTP/1.1 200 OK\r\nx: ", b"y" * 65536),
    "an endless status": _for_ever(b"HTTP/1.1 200 ", b"y" * 65536),
    "1xx for ever": _for_ever(b"", b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" * 200),
    "garbage chunks": _sends(lambda good: head("transfer-encoding: chunked") + b"zz\r\n" + good),
    "an endless chunk size": _for_ever(head("transfer-encoding: chunked"), b"f" * 65536),
    "a vast chunk": _for_ever(head("transfer-encoding: chunked") + b"fffffffffffffff\r\n", b" " * 65536),
    "endless trailers": _for_ever(head("transfer-encoding: chunked") + b"0\r\n", b"x: " + b"y" * 1000 + b"\r\n"),
    "two lengths": _sends(lambda good: head("content-length: 5", "content-length: 5000") + good),
    "a vast length": _sends(lambda good: head("content-length: 99999999999999999999") + good),
    "another protocol": _sends(lambda _good: b"220 mail.example ESMTP\r\n" * 1000),
    "nothing": lambda _client, _good: None,
}  # fmt: skip
"""Faults by name. Redirects are the server's own: it knows where there is to go."""
