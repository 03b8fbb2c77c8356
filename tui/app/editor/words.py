"""What an edit session says and tells, in words. Returns plain text, fit to show."""

from __future__ import annotations

from tui.app.editor.outcome_words import ANY_KEY, describe_outcome, with_meanwhile
from tui.app.editor.phrases import fields_named
from tui.app.shell.notice import Report, Tone, describe_error
from tui.sessions.edit.effects import Leave, Say, Words
from tui.sessions.edit.values import (
    Busy,
    BusyWith,
    ChangedElsewhere,
    DeletedShown,
    Ended,
    FetchedNotShown,
    LoadFailed,
    Told,
)
from tui.terminal.sanitise import printable

ACCENT, MUTED, WARNING = "$accent", "$muted", "$warning"

_SAID: dict[Words, tuple[str, str]] = {
    Words.LOADING: ("The function is still loading.", WARNING),
    Words.SAVE_UNDER_WAY: ("A save is under way.", WARNING),
    Words.NOT_WHILE_SAVING: ("A save is under way; wait for its outcome.", WARNING),
    Words.NOT_NEW: ("The function is on the server: its slug never changes.", WARNING),
    Words.NOT_CREATED: ("It is not on the server yet: ctrl+s creates it.", WARNING),
    Words.NOT_KNOWN_CREATED: ("It is not known whether it was created: f10 looks.", WARNING),
    Words.DELETED_ALREADY: ("It was deleted on the server already.", WARNING),
    Words.UNSAVED_CHANGES: (
        "There are unsaved changes: save them, or leave without them, before you delete it.",
        WARNING,
    ),
    Words.SAVE_CREATES: ("It is new: a save (ctrl+s) creates it.", WARNING),
    Words.NOT_DELETED: ("The function is there: a save is enough.", WARNING),
    Words.NOTHING_UNKNOWN: ("There is no save whose outcome is unknown.", WARNING),
    Words.NOTHING_CHANGED: ("Nothing is changed: a save would send nothing.", WARNING),
    Words.NO_CONFLICT: ("There is no conflict to resolve.", WARNING),
    Words.NO_CONFLICT_HERE: ("The cursor stands in no conflict: f8 goes to one.", WARNING),
    Words.TOOK_THEIRS: ("The editor holds their version. Undo (ctrl+z) brings yours back.", ACCENT),
    Words.TOOK_MINE: ("The editor holds your version. ctrl+s saves it; ctrl+z undoes this.", ACCENT),
    Words.TOOK_MERGE: ("The editor holds both merged. ctrl+s saves; ctrl+z undoes this.", ACCENT),
    Words.OUT_OF_DATE: ("What was compared has changed since: nothing was replaced. ctrl+s compares again.", WARNING),
    Words.DRAFT_RESTORED: ("This is your draft; it is not saved yet.", ACCENT),
    Words.DRAFT_DROPPED: ("The draft was discarded; d in the list brings it back.", MUTED),
    Words.DRAFT_STAYS: (
        "The draft stays where it is; it is offered when the function is opened again.",
        WARNING,
    ),
    Words.DRAFT_NOT_WRITTEN: ("The draft could not be written to disk: the editor stays open.", WARNING),
    Words.DISCARDED_RESTORED: ("These are the changes you discarded; they are not saved yet.", ACCENT),
    Words.NOT_RUN_NOT_SAVED: ("Not run: it was not saved.", WARNING),
    Words.NOT_RUN_NOT_ACTIVE: ("Not run: only an active function can be called. Set the status to active.", WARNING),
    Words.NOT_RUN_NOT_LIVE: ("Not run: what was saved is not live.", WARNING),
    Words.NOT_RUN_UNKNOWN: ("Not run: it is not known whether it was saved.", WARNING),
    Words.NOT_RUN_COVERED: ("Saved, and not run, as you went on to something else: ctrl+r runs it.", WARNING),
    Words.DISCARDED_IS_SAVED: ("The server holds the discarded changes already.", MUTED),
}

_LEFT: dict[Words, str] = {
    Words.DRAFT_KEPT: "The unsaved changes of {} are kept as a draft.",
    Words.DISCARDED: "Discarded the unsaved changes of {}; d in the list brings them back.",
    Words.DISCARDED_FOR_GOOD: "Discarded the unsaved changes of {}.",
}


