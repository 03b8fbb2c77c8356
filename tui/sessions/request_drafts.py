"""A request that is written is kept until it is in its file: what of it, from when to when, and how it is offered.

Pure. Owns what proves who calls and goes to no disk. Refuses to know where drafts are: a driver keeps what it is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from tui.model.request_draft import Boxes, RequestDraft
from tui.sessions.http_lines import lines_of
from tui.sessions.request_boxes import boxes_of, read_boxes
from tui.sessions.run_request import RunRequest
from tui.sessions.saved_requests import SavedRequests
from tui.sessions.secret_headers import is_literal_secret, starts_with_scheme

TOKEN = "the token"
"""What the box of the token's variable is called where a token may stand in it."""
_KNOWN_SECRET = "a key"
_ENVIRONMENT_NAME = re.compile(r"\s*\$?[A-Z_][A-Z0-9_]{0,99}\s*\Z")
"""The name of a variable as everybody writes it: in small letters it may be a token as well."""
_MOST_NAMED = 5


class Offer(NamedTuple):
    """A draft that was left: the number of the request it goes on with (None: a new one), and what is said of it."""

    place: int | None
    boxes: Boxes
    checks: tuple[str, ...]
    said: str


def is_unwritten(boxes: Boxes, saved: SavedRequests) -> bool:
    """Whether boxes hold something that is not in the file."""
    current = saved.current
    return boxes != boxes_of(current) and read_boxes(boxes, current.checks) != current


def file_of(saved: SavedRequests) -> str:
    """The fingerprint of the file that a request is written beside."""
    return sha256(saved.file.text.encode("utf-8", "surrogatepass")).hexdigest()


def draft_of(
    server: str,
    boxes: Boxes,
    saved: SavedRequests,
    checks: tuple[str, ...],
    now: datetime,
    redact: Callable[[str], str],
) -> RequestDraft:
    """The draft of what the boxes hold now. `redact` takes the secrets that are known out of a text."""
    kept, left_out = without_secrets(boxes, saved.current, redact)
    return RequestDraft(server, saved.file.slug, file_of(saved), saved.place, kept, checks, left_out, now)


def without_secrets(
    boxes: Boxes, current: RunRequest, redact: Callable[[str], str]
) -> tuple[Boxes, tuple[str, ...]]:  # fmt: skip
    """What of the boxes goes to a disk, and the names of what does not.

    A secret that stands in the file (`current`) was written there by hand, and stays.
    """
    left_out: list[str] = []
    there = {(name.lower(), value) for name, value in current.headers}
    lines: list[str] = []
    for line in lines_of(boxes.headers):
        kept, name = _without_secret(line, there)
        lines.append(kept)
        if name:
            left_out.append(name)
    token = boxes.token
    if token.strip() and token != current.auth.variable and _ENVIRONMENT_NAME.match(token) is None:
        token = ""
        left_out.append(TOKEN)
    kept_boxes = boxes._replace(headers="".join(lines), token=token)
    redacted = kept_boxes._replace(
        target=redact(boxes.target),
        name=redact(boxes.name),
        headers=redact(kept_boxes.headers),
        body=redact(boxes.body),
    )
    if redacted != kept_boxes:
        left_out.append(_KNOWN_SECRET)
    return redacted, tuple(dict.fromkeys(left_out))


def _without_secret(line: str, there: set[tuple[str, str]]) -> tuple[str, str]:
    """A line of the headers' box as it may be kept, and the name of what it is without."""
    name, colon, value = line.partition(":")
    end = "\n" if line.endswith("\n") else ""
    if colon and is_literal_secret(name.strip(), value.strip()):
        is_there = (name.strip().lower(), value.strip()) in there
        return (line, "") if is_there else (f"{name}:{end}", name.strip())
    if not colon and starts_with_scheme(line.strip()) and is_literal_secret("authorization", line.strip()):
        return end, "Authorization"
    return line, ""


def offered(draft: RequestDraft, saved: SavedRequests) -> Offer | None:
    """How a draft that was left goes on beside what the file holds by now; None where the file has it."""
    if draft.file == file_of(saved) and (draft.place is None or draft.place < len(saved.file.requests)):
        place = draft.place
        has_changed = False
    else:
        # What it began from is not known any more: it takes the place of nothing.
        place, has_changed = None, True
    written = read_boxes(draft.boxes, draft.checks)
    if not draft.left_out and (
        written in saved.file.requests or not is_unwritten(draft.boxes, SavedRequests(saved.file, place))
    ):
        return None
    return Offer(place, draft.boxes, draft.checks, _said(draft, place, has_changed=has_changed))


def _said(draft: RequestDraft, place: int | None, *, has_changed: bool) -> str:
    said = "This draft was left: it is not in the file yet, and was not sent."
    if has_changed:
        said += " The file was changed since: it is kept beside what that holds."
    if draft.left_out:
        names = ", ".join(draft.left_out[:_MOST_NAMED])
        said += f" Left out, as it is secret: {names}."
    if place is not None:
        said += " ctrl+z in a box brings back what the file has."
    return said
