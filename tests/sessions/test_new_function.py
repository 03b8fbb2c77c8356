"""A new function: nothing is asked, its first save creates it, and its slug may change till then."""

from __future__ import annotations

from tests.cases import cases
from tests.sessions.driven import BASE, NOON, REFUSED_KEY, THEIRS, Driven
from tui.errors import (
    AlreadyExists,
    ApiError,
    NotFound,
    RateLimitExceeded,
    Refused,
    ResponseLost,
    Unreachable,
    UnreachableReason,
)
from tui.model.function import Edited, Function, FunctionSummary, NewFunction, WriteAnswer
from tui.model.history import How
from tui.model.problem import Refusal
from tui.sessions.edit.availability import why_not, why_not_another_slug, why_not_delete, why_not_there
from tui.sessions.edit.effects import (
    CheckLive,
    Create,
    Fetch,
    KeepDraft,
    Leave,
    Load,
    Look,
    MoveDraft,
    NoteServer,
    OpenDraft,
    Remember,
    Send,
    Words,
)
from tui.sessions.edit.events import Command, DraftOpened, SlugChosen
from tui.sessions.edit.outcome import NotSaved, Rejected, Saved, SavedNotDeployed, SlugTaken, Unknown
from tui.sessions.edit.questions import Answer, DraftLeft, LeaveUnsaved, RateLimitWait, SignIn
from tui.sessions.edit.state import unsaved_fields
from tui.sessions.edit.values import FROM_NOTHING, Beginning, DeletedShown, LeftDraft

NEW = Edited("Greet", "about", "active", "new();\n")
MISSING = NotFound(404, "", "no such function")
TAKEN = AlreadyExists(409, "", "taken")
STORED = Function(FunctionSummary("greet", "Greet", "active", "id-1", "about", updated_at=NOON), "new();\n")


def begun() -> Driven:
    """A session of a new function, the draft's place had."""
    session = Driven(loaded=False, restoring=Beginning(NEW))
    session.happen(DraftOpened())
    return session


def saved(answer: WriteAnswer | ApiError) -> Driven:
    """A session whose first save was answered like this."""
    session = begun()
    session.ask(Command.SAVE)
    session.sent(answer)
    return session


def test_nothing_is_asked_of_the_server_and_all_of_it_is_unsaved() -> None:
    session = Driven(loaded=False, restoring=Beginning(NEW))
    assert session.effect(Load).function.content == NEW
    assert not session.count(Fetch)
    assert session.count(OpenDraft) == 1
    session.happen(DraftOpened())
    # The draft is there before the first key.
    assert session.done() == (KeepDraft(FROM_NOTHING),)
    assert session.content == NEW
    assert session.state.is_new
    assert session.told is None


def test_the_first_save_creates_it_once_without_a_look() -> None:
    session = begun()
    session.ask(Command.SAVE)
    assert session.effect(Create).new == NewFunction("Greet", "new();\n", "greet", "about", "active")
    assert not session.count(Look)
    session.ask(Command.SAVE)
    assert session.count(Create) == 1
    session.sent(WriteAnswer(True, STORED.summary, STORED.code))
    outcome = session.ended_as(Saved)
    assert outcome.created
    assert outcome.sent == ("name", "description", "status", "code")
    assert {Remember(STORED, How.SAVED), NoteServer(STORED, saved=True)} <= set(session.done())
    assert session.count(CheckLive) == 1
    assert not session.state.is_new
    assert not session.is_deleted()
    # From now on it is saved like any other.
    session.type()
    session.ask(Command.SAVE)
    session.answer(STORED)
    assert session.count(Send) == 1


def test_a_deployment_that_failed_is_told_of_what_was_created() -> None:
    session = saved(WriteAnswer(False, STORED.summary, STORED.code))
    assert session.ended_as(SavedNotDeployed).created
    assert not session.state.is_new


@cases("lost", [ResponseLost("cut"), MISSING])
def test_a_lost_answer_is_looked_up(lost: ApiError) -> None:
    session = saved(lost)
    session.answer(STORED)
    assert session.ended_as(Saved).looked_up
    assert session.ended_as(Saved).created
    assert not session.state.is_new


def test_one_that_is_not_found_is_looked_for_again_before_it_is_not_saved() -> None:
    session = saved(ResponseLost("cut"))
    for pause in (0.5, 1.5):
        session.answer(MISSING)
        session.wait(pause)
    assert session.outcome is None
    session.answer(MISSING)
    assert session.ended_as(NotSaved).creating
    assert session.state.is_new
    assert session.count(Look) == 3
    assert session.count(Create) == 1


