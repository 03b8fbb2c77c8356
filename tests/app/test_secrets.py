"""A key or a password stands nowhere but on the wire and where it was given: not in what is shown, named or written."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console as Paper
from textual.pilot import Pilot
from textual.widgets import Input

from tests.console_fixture import idle, settled, until
from tests.faults.faulty_server import KEY, Peer
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tui.app.connect.driver import Connecting
from tui.app.connect.screen import ConnectScreen
from tui.app.editor.screen import EditorScreen
from tui.app.features import Features
from tui.app.shell.app import Console
from tui.app.start import ConsoleStart
from tui.flows.connect import Target
from tui.model.secret import Secret
from tui.store.drafts import DraftStore
from tui.store.list_cache import ListCache

TOP = Path(__file__).parents[2]
PASSWORD = "correct-horse-battery"
SECRETS = (KEY, PASSWORD)


def own_objects() -> Iterator[object]:
    """Every living object of the console's own classes."""
    for each in gc.get_objects():
        if type(each).__module__.startswith("tui."):
            yield each


def repr_of(each: object) -> str:
    """What a dump shows of an object; nothing of one whose constructor raised, which some other test may still hold."""
    try:
        return repr(each)
    except AttributeError as error:
        if error.obj is not each:
            raise
        return ""


def files_in(folder: Path) -> list[tuple[str, str]]:
    """Every file there, and its text."""
    return [(str(path), path.read_text(errors="replace")) for path in folder.rglob("*") if path.is_file()]


def leaking(texts: Iterator[tuple[str, str]]) -> list[str]:
    return [where for where, text in texts if any(secret in text for secret in SECRETS)]


async def _typed_password(pilot: Pilot[int], connecting: Connecting) -> None:
    """On the connect screen, a password and a key typed, and the connection refused."""
    console = pilot.app
    assert isinstance(console, Console)
    connecting.ask()
    await until(pilot, lambda: isinstance(console.screen, ConnectScreen))
    await idle(pilot)
    screen = console.screen
    assert isinstance(screen, ConnectScreen)
    screen.query_one("#user", Input).value = "admin"
    screen.query_one("#password", Input).value = PASSWORD
    screen.query_one("#key", Input).value = ""
    await pilot.press("ctrl+s")
    await settled(pilot)


async def test_no_dump_of_the_running_console_holds_one(tmp_path: Path) -> None:
    with Peer("nothing", "list") as peer:
        target = Target(peer.url, Secret(KEY), "INSFORGE_URL", "INSFORGE_API_KEY")
        start = ConsoleStart(
            lambda: target,
            "hello-world",
            server=peer.url,
            lists=ListCache(tmp_path / "lists"),
            drafts=DraftStore(tmp_path / "drafts"),
        )
        made: list[Features] = []

        def put_together(console: Console) -> Features:
            made.append(Features(console, start))
            return made[0]

        console = Console(put_together)
        async with console.run_test(size=(100, 40)) as pilot:
            # The function it is started with opens when the list is there.
            await until(pilot, lambda: isinstance(console.screen, EditorScreen))
            await settled(pilot)
            await _typed_password(pilot, made[0].connecting)
            paper = Paper(file=io.StringIO(), width=200)
            paper.print(console.tree, console.screen.css_tree)
            dumps = [
                ("the widget tree", paper.file.getvalue() if isinstance(paper.file, io.StringIO) else ""),
                ("the picture", console.export_screenshot()),
                ("the text of the screen", console.export_screenshot(simplify=True)),
            ]
            named = (start, target, console, made[0].connection.api, *target)
            shown = [(f"the repr of a {type(each).__name__}", repr_of(each)) for each in (*named, *own_objects())]
            assert any("Client" in where for where, _ in shown)
            assert leaking(iter(dumps + shown)) == []
    assert leaking(iter(files_in(tmp_path))) == []


def test_a_real_run_leaves_none_in_files_arguments_or_on_the_terminal(tmp_path: Path) -> None:
    log = tmp_path / "textual.log"
    with Peer("nothing", "list") as peer:
        env = {**surroundings(tmp_path), "INSFORGE_URL": peer.url, "INSFORGE_API_KEY": KEY, "TEXTUAL_LOG": str(log)}
        with TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=TOP, rows=30) as terminal:
            terminal.wait_for(r"hello-world +\+ active")
            terminal.press("c")
            terminal.wait_for("Connect to an InsForge server")
            # In one go, as a password manager types.
            terminal.type(f"\tadmin\t{PASSWORD}")
            terminal.wait_for(r"\*{21}")
            terminal.wait_for("user name +admin")
            terminal.press("enter")
            terminal.wait_for("!!")
            arguments = [
                path.read_bytes().decode()
                for path in Path("/proc").glob("[0-9]*/cmdline")
                if (path.parent / "environ").exists()
            ]
            assert any("tui" in each for each in arguments)
            terminal.press("escape")
            terminal.wait_for(r"hello-world +\+ active")
            terminal.press("enter")
            terminal.wait_for("1:1  no changes")
            terminal.type("// a draft")
            terminal.wait_for("unsaved: code")
            terminal.wait_until(lambda: any("// a draft" in text for _, text in files_in(tmp_path)), "a draft")
            kept = files_in(tmp_path)
            terminal.press("ctrl+q")
            terminal.wait_to_read("Leave with unsaved")
            terminal.press("4")
            assert terminal.wait_end() == 0
            left = files_in(tmp_path)
    assert any("// a draft" in text for _, text in kept)
    texts = [*kept, *left, ("arguments", "\n".join(arguments)), ("the terminal", bytes(terminal.raw).decode())]
    assert leaking(iter(texts)) == []
