"""`insforge-tui save`: what it says, what it sends and its exit code, for every way a save can end."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.program import run
from tests.console_fixture import FUNCTIONS, FakeServer, RacingServer, accepted, not_deployed
from tests.fake_client import client_of
from tests.shared_sandbox import SharedSandbox
from tui.cli.exit_codes import ExitCode
from tui.cli.save_command import MOST_BYTES, SaveResult, describe, exit_code_of, read_code
from tui.errors import (
    ApiError,
    Forbidden,
    RateLimitExceeded,
    Refused,
    ResponseLost,
    ServerFailed,
    Unauthorised,
    Unreachable,
    UnreachableReason,
    UsageError,
)
from tui.flows.save_session import SaveSession
from tui.model.function import Function, FunctionChanges, WriteAnswer
from tui.model.problem import Refusal

NEW = "module.exports = async () => new Response('new');\n"
LOST = ResponseLost("cut")


async def saved(server: FakeServer, slug: str = "hello-world", code: str = NEW, *, waits: bool = False) -> SaveResult:
    """What becomes of a save to this server."""
    session = SaveSession(
        client_of(server),
        slug,
        lambda there: there._replace(code=code),
        waits=waits,
        look_up_delays=(0.0,),
    )
    final = await session.run()
    return SaveResult(exit_code_of(final), describe(final, "the server", deploys=session.deploys_to_cloud), final)


async def test_saved_and_live_is_said_of_what_the_runtime_serves() -> None:
    server = FakeServer()
    result = await saved(server)
    assert result.exit_code is ExitCode.DONE
    assert result.lines() == ["Saved code and live."]
    assert server.writes == [FunctionChanges(code=NEW)]
    assert result.as_json("hello-world") == {
        "slug": "hello-world",
        "saved": True,
        "deployed": None,
        "live": True,
        "outcome": "done",
        "message": "Saved code and live.",
        "details": [],
    }


async def test_a_runtime_that_is_down_is_another_exit_code() -> None:
    result = await saved(FakeServer(runtime="unavailable"))
    assert result.exit_code is ExitCode.NOT_LIVE
    assert "not running" in result.report.headline
    assert result.as_json("hello-world")["live"] is False


async def test_code_that_calls_would_fail_on_is_saved_and_not_live() -> None:
    result = await saved(FakeServer(), code="export default () => new Response('x');\n")
    assert result.exit_code is ExitCode.NOT_LIVE
    assert result.as_json("hello-world")["saved"] is True


async def test_a_failed_deployment_is_told_with_its_lines() -> None:
    result = await saved(FakeServer(write=not_deployed))
    assert result.exit_code is ExitCode.NOT_LIVE
    assert any("Unexpected token" in line for line in result.lines())
    told = result.as_json("hello-world")
    assert (told["saved"], told["deployed"], told["live"]) == (True, False, False)


async def test_a_draft_is_saved_and_not_live() -> None:
    result = await saved(FakeServer(), slug="daily-digest")
    assert (result.exit_code, result.as_json("daily-digest")["live"]) == (ExitCode.DONE, False)


async def test_what_the_server_holds_already_is_not_sent() -> None:
    server = FakeServer()
    result = await saved(server, code=FUNCTIONS[0].code)
    assert (result.exit_code, server.writes) == (ExitCode.DONE, [])
    assert result.lines() == ["Nothing to save: nothing is changed here since it was fetched."]


REFUSED = Refused(400, "INVALID_INPUT", "no Deno.run", (Refusal("no Deno.run"),))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (REFUSED, ExitCode.REJECTED),
        (Unreachable(UnreachableReason.REFUSED, "refused"), ExitCode.NOT_REACHED),
        (Unreachable(UnreachableReason.READ_ONLY, "read-only"), ExitCode.READ_ONLY),
        (Unauthorised(401, "AUTH_INVALID_API_KEY", "no"), ExitCode.NO_ACCESS),
        (Forbidden(403, "FORBIDDEN", "no"), ExitCode.NO_ACCESS),
        (RateLimitExceeded(429, "", "slow down", None), ExitCode.RATE_LIMITED),
        # The function is looked at, and stayed as it was.
        (LOST, ExitCode.NOT_REACHED),
        (ServerFailed(502, "", ""), ExitCode.NOT_REACHED),
    ],
)
async def test_a_write_that_fails_saves_nothing(error: ApiError, expected: ExitCode) -> None:
    server = FakeServer(write=error)
    result = await saved(server)
    assert result.exit_code is expected
    assert result.as_json("hello-world")["saved"] is False
    assert result.lines()[0].startswith(("Not saved", "Rejected"))
    assert len(server.writes) == 1


async def test_a_lost_answer_is_looked_up() -> None:
    server = RacingServer(answer_lost=True)
    result = await saved(server)
    assert (result.exit_code, result.as_json("hello-world")["saved"]) == (ExitCode.DONE, True)
    assert len(server.writes) == 1


async def test_a_save_that_is_overwritten_at_once_is_not_called_saved() -> None:
    server = RacingServer(theirs=FunctionChanges(code="// theirs"), theirs_first=False)
    result = await saved(server)
    assert result.exit_code is ExitCode.CONFLICT
    assert result.lines()[0].startswith("Saved, and overwritten at once")
    told = result.as_json("hello-world")
    assert (told["saved"], told["live"]) == (False, None)
    server = RacingServer(theirs=FunctionChanges(code="// theirs"), theirs_first=True)
    result = await saved(server)
    assert (result.exit_code, result.as_json("hello-world")["saved"]) == (ExitCode.DONE, True)
    assert "At the same moment" in result.lines()[-1]


async def test_a_read_that_is_lost_saved_nothing() -> None:
    result = await saved(FakeServer(get_error=ResponseLost("late", timed_out=True)))
    assert (result.exit_code, result.as_json("hello-world")["saved"]) == (ExitCode.NOT_REACHED, False)
    assert "may hold this" not in " ".join(result.lines())


async def test_a_question_that_nobody_can_answer_ends_the_save_unsent() -> None:
    server = FakeServer()
    session = SaveSession(
        client_of(server), "hello-world", lambda there: there._replace(name=""), look_up_delays=(0.0,)
    )
    final = await session.run()
    assert (exit_code_of(final), server.writes) == (ExitCode.NOT_REACHED, [])


class _Broken(FakeServer):
    """A defect of ours, not an error of the server's."""

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        raise ZeroDivisionError


