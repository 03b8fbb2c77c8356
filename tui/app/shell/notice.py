"""What a report is, and failures of reads in words: what happened and what to do next.

Returns plain text; what a server said in it is already made fit to show. What became of a save is told in
the editor's `outcome_words`, which is loaded with it.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from tui.errors import (
    ApiError,
    ErrorResponse,
    Forbidden,
    InvalidResponse,
    NotFound,
    RateLimitExceeded,
    Refused,
    ResponseLost,
    SignInRejected,
    Unauthorised,
    Unreachable,
    UnreachableReason,
)
from tui.terminal.sanitise import printable


class Tone(Enum):
    """How a report is coloured, and the sign that says the same without colour."""

    GOOD = "ok"
    BAD = "!!"
    CAREFUL = "??"
    BUSY = ".."


class Report(NamedTuple):
    """A headline, what it means and what to do next, and lines that belong to it (problems, a build log)."""

    tone: Tone
    headline: str
    next_step: str = ""
    details: tuple[str, ...] = ()

    def fit_to_show(self) -> Report:
        """The same, with what could drive a terminal written out: for who shows it. Who made it did so as a rule."""
        headline, next_step, *details = (
            printable(each, newlines=True) for each in (self.headline, self.next_step, *self.details)
        )
        return Report(self.tone, headline, next_step, tuple(details))


def describe_error(error: ApiError, server: str, *, asked: str = "") -> Report:
    """What went wrong between the console and the server, for reads: nothing was to be saved.

    `server` names it in sentences and is fit to show; `asked` is the kind of thing that was asked for.
    """
    match error:
        case Unreachable():
            return Report(
                Tone.BAD, not_reached(error, server), NOT_REACHED_HINTS[error.reason], (printable(error.detail),)
            )
        case ResponseLost():
            what = "did not answer in time" if error.timed_out else "closed the connection without an answer"
            return Report(Tone.BAD, f"{server} {what}.", "Try again; the server may be busy or restarting.")
        case InvalidResponse():
            return Report(
                Tone.BAD,
                f"{server} sent an answer that is not InsForge's{f' (HTTP {error.status})' if error.status else ''}.",
                f"{_sentence(error.why[:1].upper() + error.why[1:])} A proxy may be answering for the server,"
                " or the URL may be wrong.",
                beginning_of(error),
            )
        case RateLimitExceeded():
            return Report(Tone.CAREFUL, "The server's rate limit is reached.", "Wait a little and try again.")
        case Unauthorised(status=0):
            return Report(Tone.BAD, "The key was not sent.", said(error) + " Connect again with a valid key.")
        case Unauthorised():
            return Report(
                Tone.BAD, f"{server} does not accept the key.", said(error) + " Connect again with a valid key."
            )
        case SignInRejected():
            words = f"{server} does not accept this user name and password."
            return Report(Tone.BAD, words, said(error) + " Check both and sign in again.")
        case Forbidden():
            return Report(Tone.BAD, "The key lacks the right to do this.", said(error))
        case NotFound():
            what = f"no such {asked}" if asked else "nothing at this address"
            return Report(Tone.BAD, f"The server has {what}.", said(error))
        case Refused():
            return Report(Tone.BAD, "The server rejected the request.", said(error))
        case ErrorResponse():
            return Report(Tone.BAD, f"The server failed (HTTP {error.status}).", said(error))
        case _:
            return Report(Tone.BAD, "Something went wrong while talking to the server.", printable(str(error)))


def way_on(error: ApiError, again: str) -> str:
    """What to do in a view that could not be read: `again` says who asks anew, and how."""
    return f"Press c to sign in again. {again}" if isinstance(error, Unauthorised) else again


NOT_REACHED_HINTS = {
    UnreachableReason.DNS: "Check the host name in the URL, and this machine's DNS.",
    UnreachableReason.REFUSED: "Is the server running, and is the port right?",
    UnreachableReason.TLS: "Check the certificate, or name your own authority's ca_file in the profile.",
    UnreachableReason.NOT_TLS: "It may speak plain HTTP: then the URL begins with http://.",
    UnreachableReason.TIMEOUT: "Check the network, a VPN or a firewall, and try again.",
    UnreachableReason.PROXY: "Check the proxy variables (HTTPS_PROXY, NO_PROXY).",
    UnreachableReason.BAD_ADDRESS: "Check the URL: it looks like https://host or http://localhost:7130.",
    UnreachableReason.READ_ONLY: "Start without --read-only; or take read_only out of the profile, or use another.",
    UnreachableReason.OTHER_SERVER: "Connect to the function's own server again: c or P in the list.",
    UnreachableReason.OTHER: "Check the network and try again.",
}
"""What to look at when no connection could be made."""


def not_reached(error: Unreachable, server: str) -> str:
    """Why no connection was made, as a sentence."""
    match error.reason:
        case UnreachableReason.DNS:
            return f"The name of {server} could not be found."
        case UnreachableReason.REFUSED:
            return f"Nothing listens at {server}."
        case UnreachableReason.TLS:
            return f"{server} could not prove who it is (TLS)."
        case UnreachableReason.NOT_TLS:
            return f"{server} answers, but not encrypted (no TLS)."
        case UnreachableReason.TIMEOUT:
            return f"{server} could not be reached in time."
        case UnreachableReason.PROXY:
            return f"The proxy in between did not let {server} be reached."
        case UnreachableReason.BAD_ADDRESS:
            return f"{server} is not an address that can be called."
        case UnreachableReason.READ_ONLY:
            return "Nothing was sent: the connection is read-only."
        case UnreachableReason.OTHER_SERVER:
            return "Nothing was sent: another server is connected now."
        case UnreachableReason.OTHER:
            return f"{server} could not be reached."


def beginning_of(error: InvalidResponse) -> tuple[str, ...]:
    """How an answer begins that was not understood, as a detail line."""
    return (f"It begins: {printable(error.excerpt, limit=200)}",) if error.excerpt else ()


def said(error: ErrorResponse) -> str:
    """What the server said, quoted and fit to show."""
    words = " ".join(_sentence(part[:400]) for part in (error.message, error.next_actions) if part)
    if not error.status:
        return printable(words, limit=400)
    return f"The server says: {printable(words, limit=400)}" if words else f"HTTP {error.status}."


def _sentence(text: str) -> str:
    text = printable(text)
    return text if text.endswith((".", "!", "?")) or not text else f"{text}."
