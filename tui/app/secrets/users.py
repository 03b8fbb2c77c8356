"""Finds out which functions name which secrets: their code is gathered, and read in a thread.

Owns when that is done. It decides nothing: `tui.editing.env_names` knows what naming one is, `tui.flows.all_code` what
is fetched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from tui.app.shell.connection import Connection
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.widgets.clock import Clock, wait_for
from tui.editing.env_names import keys_of
from tui.flows.all_code import CodeShelf, gather
from tui.model.function import FunctionSummary
from tui.sessions.secrets import users

_MOST_FETCHED = 300
"""Of so many functions code is fetched to know it; for more a search over all code (ctrl+f in the list) fetches it."""


class SecretUsers:
    """Tells `known` who names which key. `listed` are the functions that are listed now."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        known: KnownSecrets,
        *,
        shelf: Callable[[], CodeShelf],
        listed: Callable[[], Sequence[FunctionSummary]],
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._known = known
        self._shelf = shelf
        self._listed = listed

    async def find_out(self) -> None:
        """Gather the code and read it. Where a part of it can't be had, who uses what stays not known."""
        server, shelf, functions = self._connection.server_id, self._shelf(), tuple(self._listed())
        there = await asyncio.to_thread(shelf.begin, functions)
        if not functions or len(functions) - len(there) > _MOST_FETCHED:
            return
        progress = await gather(
            self._connection.api,
            functions,
            shelf,
            now=self._clock.now,
            wait=partial(wait_for, self._clock),
            budget=lambda: self._connection.request_budget,
            checked=0,
        )
        if progress.failed or progress.halted is not None:
            return
        slugs = [each.slug for each in progress.functions if each.slug not in progress.deleted]
        found = await asyncio.to_thread(_users_in, shelf, slugs)
        if found is not None and self._connection.server_id == server:
            self._known.set_users(found)


def _users_in(shelf: CodeShelf, slugs: Sequence[str]) -> Mapping[str, tuple[str, ...]] | None:
    """Who names which key; None where a code is not there any more. Touches the disk."""
    named: list[tuple[str, frozenset[str]]] = []
    for slug in slugs:
        code = shelf.read(slug)
        if code is None:
            return None
        named.append((slug, frozenset(keys_of(code))))
    return users(named)