async def test_a_defect_ends_the_command() -> None:
    with pytest.raises(ZeroDivisionError):
        await saved(_Broken())


class _Limited(FakeServer):
    """The first write comes one too early; the next is free at once."""

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        self.write = RateLimitExceeded(429, "", "slow down", datetime.now(UTC)) if not self.writes else accepted
        return await super().update_function(slug, changes)


async def test_with_wait_a_save_is_sent_again_when_the_next_write_is_free() -> None:
    server = _Limited()
    result = await saved(server, waits=True)
    assert (result.exit_code, len(server.writes)) == (ExitCode.DONE, 2)
    server = _Limited()
    assert (await saved(server)).exit_code is ExitCode.RATE_LIMITED
    assert len(server.writes) == 1


class _Vanishing(FakeServer):
    """After the write nothing can be asked any more."""

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        self.get_error = Unreachable(UnreachableReason.REFUSED, "refused")
        raise LOST


class _Raced(FakeServer):
    """Somebody saves between the fetch and the look before the save."""

    looks = 0

    async def get_function(self, slug: str) -> Function:
        self.looks += 1
        found = await super().get_function(slug)
        return found if self.looks == 1 else found._replace(code="// theirs")


async def test_what_cannot_be_found_out_is_not_known() -> None:
    result = await saved(_Vanishing())
    assert (result.exit_code, result.as_json("hello-world")["saved"]) == (ExitCode.NOT_KNOWN, None)


async def test_a_slug_that_is_not_there_and_a_server_that_is_not() -> None:
    assert (await saved(FakeServer(), slug="nothing")).exit_code is ExitCode.NOT_FOUND
    gone = FakeServer(get_error=Unreachable(UnreachableReason.REFUSED, "refused"))
    assert (await saved(gone)).exit_code is ExitCode.NOT_REACHED


async def test_somebody_elses_change_in_the_same_moment_is_not_overwritten() -> None:
    server = _Raced()
    result = await saved(server)
    assert (result.exit_code, server.writes) == (ExitCode.CONFLICT, [])
    assert "somebody else" in result.lines()[0]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xff", "UTF-8"),
        (b"x" * (MOST_BYTES + 1), "larger"),
        (None, "can't be read"),
    ],
    # Not the content itself: it is long.
    ids=["nothing", "blank", "no-text", "too-much", "no-file"],
)
def test_a_file_that_can_not_be_sent_is_refused_before_anything_is_asked(
    content: bytes | None, why: str, tmp_path: Path
) -> None:
    file = tmp_path / "code.js"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UsageError, match=why):
        read_code(str(file))


def test_line_endings_are_sent_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "code.js").write_bytes(b"a\r\nb\rc\n")
    assert read_code(str(tmp_path / "code.js")) == "a\r\nb\rc\n"


def test_the_whole_program_saves_a_file_and_standard_input(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create()
    (tmp_path / "code.js").write_text(NEW)
    ended = run(shared_sandbox, tmp_path, "save", slug, "code.js")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "Saved code and live.\n", "")
    assert shared_sandbox.code(slug) == NEW
    ended = run(shared_sandbox, tmp_path, "save", slug, "-", "--json", text="Deno.run('x');\n")
    assert ended.returncode == ExitCode.REJECTED
    told = json.loads(ended.stdout)
    assert (told["saved"], told["outcome"]) == (False, "rejected")
    assert shared_sandbox.code(slug) == NEW


def test_what_is_wrong_with_the_command_is_one_line(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create()
    (tmp_path / "code.js").write_text(NEW)
    (tmp_path / "insforge-tui").mkdir()
    (tmp_path / "insforge-tui" / "config.toml").write_text(
        f'[profiles.careful]\nurl = "{shared_sandbox.process.url}"\nread_only = true\n'
    )
    for arguments, code, said in (
        (("save", slug), 2, "FILE"),
        (("save", slug, "nothing.js"), 2, "can't be read"),
        (("save", slug, "code.js", "--key", "x"), 2, "no option takes a key"),
        (("save", slug, "code.js", "--name", " "), 2, "needs a name"),
        (("save", slug, "code.js", "--profile", "careful"), ExitCode.READ_ONLY, "read-only"),
        (("save", slug, "code.js", "--read-only"), ExitCode.READ_ONLY, "nothing was sent"),
        (("run", slug, "--read-only"), ExitCode.READ_ONLY, "nothing was sent"),
    ):
        ended = run(shared_sandbox, tmp_path, *arguments)
        assert (ended.returncode, ended.stdout) == (code, ""), ended
        assert said in ended.stderr
        assert len(ended.stderr.splitlines()) == 1
    assert shared_sandbox.code(slug) != NEW
