"""How a function comes into the editor: fetching again never takes what was written, and drafts are found."""

from __future__ import annotations

from tests.cases import cases
from tests.sessions.driven import BASE, REFUSED_KEY, THEIRS, Driven, left
from tui.errors import NotFound, Unreachable, UnreachableReason
from tui.model.function import Function
from tui.model.history import How
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import (
    DropLeftDraft,
    Fetch,
    GiveUp,
    KeepDraft,
    NoteServer,
    OpenDraft,
    Remember,
    Replace,
    Say,
    SetAside,
    TakeOverDiscarded,
    TakeOverDraft,
    Words,
)
from tui.sessions.edit.events import Chosen, Command, DraftOpened, KeyGiven, Looked, SetAsideEnded, VersionChosen
from tui.sessions.edit.loading import reload
from tui.sessions.edit.questions import Answer, DraftCompared, DraftLeft, SignIn, VersionsDiffer
from tui.sessions.edit.state import unsaved_fields
from tui.sessions.edit.values import ChosenVersion, DeletedShown, FetchedNotShown, LoadFailed

GONE = NotFound(404, "NOT_FOUND", "no such function")
DOWN = Unreachable(UnreachableReason.REFUSED, "refused")
OLDER = ChosenVersion(as_edited(BASE)._replace(name="Old", code="older\n"), "the old one")


def test_a_function_is_fetched_remembered_noted_and_its_draft_looked_for() -> None:
    session = Driven(loaded=False)
    session.answer(BASE)
    assert Remember(BASE, How.SEEN) in session.done()
    assert NoteServer(BASE) in session.done()
    assert OpenDraft() in session.done()
    assert session.content == as_edited(BASE)


def test_what_is_written_while_it_is_fetched_again_stays() -> None:
    session = Driven()
    session.ask(Command.RELOAD)
    session.type()
    session.answer(THEIRS)
    assert session.told == FetchedNotShown()
    assert session.code.text == "x" + BASE.code
    assert session.state.base == BASE


def test_a_reload_asks_before_it_replaces_something() -> None:
    session = Driven()
    session.type()
    session.ask(Command.RELOAD)
    session.choose(None)
    assert session.count(Fetch) == 1


def test_a_save_gives_a_fetch_up_and_its_answer_only_teaches() -> None:
    session = Driven()
    session.ask(Command.RELOAD)
    fetch = session.effect(Fetch).request
    session.type()
    session.ask(Command.SAVE)
    assert GiveUp(fetch) in session.done()
    before = session.state
    session.happen(Looked(fetch, THEIRS))
    assert session.state is before
    assert session.done() == (Remember(THEIRS, How.SEEN), NoteServer(THEIRS))


def test_no_fetch_cuts_a_save_short() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.ask(Command.RELOAD)
    assert session.said() == [Words.SAVE_UNDER_WAY]
    assert reload(session.state, session.at).state is session.state


def test_a_failed_fetch_is_told_and_a_refused_key_asked_for() -> None:
    session = Driven(loaded=False)
    session.answer(DOWN)
    assert session.told == LoadFailed(DOWN)
    session.ask(Command.RELOAD)
    session.answer(REFUSED_KEY)
    session.wait(1.0)
    session.asked(SignIn)
    session.choose(Answer.KEY_GIVEN)
    session.happen(KeyGiven())
    assert session.count(Fetch) == 3
    session.answer(BASE)
    assert session.content == as_edited(BASE)


def test_signing_in_later_fetches_what_was_refused() -> None:
    session = Driven(loaded=False)
    session.answer(REFUSED_KEY)
    session.wait(1.0)
    session.choose(None)
    session.ask(Command.SIGN_IN)
    session.choose(Answer.KEY_GIVEN)
    session.happen(KeyGiven())
    assert session.count(Fetch) == 2


