"""What is shown of a list and in which order: its filter, and the column it is sorted by. The same in every list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from tui.app.shell.list_filter import ListFilter
from tui.app.widgets.command import Command, CommandSet, Footer, Scope
from tui.app.widgets.row_table import RowTable
from tui.sessions.listing import ListState, Order, filtered, next_order, sorted_by

Item = TypeVar("Item")


class ShowsList(Protocol[Item]):
    """A screen with a list."""

    @property
    def table(self) -> RowTable[Item]: ...

    def show(self, state: ListState[Item]) -> None: ...

    def update_keys(self) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...


class ListShowing(Generic[Item]):
    """Filters and sorts the list of a screen; `order` is the one it has first."""

    def __init__(self, page: ShowsList[Item], box: ListFilter, order: Order) -> None:
        self._page = page
        self._box = box
        self._first = order

    @property
    def is_filtered(self) -> bool:
        """Whether there is a filter, or one is being typed."""
        return bool(self._box.text) or self._box.has_focus

    @property
    def has_rows(self) -> bool:
        """Whether there is anything to filter and to sort."""
        return bool(self._page.table.state.items)

    def why_not_clear(self) -> str | None:
        """Why there is no filter to clear, as a sentence."""
        return None if self.is_filtered else "There is no filter to clear: 1 shows the functions."

    def open_filter(self) -> None:
        """Let a filter be typed."""
        self._box.open()

    def keep_filter(self) -> None:
        """Keep the filter and go to the list."""
        # Here and not in answer to the box's own message, which would come behind the next key.
        self._box.close()
        self._page.update_keys()

    def take_over(self) -> None:
        """Show what matches what was typed into the filter box."""
        table = self._page.table
        if self._box.text != table.state.needle:
            self._page.show(filtered(table.state, table.spec, self._box.text))

    def clear_filter(self) -> None:
        """Show everything."""
        self._box.clear_and_close()
        self._page.show(filtered(self._page.table.state, self._page.table.spec, ""))

    def sort(self) -> None:
        """Sort by the next column."""
        order = next_order(self._order, self._page.table.spec)
        self._sort_by(order)
        self._page.say(f"Sorted by {order.column.lower()}.", "$muted")

    def reverse(self) -> None:
        """Reverse the sort order."""
        self._sort_by(Order(self._order.column, not self._order.reverse))

    @property
    def _order(self) -> Order:
        return self._page.table.state.order or self._first

    def _sort_by(self, order: Order) -> None:
        self._page.show(sorted_by(self._page.table.state, self._page.table.spec, order))


Showing = Callable[[Any], ListShowing[Any]]
"""Finds on the owner of a command what the command acts on."""


def filter_commands(prefix: str, showing: Showing, by: str, *, group: str, place: int = 0) -> CommandSet:
    """Opens the filter of what `showing` finds on the owner, and goes from it to the list.

    `by` is what is filtered by, `group` the title of the keys in the box, `place` that of the filter in the footer, 0
    for none there. How it is cleared is the owner's own command.
    """
    opens = Command(
        "filter",
        ("slash",),
        "Filter",
        f"Type to filter by {by}; esc clears.",
        lambda shown, _key: shown.open_filter(),
        _footer("filter", place, showing),
        scope=Scope.MAIN,
    )
    keeps = Command(
        "keep_filter",
        ("enter",),
        "Keep the filter",
        "Keep the filter and go to the list.",
        lambda shown, _key: shown.keep_filter(),
        Footer("list", 1),
        group,
        Scope.BOX,
    )
    return _on(prefix, showing, opens, keeps)


def sort_commands(prefix: str, showing: Showing, columns: str, *, place: int = 0) -> CommandSet:
    """Sorts what `showing` finds on the owner by each of the `columns`, and the other way round."""
    title = "Sort by the next column"
    told = f"Sort by {columns} in turn."
    sorts = Command("sort", ("s",), title, told, lambda shown, _key: shown.sort(), _footer("sort", place, showing))
    title = "Reverse the sort order"
    reverses = Command("reverse", ("S", "shift+s"), title, f"{title}.", lambda shown, _key: shown.reverse())
    return _on(prefix, showing, *(each._replace(scope=Scope.MAIN) for each in (sorts, reverses)))


def _footer(word: str, place: int, showing: Showing) -> Footer | None:
    """Shown while there are rows; none where it has no place."""
    return Footer(word, place, lambda owner: showing(owner).has_rows) if place else None


def _on(prefix: str, showing: Showing, *commands: Command) -> CommandSet:
    """Commands of a `ListShowing`, run on the one that the owner has."""

    def of_owner(command: Command) -> Command:
        return command._replace(id=f"{prefix}.{command.id}", run=lambda owner, key: command.run(showing(owner), key))

    return CommandSet(tuple(map(of_owner, commands)))
