"""A folder that is linked with a server: both are looked at, functions are pushed, pulled and merged, one at a time.

Owns that a save is the edit session's (looked at before, looked up after), that the common version is kept once both
hold it, and that a file which changed under our hands is not written over. Refuses to decide who may be written over:
`tui.sessions.linked` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from tui.errors import ApiError, NotFound, StorageError
from tui.flows.bulk import suffix_of
from tui.flows.linked_parts import Done, LinkedChange, Looked, Sides, sides_of
from tui.flows.save_session import Final, SaveSession
from tui.model.function import ACTIVE, Edited, Function, FunctionSummary
from tui.sessions.edit import outcome as became
from tui.sessions.edit.state import LOOK_UP_DELAYS
from tui.sessions.edit.values import Beginning, Ended, LoadFailed
from tui.sessions.linked import (
    Compared,
    Here,
    State,
    common_of,
    compare,
    differ_in_kind_of_ends,
    is_pulled,
    is_pushed,
    merged,
    renames,
)
from tui.store.function_files import FoundFile, FunctionFolder, Scan, slug_of_file
from tui.store.links import Common, Commons

if TYPE_CHECKING:
    from tui.api.client import Client

_AT_ONCE = 3
_MOST_UNANSWERED = 8


class LinkedFolder:
    """A folder and a server. Its calls are made one after the other."""

    def __init__(
        self,
        client: Client,
        files: FunctionFolder,
        commons: Commons,
        *,
        look_up_delays: tuple[float, ...] = LOOK_UP_DELAYS,
    ) -> None:
        self.files = files
        self._client = client
        self._commons = commons
        self._look_up_delays = look_up_delays
        self._unanswered: dict[str, list[Edited]] = {}

    def use(self, client: Client) -> None:
        """Go on with another client of the same server: there is another key."""
        self._client = client

    # Looking

    async def look(self, slugs: Collection[str] = ()) -> Looked:
        """Compare all functions, or these. Raises ApiError where the list can't be had, StorageError for the folder."""
        listed = {each.slug: each for each in (await self._client.functions.list()).functions}
        scan = await asyncio.to_thread(self.files.scan)
        unusable = {slug for name in scan.troubles if (slug := _slug_in(name, scan)) is not None}
        wanted = sorted(set(slugs) or {*listed, *scan.files, *unusable})
        failed: dict[str, ApiError] = {}
        compared: dict[str, Compared] = {}
        codes: dict[str, str | None] = {}
        waiting = list(reversed(wanted))

        async def work() -> None:
            while waiting:
                slug = waiting.pop()
                sides = await asyncio.to_thread(self._sides, slug, scan)
                try:
                    there = await self._there(listed.get(slug), sides.base)
                except ApiError as error:
                    failed[slug] = error
                    continue
                found = await self._compare(slug, sides, there)
                if found is not None:
                    compared[slug] = found
                    codes[slug] = _code_of(found, sides)

        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(work())
        found = tuple(compared[slug] for slug in wanted if slug in compared)
        renamed = renames((each, codes[each.slug]) for each in found)
        return Looked(found, failed, scan.troubles, renamed)

    async def _there(self, listed: FunctionSummary | None, base: Common | None) -> Function | None:
        """What the server has. What it has not written since is not fetched again."""
        if listed is None:
            return None
        if base is not None and base.updated_at is not None and base.updated_at == listed.updated_at:
            return Function(listed, base.content.code)
        try:
            return await self._client.functions.get(listed.slug)
        except NotFound:
            return None

    def _sides(self, slug: str, scan: Scan) -> Sides:
        return sides_of(self.files, self._commons, slug, scan)

    async def _compare(self, slug: str, sides: Sides, there: Function | None) -> Compared | None:
        content = None if there is None else there.content
        found = compare(slug, sides.base_content, sides.here, content)
        if found is not None and found.state is State.SAME and there is not None and isinstance(sides.here, Here):
            await self._keep(slug, sides.base, Common(common_of(sides.here, there.content), there.summary.updated_at))
        return found

    async def _keep(self, slug: str, before: Common | None, common: Common) -> None:
        if common != before:
            await asyncio.to_thread(self._commons.keep, slug, common)

    async def local(self, slug: str) -> Sides:
        """What is known of a function on this machine. Raises StorageError for the folder."""
        scan = await asyncio.to_thread(self.files.scan)
        return await asyncio.to_thread(self._sides, slug, scan)

    # Pushing

    async def push(
        self,
        slug: str,
        *,
        named: bool,
        overwrites: bool = False,
        creates: bool = True,
        waits: bool = False,
        sides: Sides | None = None,
    ) -> Done:
        """Save what the folder has of a function, if that may be. Raises StorageError where nothing can be kept.

        `sides` is what `local` told, where it was asked already. `named`: the user named it. What is newer on
        the server is written over where `overwrites` says so alone.
        """
        sides = sides or await self.local(slug)
        here = sides.here
        if not isinstance(here, Here):
            there = await self._get(slug)
            if isinstance(there, ApiError):
                return Done(slug, error=there)
            return Done(slug, compare(slug, sides.base_content, here, None if there is None else there.content))
        sent = self._unanswered.get(slug, [])
        change = LinkedChange(slug, here, sides.base_content, sent, named=named, overwrites=overwrites)
        session = self._session(slug, change, waits=waits)
        final = await session.run()
        is_missing = isinstance(final, LoadFailed) and isinstance(final.error, NotFound)
        if is_missing:
            change.found = compare(slug, sides.base_content, here, None)
            if change.found is None or not creates or not is_pushed(change.found, named=named) or change.has_marks:
                return Done(slug, change.found, read=sides.read)
            session = self._session(slug, change, waits=waits, creates=True)
            final = await session.run()
        if change.found is not None and not change.is_sent:
            if change.found.state is State.SAME and isinstance(final, Ended) and change.there is not None:
                await self._keep(slug, sides.base, Common(common_of(here, change.there)))
            elif isinstance(final, LoadFailed):
                return Done(slug, None, final, read=sides.read)
            return Done(slug, change.found, read=sides.read)
        await self._learn(slug, here, sides, final, change.there)
        return Done(
            slug,
            change.found,
            final,
            read=sides.read,
            deploys_to_cloud=session.deploys_to_cloud,
            created=is_missing,
        )

    def _session(self, slug: str, change: LinkedChange, *, waits: bool, creates: bool = False) -> SaveSession:
        beginning = Beginning(change.whole(Edited(slug, "", ACTIVE, ""))) if creates else None
        return SaveSession(
            self._client, slug, change, waits=waits, look_up_delays=self._look_up_delays, beginning=beginning
        )

    async def _learn(self, slug: str, here: Here, sides: Sides, final: Final, there: Edited | None) -> None:
        """Keep what both hold now, where that is known."""
        if not isinstance(final, Ended):
            return
        outcome = final.outcome
        if isinstance(outcome, became.Unknown | became.NotSaved):
            # A request may still be on its way when the function was looked at.
            sent = here.over(there or Edited(slug, "", ACTIVE, ""))
            self._unanswered[slug] = [*self._unanswered.get(slug, []), sent][-_MOST_UNANSWERED:]
            return
        if final.meanwhile is not None and (final.meanwhile.lost or final.meanwhile.unseen):
            # What stands there now is looked at the next time.
            return
        if isinstance(outcome, became.Saved | became.SavedNotDeployed):
            content = common_of(here, outcome.base.content)
            base = sides.base_content
            if outcome.theirs and base is not None:
                # Somebody else changed these at the same moment, and nobody here has seen it.
                content = content._replace(**{name: getattr(base, name) for name in outcome.theirs})
            at = None if outcome.theirs else outcome.base.summary.updated_at
            await self._keep(slug, sides.base, Common(content, at))
            self._unanswered.pop(slug, None)

    async def there(self, slug: str) -> Function | None:
        """What the server has of a function. Raises ApiError."""
        try:
            return await self._client.functions.get(slug)
        except NotFound:
            return None

    async def _get(self, slug: str) -> Function | ApiError | None:
        try:
            return await self._client.functions.get(slug)
        except NotFound:
            return None
        except ApiError as error:
            return error

    # Pulling

    async def pull(self, slug: str, *, named: bool, overwrites: bool = False) -> Done:
        """Write what the server has of a function, if that may be. Raises StorageError where nothing can be kept."""
        there, sides = await self._get(slug), await self.local(slug)
        if isinstance(there, ApiError):
            return Done(slug, error=there)
        found = await self._compare(slug, sides, there)
        if found is None or there is None or not is_pulled(found, named=named, overwrites=overwrites):
            return Done(slug, found, read=sides.read)
        return await self._write(slug, sides, found, Common(there.content, there.summary.updated_at), there.content)

    async def merge(self, slug: str) -> Done:
        """Where both sides changed, write a merge of both into the file. `merged` is None where none can be made."""
        there, sides = await self._get(slug), await self.local(slug)
        if isinstance(there, ApiError):
            return Done(slug, error=there)
        found = await self._compare(slug, sides, there)
        base, here = sides.base_content, sides.here
        can_be = found is not None and found.state is State.BOTH_CHANGED and not found.marks_line
        if not can_be or there is None or base is None or not isinstance(here, Here):
            return Done(slug, found, read=sides.read)
        if differ_in_kind_of_ends(here.code, there.content.code):
            return Done(slug, found, error=StorageError("line ends differ too: make them the same first"))
        result = merged(base, here, there.content)
        common = Common(common_of(Here(*base[3:], status=base.status), there.content), there.summary.updated_at)
        done = await self._write(slug, sides, found, common, result.content)
        return done._replace(merged=result if done.wrote else None)

    async def _write(self, slug: str, sides: Sides, found: Compared | None, common: Common, content: Edited) -> Done:
        """Write the files; `common` is what both have in common then."""
        scan = await asyncio.to_thread(self.files.scan)
        file: FoundFile | None = scan.files.get(slug)
        if file != (None if sides.read is None else sides.read.found):
            return Done(slug, found, error=StorageError("the file changed in this moment: nothing was written to it"))
        name = f"{slug}{suffix_of(content.code)}" if file is None else file.name
        with_about = file is None or file.about is not None
        try:
            await asyncio.to_thread(
                lambda: self.files.write(slug, name, content, with_about=with_about, is_new=file is None)
            )
        except StorageError as error:
            return Done(slug, found, error=error)
        await self._keep(slug, sides.base, common)
        return Done(slug, found, wrote=True, read=sides.read)


def _slug_in(name: str, scan: Scan) -> str | None:
    slug = slug_of_file(name)
    return slug if slug is not None and slug not in scan.files else None


def _code_of(found: Compared, sides: Sides) -> str | None:
    if found.state is State.DELETED_HERE:
        return None if sides.base is None else sides.base.content.code
    return sides.here.code if isinstance(sides.here, Here) else None
