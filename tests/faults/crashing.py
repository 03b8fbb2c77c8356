"""The console with a fault built in: F9, pressed in the editor, breaks it at the place that is named.

    python -m tests.faults.crashing PLACE SLUG

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

from tests.faults.on_wrap import on_wrap
from tui.__main__ import main as run
from tui.app.editor.screen import EditorScreen
from tui.app.shell.app import Console
from tui.model.secret import Secret
from tui.sessions.edit.conflict import as_edited
from tui.store.draft_writer import DraftWriter
from tui.terminal.driver import DifferenceDriver

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


def _worker(editor: EditorScreen) -> None:
    async def work() -> None:
        fail()

    editor.run_worker(work())


def _task(editor: EditorScreen) -> None:
    async def work() -> None:
        fail()

    task = asyncio.ensure_future(work())
    task.add_done_callback(lambda _task: None)


def _driver(editor: EditorScreen) -> DifferenceDriver:
    return cast("DifferenceDriver", editor.app._driver)


def _line(editor: EditorScreen) -> None:
    _replace(_driver(editor).line, "_difference", fail)
    editor.refresh()


def _line_thread(editor: EditorScreen) -> None:
    line = _driver(editor).line
    _replace(line, "_send_what_waits", _once(fail, line._send_what_waits))
    line._busy = True
    line._hand_over(b"")


def _keys(editor: EditorScreen) -> None:
    driver = _driver(editor)

    def process(_message: Message) -> None:
        fail()

    _replace(driver, "process_message", process)


def _drafts(editor: EditorScreen, *, for_ever: bool) -> None:
    keeper = editor.driver.disk.keeper
    # The disk is asked for the draft's place in a thread of its own.
    assert keeper._opened.wait(10)
    writer = keeper._writer
    assert isinstance(writer, DraftWriter)
    _replace(writer._slot, "write", fail if for_ever else _once(fail, writer._slot.write))
    assert editor.state.base is not None
    writer.put(editor.driver.disk.maker(as_edited(editor.state.base)))


def _recursion(editor: EditorScreen) -> None:
    _recursion(editor)


def _memory(_editor: EditorScreen) -> None:
    raise MemoryError(SAID)


def _import(_editor: EditorScreen) -> None:
    import_module("tui.app.gone.screen")


def _explained(_editor: EditorScreen) -> None:
    raise Explained(SAID)


def _ending(target: type[object], name: str) -> Callable[[EditorScreen], None]:
    def act(editor: EditorScreen) -> None:
        _replace(target, name, fail)
        editor.app.exit()

    return act


def _once(first: Callable[..., object], then: Callable[..., object]) -> Callable[..., object]:
    waiting = [first]

    def act(*given: object) -> object:
        return waiting.pop()(*given) if waiting else then(*given)

    return act


def _replace(target: object, name: str, by: Callable[..., object]) -> None:
    setattr(target, name, by)


PLACES: Mapping[str, Callable[[EditorScreen], object]] = {
    "a handler": fail,
    "a worker": _worker,
    "a task": _task,
    "a timer": lambda editor: editor.set_timer(0.01, fail),
    "a callback of the loop": lambda editor: asyncio.get_running_loop().call_soon(fail),
    "a thread": lambda editor: threading.Thread(target=fail).start(),
    "compose": lambda editor: editor.app.push_screen(BadCompose()),
    "on_mount": lambda editor: editor.app.push_screen(BadMount()),
    "the end of a screen": _ending(EditorScreen, "on_unmount"),
    "the end of the app": _ending(Console, "on_unmount"),
    "giving the terminal back": _ending(DifferenceDriver, "_disable_bracketed_paste"),
    "closing the driver": _ending(DifferenceDriver, "close"),
    "the line": _line,
    "the line's thread": _line_thread,
    "the thread that reads keys": _keys,
    "the drafts' thread": lambda editor: _drafts(editor, for_ever=False),
    "the drafts' thread, for ever": lambda editor: _drafts(editor, for_ever=True),
    "a late import": _import,
    "an exception that explains itself": _explained,
    "MemoryError": _memory,
    "RecursionError": _recursion,
}
"""Where it breaks, and what makes it."""


def main() -> int:
    place, slug = sys.argv[1:]
    # A password that was typed, somewhere in the process.
    Secret(PASSWORD)

    on_wrap(PLACES[place])
    return run([slug])


if __name__ == "__main__":
    sys.exit(main())
