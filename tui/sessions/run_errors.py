"""What an error answer of a function means: what is known of the function by then, as values and sentences. Pure.

Owns what is to be asked to tell one error from another. What servers answer is taken from exchanges with running ones
(`tests/wire`, "invoke …"). Refuses to ask: a driver does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from tui.model.function import ACTIVE, DRAFT
from tui.model.problem import ErrorPlace
from tui.sessions.response import Response, error_of

_RUNTIME_WORDS = ("Function not found or not active", "Function not found", "No functions deployed")
_NOTHING_DEPLOYED = "DEPLOYMENT_NOT_FOUND"
_NO_MODULE = ("Cannot use import statement", "Unexpected token 'export'")
_TIME_LIMIT = "Function timeout"
_NOT_REACHED = ("request to ", "Failed to connect to Deno runtime")
_NO_RESPONSE = ("response.text is not a function", "Cannot read properties of undefined (reading 'text')")
_LATE = "Worker execution error"


class Standing(Enum):
    """How the server has the function, asked because of an error."""

    NOT_ASKED = auto()
    NOT_KNOWN = auto()
    ACTIVE = auto()
    DRAFT = auto()
    OTHER = auto()
    MISSING = auto()


def standing_of(status: str) -> Standing:
    """How a function of this status stands."""
    return {ACTIVE: Standing.ACTIVE, DRAFT: Standing.DRAFT}.get(status, Standing.OTHER)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the answer.

    `was_there`: the server had the function before. `through_deployment`: the deployment itself was called.
    `answered_before`: a call just before this one was answered by what runs the functions. `place` is where in the code
    the error is. `status` is the server's word where it is neither active nor draft.
    """

    deploys_to_cloud: bool = False
    through_deployment: bool = False
    was_there: bool = True
    answered_before: bool = False
    has_path: bool = False
    standing: Standing = Standing.NOT_ASKED
    place: ErrorPlace | None = None


def is_asked_about(response: Response) -> bool:
    """Whether the function is to be asked for to tell what an answer means."""
    return response.status == 404 or response.status >= 500


def reached_the_functions(response: Response) -> bool:
    """Whether an answer shows that what runs the functions ran."""
    return response.status != 502


def can_be_activated(response: Response, known: Circumstances) -> bool:
    """Whether an answer is due to the function being a draft."""
    return response.status == 404 and known.standing is Standing.DRAFT


def meaning(response: Response, known: Circumstances) -> str:
    """What an error answer means, and what to do, as sentences; "" where nothing is known."""
    error = error_of(response)
    match response.status:
        case 404:
            return _not_found(response, error, known)
        case 500:
            return " ".join(part for part in (_failed(error, known), _place(known)) if part)
        case 502 if known.through_deployment or not error.startswith(_NOT_REACHED):
            return "The function itself, or a proxy in between, answered this."
        case 502:
            return _not_running(known)
        case 504 if error == _TIME_LIMIT:
            return "The function took longer than the server's time limit for a call, and was ended."
        case 504:
            return "A proxy in between did not wait any longer, or the function itself answered this."
        case 508:
            return _LOOP
        case status if status > 500:
            return _place(known)
        case _:
            return ""


_LOOP = (
    "508 is a loop: functions of one deployment can't call each other, or themselves, at the deployment's address."
    " Put what they share into both, or call the other one through the backend."
)


def _not_running(known: Circumstances) -> str:
    if known.deploys_to_cloud:
        return "The backend did not reach the deployment: f4 in the editor shows its last build."
    down = "The functions runtime is not running: calls of all functions fail until it is."
    if known.answered_before:
        return (
            f"{down} It answered just before: one error that nothing catches, thrown after the answer (in a timer,"
            " say), ends it for all functions. It may be starting again: try once more."
        )
    return f"{down} After an error that nothing catches it may be starting again: try once more."


def _not_found(response: Response, error: str, known: Circumstances) -> str:
    if not known.through_deployment and known.has_path:
        return "The backend passes on no path behind the slug. Put it into the query."
    match known.standing:
        case Standing.DRAFT:
            return "It is a draft, and only active functions can be called: f9 activates it."
        case Standing.MISSING if not known.was_there:
            return "The server never had this function: save it first."
        case Standing.MISSING:
            return "The function was deleted on the server. Its last versions are in its history (H in the list)."
        case Standing.OTHER:
            return "Its status is neither active nor draft, so it is not called: save it as active again."
        case Standing.ACTIVE:
            return _active_and_not_found(response, error, known)
        case Standing.NOT_KNOWN if error in _RUNTIME_WORDS:
            return "It is a draft or not there; the server could not be asked which."
        case _:
            return ""


def _active_and_not_found(response: Response, error: str, known: Circumstances) -> str:
    beginning = response.body.pieces[0][:200] if response.body.pieces else b""
    if _NOTHING_DEPLOYED.encode() in beginning:
        return "The server has it as active, and nothing is deployed at the deployment's address: save it again."
    if error in _RUNTIME_WORDS and known.deploys_to_cloud:
        return "The server has it as active, and the deployment does not serve it: its last deployment failed."
    if error in _RUNTIME_WORDS:
        return "The server has it as active by now: run it again. If that fails, its runtime uses another database."
    return "The server has it as active: this 404 is the function's own answer, or that of a proxy in between."


def _failed(error: str, known: Circumstances) -> str:
    if not known.deploys_to_cloud:
        if error.startswith(_NO_MODULE):
            return "This server runs module.exports = async (request) => …; it can't run import and export."
        if error in _NO_RESPONSE:
            return "The handler returned something that is no Response: return new Response(…)."
        if error == _LATE:
            return "An error was thrown where nothing catches it: await what may fail, inside try."
    return "Assign the handler to module.exports." if error.startswith("No function exported") else ""


def _place(known: Circumstances) -> str:
    place = known.place
    if place is None:
        return ""
    line = place.range.start_line + 1
    return f"It is in line {line}: f8 goes there." if place.is_sure else f"Line {line} may be it: f8 goes there."
