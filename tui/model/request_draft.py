"""A request that is being written, as plain values: what its boxes hold, and the draft of it on this machine."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Boxes(NamedTuple):
    """What the boxes of a request hold, as it was typed; it may be no request yet. `auth` is the word of its kind."""

    target: str = ""
    name: str = ""
    timeout: str = ""
    auth: str = "none"
    token: str = ""
    headers: str = ""
    body: str = ""
    is_direct: bool = False


class RequestDraft(NamedTuple):
    """A request that was written and is in no file yet, without what proves who calls.

    It was made from the request of number `place` in a file whose text has the fingerprint `file`; None for a new one.
    `left_out` names what it is without. It was written at a moment of aware UTC.
    """

    server: str
    slug: str
    file: str
    place: int | None
    boxes: Boxes
    checks: tuple[str, ...]
    left_out: tuple[str, ...]
    written_at: datetime
