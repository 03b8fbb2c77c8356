"""The console with a fault built in: F9 in the editor, alt+k in the runner, F4 in a linked folder break it.

The place is named on the command line.

    python -m tests.faults.crashing PLACE [the console's own arguments]

Its own code is replaced while it runs; everything around the fault is the real program.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, cast

from textual.app import ComposeResult
from textual.screen import Screen

from tests.faults.on_wrap import on_copy, on_details, on_wrap
from tui.__main__ import main as run
from tui.app.editor.screen import EditorScreen
from tui.app.runner.screen import RunnerScreen
from tui.app.shell.app import Console
from tui.app.shell.screen import ConsoleScreen
from tui.flows.draft_follower import DraftKeeper
from tui.model.secret import Secret
from tui.sessions.edit.conflict import as_edited
from tui.store.draft_slots import Kept
from tui.store.draft_writer import DraftWriter
from tui.terminal.driver_differences import DifferenceDriver

if TYPE_CHECKING:
    from textual.message import Message

KEY = "key-crash-0123456789"
PASSWORD = "correct horse"
SAID = f"fault: {KEY} {PASSWORD} https://me:{PASSWORD}@host/ Bearer abc.def"


class Explained(Exception):
    """An exception that can explain itself to Rich."""

    def __rich__(self) -> str:
        return str(self)


def fail(*_: object) -> NoReturn:
    """The fault. Its message holds what no report may hold."""
    raise RuntimeError(SAID)


class BadCompose(Screen[None]):
    """Fails to be made."""

    def compose(self) -> ComposeResult:
        fail()


class BadMount(Screen[None]):
    """Fails when it is shown."""

    def on_mount(self) -> None:
        fail()


def _worker(screen: ConsoleScreen) -> None:
    async def work() -> None:
        fail()

    screen.run_worker(work())


def _task(screen: ConsoleScreen) -> None:
    async def work() -> None:
        fail()

    task = asyncio.ensure_future(work())
    task.add_done_callback(lambda _task: None)


def _driver(screen: ConsoleScreen) -> DifferenceDriver:
    return cast("DifferenceDriver", screen.app._driver)


def _line(screen: ConsoleScreen) -> None:
    _replace(_driver(screen).line, "_difference", fail)
    screen.refresh()


def _line_thread(screen: ConsoleScreen) -> None:
    line = _driver(screen).line
    _replace(line, "_send_what_waits", _once(fail, line._send_what_waits))
    line._busy = True
    line._hand_over(b"")


def _keys(screen: ConsoleScreen) -> None:
    driver = _driver(screen)

    def process(_message: Message) -> None:
        fail()

    _replace(driver, "process_message", process)


def _drafts(screen: ConsoleScreen, *, for_ever: bool) -> None:
    if isinstance(screen, RunnerScreen):
        writer = _broken(screen.requests.drafting._keeper, for_ever=for_ever)
        made = screen.requests._draft()
        assert made is not None
        writer.put(made)
        return
    if not isinstance(screen, EditorScreen):
        # A function is open below, in a tab that is not shown.
        assert isinstance(screen.app, Console)
        [screen] = [each for each in screen.app._installed_screens.values() if isinstance(each, EditorScreen)]
    edits = _broken(screen.driver.disk.keeper, for_ever=for_ever)
    assert screen.state.base is not None
    edits.put(screen.driver.disk.maker(as_edited(screen.state.base)))


def _broken(keeper: DraftKeeper[Kept], *, for_ever: bool) -> DraftWriter[Kept]:
    # The disk is asked for the draft's place in a thread of its own.
    assert keeper._opened.wait(10)
    writer = keeper._writer
    assert isinstance(writer, DraftWriter)
    _replace(writer._slot, "write", fail if for_ever else _once(fail, writer._slot.write))
    return writer


def _recursion(screen: ConsoleScreen) -> None:
    _recursion(screen)


def _memory(_screen: ConsoleScreen) -> None:
    raise MemoryError(SAID)


def _import(_screen: ConsoleScreen) -> None:
    import_module("tui.app.gone.screen")


def _explained(_screen: ConsoleScreen) -> None:
    raise Explained(SAID)


def _ending(target: type[object] | None, name: str) -> Callable[[ConsoleScreen], None]:
    """The method of a class, of the screen's where none is given, fails while the console ends."""

    def act(screen: ConsoleScreen) -> None:
        _replace(type(screen) if target is None else target, name, fail)
        screen.app.exit()

    return act


def _once(first: Callable[..., object], then: Callable[..., object]) -> Callable[..., object]:
    waiting = [first]

    def act(*given: object) -> object:
        return waiting.pop()(*given) if waiting else then(*given)

    return act


def _replace(target: object, name: str, by: Callable[..., object]) -> None:
    setattr(target, name, by)


PLACES: Mapping[str, Callable[[ConsoleScreen], object]] = {
    "a handler": fail,
    "a worker": _worker,
    "a task": _task,
    "a timer": lambda screen: screen.set_timer(0.01, fail),
    "a callback of the loop": lambda screen: asyncio.get_running_loop().call_soon(fail),
    "a thread": lambda screen: threading.Thread(target=fail).start(),
    "compose": lambda screen: screen.app.push_screen(BadCompose()),
    "on_mount": lambda screen: screen.app.push_screen(BadMount()),
    "the end of a screen": _ending(None, "on_unmount"),
    "the end of the app": _ending(Console, "on_unmount"),
    "giving the terminal back": _ending(DifferenceDriver, "_disable_bracketed_paste"),
    "closing the driver": _ending(DifferenceDriver, "close"),
    "the line": _line,
    "the line's thread": _line_thread,
    "the thread that reads keys": _keys,
    "the drafts' thread": lambda screen: _drafts(screen, for_ever=False),
    "the drafts' thread, for ever": lambda screen: _drafts(screen, for_ever=True),
    "a late import": _import,
    "an exception that explains itself": _explained,
    "MemoryError": _memory,
    "RecursionError": _recursion,
}
"""Where it breaks, and what makes it."""


def main() -> int:
    place, *arguments = sys.argv[1:]
    # A password that was typed, somewhere in the process.
    Secret(PASSWORD)

    on_wrap(PLACES[place])
    on_copy(PLACES[place])
    on_details(PLACES[place])
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