def test_a_function_deleted_since_can_be_created_and_is_an_edit_when_it_is_back() -> None:
    session = Driven()
    session.ask(Command.RELOAD)
    session.answer(GONE)
    assert session.is_deleted()
    assert NoteServer(None) in session.done()
    session.ask(Command.RELOAD)
    session.answer(THEIRS)
    assert not session.is_deleted()
    session.undo(session.effect(Replace).tag, BASE.code)
    assert session.content == as_edited(BASE)


# Drafts


def test_a_draft_is_offered_and_gone_on_with() -> None:
    session = Driven(loaded=False)
    session.answer(BASE)
    session.happen(DraftOpened(left(), (7,)))
    assert Words.OPEN_ELSEWHERE in session.said()
    session.wait(1.0)
    assert not session.asked(DraftLeft).changed
    session.choose(Answer.GO_ON)
    assert session.code.text == "draft\n"
    assert session.effect(Replace).cursor == (1, 2)
    assert session.effect(TakeOverDraft).base == as_edited(BASE)
    assert session.said() == [Words.DRAFT_RESTORED]


def test_a_draft_that_is_what_the_server_holds_goes_unasked() -> None:
    session = Driven(loaded=False)
    session.answer(BASE)
    session.happen(DraftOpened(left(BASE.code, THEIRS)))
    assert DropLeftDraft() in session.done()
    session.wait(1.0)
    assert session.question is None


def test_a_draft_of_an_older_version_is_merged_and_taken_over() -> None:
    session = Driven(loaded=False)
    session.answer(THEIRS)
    session.happen(DraftOpened(left("one\ntwo\nmine\n")))
    session.wait(1.0)
    assert session.asked(DraftLeft).changed
    session.choose(Answer.GO_ON)
    session.asked(VersionsDiffer)
    session.choose(Answer.MERGE)
    assert "mine" in session.code.text
    assert "theirs" in session.code.text
    assert session.effect(TakeOverDraft).base == as_edited(THEIRS)


def test_differences_of_a_draft_lead_back_to_the_offer_and_it_may_stay_or_go() -> None:
    session = Driven(loaded=False)
    session.answer(BASE)
    session.happen(DraftOpened(left()))
    session.wait(1.0)
    session.choose(Answer.LOOK)
    session.asked(DraftCompared)
    session.choose(None)
    session.asked(DraftLeft)
    session.choose(None)
    assert session.said() == [Words.DRAFT_STAYS]
    assert session.count(DropLeftDraft) == 0
    other = Driven(loaded=False)
    other.answer(BASE)
    other.happen(DraftOpened(left()))
    other.wait(1.0)
    other.choose(Answer.DROP)
    assert other.done() == (SetAside(as_edited(BASE), left()),)
    other.happen(SetAsideEnded())
    assert other.done() == (DropLeftDraft(), Say(Words.DRAFT_DROPPED))


def test_a_draft_that_cannot_be_set_aside_stays() -> None:
    session = Driven(loaded=False)
    session.answer(BASE)
    session.happen(DraftOpened(left()))
    session.wait(1.0)
    session.choose(Answer.DROP)
    session.happen(SetAsideEnded("no space left"))
    assert session.done() == (Say(Words.NOT_DISCARDED, name="no space left"),)
    assert session.question is None


def test_discarded_changes_come_back_as_an_edit() -> None:
    session = Driven(loaded=False, restoring=left())
    session.answer(BASE)
    # Another draft stays where it is for another time.
    session.happen(DraftOpened(left("other\n")))
    assert session.content.code == "draft\n"
    assert session.done()[-2:] == (TakeOverDiscarded(as_edited(BASE), left()), Say(Words.DISCARDED_RESTORED))
    session.wait(1.0)
    assert session.question is None


def test_discarded_changes_are_compared_with_what_was_changed_since() -> None:
    session = Driven(loaded=False, restoring=left())
    session.answer(THEIRS)
    session.happen(DraftOpened())
    assert session.content == as_edited(THEIRS)
    session.wait(1.0)
    differ = session.asked(VersionsDiffer)
    assert (differ.discarded, differ.mine.code) == (True, "draft\n")
    session.choose(Answer.MINE)
    assert session.content.code == "draft\n"
    assert session.effect(TakeOverDiscarded).base == as_edited(THEIRS)


