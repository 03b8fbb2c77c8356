"""`insforge-tui doctor`: what it finds, what it leaves out, and that it answers whatever is broken."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.program import run
from tests.console_fixture import FakeServer
from tests.fake_client import client_of
from tests.shared_sandbox import SharedSandbox
from tui.api.client import Client
from tui.cli import doctor_command
from tui.cli.arguments import DoctorArguments
from tui.cli.doctor_command import run_doctor
from tui.cli.doctor_machine import Terminal, file_findings, terminal_findings
from tui.cli.doctor_server import connection_findings, server_findings
from tui.cli.findings import Finding, Grade, as_json, has_failed, lines_of
from tui.errors import ApiError, InvalidResponse, NotFound, ResponseLost, Unauthorised, Unreachable, UnreachableReason
from tui.flows.connect import Missing, Options, Target
from tui.model.secret import Secret
from tui.model.server import ServerHealth, WriteBudget

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
KEY = "ik_0123456789abcdef0123456789abcdef"
TARGET = Target("https://one.example", Secret(KEY), "profile work", "INSFORGE_API_KEY")


@dataclass
class AskedServer(FakeServer):
    """A server that says what time it has, and whose health call may fail."""

    answered_at: datetime | None = NOW
    health_error: ApiError | None = None

    async def server_health(self) -> ServerHealth:
        if self.health_error is not None:
            raise self.health_error
        return await super().server_health()


async def found(server: AskedServer, *, seconds: float = 0.1, sends_key: bool = True) -> dict[str, Finding]:
    """What is found of a server that answers after so many seconds, by name."""
    moments = iter((0.0, seconds))
    findings = server_findings(
        client_of(server), "the server", sends_key=sends_key, monotonic=lambda: next(moments), now=lambda: NOW
    )
    return {each.name: each async for each in findings}


async def test_a_server_that_is_well() -> None:
    told = await found(AskedServer(request_budget=WriteBudget(100, 98, NOW)))
    grades = {name: each.grade for name, each in told.items()}
    assert grades == {
        **dict.fromkeys(("reachable", "key accepted", "version", "runtime", "clock"), Grade.OK),
        "write budget": Grade.NOT_KNOWN,
    }
    assert told["reachable"].said.startswith("yes, in 100 ms")
    assert told["version"].said == "2.1.0, self-hosted"
    assert "98 of 100" in told["write budget"].said


@pytest.mark.parametrize(
    ("server", "name", "grade", "said"),
    [
        (AskedServer(health_error=Unreachable(UnreachableReason.DNS, "x")), "reachable", Grade.FAILED, "name"),
        (AskedServer(health_error=ResponseLost("late", timed_out=True)), "reachable", Grade.FAILED, ""),
        (AskedServer(health_error=InvalidResponse(200, "text/html", "<p>", "x")), "reachable", Grade.FAILED, ""),
        (AskedServer(health_error=NotFound(404, "", "no")), "version", Grade.NOT_KNOWN, "does not say, self-hosted"),
        (AskedServer(list_error=Unauthorised(401, "", "no")), "key accepted", Grade.FAILED, "does not accept the key"),
        (AskedServer(runtime="unavailable"), "runtime", Grade.FAILED, "unavailable"),
        (AskedServer(deployment_url="https://d.example"), "deployment", Grade.OK, "answers"),
        (
            AskedServer(deployment_url="https://d.example", deployment=NotFound(404, "", "no")),
            "deployment",
            Grade.FAILED,
            "nothing is deployed",
        ),
        (
            AskedServer(deployment_url="https://d.example", deployment=ResponseLost("cut")),
            "deployment",
            Grade.FAILED,
            "does not answer",
        ),
        (AskedServer(budget=WriteBudget(10, 3, NOW)), "write budget", Grade.OK, "3 of 10"),
        (AskedServer(answered_at=None), "clock", Grade.NOT_KNOWN, ""),
        (AskedServer(answered_at=NOW - timedelta(seconds=20)), "clock", Grade.OK, ""),
        (AskedServer(answered_at=NOW + timedelta(hours=1)), "clock", Grade.WARNING, "3,600 seconds behind"),
    ],
)
async def test_what_is_wrong_with_a_server_has_a_line(server: AskedServer, name: str, grade: Grade, said: str) -> None:
    finding = (await found(server))[name]
    assert finding.grade is grade
    assert said in finding.said
    assert finding.next_step or grade is not Grade.FAILED


async def test_a_slow_server_is_warned_of_and_without_the_key_the_list_is_not_asked() -> None:
    told = await found(AskedServer(list_error=Unauthorised(401, "", "no")), seconds=3, sends_key=False)
    assert told["reachable"].grade is Grade.WARNING
    assert "key accepted" not in told


def test_of_the_key_only_length_and_beginning_are_told() -> None:
    lines = "\n".join(lines_of([*connection_findings(TARGET), Finding("x", "y", Grade.OK, f"it was {KEY}")]))
    assert "https://one.example (from profile work)" in lines
    assert "35 characters, begins with ik_ (from INSFORGE_API_KEY)" in lines
    assert KEY[3:] not in lines
    [_, key] = connection_findings(TARGET._replace(key=Secret("pasted twice")))
    assert key.grade is Grade.WARNING
    [url, key] = connection_findings(Missing("http://one.example", "--url", read_only=False))
    assert (url.grade, key.grade) == (Grade.WARNING, Grade.FAILED)
    assert [each.grade for each in connection_findings(Missing())] == [Grade.FAILED]


def test_a_long_finding_goes_on_below_at_a_word_where_it_is_read_on_a_terminal() -> None:
    finding = Finding("Server", "reachable", Grade.WARNING, "it took 12.3 s  to answer", "Ask who runs it.")
    assert lines_of([finding], 80) == lines_of([finding])
    assert lines_of([finding], 40) == [
        "Server",
        "  warning    reachable: it took 12.3 s",
        "             to answer",
        "             Ask who runs it.",
        "",
        "1 warning.",
    ]
    address = "https://" + "long" * 20
    narrow = lines_of([finding._replace(said=address)], 40)
    assert f"             {address}" in narrow


def test_passwords_in_urls_and_what_drives_a_terminal_are_left_out() -> None:
    finding = Finding("x", "proxy", Grade.FAILED, "http://ann:hush@proxy.example", "\x1b[2Jtry\nagain")
    [_, line, step, _, summary] = lines_of([finding])
    assert line.split() == ["failed", "proxy:", "http://***@proxy.example"]
    assert "\x1b" not in step
    assert summary == "1 failed."
    told = json.dumps(as_json([finding]))
    assert "hush" not in told
    assert json.loads(told)["ok"] is False
    assert not has_failed([finding._replace(grade=Grade.WARNING)])


def of_terminal(size: tuple[int, int] | None = (80, 24), protocol: str = "", **environment: str) -> dict[str, Finding]:
    terminal = Terminal(environment, size, is_terminal=size is not None)
    return {each.name: each for each in terminal_findings(terminal, protocol or None)}


def test_what_a_terminal_can_is_told_as_far_as_it_is_known() -> None:
    told = of_terminal(TERM="xterm-kitty", LANG="de_DE.UTF-8")
    assert {each.grade for name, each in told.items() if name != "clipboard"} == {Grade.OK}
    assert told["clipboard"].grade is Grade.NOT_KNOWN
    told = of_terminal(None, TERM="dumb", LANG="C", STY="1.x", SSH_TTY="/dev/pts/1")
    assert told["size"].grade is Grade.NOT_KNOWN
    assert told["TERM"].grade is Grade.FAILED
    assert {told[name].grade for name in ("colours", "locale")} == {Grade.WARNING}
    assert told["clipboard"].grade is Grade.NOT_KNOWN
    assert of_terminal(TERM="linux")["clipboard"].grade is Grade.WARNING
    assert told["in between"].said == "SSH, GNU screen"
    assert of_terminal((30, 10), TERM="xterm")["size"].grade is Grade.WARNING
    assert of_terminal(TERM="xterm", NO_COLOR="1")["colours"].grade is Grade.OK
    assert of_terminal(TERM="xterm")["keyboard"].grade is Grade.NOT_KNOWN
    assert "legacy" in of_terminal(protocol="legacy", TERM="xterm")["keyboard"].said
    assert of_terminal(LANG="C", LC_CTYPE="C.UTF-8")["locale"].grade is Grade.NOT_KNOWN
    assert "tmux" in of_terminal(TERM="tmux-256color")["clipboard"].next_step
    assert "TEXTUAL_PRESS" in of_terminal(TEXTUAL_PRESS="x")["variables"].said


def test_a_folder_that_can_not_be_one_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "STATE").write_text("")
    (tmp_path / "CACHE" / "insforge-tui").mkdir(parents=True)
    told = {each.name: each for each in file_findings(os.environ)}
    assert told["drafts"].grade is Grade.FAILED
    assert "~/STATE is a file" in told["drafts"].said
    assert told["caches"].said == "~/CACHE/insforge-tui"
    assert told["settings"].said == "~/CONFIG/insforge-tui (made when it is needed)"
    assert str(tmp_path) not in " ".join(each.said for each in told.values())


def test_a_key_is_not_sent_where_only_a_folder_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".insforge").mkdir()
    (tmp_path / ".insforge" / "project.json").write_text('{"oss_host": "https://stranger.example"}')
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INSFORGE_URL", raising=False)
    monkeypatch.setenv("INSFORGE_API_KEY", KEY)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    targets: list[Target] = []

    @asynccontextmanager
    async def opened(target: Target, *_timeouts: object, **_more: object) -> AsyncIterator[Client]:
        targets.append(target)
        # Whoever asked for the list would be told of a key.
        yield client_of(AskedServer(list_error=Unauthorised(401, "", "no")))

    monkeypatch.setattr(doctor_command, "open_client", opened)
    out = io.StringIO()
    run_doctor(DoctorArguments(Options()), out)
    assert [target.read_only for target in targets] == [True]
    assert "not sent: only .insforge/project.json" in out.getvalue()
    assert "does not accept the key" not in out.getvalue()


def test_the_whole_program_on_a_server_and_with_a_wrong_key(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    ended = run(shared_sandbox, tmp_path, "doctor", "--json", TERM="xterm-256color")
    assert (ended.returncode, ended.stderr) == (0, "")
    told = json.loads(ended.stdout)
    assert told["ok"] is True
    grades = {each["name"]: each["grade"] for each in told["findings"]}
    assert {grades[name] for name in ("URL", "key", "reachable", "key accepted", "runtime", "clock")} == {"ok"}
    assert shared_sandbox.process.api_key not in ended.stdout
    ended = run(shared_sandbox, tmp_path, "doctor", TERM="xterm", INSFORGE_API_KEY="ik_wrong_and_secret")
    assert ended.returncode == 1
    assert "does not accept the key" in ended.stdout
    assert "wrong_and_secret" not in ended.stdout


def test_of_a_key_command_that_fails_neither_words_nor_complaint_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "insforge-tui").mkdir()
    (tmp_path / "insforge-tui" / "config.toml").write_text(
        '[profiles.one]\nurl = "http://127.0.0.1:9"\napi_key_command = "echo hush-complaint >&2; exit 3; hush-it"\n'
    )
    monkeypatch.chdir(tmp_path)
    for name in ("INSFORGE_URL", "INSFORGE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path))
    out = io.StringIO()
    assert run_doctor(DoctorArguments(Options()), out) == 1
    said = out.getvalue()
    assert "key command: api_key_command ended with 3\n" in said
    assert "URL: http://127.0.0.1:9 (from profile one)" in said
    assert "Nothing listens" in said
    assert "hush" not in said


def test_with_nothing_at_all_and_broken_settings_it_still_answers(tmp_path: Path) -> None:
    (tmp_path / "insforge-tui").mkdir()
    (tmp_path / "insforge-tui" / "config.toml").write_text('them = "dark"\n')
    (tmp_path / ".insforge").mkdir()
    (tmp_path / ".insforge" / "project.json").write_text("{")
    bare = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "LC_ALL": "C", "PYTHONUTF8": "0"}
    bare |= {"PYTHONPATH": str(Path(__file__).parents[2]), "INSFORGE_URL": "https://ann:hush@one.example/ü"}
    ended = subprocess.run(
        [sys.executable, "-m", "tui", "doctor"],
        env={**bare, "PYTHONCOERCECLOCALE": "0"},
        cwd=tmp_path,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    said = ended.stdout.decode("ascii")
    assert (ended.returncode, ended.stderr) == (1, b"")
    assert "there is no setting them" in said
    assert "not JSON" in said
    assert "must not hold a user name" in said
    assert "hush" not in said
