"""Two servers and three profiles of them: switched, told apart, guarded, compared, and copied from one to the other."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.conftest import StartSandbox
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import SharedSandbox
from tui.store.files import write_private

TOP = Path(__file__).parents[2]


def profiles(work: SharedSandbox, production: SharedSandbox) -> bytes:
    """The settings: the second server is protected, and once more read-only."""
    signs = {"work": "", "production": 'colour = "red"\nprotected = true\n', "look": "read_only = true\n"}
    return "".join(
        f'[profiles.{name}]\nurl = "{of.process.url}"\napi_key = "{of.process.api_key}"\n{sign}\n'
        for (name, sign), of in zip(signs.items(), (work, production, production), strict=True)
    ).encode()


def colour_of(terminal: TerminalSession, name: str) -> str:
    """The colour of a name in the header."""
    row = terminal.text.splitlines()[0]
    return str(terminal.screen.buffer[0][row.index(name)].fg)


def test_servers_are_switched_guarded_compared_and_copied_between(
    shared_sandbox: SharedSandbox, sandbox: StartSandbox, tmp_path: Path
) -> None:
    other = SharedSandbox(sandbox("2.3", name="other"), tmp_path / "other")
    slug = shared_sandbox.create()
    write_private(tmp_path / "config" / "insforge-tui" / "config.toml", profiles(shared_sandbox, other))
    env = {**surroundings(tmp_path), "COLORTERM": ""}
    with TerminalSession([sys.executable, "-m", "tui", "--profile", "work"], env=env, cwd=TOP) as terminal:
        terminal.wait_for(rf"work http://\S*:{shared_sandbox.process.url.rpartition(':')[2]}")
        terminal.wait_for(r"^ \d+ functions  ")
        plain = colour_of(terminal, "work")
        terminal.type(f"/{slug}\r")
        terminal.wait_for("1 of")
        # It is not on the other server: copied there, once the name of that one is typed.
        terminal.press("C")
        terminal.wait_for("production")
        terminal.press("down", "enter")
        terminal.wait_to_read(rf"production has no function {slug}")
        terminal.press("2")
        terminal.wait_for(r"production http\S+ +protected")
        # In its profile's colour.
        assert colour_of(terminal, "production") not in ("default", plain)
        terminal.press("ctrl+s")
        terminal.wait_to_read("Profile production is protected")
        terminal.type("work\r")
        terminal.wait_for("That is not the profile's name")
        assert other.slugs().count(slug) == 0
        terminal.press("ctrl+u")
        terminal.type("production\r")
        terminal.wait_for(r"Created")
        _changed_there(terminal, slug)
        # Looked at with nothing but its code in hand, and nothing can be written.
        terminal.press("P")
        terminal.wait_for(r"look +http")
        terminal.press("end", "enter")
        terminal.wait_for(r"look http\S+ +read-only")
        terminal.wait_for(rf"{slug} +\+ active")
        terminal.press("home", "enter")
        terminal.wait_for("no changes")
        terminal.type("x")
        terminal.press("ctrl+s")
        terminal.wait_for("read-only: nothing is sent")
        terminal.press("ctrl+z")
        terminal.wait_for("no changes")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    assert other.code(slug).startswith("// there ")
    assert shared_sandbox.code(slug).startswith("// one")


def _changed_there(terminal: TerminalSession, slug: str) -> None:
    """Saved there, and compared with what the first server has. The name holds for a while."""
    terminal.press("ctrl+home")
    terminal.type("// there ")
    terminal.press("ctrl+s")
    terminal.wait_for("Saved code")
    terminal.press("escape")
    terminal.wait_for(rf"{slug} +\+ active")
    terminal.press("C", "enter")
    terminal.wait_to_read("1 copy it to work")
    terminal.wait_shown("+// there // one")
    terminal.press("escape")
    terminal.wait_for(rf"{slug} +\+ active")
