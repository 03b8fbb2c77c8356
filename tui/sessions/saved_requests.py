"""A function's saved requests while they are used: which one is edited, and what is written to its file when.

Pure. Owns what becomes of an edit when the file was changed elsewhere meanwhile. Refuses to know disks: a driver reads
the file, asks `keeping`, and writes what it is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from tui.sessions.http_file import Addresses, HttpFile, added, merged, parse, removed, replaced
from tui.sessions.run_request import RunRequest

NEW = RunRequest(headers=(("Content-Type", "application/json"),))
"""What a new request begins as."""

_SECRET_HEADERS = ("authorization", "proxy-authorization", "x-api-key", "cookie")
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_SCHEME = re.compile(r"(?:bearer|basic|token)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SavedRequests:
    """The file as it was seen last, and the number of the request that is edited; None for one that is not in it."""

    file: HttpFile
    place: int | None = None

    @property
    def current(self) -> RunRequest:
        """The request that is edited, as the file has it."""
        return NEW if self.place is None else self.file.requests[self.place]

    @property
    def variables(self) -> Mapping[str, str]:
        """The variables that the file defines."""
        return self.file.variables


class Kept(NamedTuple):
    """What keeping a request takes: the text to write (None for nothing), and what is so once that is done.

    `request` is what is edited then: another one where the file was changed and nothing was edited here. `said` is a
    sentence, "" where there is nothing to say.
    """

    saved: SavedRequests
    text: str | None
    request: RunRequest
    said: str = ""


def opened(text: str, slug: str) -> SavedRequests:
    """The requests of a file that is read for the first time; its first one is edited."""
    file = parse(text, slug)
    return SavedRequests(file, 0 if file.requests else None)


def used_last(saved: SavedRequests, request: RunRequest) -> int | None:
    """The number of the saved request that was sent as `request`, as runs are kept; None where it is none of them.

    One of the same name, else one that asks the same: a run holds no secrets, and the file may have been edited since.
    """
    requests = saved.file.requests
    named = [at for at, each in enumerate(requests) if request.name and each.name == request.name]
    asked = (request.method, request.path, request.query)
    alike = [at for at, each in enumerate(requests) if (each.method, each.path, each.query) == asked]
    both = [at for at in named if at in alike]
    return next(iter(both or named or alike), None)


def keeping(saved: SavedRequests, request: RunRequest, text: str, addresses: Addresses) -> Kept:
    """Keep a request as it is edited, in a file that holds `text` by now."""
    is_edited = request != saved.current
    if text != saved.file.text and not is_edited:
        seen = _seen(saved, parse(text, saved.file.slug))
        is_other = seen.current != request
        return Kept(seen, None, seen.current, "The file was changed: this is what it holds now." if is_other else "")
    theirs = saved.file if text == saved.file.text else parse(text, saved.file.slug)
    if not is_edited:
        return Kept(saved, None, request)
    if names := _literal_secrets(request, saved.current):
        said = f"Not kept: {names} holds a secret. Name a variable of the environment there: {{{{$env NAME}}}}."
        return Kept(saved, None, request, said)
    if saved.place is None:
        made = added(theirs, request, addresses)
        is_mine = True
    elif theirs is saved.file:
        made = replaced(theirs, saved.place, request, addresses)
        is_mine = True
    else:
        made = merged(saved.file, saved.place, request, theirs, addresses)
        is_mine = made is not None and len(made.requests) == len(theirs.requests)
    if made is None:
        return Kept(saved, None, request, "Not kept: a .http file can't hold this body. Put it into a file: < ./body")
    place = _place_of(made, request, saved.place) if is_mine else None
    if place is None:
        place = len(made.requests) - 1
    said = "" if is_mine else "This request was changed in its file meanwhile: yours is kept beside it."
    return Kept(SavedRequests(made, place), made.text, made.requests[place], said)


def removing(saved: SavedRequests, text: str) -> Kept:
    """Remove the request that is edited from a file that holds `text` by now; the one behind it is edited next."""
    if saved.place is None:
        file = parse(text, saved.file.slug)
        place = len(file.requests) - 1 if file.requests else None
        next_one = SavedRequests(file, place)
        return Kept(next_one, None, next_one.current)
    theirs = saved.file if text == saved.file.text else parse(text, saved.file.slug)
    place = _place_of(theirs, saved.current, saved.place)
    if place is None:
        seen = _seen(saved, theirs)
        return Kept(seen, None, seen.current, "Not deleted: the file was changed meanwhile. This is what it holds now.")
    made = removed(theirs, place)
    count = len(made.requests)
    after = SavedRequests(made, min(place, count - 1) if count else None)
    return Kept(after, made.text, after.current, f"Deleted {saved.current.name or 'the request'} from the file.")


def without_secrets(request: RunRequest) -> RunRequest:
    """The request as it may be kept and shown: what looks like a secret of the user's in a header is blotted out."""
    headers = tuple((name, "***" if _is_literal_secret(name, value) else value) for name, value in request.headers)
    return replace(request, headers=headers)


def _seen(saved: SavedRequests, theirs: HttpFile) -> SavedRequests:
    """The file of now, and in it the request that is edited: by what it is, else by its name, else by its place."""
    place = _place_of(theirs, saved.current, saved.place)
    if place is None and saved.place is not None:
        named = [at for at, each in enumerate(theirs.requests) if each.name == saved.current.name]
        place = named[0] if len(named) == 1 else min(saved.place, len(theirs.requests) - 1)
    return SavedRequests(theirs, place if place is not None and place >= 0 else None)


def _place_of(file: HttpFile, request: RunRequest, near: int | None) -> int | None:
    if near is None:
        return None
    same = [at for at, each in enumerate(file.requests) if each == request]
    return min(same, key=lambda at: abs(at - near), default=None)


def _literal_secrets(request: RunRequest, before: RunRequest) -> str:
    """The names of headers that would bring a secret into the file; what stands there already was written by hand."""
    found = [name for name, value in request.headers if _is_literal_secret(name, value)]
    return ", ".join(name for name in found if request.header(name) != before.header(name))


def _is_literal_secret(name: str, value: str) -> bool:
    if name.lower() not in _SECRET_HEADERS:
        return False
    return bool(_SCHEME.sub("", _VARIABLE.sub("", value)).strip())
