"""What a worker's process writes, read as the reply and the prints that are in it.

Owns the frames of `worker.js`. Refuses to know the process and who waits for the reply.
"""

import json
from dataclasses import dataclass

from tui.sandbox.calls import Printed, Reply, problem

OUTPUT_LIMIT_BYTES = 10 * 1024**2
PRINTS_LIMIT_BYTES = 1024**2


@dataclass(frozen=True)
class Begun:
    """The head of a reply whose body comes in pieces."""

    reply: Reply


class ReplyReader:
    """Reads standard output: anything, then the nonce and a line of JSON.

    That line is the head of the reply and says how long the body is that follows, or that pieces follow: each begins
    with the nonce and a line that has its length, the last has length 0.
    """

    def __init__(self, nonce: str) -> None:
        self._nonce = nonce.encode()
        self._seen = bytearray()
        self._streaming = False

    def take(self, piece: bytes) -> list[Reply | Begun | bytes]:
        """Adds what was read; what is whole by now: a reply, or the beginning of one and its pieces, b"" the last."""
        self._seen += piece
        found: list[Reply | Begun | bytes] = []
        while (part := self._next()) is not None:
            found.append(part)
            if isinstance(part, Reply) or part == b"":
                break
        if not found and len(self._seen) > OUTPUT_LIMIT_BYTES:
            found.append(problem(500, f"Function output is larger than {OUTPUT_LIMIT_BYTES} bytes"))
        return found

    def _next(self) -> Reply | Begun | bytes | None:
        start = self._seen.find(self._nonce)
        if start < 0:
            # Nothing but what the function wrote; an end of it may be the beginning of a nonce.
            if self._streaming:
                del self._seen[: max(0, len(self._seen) - len(self._nonce))]
            return None
        end = self._seen.find(b"\n", start)
        if end < 0:
            return None
        head = _object(self._seen[start + len(self._nonce) : end])
        length = head.get("length")
        if not self._streaming and head.get("streams") is True:
            self._streaming = True
            del self._seen[: end + 1]
            return Begun(_reply(head, b""))
        if not isinstance(length, int):
            length = 0
        if len(self._seen) - end - 1 < length:
            return None
        body = bytes(self._seen[end + 1 : end + 1 + length])
        del self._seen[: end + 1 + length]
        return body if self._streaming else _reply(head, body)


class PrintReader:
    """Reads standard error: a line of JSON after the nonce for each print, any other line as it is."""

    def __init__(self, nonce: str) -> None:
        self._nonce = nonce
        self._rest = b""
        self._size = 0

    def take(self, piece: bytes) -> list[Printed]:
        """Adds what was read; b"" at its end. The prints that are whole by now."""
        self._size += len(piece)
        if self._size > PRINTS_LIMIT_BYTES:
            return []
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if not piece and self._rest:
            lines, self._rest = [self._rest], b""
        return [one for line in lines if (one := self._printed(line.decode("utf-8", "replace"))) is not None]

    def _printed(self, line: str) -> Printed | None:
        own, marked, framed = line.partition(self._nonce)
        if not marked:
            # Where the sandbox's own files are is nobody's business.
            return None if not own.strip() or "worker.js" in own else Printed("error", own)
        said = _object(framed.encode())
        return Printed(str(said.get("level", "info")), str(said.get("message", "")))


def _object(text: bytes | bytearray) -> dict[str, object]:
    try:
        value: object = json.loads(text)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {}


def _reply(head: dict[str, object], body: bytes) -> Reply:
    status = head.get("status")
    if not isinstance(status, int) or not 200 <= status <= 599:
        return problem(500, "Function execution failed")
    if "error" in head:
        return problem(status, head["error"])
    headers = head.get("headers")
    pairs = [(str(name), str(value)) for name, value in headers] if isinstance(headers, list) else []
    return Reply(status, pairs, body)
