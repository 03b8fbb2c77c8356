"""No value of a secret is in anything the console writes, but where it was asked for: one reveal, one copy.

A session that handles secrets in every way there is; then every file, every byte for the terminal and every command
line and environment of a process is looked through.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.conftest import StartSandbox
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.sandbox.serving import needs_deno
from tui.api.client import Client
from tui.model.function import NewFunction
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess

TOP = Path(__file__).parents[2]
MADE, CHANGED = "made_of_4711_letters", "changed_to_0815_others"
IMPORTED, FROM_FILE = "imported_one_9321", "from_a_file_5577"
TYPED, PASTED = "typed_and_not_sent_62", "pasted_and_not_sent_73"
CODE = """\
module.exports = async () => {
  const key = Deno.env.get("MADE_KEY");
  return new Response(key ? "has its key" : "lacks its key");
};
"""


class Traces:
    """What a console left, and where a value is in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[str, bytes] = {}

    def add(self, where: str, said: bytes) -> None:
        """This was written there."""
        self._found[where] = said

    def files(self, moment: str) -> None:
        """Everything in the folder as it is at this moment, names included."""
        for path in self._folder.rglob("*"):
            self._found[f"{moment}: name of {path}"] = str(path).encode()
            if path.is_file():
                self._found[f"{moment}: {path}"] = path.read_bytes()

    def processes(self, pid: int) -> None:
        """The command lines of all processes, and the environments of one and those below it."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                self._found[f"{folder}/cmdline"] = (folder / "cmdline").read_bytes()
                if pid in _ancestors(int(folder.name)):
                    self._found[f"{folder}/environ"] = (folder / "environ").read_bytes()
            except OSError:
                continue

    def holding(self, values: tuple[str, ...]) -> list[str]:
        """Where one of these values stands, as it is or as a clipboard takes it."""
        forms = [form for value in values for form in (value.encode(), b64encode(value.encode()))]
        return [where for where, said in self._found.items() if any(form in said for form in forms)]

    def named(self, part: str) -> list[str]:
        """The places whose names have this in them."""
        return [where for where in self._found if part in where]


def _ancestors(pid: int) -> Iterator[int]:
    while pid > 1:
        yield pid
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


async def _set_up(process: SandboxProcess) -> None:
    async with Client(process.url, Secret(process.api_key)) as client:
        await client.functions.create(NewFunction("Pays", CODE, "pays"))


async def _new_key(process: SandboxProcess) -> str:
    async with Client(process.url, Secret(process.api_key)) as client:
        return (await client.secrets.value("API_KEY")).reveal()


@needs_deno
def test_no_value_is_anywhere_but_where_it_was_asked_for(sandbox: StartSandbox, tmp_path: Path) -> None:
    process = sandbox("2.3")
    asyncio.run(_set_up(process))
    home, project = tmp_path / "user", tmp_path / "user" / "project"
    project.mkdir(parents=True)
    (project / ".env").write_text(f"FROM_FILE={FROM_FILE}\n")
    env = {
        **surroundings(home),
        "INSFORGE_URL": process.url,
        "INSFORGE_API_KEY": process.api_key,
        "PYTHONPATH": str(TOP),
    }
    traces = Traces(home)

    def console(*argv: str) -> TerminalSession:
        return TerminalSession([sys.executable, *argv], env=env, cwd=project)

    with console("-m", "tests.faults.crashing", "a worker", "pays") as terminal:
        _handle(terminal, traces)
        traces.files("before the crash")
        traces.processes(terminal.pid)
        terminal.type("// a draft ")
        terminal.wait_for(r"unsaved: code")
        terminal.press("\x1b[20~")
        assert terminal.wait_end() == 1
        traces.add("the last of the terminal", bytes(terminal.raw))
    (project / ".env").unlink()
    for number in (signal.SIGTERM, signal.SIGKILL):
        with console("-m", "tui") as terminal:
            _hold_unsent(terminal)
            os.kill(terminal.pid, number)
            terminal.wait_end()
            traces.add(f"the terminal ended by {number}", bytes(terminal.raw))
        traces.files(f"after {number}")
    new_key = asyncio.run(_new_key(process))
    assert new_key != process.api_key
    assert traces.named("crash-")
    assert traces.named("drafts")
    found = traces.holding((MADE, CHANGED, IMPORTED, FROM_FILE, TYPED, PASTED, new_key))
    assert [where for where in found if not where.endswith("project/.env")] == []


def _handle(terminal: TerminalSession, traces: Traces) -> None:
    """Create, reveal, copy, change, import, rotate, run, schedule; back in the editor."""

    def deliberate(wanted: bytes, act: Callable[[], object]) -> None:
        """What comes to the terminal meanwhile may hold a value, and does."""
        traces.add("the terminal", bytes(terminal.raw))
        earlier = len(terminal.raw)
        act()
        assert wanted in terminal.raw[earlier:]
        terminal.raw[:] = b""

    terminal.wait_for(r"2 warnings|1 warning")
    terminal.press("alt+e")
    terminal.wait_for(r"New secret")
    terminal.type(MADE)
    terminal.wait_for(rf"{len(MADE)} characters")
    terminal.press("enter")
    terminal.wait_for(r"MADE_KEY created")
    terminal.press("escape")
    terminal.wait_for(r"pays +\+ active")
    terminal.press("4")
    terminal.wait_for(r"MADE_KEY +active")
    terminal.type("/MADE\r")
    terminal.wait_for(r"1 of \d+ match")

    def reveal() -> None:
        terminal.press("v")
        terminal.wait_for(MADE)
        terminal.press("v")
        terminal.wait_gone(MADE)

    deliberate(MADE.encode(), reveal)

    def copy() -> None:
        terminal.press("y")
        terminal.wait_for(r"handed to the terminal")

    deliberate(b64encode(MADE.encode()), copy)
    terminal.press("e")
    terminal.wait_for(r"Change MADE_KEY")
    terminal.type(CHANGED)
    terminal.press("enter")
    terminal.wait_for(r"MADE_KEY changed")
    for given in (f"\x1b[200~IMPORTED={IMPORTED}\nMADE_KEY={CHANGED}\x1b[201~", ".env"):
        terminal.press("i")
        terminal.wait_for(r"Paste KEY=value")
        terminal.type(given)
        terminal.press("enter")
        terminal.wait_for(r"enter sends 1")
        terminal.press("enter")
        terminal.wait_for(r"1 of 1 sent")
        terminal.press("escape")
        terminal.wait_for(r"Secrets")
    terminal.press("R")
    terminal.wait_for(r"Which key")
    terminal.press("1")
    terminal.wait_for(r"For how many hours")
    terminal.press("enter")
    terminal.wait_for(r"was rotated")
    terminal.press("5")
    terminal.wait_for(r"There are no schedules")
    terminal.press("n")
    terminal.wait_for(r"New schedule")
    terminal.type("nightly\t0 3 * * *\tpays\t\tX-Key: ${{secrets.MADE_KEY}}\r")
    terminal.wait_gone(r"New schedule")
    terminal.wait_for(r"nightly")
    terminal.press("1")
    terminal.wait_for(r"pays +\+ active")
    terminal.press("x")
    terminal.wait_for(r"Run pays")
    terminal.press("ctrl+r")
    terminal.wait_for(r"has its key")
    terminal.press("escape")
    terminal.wait_for(r"pays +\+ active")
    terminal.press("enter")
    terminal.wait_for(r"1:1  no changes")


def _hold_unsent(terminal: TerminalSession) -> None:
    """A value typed into a form and lines pasted, neither of them sent."""
    terminal.wait_for(r"^ \d+ functions  ")
    terminal.press("4")
    terminal.wait_for(r"MADE_KEY +active")
    terminal.press("i")
    terminal.wait_for(r"Paste KEY=value")
    terminal.type(f"\x1b[200~HELD={PASTED}\x1b[201~")
    terminal.wait_for(r"\d+ characters")
    terminal.press("escape")
    terminal.wait_gone(r"Paste KEY=value")
    terminal.press("n")
    terminal.wait_for(r"New secret")
    terminal.type(f"HELD\t{TYPED}")
    terminal.wait_for(rf"{len(TYPED)} characters")