def test_discarded_changes_that_the_server_holds_by_now_are_no_edit() -> None:
    stored = Function(BASE.summary, "draft\n")
    session = Driven(loaded=False, restoring=left(base=stored))
    session.answer(stored)
    session.happen(DraftOpened())
    assert session.said() == [Words.DISCARDED_IS_SAVED]
    assert session.count(TakeOverDiscarded) == 0


def test_discarded_changes_of_a_deleted_function_come_back_ready_to_be_created() -> None:
    session = Driven(loaded=False, restoring=left())
    session.answer(NotFound(404, "", "gone"))
    session.happen(DraftOpened())
    assert session.content.code == "draft\n"
    assert session.told == DeletedShown(discarded=True)
    assert session.is_deleted()


@cases("behind", ["the offer", "the versions"])
def test_a_fetch_behind_the_offer_of_a_draft_offers_it_beside_the_newer_function(behind: str) -> None:
    session = Driven(loaded=False)
    session.answer(BASE if behind == "the offer" else THEIRS)
    session.ask(Command.RELOAD)
    session.happen(DraftOpened(left()))
    session.wait(1.0)
    if behind == "the versions":
        session.choose(Answer.GO_ON)
        session.asked(VersionsDiffer)
    newer = THEIRS._replace(code="newer\n")
    session.answer(newer)
    session.choose(Answer.GO_ON if behind == "the offer" else Answer.MINE)
    assert session.asked(DraftLeft).changed
    assert session.code.text == "newer\n"


def test_the_draft_of_a_deleted_function_is_shown_though_it_was_fetched_twice() -> None:
    session = Driven(loaded=False)
    session.answer(GONE)
    session.ask(Command.RELOAD)
    session.happen(DraftOpened(left()))
    assert session.state.base is None
    session.answer(GONE)
    assert session.code.text == "draft\n"
    assert session.told == DeletedShown()
    assert session.is_deleted()
    assert unsaved_fields(session.state, session.at.view) == ("code",)


def test_a_deleted_function_without_a_draft_is_told() -> None:
    session = Driven(loaded=False)
    session.answer(GONE)
    session.happen(DraftOpened())
    assert session.told == LoadFailed(GONE)
    assert session.state.base is None


# Versions


def test_a_version_that_was_asked_for_is_put_in_once_the_draft_was_looked_for_and_no_draft_is_offered() -> None:
    session = Driven(loaded=False, restoring=OLDER)
    session.answer(BASE)
    session.happen(DraftOpened(left()))
    assert session.content == OLDER.content
    assert Words.VERSION_RESTORED in session.said()
    session.wait(1.0)
    assert session.question is None
    assert session.count(DropLeftDraft) == 0


def test_a_version_is_not_lost_by_fetching_again() -> None:
    session = Driven(loaded=False, restoring=OLDER)
    session.answer(BASE)
    session.ask(Command.RELOAD)
    session.answer(THEIRS)
    session.happen(DraftOpened())
    assert session.content == OLDER.content


def test_a_version_of_a_deleted_function_is_all_unsaved() -> None:
    session = Driven(loaded=False, restoring=OLDER)
    session.answer(GONE)
    session.happen(DraftOpened())
    assert session.told == DeletedShown("the old one")
    assert session.content == OLDER.content
    assert unsaved_fields(session.state, session.at.view) == ("name", "description", "status", "code")
    assert session.count(KeepDraft) == 1


def test_a_status_the_server_had_set_is_not_restored() -> None:
    session = Driven()
    session.happen(VersionChosen(ChosenVersion(OLDER.content._replace(status="error"), "broken")))
    assert session.content.status == "active"


def test_nothing_comes_after_the_editor_was_left() -> None:
    session = Driven()
    session.ask(Command.CLOSE)
    assert session.state.has_left
    for event in (Looked(1, THEIRS), Chosen(1, None)):
        session.happen(event)
        assert session.done() == ()
