"""What is asked before many functions are acted on: the folder of an export, whether to delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tui.app.bulk.doing import Doing
from tui.app.bulk.driver import BulkDriver
from tui.app.bulk.words import counted
from tui.app.shell.asked_text import AskText
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice, QuestionScreen
from tui.app.shell.screen import ConsoleScreen
from tui.errors import StorageError
from tui.model.function import ACTIVE
from tui.sessions.bulk_results import Action, Item
from tui.store.exports import ExportFolder
from tui.terminal.sanitise import printable

USUAL_FOLDER = "insforge-functions"
_MOST_SLUGS = 200
_SOME_FILES = 5
_WORD = "delete"
Then = Callable[[], None]


class Asking:
    """Asks what an action needs; one that needs nothing begins at once. `doing` is told the folder of an export."""

    def __init__(self, action: Action, prompts: Prompts, doing: Doing, screen: ConsoleScreen) -> None:
        self._screen = screen
        self._doing = doing
        self._action = action
        self._prompts = prompts

    def ask(self, items: Sequence[Item], driver: BulkDriver, leave: Then) -> None:
        """Ask, then begin; or `leave` where the user would rather not."""
        self._driver = driver

        def begin() -> None:
            driver.begin(items)

        if self._action is Action.EXPORT:
            self._ask_folder(items, begin, leave)
        elif self._action is Action.DELETE and any(item.status is not None for item in items):
            self._ask_deletion([item for item in items if item.status is not None], begin, leave)
        else:
            begin()

    def _come(self, asks: Callable[[], object]) -> None:
        """Let a dialog come that follows an answer: when the keys rest, and nowhere but where it was asked for."""
        screen, driver = self._screen, self._driver

        def come() -> None:
            if screen.is_active and driver.is_same_server:
                asks()
            else:
                driver.let_go()

        self._prompts.ask_unasked(come, lambda: screen.is_attached, over=screen)

    # Deletion

    def _ask_deletion(self, items: Sequence[Item], begin: Then, leave: Then) -> None:
        active = sum(item.status == ACTIVE for item in items)
        slugs = ", ".join(_told(item) for item in items[:_MOST_SLUGS])
        more = f" and {len(items) - _MOST_SLUGS:,} more" if len(items) > _MOST_SLUGS else ""
        question = f"Delete {counted(len(items))}?"
        kept = "The last version of each is kept on this machine; H in the list puts it back."
        if not self._doing.keeps_versions:
            kept = "No versions are kept on this machine: they can't be put back from here."
        if not active:
            choices = (Choice("keep", "Keep them"), Choice("delete", f"Delete {counted(len(items))}"))
            screen = QuestionScreen(question, f"{slugs}{more}. {kept}", choices)
            self._come(lambda: self._prompts.ask(screen, lambda name: begin() if name == "delete" else leave()))
            return
        said = "The one with a + is active: its" if active == 1 else f"The {active:,} with a + are active: their"
        said += " callers get errors afterwards."
        # In front of the slugs: many of them fill the dialog.
        explanation = f"{said} {slugs}{more}. {kept} Type {len(items)} or {_WORD} to go on."

        def refuses(text: str) -> str:
            return "" if text.strip().lower() in (str(len(items)), _WORD) else f"Type {len(items)} or {_WORD}."

        ask = AskText(question, explanation, refuses, placeholder=f"{len(items)} or {_WORD}")
        self._come(lambda: self._prompts.ask(ask, lambda text: leave() if text is None else begin()))

    # Export

    def _ask_folder(self, items: Sequence[Item], begin: Then, leave: Then) -> None:
        explanation = (
            "A folder; it is made where it is not there. Each function becomes slug.js (or .ts) and slug.json."
        )
        ask = AskText(f"Export {counted(len(items))} to", explanation, _refused, value=USUAL_FOLDER)

        def answered(text: str | None) -> None:
            if text is None:
                leave()
                return
            folder = ExportFolder(folder_of(text))
            try:
                taken = folder.taken(item.slug for item in items)
            except StorageError:
                # What is wrong with it is said where the typed text still stands; it became so since.
                taken = ()
            if taken:
                self._ask_replaced(folder, taken, begin, leave)
            else:
                self._doing.folder = folder
                begin()

        self._come(lambda: self._prompts.ask(ask, answered))

    def _ask_replaced(
        self, folder: ExportFolder, taken: Sequence[str], begin: Then, leave: Then
    ) -> None:  # fmt: skip
        some = ", ".join(printable(name, limit=80) for name in taken[:_SOME_FILES])
        more = f" and {len(taken) - _SOME_FILES} more" if len(taken) > _SOME_FILES else ""
        choices = (
            Choice("leave", "Leave them: write the others alone"),
            Choice("replace", "Replace them"),
            Choice("none", "Write nothing"),
        )

        def answered(name: str | None) -> None:
            if name not in ("leave", "replace"):
                leave()
                return
            self._doing.folder = ExportFolder(folder.path, replaces=name == "replace")
            begin()

        files = "1 file is" if len(taken) == 1 else f"{len(taken)} files are"
        where = printable(str(folder.path), limit=200)
        self._prompts.ask(QuestionScreen(f"{files} in {where} already", f"{some}{more}.", choices), answered)


def folder_of(text: str) -> Path:
    """The folder that was typed; `~` is the home folder."""
    return Path(text.strip()).expanduser().absolute()


def _refused(text: str) -> str:
    """Why nothing can be written there, as a sentence; nothing where it can. The folder is made."""
    if not text.strip():
        return "Type the name of a folder."
    try:
        folder = ExportFolder(folder_of(text))
        folder.make()
        folder.taken(())
    except (RuntimeError, ValueError) as error:
        # No home folder of that name, or a character that no name has.
        return f"That is no folder: {printable(str(error), limit=100)}."
    except StorageError as error:
        return f"{printable(str(error), limit=200)}."
    return ""


def _told(item: Item) -> str:
    sign = "+" if item.status == ACTIVE else ""
    return f"{sign}{printable(item.slug, limit=80)}"
