"""Secrets, a schedule and old versions at 80x24 with the keyboard alone: from an .env file to what runs by itself."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from tests.conftest import StartSandbox
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import FETCHING, TerminalSession
from tests.sandbox.serving import needs_deno
from tui.sandbox.launch import SandboxProcess
from tui.sandbox.schedule_store import ScheduleStore

TOP = Path(__file__).parents[2]
CODE = """\
module.exports = async () => {
  const shop = Deno.env.get("SHOP_KEY");
  const mail = Deno.env.get("MAIL_KEY");
  if (!mail) throw new Error("no key for mails");
  return new Response("sent by " + shop.length);
};
"""


@needs_deno
def test_from_an_env_file_to_a_schedule_that_runs(sandbox: StartSandbox, tmp_path: Path) -> None:
    process = sandbox("2.3")
    env = {**surroundings(tmp_path), "INSFORGE_URL": process.url, "INSFORGE_API_KEY": process.api_key}
    with TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=TOP) as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        _paste_an_env_file(terminal)
        _name_a_missing_one(terminal)
        _put_on_a_schedule(terminal, tmp_path / "sandbox")
        _find_out_why_and_mend(terminal, process)
        # What runs every second takes a processor's time from all that follows.
        _run_it(tmp_path / "sandbox", "0 0 1 1 *")
        _who_changed_what(terminal)
        _two_versions_back(terminal)
        _replace_in_five(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def _paste_an_env_file(terminal: TerminalSession) -> None:
    terminal.press("4")
    terminal.wait_for(r"API_KEY +reserved")
    terminal.press("i")
    terminal.wait_for(r"Paste KEY=value")
    terminal.type("\x1b[200~# of the shop\nSHOP_KEY=sk_1234\nOTHER=5\x1b[201~\r")
    terminal.wait_for(r"enter sends 2")
    terminal.press("enter")
    terminal.wait_for(r"2 of 2 sent")
    terminal.press("escape")
    terminal.wait_for(r"SHOP_KEY +active")


def _name_a_missing_one(terminal: TerminalSession) -> None:
    """The warning stands there while it is edited; it is saved nevertheless."""
    terminal.press("1", "n")
    terminal.wait_for(r"New function")
    terminal.type("Mails\r")
    terminal.wait_for(r"new, not on the server")
    terminal.press("f7")
    terminal.type(f"\x1b[200~{CODE}\x1b[201~")
    terminal.wait_for(r"1 warning")
    terminal.press("f8")
    terminal.wait_for(r"No secret MAIL_KEY: alt\+e creates it")
    # Out of the quotes, where known keys are offered: escape would take these away first.
    terminal.press("home", "ctrl+s")
    terminal.wait_for(r"Created and live")
    terminal.wait_for(r"no changes")
    terminal.press("escape")
    terminal.wait_for(r"mails +\+ active")


def _put_on_a_schedule(terminal: TerminalSession, folder: Path) -> None:
    """Every minute; so that no test waits for one, the database has every second."""
    terminal.press("5")
    terminal.wait_for(r"There are no schedules")
    terminal.press("n")
    terminal.wait_for(r"New schedule")
    terminal.type("send mails\t* * * * *\tmails\t\tX-Key: ${{secrets.SHOP_KEY}}\r")
    terminal.wait_for(r"^> send mails")
    _run_it(folder, "1 second")
    terminal.press("t")
    _ask_until(terminal, r" 500 ")


def _run_it(folder: Path, cron: str) -> None:
    store = ScheduleStore(folder)
    (made,) = store.all()
    store.put(replace(made, cron=cron))
    store.close()


def _ask_until(terminal: TerminalSession, pattern: str) -> None:
    """Ask for the log until this stands in it, which the list behind it may say too."""
    terminal.wait_for(r"The server keeps runs")

    def stands_there() -> bool:
        terminal.press("r")
        terminal.read_for(0.2)
        return re.search(pattern, terminal.text) is not None

    terminal.wait_until(stands_there, pattern)


def _find_out_why_and_mend(terminal: TerminalSession, process: SandboxProcess) -> None:
    terminal.press("escape")
    terminal.wait_for(r"t log")
    terminal.press("x")
    terminal.wait_for(r"Run send mails now\?")
    terminal.press("1")
    terminal.wait_for(r"no key for mails")
    terminal.press("v")
    terminal.wait_for(r"1 warning")
    terminal.press("alt+e")
    terminal.wait_for(r"New secret")
    terminal.type("mail-value\r")
    terminal.wait_for(r"MAIL_KEY created")
    terminal.wait_gone(r"1 warning")
    terminal.press("escape")
    terminal.wait_for(r"send mails")
    terminal.press("t")
    _ask_until(terminal, r" 200 ")
    terminal.press("escape")
    terminal.wait_for(r"t log")


def _who_changed_what(terminal: TerminalSession) -> None:
    terminal.press("6")
    terminal.wait_for(r"MAIL_KEY")


def _two_versions_back(terminal: TerminalSession) -> None:
    terminal.press("1")
    terminal.wait_for(r"mails +\+ active")
    terminal.press("enter")
    terminal.wait_for(r"no changes")
    for word in ("one", "two"):
        terminal.type(f"// {word} ")
        terminal.wait_for(r"unsaved: code")
        terminal.press("ctrl+s")
        terminal.wait_for(r"Saved code")
        terminal.wait_for(r"no changes")
    terminal.press("ctrl+t")
    terminal.wait_for(r"audit trail was read")
    terminal.press("down", "down", "r")
    terminal.wait_for(r"unsaved; undo")
    terminal.wait_gone(r"Saved code")
    terminal.press("ctrl+s")
    terminal.wait_for(r"Saved code")
    assert "// one" not in terminal.text
    terminal.press("escape")
    terminal.wait_for(r"mails +\+ active")


def _replace_in_five(terminal: TerminalSession) -> None:
    terminal.press("ctrl+f")
    terminal.wait_for(r"\d+ functions")
    terminal.type("new Response(")
    terminal.press("alt+h")
    terminal.type("new globalThis.Response(")
    terminal.wait_for(r"6 matches in 6 functions$")
    # Of functions without a match, code may be on its way still.
    terminal.wait_gone(FETCHING)
    terminal.press("enter")
    terminal.wait_for(r"6 of 6 functions ticked")
    terminal.press("end", "space")
    terminal.wait_for(r"5 of 6 functions ticked")
    terminal.press("ctrl+s")
    terminal.wait_for(r"5 functions: 5 replaced")
