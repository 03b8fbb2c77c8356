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


def filter_commands(
    prefix: str, showing: Callable[[Any], ListShowing[Any]], by: str, *, group: str, place: int = 0
) -> CommandSet:
    """Opens the filter of what `showing` finds on the owner, and goes from it to the list.

    `by` is what is filtered by, `group` the title of the keys in the box, `place` that of the filter in the footer, 0
    for none there. How it is cleared is the owner's own command.
    """
    return CommandSet(
        (
            Command(
                f"{prefix}.filter",
                ("slash",),
                "Filter",
                f"Type to filter by {by}; esc clears.",
                lambda owner, _key: showing(owner).open_filter(),
                Footer("filter", place, lambda owner: showing(owner).has_rows) if place else None,
                scope=Scope.MAIN,
            ),
            Command(
                f"{prefix}.keep_filter",
                ("enter",),
                "Keep the filter",
                "Keep the filter and go to the list.",
                lambda owner, _key: showing(owner).keep_filter(),
                Footer("list", 1),
                group,
                Scope.BOX,
            ),
        )
    )


def sort_commands(
    prefix: str, showing: Callable[[Any], ListShowing[Any]], columns: str, *, place: int = 0
) -> CommandSet:
    """Sorts what `showing` finds on the owner by each of the `columns`, and the other way round."""
    return CommandSet(
        (
            Command(
                f"{prefix}.sort",
                ("s",),
                "Sort by the next column",
                f"Sort by {columns} in turn.",
                lambda owner, _key: showing(owner).sort(),
                Footer("sort", place, lambda owner: showing(owner).has_rows) if place else None,
                scope=Scope.MAIN,
            ),
            Command(
                f"{prefix}.reverse",
                ("S", "shift+s"),
                "Reverse the sort order",
                "Reverse the sort order.",
                lambda owner, _key: showing(owner).reverse(),
                scope=Scope.MAIN,
            ),
        )
    )