def short(slug: str) -> str:
    """A slug as sentences name it."""
    return printable(slug, limit=60)


def said(say: Say) -> tuple[str, str]:
    """The sentence, and its style."""
    match say.words:
        case Words.CONFLICTS_LEFT if say.number:
            return f"{say.number} to resolve: f8 goes to the next.", ACCENT
        case Words.CONFLICTS_LEFT:
            return "All conflicts are resolved; ctrl+s saves.", ACCENT
        case Words.TO_RESOLVE:
            places = f"{say.number} conflict{'' if say.number == 1 else 's'} to resolve"
            return f"{places}: f8 goes to the next; alt+m keeps mine, alt+t theirs, alt+a both.", ACCENT
        case Words.OPEN_ELSEWHERE:
            processes = ", ".join(str(number) for number in say.processes if number)
            which = f" (process {processes})" if processes else ""
            return f"Open in another console too{which}; the drafts are kept apart.", WARNING
        case Words.VERSION_RESTORED:
            return f"Holds {say.name}, unsaved; undo brings your text back.", ACCENT
        case Words.SLUG_CHOSEN:
            return f"Its slug is {short(say.name)} now; ctrl+s creates it.", ACCENT
        case Words.NOT_DISCARDED:
            return f"Not discarded: the changes could not be kept to be brought back ({say.name}).", WARNING
        case words:
            return _SAID[words]


def farewell(leave: Leave, slug: str, server: str, *, deploys: bool) -> str:
    """What is said where the user is once the editor is left; nothing where nothing happened."""
    if leave.outcome is not None:
        return f"{short(slug)}: {describe_outcome(leave.outcome, server, deploys=deploys, live=leave.live).headline}"
    return "" if leave.words is None else _LEFT[leave.words].format(short(slug))


def told(what: Told, slug: str, server: str, *, deploys: bool) -> Report:
    """What stands in the outcome's panel."""
    match what:
        case Busy():
            return Report(Tone.BUSY, _busy(what, short(slug)))
        case Ended(outcome=outcome, meanwhile=meanwhile, live=live):
            report = describe_outcome(outcome, server, deploys=deploys, live=live)
            return report if meanwhile is None else with_meanwhile(report, meanwhile)
        case LoadFailed(error=error):
            report = describe_error(error, server, asked="function")
            return report._replace(next_step=f"{report.next_step} f5 tries again, esc goes back.")
        case FetchedNotShown():
            return Report(
                Tone.CAREFUL,
                "Fetched, and not shown: you went on writing.",
                "Your edit is kept. A save (ctrl+s) compares it with what the server holds; f5 fetches again.",
            )
        case ChangedElsewhere(fields=fields, actor=actor):
            who = "" if actor in ("", ANY_KEY) else f" by {printable(actor, limit=40)}"
            return Report(
                Tone.CAREFUL,
                f"Changed on the server just now{who}: {fields_named(fields)}.",
                "Your text is kept. f12 compares; f5 fetches theirs; a save asks first.",
            )
        case DeletedShown(is_new=True, discarded=discarded):
            brought = "these are the changes you discarded" if discarded else "this is your draft of it"
            return Report(
                Tone.CAREFUL,
                f"A new function, not on the server: {brought}.",
                "ctrl+s creates it. alt+s gives it another slug.",
            )
        case DeletedShown(version=version, discarded=discarded):
            brought = "these are the changes you discarded" if discarded else "this is your draft of it"
            return Report(
                Tone.CAREFUL,
                f"The function was deleted on the server; {f'this is {version}' if version else brought}.",
                "ctrl+n creates the function again, with this text.",
            )


def _busy(busy: Busy, slug: str) -> str:
    return {
        BusyWith.FETCHING: f"Fetching {slug}.",
        BusyWith.SAVING: f"Saving {', '.join(busy.fields)}. esc stops waiting.",
        BusyWith.CREATING: f"Creating {slug}. esc stops waiting.",
        BusyWith.LOOKING_UP: "Looking at the function.",
        BusyWith.STOPPED_WAITING: "Stopped waiting. Looking what became of it.",
    }[busy.what]
