"""Every version of a function that was seen or saved on this machine.

One file a function lists its versions, its name a hash; the codes lie beside them, compressed and named by their hash,
so that a code is on disk once however many versions hold it. Owns what counts as the same version and how large all of
it may grow. A file that can't be used is set aside, never deleted.

Not a database: loading one costs the console 2 MiB for as long as it runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tui.errors import StorageError
from tui.model.fields import Fields, InvalidField
from tui.model.fingerprint import fingerprint
from tui.model.function import ALL_FIELDS, Edited
from tui.model.history import How, KeptFunction, KeptVersion
from tui.store.files import reason_of, write_private
from tui.store.kept_files import FORMAT, alone_in, read_kept

MOST_BYTES = 64 * 1024 * 1024
"""What the codes of all versions may take, compressed. The oldest go first; a function's newest goes last."""

_MOST_LISTING_BYTES = 16 * 1024 * 1024
_MOST_CODE_BYTES = 64 * 1024 * 1024
_DAMAGED = "The code of this version is damaged on disk and can't be read."


class NewVersion(NamedTuple):
    """A version to keep: what it holds, when it was written (aware UTC), and how it came here."""

    server: str
    slug: str
    content: Edited
    at: datetime
    how: How


class _Row(NamedTuple):
    """One line of a function's file; `code` is a hash."""

    at: datetime
    how: How
    mark: str
    name: str
    description: str
    status: str
    code: str


class _Listing(NamedTuple):
    """The file of one function; its rows in the order of their times, the newest last."""

    path: Path
    server: str
    slug: str
    rows: list[_Row]


class HistoryStore:
    """The versions of this user, in one folder. Calls may come from any thread and from several consoles at once.

    Every call raises StorageError with a sentence when the folder can't be used.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def keep(self, version: NewVersion) -> bool:
        """Keep a version; False where nothing is new: it is the newest one kept, or too large to keep."""
        import zlib

        content, mark = version.content, fingerprint(version.content)
        with alone_in(self._folder):
            listing = self._listing(version.server, version.slug)
            newest = listing.rows[-1] if listing.rows else None
            if newest is not None and newest.mark == mark:
                if version.how is How.SAVED and newest.how is not How.SAVED:
                    listing.rows[-1] = newest._replace(how=How.SAVED)
                    _write(listing)
                return False
            code = _encoded(content.code)
            digest = sha256(code).hexdigest()
            if not self._code_path(digest).exists():
                packed = zlib.compress(code)
                if len(packed) > self._most_bytes // 4 or len(code) > _MOST_CODE_BYTES:
                    return False
                write_private(self._code_path(digest), packed)
            listing.rows.append(
                _Row(version.at, version.how, mark, content.name, content.description, content.status, digest)
            )
            listing.rows.sort(key=lambda row: row.at)
            while len(listing.rows) > 1 and len(_listed(listing)) > _MOST_LISTING_BYTES:
                del listing.rows[0]
            if len(_listed(listing)) > _MOST_LISTING_BYTES:
                return False
            _write(listing)
            self._keep_small()
        return True

    def versions(self, server: str, slug: str) -> list[KeptVersion]:
        """The versions of a function, the newest first."""
        return [KeptVersion(row.at, row.how, row.mark) for row in reversed(self._listing(server, slug).rows)]

    def content(self, server: str, slug: str, mark: str) -> Edited | None:
        """What the version with this mark holds; None when it is not kept any more."""
        row = next((row for row in self._listing(server, slug).rows if row.mark == mark), None)
        if row is None:
            return None
        return Edited(row.name, row.description, row.status, self._code(row.code))

    def code_at(self, server: str, slug: str, at: datetime) -> str | None:
        """The code that the newest version kept from then (aware) or before holds; None where none is kept."""
        row = next((row for row in reversed(self._listing(server, slug).rows) if row.at <= at), None)
        return None if row is None else self._code(row.code)

    def functions(self, server: str) -> list[KeptFunction]:
        """The functions of a server of which versions are kept, the newest first."""
        found = [
            KeptFunction(each.slug, each.rows[-1].name, each.rows[-1].at)
            for each in self._listings()
            if each.server == server and each.rows
        ]
        return sorted(found, key=lambda each: each.at, reverse=True)

    # Codes

    def _code_path(self, digest: str) -> Path:
        return self._folder / "codes" / f"{digest}.z"

    def _code(self, digest: str) -> str:
        import zlib

        path = self._code_path(digest)
        try:
            unpacked = zlib.decompressobj().decompress(path.read_bytes(), _MOST_CODE_BYTES)
        except OSError as error:
            raise StorageError(f"{path} can't be read: {reason_of(error)}", reason_of(error)) from error
        except zlib.error as error:
            raise StorageError(_DAMAGED) from error
        if sha256(unpacked).hexdigest() != digest:
            raise StorageError(_DAMAGED)
        return unpacked.decode("utf-8", "surrogatepass")

    def _keep_small(self) -> None:
        sizes = {path.stem: path.stat().st_size for path in (self._folder / "codes").glob("*.z")}
        total = sum(sizes.values())
        if total <= self._most_bytes:
            return
        listings = list(self._listings())
        users: dict[str, int] = {}
        for listing in listings:
            for row in listing.rows:
                users[row.code] = users.get(row.code, 0) + 1
        # Codes nobody names: left by a console that was killed between a code and its line.
        gone = [digest for digest in sizes if digest not in users]
        total -= sum(sizes[digest] for digest in gone)
        rows = [(row is listing.rows[-1], row.at, listing, row) for listing in listings for row in listing.rows]
        for _, _, listing, row in sorted(rows, key=lambda each: each[:2]):
            if total <= self._most_bytes:
                break
            listing.rows.remove(row)
            _write(listing)
            users[row.code] -= 1
            if not users[row.code]:
                gone.append(row.code)
                total -= sizes.get(row.code, 0)
        for digest in gone:
            self._code_path(digest).unlink(missing_ok=True)

    # Listings

    def _listing(self, server: str, slug: str) -> _Listing:
        name = sha256(json.dumps([server, slug]).encode()).hexdigest()[:32]
        path = self._folder / f"{name}.json"
        return self._read(path) or _Listing(path, server, slug, [])

    def _listings(self) -> Iterator[_Listing]:
        for path in sorted(self._folder.glob("*.json")):
            found = self._read(path)
            if found is not None:
                yield found

    def _read(self, path: Path) -> _Listing | None:
        def listing(content: Fields) -> _Listing:
            rows = [_row(Fields(each, "a version", exact=True)) for each in content.items("versions")]
            return _Listing(path, content.text("server"), content.text("slug"), rows)

        return read_kept(path, _MOST_LISTING_BYTES, "A function's history", listing)


def _encoded(text: str) -> bytes:
    # Half a surrogate pair that stands in a text is kept too.
    return text.encode("utf-8", "surrogatepass")


def _listed(listing: _Listing) -> bytes:
    versions = [{**row._asdict(), "at": row.at.isoformat(), "how": row.how.value} for row in listing.rows]
    content = {"format": FORMAT, "server": listing.server, "slug": listing.slug, "versions": versions}
    return json.dumps(content, separators=(",", ":")).encode("ascii")


def _write(listing: _Listing) -> None:
    write_private(listing.path, _listed(listing))


def _row(content: Fields) -> _Row:
    mark, name, description, status, code = (content.text(each) for each in ("mark", *ALL_FIELDS))
    if not code.isalnum():
        # It becomes the name of a file.
        raise InvalidField(content.what, "code", "a hash")
    return _Row(content.moment("at"), How(content.text("how")), mark, name, description, status, code)
