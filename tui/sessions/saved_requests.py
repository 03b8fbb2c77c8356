"""A function's saved requests while they are used: which one is edited, and what is written to its file when.

Pure. Owns what becomes of an edit when the file was changed elsewhere meanwhile. Refuses to know disks: a driver reads
the file, asks `keeping`, and writes what it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from tui.sessions.http_file import Addresses, HttpFile, added, merged, parse, removed, replaced
from tui.sessions.run_request import RunRequest
from tui.sessions.secret_headers import is_literal_secret

NEW = RunRequest(headers=(("Content-Type", "application/json"),))
"""What a new request begins as."""


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
    """The number of the saved request that was sent as `request`, as runs are kept; None where that is not certain.

    The one of its name, else the one that asks the same; a run holds no secret headers.
    """
    requests = saved.file.requests
    named = [at for at, each in enumerate(requests) if request.name and each.name == request.name]
    if len(named) == 1:
        return named[0]
    alike = [at for at in named or range(len(requests)) if _as_kept(requests[at]) == _as_kept(request)]
    return alike[0] if len(alike) == 1 else None


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of the request to begin with, once the requests were read.

    `is_restored`: it is the one that was edited last. `was_read`: the file could be read. `used` is what was sent last,
    as runs are kept; None where that is not known. `has_typed`: the user wrote something before all this was known.
    """

    saved: SavedRequests
    used: RunRequest | None
    is_restored: bool = False
    was_read: bool = True
    has_typed: bool = False
    has_draft: bool = False

    @property
    def place(self) -> int | None:
        """The number of the saved request to begin with in place of the first; None where that is not known."""
        return None if self.is_restored or self.used is None else used_last(self.saved, self.used)

    @property
    def may_be_sent(self) -> bool:
        """Whether it may be sent without being read first: the user wrote or chose it, or there is no other.

        A draft that an earlier console left is never sent like that.
        """
        if self.has_typed:
            return True
        if self.has_draft:
            return False
        if self.is_restored or self.place is not None:
            return True
        there = len(self.saved.file.requests)
        return self.was_read and (there == 0 or (there == 1 and self.used is None))


def _as_kept(request: RunRequest) -> RunRequest:
    """What of a request is kept with its run, without its name."""
    headers = tuple((name, value) for name, value in request.headers if not is_literal_secret(name, value))
    return replace(request, headers=headers, name="", checks=())


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
        return Kept(saved, None, request, _not_kept(request, addresses))
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


def _not_kept(request: RunRequest, addresses: Addresses) -> str:
    """Why a request can't be written in this format: what of it would be read as something else."""
    alone = {
        "name": RunRequest(name=request.name),
        "path": RunRequest(path=request.path),
        "query": RunRequest(query=request.query),
        "headers": RunRequest(headers=request.headers),
        "checks": RunRequest(checks=request.checks),
        "body": RunRequest(body=request.body),
    }
    empty = parse("", "a")
    found = [word for word, part in alone.items() if added(empty, part, addresses) is None]
    if found == ["body"]:
        return "Not kept: a .http file can't hold this body. Put it into a file: < ./body"
    said = " and ".join(found) or "request"
    return f"Not kept: a .http file can't hold this {said}: it would be read as something else."


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
    there = {(name.lower(), value) for name, value in before.headers}
    return ", ".join(
        name for name, value in request.headers if is_literal_secret(name, value) and (name.lower(), value) not in there
    )
