"""Two consoles on one server that tells of changes: what one saves, the other shows by itself."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.conftest import StartSandbox
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession

TOP = Path(__file__).parents[2]
_SECONDS = 0.5


def test_one_console_saves_and_the_other_says_so(sandbox: StartSandbox, tmp_path: Path) -> None:
    process = sandbox("2.3")
    own = {"INSFORGE_URL": process.url, "INSFORGE_API_KEY": process.api_key}

    def console(name: str, *arguments: str) -> TerminalSession:
        home = tmp_path / name
        home.mkdir()
        env = {**surroundings(home), **own}
        return TerminalSession([sys.executable, "-m", "tui", *arguments], env=env, cwd=TOP)

    with console("ada", "hello-world") as ada, console("grace", "hello-world") as grace:
        ada.wait_for("no changes")
        grace.wait_for("no changes")
        grace.type("// mine")
        grace.wait_for("draft kept|unsaved")
        # Listening costs nothing on the line.
        grace.wait_still(quiet_seconds=_SECONDS)
        ada.type("// hers")
        ada.press("ctrl+s")
        ada.wait_for("Saved code")
        grace.wait_for("Changed on the server just now: code")
        grace.press("f12")
        grace.wait_for("on the server now")
        # Hers is no news to her, and her list is right when she sees it.
        assert "Changed on the server" not in ada.text
        for terminal in (grace, ada):
            terminal.press("escape")
        ada.wait_for(r"\d functions")
