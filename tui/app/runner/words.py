"""A run in words: what an error answer means, and why there is none. Pure.

What the error answers of servers mean is taken from exchanges with running ones (`tests/wire`, "invoke …").
"""

from __future__ import annotations

from tui.app.shell.notice import describe_error
from tui.errors import ApiError, ResponseLost
from tui.sessions.response import Response, error_of

_NO_MODULE = ("Cannot use import statement", "Unexpected token 'export'")


def advice(response: Response, *, deploys_to_cloud: bool, is_draft: bool) -> str:
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


def cut_short(error: ApiError, server: str) -> str:
    """Why an answer that had begun is not whole, as sentences."""
    if isinstance(error, ResponseLost):
        why = "No more came within the time allowed." if error.timed_out else "The connection was cut."
    else:
        why = describe_error(error, server).headline
    return f"{why} The answer is shown as far as it came."
