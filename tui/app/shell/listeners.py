"""Those who want to be told of something, until they don't."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Listener = TypeVar("Listener")


class Listeners(Generic[Listener]):
    """All of them, in the order in which they came. Who is told may come and go meanwhile."""

    def __init__(self) -> None:
        self._all: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add one; the result takes it away again, once or more often."""
        self._all.append(listener)

        def unsubscribe() -> None:
            if listener in self._all:
                self._all.remove(listener)

        return unsubscribe

    def __iter__(self) -> Iterator[Listener]:
        return iter(tuple(self._all))
