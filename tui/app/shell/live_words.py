"""Whether callers get the active functions, in words: for the header and below the list.

Owns the sentences. Refuses to know how it was found out.
"""

from __future__ import annotations

from tui.app.shell.notice import Report, Tone, describe_error
from tui.errors import ResponseLost, Unreachable
from tui.sessions.liveness import Liveness, ServerProof
from tui.terminal.sanitise import printable

_SOME_SLUGS = 5


def header_words(proof: ServerProof) -> str:
    """What the header says of what runs the functions; empty where nothing is known."""
    return "last deployment failed" if _is_behind(proof) else address_words(proof)


def address_words(proof: ServerProof) -> str:
    """How what runs the functions answers, whatever version it has of them."""
    match proof.liveness:
        case Liveness.NOTHING_DEPLOYED:
            return "nothing deployed"
        case Liveness.NO_ANSWER:
            return "deployment does not answer"
        case Liveness.LIVE if proof.url:
            return "deployment answers"
        case Liveness.RUNTIME_DOWN if proof.status == "unavailable":
            return "runtime down"
        case Liveness.UNKNOWN if not is_reached(proof):
            return "not reached"
        case _:
            return f"runtime {printable(proof.status, limit=20)}" if proof.status else ""


def is_well(proof: ServerProof) -> bool:
    """Whether what runs the functions answers, with what was saved last, as far as is known."""
    is_answering = proof.liveness in (Liveness.LIVE, Liveness.UNKNOWN) and is_reached(proof)
    return is_answering and not _is_behind(proof)


def _is_behind(proof: ServerProof) -> bool:
    """Whether what answers is the earlier version of some functions."""
    return proof.liveness is Liveness.LIVE and bool(proof.held_back)


def is_reached(proof: ServerProof) -> bool:
    """Whether the server answered when it was asked last."""
    return proof.url is not None or not isinstance(proof.error, Unreachable | ResponseLost)


def describe_liveness(proof: ServerProof, uncallable: frozenset[str]) -> Report | None:
    """Why nobody can call these active functions, or gets an older version, and what to do.

    None where nothing is known against it.
    """
    url = printable(proof.url or "", limit=200)
    match proof.liveness:
        case Liveness.RUNTIME_DOWN:
            said = "" if proof.status == "unavailable" else f" (the server says: {printable(proof.status, limit=40)})"
            return Report(
                Tone.CAREFUL,
                f"The functions runtime is not running{said}: all calls fail.",
                "Start it on the server, then press r. Saving works meanwhile.",
            )
        case Liveness.NOTHING_DEPLOYED if proof.url is None:
            return Report(
                Tone.CAREFUL,
                "No deployment of this project has succeeded yet: all calls fail.",
                "B shows what failed; saving the fix deploys all active functions.",
            )
        case Liveness.NOTHING_DEPLOYED:
            return Report(
                Tone.CAREFUL,
                f"Nothing is deployed at {url}: all calls fail.",
                "Saving the code of an active function deploys all of them; then press r.",
            )
        case Liveness.NO_ANSWER:
            words = (describe_error(proof.error, url).headline,) if proof.error is not None else ()
            return Report(
                Tone.CAREFUL,
                f"The deployment at {url} does not answer: calls may fail.",
                "r asks it again.",
                words,
            )
    if _is_behind(proof):
        before, none = proof.held_back - uncallable, proof.held_back & uncallable
        gets = [f"the earlier version of {_some(before)}"] if before else []
        gets += [f"nothing of {_some(none)}"] if none else []
        return Report(
            Tone.CAREFUL,
            f"The last deployment failed: callers get {', and '.join(gets)}.",
            "B shows what failed; saving the fix deploys all of them.",
        )
    if uncallable:
        return Report(
            Tone.CAREFUL,
            f"Active, but not in the deployment, so that calls fail: {_some(uncallable)}.",
            "Saving the code of an active function deploys all of them; then press r.",
        )
    return None


def _some(slugs: frozenset[str]) -> str:
    """Some of them by name, and how many more."""
    some = sorted(slugs)[:_SOME_SLUGS]
    names = ", ".join(printable(slug, limit=60) for slug in some)
    return f"{names} and {len(slugs) - len(some):,} more" if len(slugs) > len(some) else names
