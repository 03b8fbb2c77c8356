"""The dialog for each question of an edit session, and which answer each of its choices is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.screen import Screen

from tui.app.shell.questions import Choice, CountdownScreen, QuestionScreen
from tui.app.shell.routes import Compare, Version
from tui.app.widgets.clock import Clock
from tui.app.widgets.relative_time import ago
from tui.sessions.edit.conflict import Resolution, as_edited, fields_in_conflict, resolve
from tui.sessions.edit.questions import (
    Answer,
    ConflictsMarked,
    DiscardForGood,
    DraftCompared,
    DraftLeft,
    FieldsEmptied,
    Happened,
    LeaveUnsaved,
    Question,
    RateLimitWait,
    ReloadUnsaved,
    SignIn,
    VersionsDiffer,
)

_HAPPENED = {Happened.NOT_SENT: "Nothing was sent", Happened.SAVED: "Your save was stored too"}


_WRITING = (Answer.SAVE, Answer.CREATE, Answer.EMPTY)


def _choice(answer: Answer, title: str) -> Choice:
    return Choice(answer.name, title, writes=answer in _WRITING)


def answer_of(chosen: str | None) -> Answer | None:
    """The answer that a dialog was left with."""
    return None if chosen is None else Answer[chosen]


def dialog_for(question: Question, clock: Clock) -> Screen[str | None] | Compare | None:
    """The dialog; None for signing in, which has one for all screens."""
    match question:
        case VersionsDiffer():
            return _versions_differ(question)
        case DraftCompared(draft=draft, there=there):
            versions = (Version("on the server", there), Version("draft", draft.edited))
            return Compare("The draft beside what the server holds.", versions)
        case RateLimitWait(until=until):
            asked = "Rate limit: nothing was saved."
            return CountdownScreen(asked, "Your save is kept ready.", until, clock, Answer.RETRY.name)
        case SignIn():
            return None
        case _:
            headline, explanation, choices = _plain(question, clock.now())
            return QuestionScreen(headline, explanation, choices)


def _plain(
    question: ConflictsMarked | FieldsEmptied | DraftLeft | ReloadUnsaved | LeaveUnsaved | DiscardForGood,
    now: datetime,
) -> tuple[str, str, Sequence[Choice]]:
    match question:
        case ConflictsMarked(count=count):
            return (
                f"Save with {count} conflict{'' if count == 1 else 's'} still marked?",
                "The marks (<<<<<<< and so on) would be part of the code.",
                (_choice(Answer.STAY, "Keep editing; f8 goes to the next"), _choice(Answer.SAVE, "Save the marks too")),
            )
        case FieldsEmptied(plan=plan):
            fields = " and the ".join(plan.emptied)
            return (
                f"Save with an empty {fields}?",
                f"The server would empty the {fields} of this function.",
                (_choice(Answer.STAY, "Keep editing"), _choice(Answer.EMPTY, f"Yes, empty the {fields}")),
            )
        case DraftLeft(draft=draft, changed=changed):
            since = " The function was changed on the server since." if changed else ""
            return (
                "There is an unsaved draft of this function.",
                f"It was written {ago(draft.written_at, now)} and never saved.{since}",
                (
                    _choice(Answer.GO_ON, "Resolve the differences with the server" if changed else "Go on with it"),
                    _choice(Answer.LOOK, "Look at the differences"),
                    _choice(Answer.DROP, "Discard it"),
                ),
            )
        case ReloadUnsaved(unsaved=unsaved):
            return (
                "Fetch the function again?",
                f"Your unsaved changes ({', '.join(unsaved)}) would be replaced by what the server holds.",
                (
                    _choice(Answer.STAY, "Keep editing"),
                    _choice(Answer.RELOAD, "Reload; undo (ctrl+z) brings my changes back"),
                ),
            )
        case LeaveUnsaved(unsaved=unsaved):
            if question.is_new:
                return ("Leave the new function?", "It is not on the server yet.", _leaving(question))
            return ("Leave with unsaved changes?", f"Not saved yet: {', '.join(unsaved)}.", _leaving(question))
        case DiscardForGood():
            return (
                "Discard the changes for good?",
                "The disk does not take them, so that nothing could bring them back.",
                (_choice(Answer.STAY, "Keep editing"), _choice(Answer.DISCARD, "Discard them for good")),
            )


def _leaving(question: LeaveUnsaved) -> Sequence[Choice]:
    keeps = question.keeps_drafts
    if question.is_new:
        saves = _choice(Answer.SAVE, "Create it, and leave when it is created")
    elif question.is_deleted:
        saves = _choice(Answer.CREATE, "Create the function again, stay to see the outcome")
    else:
        saves = _choice(Answer.SAVE, "Save, and leave when it is saved")
    return (
        _choice(Answer.STAY, "Keep editing"),
        *([_choice(Answer.KEEP_DRAFT, "Leave, keep the draft")] if keeps else []),
        saves,
        _choice(Answer.DISCARD, "Discard the changes" + (" (d in the list brings them back)" if keeps else "")),
    )


def _versions_differ(question: VersionsDiffer) -> Compare:
    """The three versions, and what each choice does to them."""
    base, mine, theirs = question.base, question.mine, as_edited(question.theirs)
    conflicts = resolve(base, mine, theirs, Resolution.MERGE).conflict_count
    places = f"{conflicts} conflict{'' if conflicts == 1 else 's'} to resolve" if conflicts else ""
    # Of a field there is no merging: mine is kept, which must be known before it is chosen.
    fields = [f"my {field}" for field in fields_in_conflict(base, mine, theirs) if field != "code"]
    how = f"merge ({', '.join(filter(None, [places, *fields])) or 'no conflicts'})"
    return Compare(
        f"Somebody changed this function. {_HAPPENED[question.happened]}; choose what the editor holds, then save.",
        (Version("base", base), Version("mine", mine), Version("theirs, on the server", theirs)),
        (_choice(Answer.THEIRS, "take theirs"), _choice(Answer.MINE, "keep mine"), _choice(Answer.MERGE, how)),
    )