def test_another_function_that_is_found_tells_nothing() -> None:
    session = saved(ResponseLost("cut"))
    session.answer(THEIRS)
    assert session.ended_as(Unknown).creating
    assert session.state.is_new
    assert why_not_there(session.state) is Words.NOT_KNOWN_CREATED
    assert why_not_delete(session.state, session.at.view) is Words.NOT_KNOWN_CREATED
    session.ask(Command.LOOK_UP)
    session.answer(STORED)
    assert session.ended_as(Saved).looked_up
    assert why_not_there(session.state) is None


@cases(
    "refusal",
    [
        RateLimitExceeded(429, "", "slow", NOON),
        REFUSED_KEY,
        Unreachable(UnreachableReason.REFUSED, "refused"),
        Refused(400, "", "no", (Refusal("no"),)),
    ],
)
def test_a_refusal_tells_nothing_of_the_creation_before_it(refusal: ApiError) -> None:
    session = saved(ResponseLost("cut"))
    session.answer(THEIRS)
    session.ask(Command.SAVE)
    session.sent(refusal)
    assert why_not_there(session.state) is Words.NOT_KNOWN_CREATED
    assert why_not(session.state, session.at.view, Command.LOOK_UP) is None


LOST = ResponseLost("cut")
EDITED = "later();\n"


def edited_and_saved_again(answer: ApiError) -> Driven:
    """The first creation was lost, and could not be looked up; another content was sent behind it."""
    session = saved(LOST)
    session.answer(LOST)
    for pause in (0.5, 1.5):
        session.wait(pause)
        session.answer(LOST)
    assert session.ended_as(Unknown).creating
    session.type(EDITED)
    session.ask(Command.SAVE)
    session.sent(answer)
    return session


@cases("answer", [TAKEN, LOST])
def test_what_an_earlier_creation_made_is_not_taken_for_somebody_elses(answer: ApiError) -> None:
    session = edited_and_saved_again(answer)
    session.answer(STORED)
    outcome = session.ended_as(Saved)
    assert (outcome.base, outcome.created, outcome.looked_up) == (STORED, True, True)
    assert not session.state.is_new
    # What was typed since is an edit of it, and not saved.
    assert unsaved_fields(session.state, session.at.view) == ("code",)
    assert why_not_there(session.state) is None


def test_a_slug_that_is_taken_by_nobody_knows_what_is_looked_up_later() -> None:
    session = edited_and_saved_again(TAKEN)
    session.answer(LOST)
    assert session.ended_as(SlugTaken).may_be_ours
    assert why_not_there(session.state) is Words.NOT_KNOWN_CREATED
    session.ask(Command.LOOK_UP)
    session.answer(STORED)
    assert session.ended_as(Saved).base == STORED


def test_a_slug_that_somebody_else_has_is_theirs_also_behind_a_creation_that_was_lost() -> None:
    session = edited_and_saved_again(TAKEN)
    session.answer(THEIRS)
    assert not session.ended_as(SlugTaken).may_be_ours
    assert why_not_there(session.state) is Words.NOT_CREATED


def test_a_creation_that_is_known_to_be_none_leaves_nothing_to_look_up() -> None:
    session = saved(Unreachable(UnreachableReason.REFUSED, "refused"))
    assert why_not_there(session.state) is Words.NOT_CREATED
    assert why_not(session.state, session.at.view, Command.LOOK_UP) is Words.NOTHING_UNKNOWN


def test_a_taken_slug_is_told_and_nothing_is_overwritten() -> None:
    session = saved(TAKEN)
    session.answer(THEIRS)
    assert session.ended_as(SlugTaken).is_new
    assert session.state.is_new
    session.ask(Command.SAVE)
    # It is never an update of theirs.
    assert session.count(Send) == 0
    assert session.count(Create) == 2


def test_a_slug_that_is_taken_by_this_very_function_is_a_save_whose_answer_was_lost() -> None:
    session = saved(TAKEN)
    session.answer(STORED)
    assert session.ended_as(Saved).looked_up


@cases("look", [MISSING, ResponseLost("down"), REFUSED_KEY])
def test_that_a_slug_is_taken_is_known_without_a_look(look: ApiError) -> None:
    session = saved(TAKEN)
    session.answer(look)
    assert session.ended_as(SlugTaken).is_new


def test_who_does_not_wait_for_the_look_is_told_what_is_known() -> None:
    session = saved(TAKEN)
    session.ask(Command.CLOSE)
    assert session.ended_as(SlugTaken).is_new
    session = saved(ResponseLost("cut"))
    session.ask(Command.CLOSE)
    assert session.ended_as(Unknown).stopped


def test_rejected_code_is_marked_and_it_stays_new() -> None:
    session = saved(Refused(400, "", "no", (Refusal("no"),)))
    assert isinstance(session.outcome, Rejected)
    assert session.state.is_new


