"""Why a run has no answer, or none that is whole, in words. Pure."""

from __future__ import annotations

from tui.app.shell.notice import describe_error
from tui.errors import ApiError, ResponseLost, Unreachable


def not_answered(error: ApiError, server: str) -> str:
    """Why there is no response, as sentences. A call whose answer was lost may have run; it is not sent again."""
    headline = describe_error(error, server).headline
    if isinstance(error, ResponseLost):
        return f"{headline} Whether the function ran is not known."
    return f"{headline} Nothing was sent." if isinstance(error, Unreachable) else headline


def cut_short(error: ApiError, server: str) -> str:
    """Why an answer that had begun is not whole, as sentences."""
    if isinstance(error, ResponseLost):
        why = "No more came within the time allowed." if error.timed_out else "The connection was cut."
    else:
        why = describe_error(error, server).headline
    return f"{why} The answer is shown as far as it came."
