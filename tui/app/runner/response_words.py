"""A response in words: its status, its times, how much of it there is, and what can be seen of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from tui.app.widgets.relative_time import time_words
from tui.sessions.checks import CheckResult
from tui.sessions.response import BodyKind, Response, image_facts, kind_of
from tui.terminal.sanitise import printable


def status_words(response: Response) -> str:
    """The first line: status, times, size and type."""
    kind = printable(response.content_type.partition(";")[0].strip(), limit=60)
    parts = (phrase_of(response.status), _times(response), size_words(response.body.size), kind)
    return " · ".join(part for part in parts if part)


def received(response: Response) -> str:
    """The first line while more comes."""
    first = f"first byte {time_words(response.head.seconds)}"
    return f"{phrase_of(response.status)} · {first} · {size_words(response.body.size)} so far"


def phrase_of(status: int) -> str:
    """A status with its phrase, where HTTP has one."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def body_facts(response: Response) -> str:
    """What is to be said of the body, as sentences: what can't be shown, what is not there, where it leads."""
    said: list[str] = []
    body = response.body
    match kind_of(response):
        case BodyKind.IMAGE:
            facts = image_facts(body.pieces[0] if body.pieces else b"")
            said.append(f"An image{f' ({facts})' if facts else ''}: s saves it to a file.")
        case BodyKind.BINARY:
            said.append("The body is no text: s saves it to a file.")
        case BodyKind.EMPTY if response.is_whole:
            said.append("There is no body." if response.status != 204 else "204 means that there is no body.")
        case _:
            pass
    if response.redirects_to:
        to = printable(response.redirects_to, limit=120)
        said.append(f"It redirects to {to}, which was not followed: f in the response follows it.")
    if body.is_cut:
        said.append(f"Only its first {size_words(body.kept)} are kept and shown.")
    return " ".join(said)


def checks_words(checked: Sequence[CheckResult] | None) -> str:
    """How many of the checks passed; "" where there are none. None: they are still being made."""
    if checked is None:
        return "checking"
    failed = sum(not each.passed for each in checked)
    if not checked:
        return ""
    if failed:
        return f"{failed} of {len(checked)} checks failed" if len(checked) > 1 else "the check failed"
    return f"all {len(checked)} checks passed" if len(checked) > 1 else "the check passed"


def failed_checks(checked: Sequence[CheckResult]) -> tuple[str, ...]:
    """The checks that the answer did not meet, each with what was found."""
    return tuple(
        f"expected {printable(each.check, limit=120)}: {printable(each.found, limit=160)}"
        for each in checked
        if not each.passed
    )


def _times(response: Response) -> str:
    """The time, and where it took longer than its beginning that one too."""
    total = time_words(response.seconds)
    first = time_words(response.head.seconds)
    return total if first == total else f"first byte {first} · {total}"


def size_words(count: int) -> str:
    """A number of bytes as people read it."""
    if count == 0:
        return "no body"
    for limit, unit, of in ((1000, "B", 1), (10**6, "kB", 1000), (10**9, "MB", 10**6)):
        if count < limit:
            return f"{count} B" if of == 1 else f"{count / of:.1f} {unit}"
    return f"{count / 10**9:.1f} GB"
