"""`insforge-tui logs`: each line once, in its order, followed as long as somebody reads."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.program import run
from tests.fake_client import client_of
from tests.logs_fixture import LoggingServer, called, keeping_no_output, printed, printing
from tests.shared_sandbox import SharedSandbox
from tui.cli.arguments import LogsArguments, read_arguments
from tui.cli.exit_codes import ExitCode
from tui.cli.logs_command import CHANNELS, LogPrinter, follow
from tui.errors import Unreachable, UnreachableReason, UsageError
from tui.flows.connect import Options
from tui.model.log import BACKEND_LOGS

REFUSED = Unreachable(UnreachableReason.REFUSED, "refused")
PRINTS = "module.exports = async () => { console.log('said once'); return new Response('x'); };\n"


class Enough(Exception):
    """Nobody reads any more."""


async def printed_of(server: LoggingServer, arguments: LogsArguments, *later: object) -> tuple[ExitCode, list[str]]:
    """What is printed; where it is followed, an entry or an error comes at each pause until none is left."""
    out = io.StringIO()
    channel = CHANNELS[arguments.source]
    printer = LogPrinter(arguments, channel, out)
    waiting = list(later)

    async def wait(_seconds: float) -> None:
        if not waiting:
            raise Enough
        match waiting.pop(0):
            case Unreachable() as error:
                server.log_error = error
            case list() as entries:
                server.log_error = None
                server.log(*entries, source=channel.source)

    code = ExitCode.DONE
    with suppress(Enough):
        code = await follow(client_of(server), arguments, channel, printer, "the server", wait)
    return code, out.getvalue().splitlines()


LOGS = LogsArguments(Options())


async def test_the_last_lines_are_printed_with_time_level_and_function() -> None:
    code, lines = await printed_of(printing(), LOGS._replace(lines=3))
    assert code is ExitCode.DONE
    assert [line.split("Z ")[1] for line in lines][1:] == [
        "debug hello-world: retrying",
        "info hello-world: done in 12 ms",
    ]
    # A trace is one line, and drives nothing.
    assert "error hello-world: TypeError" in lines[0]


async def test_only_what_is_asked_for_is_printed() -> None:
    _, lines = await printed_of(printing(), LOGS._replace(slugs=("hello-world",), filter="greeting"))
    assert len(lines) == 1
    _, lines = await printed_of(keeping_no_output(), LOGS._replace(source="calls", filter="-200"))
    assert [line.split(": ", 1)[1].split(" - ")[0] for line in lines] == [
        "POST /functions/stripe-webhook 500 261 905ms",
        "POST /functions/daily-digest 404 261 9ms",
    ]


async def test_json_is_one_object_a_line() -> None:
    _, lines = await printed_of(printing(), LOGS._replace(json=True, lines=1))
    told = json.loads(lines[0])
    assert (told["slug"], told["level"]) == ("hello-world", "info")


async def test_followed_lines_come_once_and_a_server_that_is_away_is_no_end() -> None:
    new = [[printed(9, "one"), printed(9, "two")], REFUSED, [printed(8, "three")], [], [printed(8, "three")]]
    _, lines = await printed_of(printing(), LOGS._replace(follows=True, lines=0), *new)
    assert [line.rsplit(": ", 1)[1] for line in lines] == ["one", "two", "three", "three"]


async def test_a_log_that_can_not_be_read_ends_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    server = LoggingServer(log_error=REFUSED)
    assert await printed_of(server, LOGS) == (ExitCode.NOT_REACHED, [])
    assert "Nothing listens at the server" in capsys.readouterr().err
    assert await printed_of(LoggingServer(), LOGS) == (ExitCode.DONE, [])
    assert "docker logs" in capsys.readouterr().err


async def test_hostile_lines_are_inert() -> None:
    server = LoggingServer()
    server.log(called(1, "x\x1b]0;title\x07"), source=BACKEND_LOGS)
    _, lines = await printed_of(server, LOGS._replace(source="backend"))
    assert "\x1b" not in lines[0]
    assert "^[]0;title^G" in lines[0]


@pytest.mark.parametrize("given", [("-n", "-1"), ("-n", "many"), ("--source", "mine")])
def test_a_bad_option_is_said(given: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="--help"):
        read_arguments(("logs", *given))


def test_the_whole_program_prints_what_a_function_wrote(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create(code=PRINTS)
    assert run(shared_sandbox, tmp_path, "run", slug).returncode == 0
    ended = run(shared_sandbox, tmp_path, "logs", slug)
    assert ended.returncode == 0, ended.stderr
    assert len([line for line in ended.stdout.splitlines() if "said once" in line]) == 1
