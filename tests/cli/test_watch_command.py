"""`insforge-tui watch`: the lines it prints, and the program from its start to a SIGTERM."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.program import run
from tests.shared_sandbox import SharedSandbox
from tui.cli.exit_codes import ExitCode
from tui.cli.linked_arguments import LinkedArguments
from tui.cli.watch_command import WatchPrinter, run_watch
from tui.errors import Refused, ResponseLost, StorageError
from tui.flows.connect import Options, Target
from tui.flows.folder_watch import Tried
from tui.flows.linked_parts import Done
from tui.model.function import Function, FunctionSummary
from tui.model.problem import CodeRange, Problem
from tui.model.secret import Secret
from tui.sessions.edit.outcome import NotSaved, Rejected, Saved
from tui.sessions.edit.values import Ended
from tui.sessions.folder_watch import Happened, Say
from tui.store.function_files import About, FileContent, FoundFile, Stamp
from tui.store.links import Link

READ = FileContent(FoundFile("greet.js", Stamp(1, 1, 1, 1)), "x", About())
SAVED = Done("greet", final=Ended(Saved(Function(FunctionSummary("greet", "Greet", "draft"), "x"), ("code",))))
LOST = Done("greet", final=Ended(NotSaved(ResponseLost("cut"))))
PROBLEM = Problem("no Deno.run", range=CodeRange(2, 4, 2, 8))
REFUSED = Done("greet", final=Ended(Rejected(Refused(400, "", "no", ()), (PROBLEM,))), read=READ)


def told(*tellings: Tried | Say | StorageError, unsaved: tuple[str, ...] = ()) -> tuple[list[str], ExitCode]:
    out = io.StringIO()
    printer = WatchPrinter(out, "the server", as_json=False)
    for each in tellings:
        printer.tell(each)
    code = printer.end(unsaved)
    return out.getvalue().splitlines(), code


def test_what_became_of_a_save_is_a_line_and_the_last_one_counts() -> None:
    lines, code = told(Tried(REFUSED), Tried(SAVED))
    assert "greet.js:3:5: no Deno.run" in lines
    assert lines[-1].startswith("greet: Saved code")
    assert code is ExitCode.DONE
    assert told(Tried(SAVED), Tried(REFUSED))[1] is ExitCode.REJECTED


def test_what_is_tried_again_is_said_once() -> None:
    again = Tried(LOST, is_again=True)
    lines, code = told(again, again, again)
    assert [line for line in lines if line.startswith("greet: ")] == [lines[0]]
    assert lines[-1] == "  It is tried again."
    assert code is ExitCode.NOT_REACHED


def test_what_is_no_save_is_told_too() -> None:
    lines, code = told(
        Say(Happened.DELETED, "greet"),
        Say(Happened.WAITS, "other", datetime.now(UTC)),
        StorageError("the folder can't be read"),
        unsaved=("other",),
    )
    assert "a deletion is never sent" in lines[0]
    assert lines[1].startswith("other: waits for the write limit; goes on at ")
    assert lines[2:] == [
        "the folder can't be read. It is tried again.",
        "other: not saved: the file was changed since.",
    ]
    assert code is ExitCode.NOT_REACHED


def test_a_watch_that_can_t_begin_says_why_and_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = Target("http://127.0.0.1:1", Secret("ik_1"), "--url", "INSFORGE_API_KEY")
    out = io.StringIO()
    code = run_watch(LinkedArguments("watch", Options()), Link(str(tmp_path), target.url), target, out)
    assert (code, out.getvalue()) == (ExitCode.NOT_REACHED, "")
    # It ends here: nothing is tried again.
    assert capsys.readouterr().err == "Nothing listens at 127.0.0.1:1.\n"


def test_the_program_saves_what_is_saved_until_it_is_ended(tmp_path: Path, shared_sandbox: SharedSandbox) -> None:
    slug = shared_sandbox.create()
    state = {"XDG_STATE_HOME": str(tmp_path)}
    (tmp_path / f"{slug}.js").write_text(shared_sandbox.code(slug))
    assert run(shared_sandbox, tmp_path, "link", **state).returncode == 0
    env = {**os.environ, **shared_sandbox.env, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), **state}
    watching = subprocess.Popen(
        [sys.executable, "-m", "tui", "watch", "--json"], cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["event"] == "watching"
        code = "module.exports = () => new Response('watched');\n"
        (tmp_path / "new").write_text(code)
        (tmp_path / "new").replace(tmp_path / f"{slug}.js")
        said = json.loads(watching.stdout.readline())
        assert (said["event"], said["slug"], said["saved"]) == ("saved", slug, True)
        assert shared_sandbox.code(slug) == code
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(60) == 0
    finally:
        watching.kill()
        watching.communicate()
