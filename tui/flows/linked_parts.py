"""What the flows of a linked folder hand to each other: what is known of a function, what is saved, what became of it.

Owns that content is judged by what the server turns out to hold in the very moment of the save.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tui.errors import ApiError, StorageError
from tui.model.function import Edited
from tui.sessions.linked import Compared, Here, MergedHere, State, Unusable, compare, is_pushed
from tui.store.function_files import BeingWritten, FileContent, FoundFile, FunctionFolder, Scan
from tui.store.links import Common, Commons

if TYPE_CHECKING:
    from tui.flows.save_session import Final


@dataclass(frozen=True)
class Looked:
    """Folder and server, compared. `failed` are functions that the server did not give; `troubles` as of `Scan`."""

    compared: tuple[Compared, ...]
    failed: Mapping[str, ApiError] = field(default_factory=dict)
    troubles: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Files that were probably renamed: new slug and old one."""


class Done(NamedTuple):
    """What became of one function.

    `found` is how both stood to each other before, None where that could not be found out: `error` says why then.
    `final` is how a save ended, where one was tried; `merged` what a merge made; `wrote` whether files were written.
    `read` are the files as they were read.
    """

    slug: str
    found: Compared | None = None
    final: Final | None = None
    wrote: bool = False
    merged: MergedHere | None = None
    error: ApiError | StorageError | None = None
    read: FileContent | None = None
    deploys_to_cloud: bool = False
    created: bool = False


class Sides(NamedTuple):
    """What is known of a function on this machine."""

    here: Here | Unusable | None
    base: Common | None
    read: FileContent | None = None
    is_moving: bool = False
    """Whether the file changed while it was read."""
    found: FoundFile | str | None = None
    """The file as it was found, or why it can't be used."""

    @property
    def is_as_common(self) -> bool:
        """Whether the file holds the common version: nobody changed it here."""
        base = self.base_content
        return isinstance(self.here, Here) and base is not None and self.here.over(base) == base

    @property
    def base_content(self) -> Edited | None:
        return None if self.base is None else self.base.content


class LinkedChange:
    """What is to be saved, judged by what the server turns out to hold: what may not be written over is left.

    `sent` are contents that were sent from here and of which it is not known whether they arrived.
    """

    def __init__(
        self, slug: str, here: Here, base: Edited | None, sent: Sequence[Edited], *, named: bool, overwrites: bool
    ) -> None:
        self._slug = slug
        self._here = here
        self._base = base
        self._sent = sent
        self._named = named
        self._overwrites = overwrites
        self.found: Compared | None = None
        self.there: Edited | None = None
        self.is_sent = False

    @property
    def has_marks(self) -> bool:
        """Whether marks of a merge stand in the code: that is not sent."""
        return self.found is not None and self.found.marks_line > 0

    def whole(self, there: Edited) -> Edited:
        """The content as it is to be."""
        return self._here.over(there)

    def __call__(self, there: Edited) -> Edited:
        if self.found is not None and self.found.state in (State.ONLY_HERE, State.DELETED_THERE):
            # What is loaded is what a creation begins with.
            self.is_sent = True
            return there
        self.there = there
        # What was sent from here and never answered is what both have in common, once it turns out to stand there.
        base = there if there in self._sent else self._base
        self.found = compare(self._slug, base, self._here, there)
        assert self.found is not None
        self.is_sent = not self.has_marks and is_pushed(self.found, named=self._named, overwrites=self._overwrites)
        return self.whole(there) if self.is_sent else there


def sides_of(files: FunctionFolder, commons: Commons, slug: str, scan: Scan) -> Sides:
    """What is known of a function on this machine. Touches the disk."""
    base = commons.read(slug)
    found = scan.files.get(slug)
    if found is None:
        why = scan.trouble_of(slug)
        return Sides(Unusable(why) if why else None, base, found=why)
    try:
        read = files.read(slug, found)
    except FileNotFoundError:
        return Sides(None, base)
    except StorageError as error:
        return Sides(Unusable(str(error)), base, is_moving=isinstance(error, BeingWritten), found=found)
    return Sides(Here(read.code, *read.about), base, read, found=read.found)
