"""Secrets as a `ListSpec`: key, state, who names it, when it changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from tui.app.secrets.words import state_style, state_words, users_words
from tui.app.widgets.relative_time import ago
from tui.model.stored_secret import StoredSecret
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, Order, holds_words
from tui.sessions.secrets import State, state_of
from tui.terminal.sanitise import printable

KEY = "KEY"
FIRST_ORDER = Order(KEY)
_NEVER = datetime.min.replace(tzinfo=UTC)
_STATES = (State.EXPIRED, State.ACTIVE, State.DELETED)


def secret_list(used_by: Mapping[str, tuple[str, ...]] | None, clock: Callable[[], datetime]) -> ListSpec[StoredSecret]:
    """The rows; `used_by` are the functions that name each key, None while that is not known."""

    def users(each: StoredSecret) -> tuple[str, ...] | None:
        return None if used_by is None else used_by.get(each.key, ())

    return ListSpec(
        key=lambda each: each.key,
        columns=(
            Column[StoredSecret](
                KEY,
                Flexible(12, 2),
                lambda each, now, cells: printable(each.key, limit=200),
                lambda each: "muted" if state_of(each, clock()) is State.DELETED else "",
                # The user's own before the server's.
                sort=lambda each: (each.is_reserved, each.key),
                bar=True,
            ),
            Column(
                "STATE",
                Fixed(18, 14),
                lambda each, now, cells: state_words(each, now),
                lambda each: state_style(each, clock()),
                moment=lambda each: each.expires_at,
                sort=lambda each: (
                    each.is_reserved,
                    _STATES.index(state_of(each, clock())),
                    each.expires_at or _LATEST,
                ),
            ),
            Column(
                "USED BY",
                Fixed(24, 16, drop=2),
                lambda each, now, cells: users_words(users(each), cells),
                lambda each: "" if users(each) else "muted",
                sort=lambda each: len(users(each) or ()),
                descending=True,
            ),
            Column(
                "UPDATED",
                Fixed(10, drop=3),
                lambda each, now, cells: ago(each.updated_at, now),
                lambda each: "muted",
                moment=lambda each: each.updated_at,
                sort=lambda each: each.updated_at or _NEVER,
                descending=True,
            ),
        ),
        matches=lambda each, needle: holds_words(needle, each.key, *(users(each) or ())),
        text_cells=16,
    )


_LATEST = datetime.max.replace(tzinfo=UTC)