def test_a_refused_key_asks_for_another_and_creates_it_then() -> None:
    session = saved(REFUSED_KEY)
    session.wait(1.0)
    assert session.asked(SignIn).retry is not None


def test_a_limit_of_writes_keeps_it_ready() -> None:
    session = saved(RateLimitExceeded(429, "", "slow", NOON))
    session.wait(1.0)
    session.asked(RateLimitWait)
    session.choose(Answer.RETRY)
    assert session.count(Create) == 2


def test_leaving_asks_and_may_create_it() -> None:
    session = begun()
    session.ask(Command.CLOSE)
    assert session.asked(LeaveUnsaved).is_new
    session.choose(Answer.SAVE)
    session.sent(WriteAnswer(True, STORED.summary, STORED.code))
    session.check_live()
    assert isinstance(session.effect(Leave).outcome, Saved)


def test_create_again_is_for_deleted_ones() -> None:
    session = begun()
    session.ask(Command.CREATE)
    assert session.said() == [Words.SAVE_CREATES]
    assert not session.count(Create)


# Another slug


def test_another_slug_takes_the_draft_along() -> None:
    session = saved(TAKEN)
    session.answer(THEIRS)
    session.happen(SlugChosen("greet-2"))
    assert session.effect(MoveDraft) == MoveDraft("greet-2", FROM_NOTHING)
    assert session.said() == [Words.SLUG_CHOSEN]
    assert session.told is None
    session.happen(DraftOpened())
    assert session.done() == (KeepDraft(FROM_NOTHING),)
    session.ask(Command.SAVE)
    assert session.effect(Create).new.slug == "greet-2"


def test_the_draft_that_was_left_under_the_other_slug_is_offered() -> None:
    session = begun()
    session.happen(SlugChosen("greet-2"))
    there = LeftDraft(FROM_NOTHING, NEW._replace(code="earlier();\n"), NOON)
    session.happen(DraftOpened(there))
    session.wait(1.0)
    assert session.asked(DraftLeft).draft == there


def test_a_slug_is_not_changed_while_it_would_be_wrong_to() -> None:
    session = begun()
    session.happen(SlugChosen("greet"))
    assert session.done() == ()
    session.ask(Command.SAVE)
    session.happen(SlugChosen("greet-2"))
    assert session.said() == [Words.SAVE_UNDER_WAY]
    session.sent(WriteAnswer(True, STORED.summary, STORED.code))
    session.happen(SlugChosen("greet-2"))
    assert session.said() == [Words.NOT_NEW]
    assert not session.count(MoveDraft)
    other = Driven()
    other.happen(SlugChosen("greet-2"))
    assert other.said() == [Words.NOT_NEW]


def test_one_is_told_apart_from_a_deleted_one_and_may_have_another_slug_once_its_draft_is_decided_on() -> None:
    session = Driven(loaded=False, restoring=Beginning(NEW))
    assert why_not_another_slug(session.state) is Words.LOADING
    session.happen(DraftOpened())
    assert why_not_another_slug(session.state) is None
    assert why_not_delete(session.state, session.at.view) is Words.NOT_CREATED
    assert why_not_there(session.state) is Words.NOT_CREATED
    session.ask(Command.SAVE)
    assert why_not_another_slug(session.state) is Words.SAVE_UNDER_WAY
    assert why_not_there(session.state) is Words.SAVE_UNDER_WAY
    assert why_not_delete(session.state, session.at.view) is Words.SAVE_UNDER_WAY


# A draft of one, found later


def test_a_draft_made_from_nothing_is_a_new_function_again() -> None:
    session = Driven(loaded=False)
    session.answer(MISSING)
    session.happen(DraftOpened(LeftDraft(FROM_NOTHING, NEW, NOON)))
    assert session.state.is_new
    assert session.told == DeletedShown(is_new=True)
    assert session.content == NEW
    session.ask(Command.SAVE)
    assert session.count(Create) == 1


def test_a_draft_of_a_deleted_function_is_none() -> None:
    session = Driven(loaded=False)
    session.answer(MISSING)
    session.happen(DraftOpened(LeftDraft(BASE.content, NEW, NOON)))
    assert not session.state.is_new
    assert session.is_deleted()


def test_reloading_shows_what_is_there_and_undo_brings_the_new_one_back() -> None:
    session = saved(TAKEN)
    session.answer(THEIRS)
    session.ask(Command.RELOAD)
    session.choose(Answer.RELOAD)
    session.answer(THEIRS)
    assert session.content == THEIRS.content
    assert not session.state.is_new
    # A save of the new one over theirs would be a conflict.
    session.edit(NEW.code, name=NEW.name)
    session.ask(Command.SAVE)
    assert session.count(Look) >= 1
