"""What is asked before a function is deleted: what will be lost, and the slug where somebody may be calling it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui.app.functions.deleting_words import Loss, loss_lines, question_words
from tui.app.shell.questions import frame_rows
from tui.app.shell.screen import Band, Dialog
from tui.app.shell.scrolling import page_commands
from tui.app.widgets.choice_list import ChoiceList, Option
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import Command, CommandDefaults, Footer, Scope, command
from tui.app.widgets.field import Field
from tui.app.widgets.hanging_lines import HangingLines
from tui.model.function import DRAFT
from tui.terminal.sanitise import printable

_KEEP, _DELETE = "keep", "delete"


class DeleteDialog(Dialog[bool | None]):
    """Asks whether to delete a function; dismissed with True for yes.

    A draft is asked for with yes and no, of any other function the slug is to be typed. `find_out` is told the dialog,
    and calls its `show` with what it finds.
    """

    COMMAND_DEFAULTS = CommandDefaults("delete", "When deleting a function")

    DEFAULT_CSS = """
    DeleteDialog > Band > Vertical { border: solid $error; }
    DeleteDialog.-thin #told { scrollbar-size-vertical: 0; }
    DeleteDialog Field, DeleteDialog Field:focus {
        border: none; height: 1; padding: 0 1; background: $raised; margin-top: 1;
    }
    DeleteDialog ChoiceList { margin-top: 1; }
    DeleteDialog.-low Field, DeleteDialog.-low Field:focus, DeleteDialog.-low ChoiceList { margin-top: 0; }
    DeleteDialog #why-not { height: 1; }
    """

    def __init__(self, loss: Loss, clock: Clock, find_out: Callable[[DeleteDialog], Awaitable[None]]) -> None:
        super().__init__()
        self.loss = loss
        self._clock = clock
        self._find_out = find_out
        # What it needs to be answered does not change while it stands.
        self._needs_slug = loss.function.status != DRAFT

    def compose(self) -> ComposeResult:
        slug = self.loss.function.slug
        with Band(), Vertical():
            with VerticalScroll(id="told", can_focus=False):
                yield Static(Content(question_words(slug)), id="question")
                yield HangingLines(id="loss")
            if self._needs_slug:
                yield Field(id="slug", placeholder=f"type {printable(slug, limit=60)} to delete it")
            else:
                yield ChoiceList((Option(_KEEP, "Keep it"), Option(_DELETE, "Delete it")), _KEEP, in_row=True)
            yield Static("", id="why-not")

    def on_mount(self) -> None:
        self.show(self.loss)
        self.set_focus(self.query_one(Field if self._needs_slug else ChoiceList))
        self.run_worker(self._asked())

    async def _asked(self) -> None:
        await self._find_out(self)

    def show(self, loss: Loss) -> None:
        """Show what will be lost, as far as it is known by now."""
        self.loss = loss
        # What comes while the dialog closes has no place any more.
        for place in self.query("#loss").results(HangingLines):
            place.show(loss_lines(loss, self._clock.now()))

    def on_resize(self) -> None:
        # The field and what is said of it are seen; what is told scrolls before that.
        rows = self.size.height - frame_rows(self.size.height) - (2 if self.has_class("-low") else 3)
        self.query_one("#told").styles.max_height = max(1, rows)

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if isinstance(self.focused, ChoiceList) else Scope.MAIN

    def say(self, text: str, style: str = "$warning") -> None:
        self.query_one("#why-not", Static).update(Content.styled(text, style))

    @property
    def commands(self) -> list[Command]:
        """The commands that can run now; what enter does follows what is typed or chosen."""
        word = Footer("delete" if self._deletes else "keep it", 1)
        return [each._replace(footer=word) if each.name == "go_on" else each for each in super().commands]

    @property
    def _deletes(self) -> bool:
        """Whether what is typed or chosen says to delete it."""
        if self._needs_slug:
            return self.query_one(Field).value.strip() == self.loss.function.slug
        return self.query_one(ChoiceList).value == _DELETE

    def _slug_missing(self) -> str | None:
        if not self._needs_slug or self._deletes:
            return None
        return f"Not deleted: type {printable(self.loss.function.slug, limit=40)}; esc keeps it."

    @on(Input.Changed)
    @on(ChoiceList.Changed)
    def _answered_otherwise(self) -> None:
        self.say("")
        self.update_keys()

    @command(
        keys=("enter",),
        title="Go on",
        help="Delete it, once its slug is typed; a draft as it is chosen.",
        footer=Footer("delete", 1),
        disabled=_slug_missing,
    )
    def go_on(self) -> None:
        """Delete it, where that was said clearly."""
        self.dismiss(self._deletes)

    @command(
        keys=("space", "left", "right", "tab"),
        title="Choose the other",
        help="Of a draft: choose the other answer.",
        footer=Footer("choose", 2),
        scope=Scope.BOX,
    )
    def turn(self) -> None:
        """Choose the other answer."""
        self.query_one(ChoiceList).turn()

    @command(keys=("y",), title="Yes", help="Of a draft: delete it.", scope=Scope.BOX)
    def yes(self) -> None:
        """Delete it."""
        self.dismiss(True)

    @command(keys=("n",), title="No", help="Of a draft: keep it.", scope=Scope.BOX)
    def no(self) -> None:
        """Keep it."""
        self.dismiss(False)

    PAGING = page_commands("delete", "#told", "Scroll what will be lost.", "Scroll what will be lost back.")

    @command(keys=("escape",), title="Close", help="Keep the function.", footer=Footer("keep it", 3))
    def close(self) -> None:
        """Keep the function."""
        self.dismiss(None)
