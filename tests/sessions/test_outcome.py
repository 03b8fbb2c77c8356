"""Every way a save can end, against a server that is a value: what it holds, and how it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from tests.fake_client import client_of
from tests.sessions.driven import Driven
from tests.sessions.served import asked, saved
from tui.errors import (
    AlreadyExists,
    ApiError,
    Forbidden,
    InvalidResponse,
    NotFound,
    RateLimitExceeded,
    Refused,
    ResponseLost,
    ServerFailed,
    Unauthorised,
    Unreachable,
    UnreachableReason,
)
from tui.model.function import Deployment, Function, FunctionChanges, FunctionSummary, NewFunction, WriteAnswer
from tui.model.history import TrailPage
from tui.model.problem import Refusal
from tui.sessions.edit.events import Command
from tui.sessions.edit.outcome import (
    Conflict,
    Deleted,
    NotAllowed,
    NothingToSave,
    NotSaved,
    NotSent,
    PrecheckFailed,
    RateLimited,
    Rejected,
    Saved,
    SavedNotDeployed,
    SaveOutcome,
    SlugTaken,
    Unknown,
)

BASE = Function(FunctionSummary("greet", "Greet", "active", description=None), "one();\ntwo();\n")
NEW_CODE = FunctionChanges(code='one();\nDeno.run("ls");\n')


def stored(changes: FunctionChanges) -> Function:
    summary = BASE.summary._replace(
        name=BASE.summary.name if changes.name is None else changes.name,
        status=BASE.summary.status if changes.status is None else changes.status,
    )
    return Function(summary, BASE.code if changes.code is None else changes.code)


@dataclass
class Server:
    """Answers a write with `answer`, or raises it; then holds `holds`, or fails to show it.

    The first look, before the save, sees `before`.
    """

    answer: Callable[[FunctionChanges], WriteAnswer] | ApiError
    holds: Function | ApiError = BASE
    before: Function | ApiError = BASE
    writes: list[FunctionChanges] = field(default_factory=list)
    created: list[NewFunction] = field(default_factory=list)
    reads: int = 0

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        assert slug == "greet"
        self.writes.append(changes)
        if isinstance(self.answer, ApiError):
            raise self.answer
        return self.answer(changes)

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        self.created.append(new)
        return await self.update_function("greet", FunctionChanges(new.name, new.code, new.description, new.status))

    async def get_function(self, slug: str) -> Function:
        self.reads += 1
        found = self.holds if self.writes or self.created else self.before
        if isinstance(found, ApiError):
            raise found
        return found

    async def audit_trail(self, *, limit: int, offset: int = 0) -> TrailPage:
        # Some servers keep none.
        raise NotFound(404, "NOT_FOUND", "no trail")


async def outcome_of(server: Server, base: Function, changes: FunctionChanges) -> SaveOutcome:
    return (await saved(client_of(server), base, changes)).outcome


def accepted(changes: FunctionChanges) -> WriteAnswer:
    function = stored(changes)
    return WriteAnswer(True, function.summary, function.code)


async def test_nothing_to_save_sends_nothing() -> None:
    server = Server(accepted)
    assert await outcome_of(server, BASE, FunctionChanges()) == NothingToSave()
    assert server.writes == []


async def test_saved_is_live_when_active() -> None:
    outcome = await outcome_of(Server(accepted), BASE, NEW_CODE)
    assert isinstance(outcome, Saved)
    assert outcome.sent == ("code",)
    assert outcome.base.code == NEW_CODE.code


async def test_a_saved_draft_is_not_live() -> None:
    outcome = await outcome_of(Server(accepted), BASE, FunctionChanges(status="draft"))
    assert isinstance(outcome, Saved)


async def test_what_the_server_stored_differently_is_said() -> None:
    outcome = await outcome_of(Server(lambda changes: WriteAnswer(True, BASE.summary, "other")), BASE, NEW_CODE)
    assert isinstance(outcome, Saved)
    assert outcome.altered == ("code",)


@pytest.mark.parametrize("success", [True, False])
async def test_a_failed_deployment_is_not_called_live(success: bool) -> None:
    deployment = Deployment("d", "failed", None, ("error at functions/greet.ts:3:1",))
    outcome = await outcome_of(
        Server(lambda changes: WriteAnswer(success, BASE.summary, changes.code, deployment)), BASE, NEW_CODE
    )
    assert isinstance(outcome, SavedNotDeployed)
    assert [problem.range.start_line for problem in outcome.problems if problem.range] == [1]


async def test_a_refusal_is_placed_in_the_code_that_was_sent() -> None:
    refusal = Refusal("Code contains potentially dangerous pattern: /Deno\\.run/i", pattern="/Deno\\.run/i")
    outcome = await outcome_of(Server(Refused(400, "INVALID_INPUT", refusal.message, (refusal,))), BASE, NEW_CODE)
    assert isinstance(outcome, Rejected)
    place = outcome.problems[0].range
    assert place is not None
    assert (place.start_line, place.start_column) == (1, 0)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Unauthorised(401, "AUTH_INVALID_API_KEY", "Invalid API key"), NotAllowed),
        (Forbidden(403, "FORBIDDEN", "no"), NotAllowed),
        (RateLimitExceeded(429, "TOO_MANY_REQUESTS", "wait", datetime(2026, 1, 1, tzinfo=UTC)), RateLimited),
        (Unreachable(UnreachableReason.REFUSED, "refused"), NotSent),
    ],
)
async def test_answers_that_settle_it_are_not_looked_up(error: ApiError, kind: type) -> None:
    server = Server(error)
    assert isinstance(await outcome_of(server, BASE, NEW_CODE), kind)
    assert (len(server.writes), server.reads) == (1, 1)


async def test_a_function_is_gone_when_it_is_not_there_any_more() -> None:
    gone = NotFound(404, "FUNCTION_NOT_FOUND", "Function not found")
    assert await outcome_of(Server(gone, holds=gone), BASE, NEW_CODE) == Deleted(gone)


@pytest.mark.parametrize(
    "error",
    [
        NotFound(404, "", "no Route matched with those values"),
        AlreadyExists(409, "", "A deployment is under way"),
    ],
)
async def test_a_function_that_is_still_there_is_neither_gone_nor_taken(error: ApiError) -> None:
    assert await outcome_of(Server(error), BASE, NEW_CODE) == NotSaved(error)


UNSETTLED = [
    ResponseLost("cut"),
    ResponseLost("slow", timed_out=True),
    InvalidResponse(502, "text/html", "<html>", "not JSON"),
    ServerFailed(500, "INTERNAL", "Failed to update function"),
]


@pytest.mark.parametrize("error", UNSETTLED)
async def test_an_answer_that_tells_nothing_is_looked_up_and_never_sent_again(error: ApiError) -> None:
    server = Server(error, holds=stored(NEW_CODE))
    outcome = await outcome_of(server, BASE, NEW_CODE)
    assert isinstance(outcome, Saved)
    assert outcome.looked_up
    assert (len(server.writes), server.reads) == (1, 2)


@pytest.mark.parametrize("error", UNSETTLED)
async def test_an_unchanged_function_means_not_saved(error: ApiError) -> None:
    assert isinstance(await outcome_of(Server(error), BASE, NEW_CODE), NotSaved)


async def test_somebody_elses_text_means_nobody_can_tell() -> None:
    other = Function(BASE.summary, "theirs")
    assert await outcome_of(Server(UNSETTLED[0], holds=other), BASE, NEW_CODE) == Unknown(UNSETTLED[0])


async def test_a_failed_look_means_nobody_can_tell_either() -> None:
    look = Unreachable(UnreachableReason.REFUSED, "refused")
    assert await outcome_of(Server(UNSETTLED[0], holds=look), BASE, NEW_CODE) == Unknown(UNSETTLED[0], look)


class LateServer(Server):
    """Holds what it was sent from the second look after the write on."""

    async def get_function(self, slug: str) -> Function:
        found = await super().get_function(slug)
        self.holds = stored(NEW_CODE) if self.writes else self.holds
        return found


async def test_a_server_that_is_still_at_work_is_looked_at_again() -> None:
    server = LateServer(UNSETTLED[0])
    outcome = (await saved(client_of(server), BASE, NEW_CODE, delays=(0.0, 0.0, 0.0))).outcome
    assert isinstance(outcome, Saved)
    assert outcome.looked_up
    assert server.reads == 3


THEIRS = Function(BASE.summary, "theirs();\n")


async def test_a_function_somebody_changed_is_not_overwritten() -> None:
    server = Server(accepted, before=THEIRS)
    assert await outcome_of(server, BASE, NEW_CODE) == Conflict(THEIRS, ("code",))
    assert server.writes == []


async def test_another_field_changed_by_somebody_is_seen_too() -> None:
    theirs = Function(BASE.summary._replace(name="Theirs"), BASE.code)
    assert await outcome_of(Server(accepted, before=theirs), BASE, NEW_CODE) == Conflict(theirs, ("name",))


async def test_a_status_somebody_chose_is_not_overwritten_unseen_after_the_servers_own() -> None:
    broken = Function(BASE.summary._replace(status="error"), BASE.code)
    taken_off = Function(BASE.summary._replace(status="draft"), BASE.code)
    server = Server(accepted, before=taken_off)
    assert isinstance(await outcome_of(server, broken, FunctionChanges(status="active")), Conflict)
    assert server.writes == []
    assert isinstance(await outcome_of(server, broken, NEW_CODE), Saved)


async def test_a_status_set_by_the_server_is_nobodys_change() -> None:
    broken = Function(BASE.summary._replace(status="error"), BASE.code)
    assert isinstance(await outcome_of(Server(accepted, before=broken), BASE, NEW_CODE), Saved)


async def test_what_somebody_already_stored_is_not_sent_again() -> None:
    server = Server(accepted, before=stored(NEW_CODE))
    assert await outcome_of(server, BASE, NEW_CODE) == NothingToSave(stored(NEW_CODE))
    assert server.writes == []


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotFound(404, "NOT_FOUND", "Function not found"), Deleted),
        (Unauthorised(401, "AUTH_INVALID_API_KEY", "Invalid API key"), NotAllowed),
        (Unreachable(UnreachableReason.REFUSED, "refused"), NotSent),
        (RateLimitExceeded(429, "TOO_MANY_REQUESTS", "wait", datetime(2026, 1, 1, tzinfo=UTC)), RateLimited),
        (ResponseLost("cut"), PrecheckFailed),
        (ServerFailed(500, "INTERNAL", "no"), PrecheckFailed),
    ],
)
async def test_nothing_is_sent_when_the_look_before_fails(error: ApiError, kind: type) -> None:
    server = Server(accepted, before=error)
    assert isinstance(await outcome_of(server, BASE, NEW_CODE), kind)
    assert server.writes == []


def accepted_without_code(changes: FunctionChanges) -> WriteAnswer:
    return accepted(changes)._replace(code=None)


NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def accepted_at_noon(changes: FunctionChanges) -> WriteAnswer:
    answer = accepted_without_code(changes)
    return answer._replace(summary=answer.summary._replace(updated_at=NOON))


async def test_where_the_answer_has_no_code_the_function_is_looked_at() -> None:
    trimmed = Function(BASE.summary, stored(NEW_CODE).code.rstrip())
    outcome = await outcome_of(Server(accepted_without_code, holds=trimmed), BASE, NEW_CODE)
    assert isinstance(outcome, Saved)
    assert (outcome.altered, outcome.base.code) == (("code",), trimmed.code)
    # What can't be looked at is taken for what was sent: the server said that it was saved.
    outcome = await outcome_of(Server(accepted_without_code, holds=ResponseLost("cut")), BASE, NEW_CODE)
    assert isinstance(outcome, Saved)
    assert (outcome.altered, outcome.base.code) == ((), stored(NEW_CODE).code)
    # So is what is another save's by then.
    since = Function(BASE.summary._replace(updated_at=NOON + timedelta(seconds=1)), "theirs();\n")
    outcome = await outcome_of(Server(accepted_at_noon, holds=since), BASE, NEW_CODE)
    assert isinstance(outcome, Saved)
    assert (outcome.altered, outcome.base.code) == ((), stored(NEW_CODE).code)
    server = Server(accepted_without_code)
    await outcome_of(server, BASE, FunctionChanges(name="Other"))
    assert server.reads == 1


def deleted() -> Driven:
    """A session that knows the function to be deleted, with all of it changed."""
    session = Driven(base=BASE)
    session.ask(Command.RELOAD)
    session.answer(NotFound(404, "NOT_FOUND", "Function not found"))
    session.edit("new();\n", description="about", status="error")
    return session


async def test_a_function_that_is_gone_is_created_again_with_its_slug() -> None:
    server = Server(accepted)
    outcome = (await asked(deleted(), Command.CREATE, client_of(server))).outcome
    assert isinstance(outcome, Saved)
    assert outcome.base.code == "new();\n"
    assert outcome.sent == ("name", "description", "code")
    assert "status" not in outcome.altered
    assert server.created == [NewFunction("Greet", "new();\n", "greet", "about", None)]


async def test_a_slug_taken_in_the_meantime_is_told() -> None:
    server = Server(AlreadyExists(409, "ALREADY_EXISTS", "Function with this slug already exists"))
    assert isinstance((await asked(deleted(), Command.CREATE, client_of(server))).outcome, SlugTaken)
    # It may have been taken by a save of ours whose answer was lost.
    assert server.reads == 1
