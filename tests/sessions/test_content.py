"""What the editor holds: replaced as one edit, undone with what it was made from, conflicts resolved one by one."""

from __future__ import annotations

from tests.cases import cases
from tests.sessions.driven import BASE, THEIRS, Driven
from tui.model.function import Function
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.content import take_base
from tui.sessions.edit.effects import Fill, KeepDraft, Replace, ReplaceLines, Say, Send, Words
from tui.sessions.edit.events import Command, Redone, VersionChosen
from tui.sessions.edit.questions import Answer, ConflictsMarked, VersionsDiffer
from tui.sessions.edit.state import conflict_count, unsaved_fields
from tui.sessions.edit.values import ChosenVersion

OLDER = as_edited(BASE)._replace(name="Old", description="as it was", status="draft", code="older\n")


def reloaded() -> Driven:
    """Something typed was replaced by what the server holds, as the user chose."""
    session = Driven()
    session.type()
    session.ask(Command.RELOAD)
    session.choose(Answer.RELOAD)
    session.answer(THEIRS)
    return session


def merged() -> Driven:
    """The editor holds a merge with one conflict."""
    session = Driven()
    session.edit("one\nmine\nthree\n")
    session.ask(Command.SAVE)
    session.answer(THEIRS)
    session.wait(1.0)
    session.choose(Answer.MERGE)
    return session


def test_unsaved_compares_lines_and_fields() -> None:
    session = Driven()
    view = session.at.view
    assert unsaved_fields(session.state, view) == ()
    session.type()
    session.edit(status="draft", name="N")
    assert unsaved_fields(session.state, session.at.view) == ("name", "status", "code")


def test_lines_that_the_editor_holds_anyway_are_not_held_twice() -> None:
    session = Driven()
    state = take_base(session.state, session.at.view, BASE).state
    assert state.loaded is not None
    assert state.loaded.lines is not session.code.lines
    assert all(one is other for one, other in zip(state.loaded.lines, session.code.lines, strict=True))


def test_a_reload_is_one_edit_and_undo_compares_with_what_it_was_made_from() -> None:
    session = reloaded()
    assert session.content == as_edited(THEIRS)
    assert unsaved_fields(session.state, session.at.view) == ()
    session.undo(session.effect(Replace).tag, "x" + BASE.code)
    assert session.state.base == BASE
    session.ask(Command.SAVE)
    session.answer(THEIRS)
    session.wait(1.0)
    session.asked(VersionsDiffer)
    assert session.count(Send) == 0


def test_redo_brings_the_newer_base_again() -> None:
    session = reloaded()
    tag = session.effect(Replace).tag
    session.undo(tag, "x" + BASE.code)
    session.code = session.code.of(THEIRS.code)
    session.happen(Redone(tag))
    assert session.state.base == THEIRS
    assert unsaved_fields(session.state, session.at.view) == ()


def test_undo_does_not_bring_back_a_base_from_before_a_save() -> None:
    session = reloaded()
    tag = session.effect(Replace).tag
    session.type()
    stored = session.save()
    session.undo(tag, "x" + BASE.code)
    assert session.state.base == stored


def test_undo_brings_the_fields_back_that_were_not_edited_since() -> None:
    session = Driven()
    session.edit(name="Mine")
    mine = session.content
    session.happen(VersionChosen(ChosenVersion(OLDER, "the old one")))
    assert session.content == OLDER
    tag = session.effect(Replace).tag
    session.edit(description="newer")
    session.undo(tag, mine.code)
    assert session.content == mine._replace(description="newer")
    assert session.effect(Fill).fields.name == "Mine"
    assert isinstance(session.done()[-1], KeepDraft)


def test_fields_that_alone_were_replaced_are_one_edit_too() -> None:
    session = Driven()
    session.edit(name="Mine")
    session.ask(Command.REVERT)
    assert session.content == as_edited(BASE)
    session.undo(session.effect(Replace).tag, BASE.code)
    assert session.content.name == "Mine"


def test_what_is_held_anyway_is_no_edit() -> None:
    session = Driven()
    session.happen(VersionChosen(ChosenVersion(as_edited(BASE), "this one")))
    assert session.count(Replace) == 0


def test_a_merge_goes_to_its_first_conflict_and_is_asked_about() -> None:
    session = merged()
    assert session.effect(Replace).cursor == (1, 0)
    assert conflict_count(session.state, session.at.view) == 1
    session.ask(Command.SAVE)
    session.asked(ConflictsMarked)
    assert session.count(Send) == 0


def test_marks_that_no_merge_made_are_ones_own_text() -> None:
    session = Driven()
    marked = "<<<<<<< mine\n=======\n>>>>>>> theirs\n"
    session.edit(marked)
    assert conflict_count(session.state, session.at.view) == 0
    session.happen(VersionChosen(ChosenVersion(as_edited(BASE)._replace(code=marked + "\n"), "this one")))
    assert session.code.text == marked + "\n"
    assert conflict_count(session.state, session.at.view) == 0


@cases(
    ("command", "kept"),
    [(Command.TAKE_MINE, "mine\n"), (Command.TAKE_THEIRS, "theirs\n"), (Command.TAKE_BOTH, "mine\ntheirs\n")],
)
def test_one_side_of_the_conflict_at_the_cursor_stays(command: Command, kept: str) -> None:
    session = merged()
    session.ask(command, line=2)
    assert session.effect(ReplaceLines) == ReplaceLines(1, 7, kept)
    assert session.said() == [Words.CONFLICTS_LEFT]
    assert session.effect(Say).number == 0
    session.ask(command, line=0)
    assert session.said() == [Words.NO_CONFLICT_HERE]


def test_without_a_merge_there_is_no_conflict_to_resolve() -> None:
    session = Driven()
    session.ask(Command.TAKE_MINE)
    assert session.said() == [Words.NO_CONFLICT]


def test_typing_before_the_function_is_there_is_said() -> None:
    session = Driven(loaded=False)
    session.type()
    assert session.said() == [Words.LOADING]
    session.ask(Command.SAVE)
    assert session.said() == [Words.LOADING]


def test_an_older_server_never_gets_what_was_made_from_a_newer_one() -> None:
    """A chain of reloads undone one by one: each text has its own base again."""
    session = Driven()
    bases = [BASE]
    for number in range(3):
        newer = Function(BASE.summary, f"version {number}\n")
        session.type()
        session.ask(Command.RELOAD)
        session.choose(Answer.RELOAD)
        session.answer(newer)
        bases.append(newer)
    replaced = [each for each in session.all if isinstance(each, Replace)]
    for number in (2, 1, 0):
        session.undo(replaced[number].tag, "x" + bases[number].code)
        assert session.state.base == bases[number]
