"""A list as a value: what it holds, what of it is shown in which order, where the selection is and what is marked.

Pure, and the same for every list: a `ListSpec` says what the rows of one list are. Refuses to know how rows are
painted, where they come from and which keys move in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

Item = TypeVar("Item")


class Sortable(Protocol):
    """What rows can be sorted by."""

    def __lt__(self, other: Any, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """A column of so many cells, the blank behind it included.

    Where there is less room it has `short` cells, then none: of several columns the one of the highest `drop` goes
    first; 0 is never dropped.
    """

    cells: int
    short: int | None = None
    drop: int = 0


@dataclass(frozen=True, slots=True)
class Flexible:
    """A column as wide as what the list holds, `least` cells at least. What has no room is shared out by `weight`."""

    least: int = 7
    weight: int = 1


@dataclass(frozen=True)
class Column(Generic[Item]):
    """A column of a list; its title is also the name under which the list is sorted by it.

    `text` is told the time and how many cells the column has. `style` is the name of a theme's colour, empty for
    that of usual text; `lead` is a word in front in a style of its own, as (text, style). `moment` is given where the
    text is an age, which has to be painted again. `bar` says that the bar of the selected row covers the column.
    `descending` is a column whose natural order is the greatest first.
    """

    title: str
    width: Fixed | Flexible
    text: Callable[[Item, datetime, int], str]
    style: Callable[[Item], str] = lambda item: ""
    lead: Callable[[Item], tuple[str, str]] | None = None
    moment: Callable[[Item], datetime | None] | None = None
    sort: Callable[[Item], Sortable] | None = None
    descending: bool = False
    bar: bool = False


@dataclass(frozen=True)
class ListSpec(Generic[Item]):
    """What the rows of one list are.

    `key` tells rows apart, also after the list was fetched again. `sign` is one character in front of a row and its
    style, empty for most rows. `text_cells` are left to the flexible columns before a fixed one is dropped.
    """

    key: Callable[[Item], str]
    columns: tuple[Column[Item], ...]
    matches: Callable[[Item, str], bool] = lambda item, needle: True
    sign: Callable[[Item], tuple[str, str]] | None = None
    mark_sign: str = "*"
    text_cells: int = 32

    def column(self, title: str) -> Column[Item]:
        """The column of a title. Raises LookupError where there is none."""
        return next(column for column in self.columns if column.title == title)


class Order(NamedTuple):
    """A column's title and a direction. `reverse` is against the column's natural direction."""

    column: str
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Loading:
    """The list was asked for. `as_of`: the items are of an earlier run, and were fetched then."""

    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The items are what the server answered."""

    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The list could not be fetched, or was not asked for, and why in a few words; what is shown is from before."""

    reason: str = ""
    as_of: datetime | None = None


Load = Loading | Loaded | Failed


@dataclass(frozen=True)
class ListState(Generic[Item]):
    """A list and what the user did with it.

    `order` is None for a list that comes in its order. `selected` is a key; it stays while nothing is shown.
    `is_chosen` says that the user has moved the selection or looked for what it is on: until then it is on the first
    row, whichever that is.
    `shown` and `place` follow from the rest (`rows`, and where `selected` stands there) and are kept so that a move
    costs the same in every list: use the functions of this module to make a state.
    """

    load: Load = Loading()
    items: tuple[Item, ...] = ()
    needle: str = ""
    order: Order | None = None
    selected: str | None = None
    is_chosen: bool = False
    marked: frozenset[str] = frozenset()
    shown: tuple[Item, ...] = ()
    place: int = 0

    @property
    def item(self) -> Item | None:
        """What the selection is on; None where nothing is shown."""
        return self.shown[self.place] if self.shown else None

    @property
    def is_loaded(self) -> bool:
        """Whether the items are what the server holds."""
        return isinstance(self.load, Loaded)


def holds_words(needle: str, *texts: str) -> bool:
    """Whether each word of the needle is in one of the texts, whatever the case."""
    folded = [text.casefold() for text in texts]
    return all(any(word in text for text in folded) for word in needle.casefold().split())


def rows(state: ListState[Item], spec: ListSpec[Item]) -> list[Item]:
    """The items that match, in their order. Ties fall to the key, so that the order is the same at every refresh."""
    items: Iterable[Item] = state.items
    if state.needle.strip():
        items = [item for item in items if spec.matches(item, state.needle)]
    if state.order is None:
        return list(items)
    column = spec.column(state.order.column)
    by_key = sorted(items, key=lambda item: (spec.key(item).casefold(), spec.key(item)))
    if column.sort is None:
        return by_key
    return sorted(by_key, key=column.sort, reverse=column.descending != state.order.reverse)


def _shown(state: ListState[Item], spec: ListSpec[Item]) -> ListState[Item]:
    """The state with what follows from the rest. The selection stays on its key, or on its row where that is gone."""
    shown = tuple(rows(state, spec))
    if not shown:
        return replace(state, shown=(), place=0)
    place = 0
    if state.is_chosen:
        place = min(state.place, len(shown) - 1)
        if spec.key(shown[place]) != state.selected:
            place = next((row for row, item in enumerate(shown) if spec.key(item) == state.selected), place)
    return replace(state, shown=shown, place=place, selected=spec.key(shown[place]))


# What comes from the server


def loading(state: ListState[Item]) -> ListState[Item]:
    """The list is asked for; what there was is shown until it comes."""
    return replace(state, load=Loading(state.load.as_of))


def failed(state: ListState[Item], reason: str = "") -> ListState[Item]:
    """The list could not be fetched; what there was is shown on."""
    return replace(state, load=Failed(reason, state.load.as_of))


def received(state: ListState[Item], spec: ListSpec[Item], items: Sequence[Item]) -> ListState[Item]:
    """The list came. Selection and marks stay on their keys; marks of what is not there any more go."""
    return _with_items(replace(state, load=Loaded()), spec, items)


def remembered(state: ListState[Item], spec: ListSpec[Item], items: Sequence[Item], as_of: datetime) -> ListState[Item]:
    """What an earlier run fetched then is shown until the list comes."""
    return _with_items(replace(state, load=Loading(as_of)), spec, items)


def _with_items(state: ListState[Item], spec: ListSpec[Item], items: Sequence[Item]) -> ListState[Item]:
    marked = state.marked
    if marked:
        marked &= {spec.key(item) for item in items}
    return _shown(replace(state, items=tuple(items), marked=marked), spec)


# What is shown


def filtered(state: ListState[Item], spec: ListSpec[Item], needle: str) -> ListState[Item]:
    """Show what matches a needle, with the selection on the first of it; all again, with it where it is.

    What is looked for is chosen: it stays selected when the filter goes.
    """
    state = _shown(replace(state, needle=needle), spec)
    return state if not needle.strip() or not state.shown else stay(select_row(state, spec, 0))


def sorted_by(state: ListState[Item], spec: ListSpec[Item], order: Order) -> ListState[Item]:
    """Show the rows in another order."""
    return _shown(replace(state, order=order), spec)


def next_order(order: Order, spec: ListSpec[Item]) -> Order:
    """The order by the next column that rows can be sorted by, in its natural direction."""
    titles = [column.title for column in spec.columns if column.sort is not None]
    return Order(titles[(titles.index(order.column) + 1) % len(titles)])


# The selection


def select_row(state: ListState[Item], spec: ListSpec[Item], row: int) -> ListState[Item]:
    """Select a row; out of range means the first or the last."""
    row = max(0, min(row, len(state.shown) - 1))
    if not state.shown or row == state.place:
        return state
    return replace(state, place=row, selected=spec.key(state.shown[row]), is_chosen=True)


def follow_row(state: ListState[Item], spec: ListSpec[Item], row: int) -> ListState[Item]:
    """Select a row unless the user has chosen one."""
    return state if state.is_chosen else replace(select_row(state, spec, row), is_chosen=False)


def move(state: ListState[Item], spec: ListSpec[Item], by: int) -> ListState[Item]:
    """Move the selection down, or up where `by` is negative."""
    return select_row(state, spec, state.place + by)


def select(state: ListState[Item], spec: ListSpec[Item], key: str) -> ListState[Item]:
    """Select the row of a key, if it is shown."""
    row = next((row for row, item in enumerate(state.shown) if spec.key(item) == key), None)
    return state if row is None else replace(select_row(state, spec, row), is_chosen=True)


def find(state: ListState[Item], spec: ListSpec[Item], key: str) -> ListState[Item]:
    """Select the row of a key; a filter that hides it goes."""
    found = select(state, spec, key)
    return found if found.selected == key else select(filtered(state, spec, ""), spec, key)


def stay(state: ListState[Item]) -> ListState[Item]:
    """The user has chosen the row that is selected: from now on the selection stays on it."""
    return replace(state, is_chosen=True)
