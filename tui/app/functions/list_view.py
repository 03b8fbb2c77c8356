"""What the loading of the list works with, as it sees it: what shows the list, and what follows changes by others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from tui.app.shell.live import Watching
from tui.errors import ApiError
from tui.model.function import FunctionList, FunctionSummary
from tui.sessions.calls import Counted
from tui.sessions.liveness import ServerProof
from tui.store.list_cache import KnownList


class ListView(Protocol):
    """What shows the list; `ListAnswers` is one."""

    def show_loading(self) -> None: ...

    def show_list(self, found: FunctionList, proof: ServerProof) -> None: ...

    def show_calls(self, calls: Mapping[str, Counted] | None) -> None: ...

    def show_liveness(self, proof: ServerProof) -> None: ...

    def show_failure(self, error: ApiError) -> None: ...

    def show_unconnected(self) -> None: ...

    def show_notice(self, notice: str) -> None: ...

    def start_over(self, known: KnownList | None) -> None: ...

    def look_for_drafts(self) -> None: ...

    def listed(self, slug: str) -> FunctionSummary | None: ...

    def unmark(self, slugs: frozenset[str]) -> None: ...

    def open_slug(self, slug: str) -> None: ...

    def select_slug(self, slug: str) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...

    @property
    def may_open(self) -> bool:
        """Whether the user looks at the list, and types nothing into it."""
        ...

    @property
    def is_on_top(self) -> bool:
        """Whether nothing covers the list."""
        ...


class Live(Protocol):
    """Follows what others change on the server; `tui.app.shell.live.LiveChanges` is one."""

    def subscribe(self, watching: Watching) -> Callable[[], None]: ...

    def begin(self) -> None: ...

    def came_back(self) -> None: ...

    def found_change(self) -> None: ...
