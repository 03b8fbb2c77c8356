"""A run in words: its status, how long it took, and what an error answer means. Pure.

What the error answers of servers mean is taken from exchanges with running ones (`tests/wire`, "invoke …").
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from tui.app.shell.notice import describe_error
from tui.errors import ApiError, ResponseLost
from tui.model.server import Invocation
from tui.sessions.run import body_text, content_type_of, error_of
from tui.terminal.sanitise import printable

_NO_MODULE = ("Cannot use import statement", "Unexpected token 'export'")


def status_words(response: Invocation) -> str:
    """The first line: status, time, size and type of a response."""
    try:
        phrase = f" {HTTPStatus(response.status).phrase}"
    except ValueError:
        phrase = ""
    kind = printable(content_type_of(response), limit=60)
    parts = (f"{response.status}{phrase}", _time(response.seconds), _size(len(response.body)), kind)
    return " · ".join(part for part in parts if part)


def advice(response: Invocation, *, deploys_to_cloud: bool, is_draft: bool) -> str:
    """What a status or an error of the runtime means, and what to do, as sentences; "" where nothing is known."""
    error = error_of(response)
    match response.status:
        case 404 if error == "Function not found or not active":
            return "It is a draft: set its status to active, save, and run it again." if is_draft else _NOT_ACTIVE
        case 500 if error.startswith(_NO_MODULE) and not deploys_to_cloud:
            return "This server runs module.exports = async (request) => …; it can't run import and export."
        case 500 if error.startswith("No function exported"):
            return "Assign the handler to module.exports."
        case 502:
            where = "the deployment" if deploys_to_cloud else "the functions runtime"
            return (
                f"The backend did not reach {where}. After an uncaught error it may be starting again: try once more."
            )
        case 504:
            return "The function took longer than the server's time limit."
        case _:
            return ""


_NOT_ACTIVE = "The server has no active function of this name. Fetch the list again (r in the list)."


def not_answered(error: ApiError, server: str) -> str:
    """Why there is no response, as sentences. A call whose answer was lost may have run; it is not sent again."""
    headline = describe_error(error, server).headline
    return f"{headline} Whether the function ran is not known." if isinstance(error, ResponseLost) else headline


def shown_body(response: Invocation) -> Iterator[str]:
    """The lines of a response's body, JSON indented; of what is no text, a line that says so. Not yet fit to show."""
    text = body_text(response)
    if text is None:
        yield f"({_size(len(response.body))} that are no text)"
    else:
        yield from text.splitlines()


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _size(count: int) -> str:
    return "no body" if count == 0 else f"{count} B" if count < 1000 else f"{count / 1000:.1f} kB"
