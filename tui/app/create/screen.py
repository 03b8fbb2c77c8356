"""What a new function is to be: name, slug, status, and what its code begins with. Nothing of it is sent."""

from __future__ import annotations

import asyncio

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui.app.create.words import about_slug
from tui.app.shell.connection import Connection
from tui.app.shell.notice import Report, Tone
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.routes import CreateFunction, OpenFunction
from tui.app.shell.screen import Band, Dialog
from tui.app.shell.scrolling import page_commands
from tui.app.shell.slug_words import slug_words
from tui.app.widgets.choice_list import ChoiceList, Option
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.field import Field
from tui.app.widgets.form_row import form_row
from tui.app.widgets.line import Line
from tui.editing.templates import TEMPLATES, code_of
from tui.errors import StorageError
from tui.flows.code_file import read_code
from tui.model.function import ACTIVE, DRAFT, OFFERED_STATUSES, Edited, FunctionSummary
from tui.sessions.edit.values import Beginning
from tui.sessions.naming import free_slug, slug_of, slug_problem
from tui.terminal.sanitise import printable

_COPY, _FILE = "copy", "file"


class CreateScreen(Dialog[OpenFunction | None]):
    """Asks what a new function is to be; dismissed with where it is edited, or None."""

    DEFAULT_CSS = """
    CreateScreen .title { text-style: bold; color: $accent; }
    CreateScreen .row { layout: horizontal; height: auto; }
    CreateScreen .row > .label { width: 8; height: 1; color: $muted; }
    CreateScreen #file-row { display: none; }
    CreateScreen #file-row.-shown { display: block; layout: horizontal; }
    /* As specific as Textual's own compact fields, or their padding would win until the field has the focus. */
    CreateScreen .row Input, CreateScreen .row Input:focus {
        border: none; height: 1; padding: 0 1; width: 1fr; background: $raised;
    }
    CreateScreen .row ChoiceList { padding: 0 1; }
    CreateScreen #slug-said { margin: 0 0 0 9; }
    CreateScreen OutcomePanel { padding: 0; }
    CreateScreen #how { color: $muted; }
    """
    is_form = True
    COMMAND_DEFAULTS = CommandDefaults("create", "When creating a function")

    def __init__(self, route: CreateFunction, connection: Connection) -> None:
        super().__init__()
        self._taken = route.taken
        self._is_list_known = route.is_list_known
        self._copied = route.copied
        self._connection = connection
        self._follows = True
        self._reading = False

    def compose(self) -> ComposeResult:
        copied = self._copied
        with Band(), VerticalScroll(can_focus=False):
            title = "New function" if copied is None else f"Copy of {printable(copied.slug, limit=50)}"
            yield Static(Content(title), classes="title")
            yield from form_row("name", Field(id="name", compact=True, select_on_focus=False))
            yield from form_row("slug", Field(id="slug", compact=True, select_on_focus=False))
            yield Line(id="slug-said")
            yield from form_row("about", Field(id="about", compact=True, select_on_focus=False))
            statuses = [Option(status, status) for status in OFFERED_STATUSES]
            chosen = ACTIVE if copied is None else DRAFT
            yield from form_row("status", ChoiceList(statuses, chosen, in_row=True, id="new-status"))
            yield from form_row("code", ChoiceList(self._beginnings, self._beginnings[0].value, id="beginning"))
            with Container(classes="row", id="file-row"):
                yield Line("file", classes="label")
                yield Field(id="file", compact=True, select_on_focus=False, placeholder="~/functions/greet.js")
            yield OutcomePanel("create-report", in_full=True)
            yield Static("Nothing is sent before the first save.", id="how")

    @property
    def _beginnings(self) -> tuple[Option, ...]:
        copied = self._copied
        copy = () if copied is None else (Option(_COPY, "Its code", "as the server holds it"),)
        templates = (Option(each.name, each.title, each.about) for each in TEMPLATES)
        return (*copy, *templates, Option(_FILE, "From a file", "on this machine"))

    def on_mount(self) -> None:
        name = self._field("name")
        if self._copied is not None:
            summary = self._copied.summary
            with self.prevent(Input.Changed):
                name.value = f"{summary.name} copy"
                self._field("about").value = summary.description or ""
                self._field("slug").value = free_slug(summary.slug, self._taken)
            name.cursor_position = len(name.value)
            # Made from the other's slug, not from its name.
            self._follows = False
        for field in self.query(Field):
            field.forget_edits()
        self._say_of_slug()
        self.set_focus(name)

    def on_resize(self) -> None:
        # The keys below stay in sight.
        self.query_one(VerticalScroll).styles.max_height = max(3, self.size.height - 1)

    def _field(self, id: str) -> Field:
        return self.query_one(f"#{id}", Field)

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if isinstance(self.focused, ChoiceList) else Scope.MAIN

    # What is typed

    @on(Input.Changed, "#name")
    def _named(self) -> None:
        if self._follows:
            slug = self._field("slug")
            with slug.prevent(Input.Changed):
                slug.value = slug_of(self._field("name").value)
        self._changed()

    @on(Input.Changed, "#slug")
    def _slug_typed(self) -> None:
        # Emptied, it is made from the name again.
        self._follows = not self._field("slug").value
        self._changed()

    @on(Input.Changed, "#about, #file")
    def _changed(self) -> None:
        self._say_of_slug()
        self._report(None)
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    @on(ChoiceList.Changed)
    def _chosen(self) -> None:
        is_file = self.query_one("#beginning", ChoiceList).value == _FILE
        self.query_one("#file-row").set_class(is_file, "-shown")
        self._report(None)

    def _say_of_slug(self) -> None:
        problem = slug_problem(self._field("slug").value, self._taken)
        said = about_slug(problem, follows=self._follows, is_list_known=self._is_list_known)
        self.query_one("#slug-said", Line).show(said)

    def say(self, text: str, style: str = "$warning") -> None:
        self._report(Report(Tone.CAREFUL, text))

    def _report(self, report: Report | None) -> None:
        self.query_one("#create-report", OutcomePanel).show_in_view(report)

    # Commands

    @command(
        keys=("enter", "ctrl+s"),
        title="Edit it",
        help="Open the new function in the editor; nothing is sent before it is saved.",
        footer=Footer("edit it", 1),
    )
    def accept(self) -> None:
        """Open it in the editor, or say what is missing."""
        if self._reading:
            return
        name, slug = self._field("name").value.strip(), self._field("slug").value
        problem = slug_problem(slug, self._taken)
        beginning = self.query_one("#beginning", ChoiceList).value
        if not name:
            self._refuse("name", "A name is needed.")
        elif problem is not None:
            self._refuse("slug", slug_words(problem))
        elif beginning == _COPY and self._copied is not None:
            self._open(self._copied.code)
        elif beginning == _FILE and not self._field("file").value.strip():
            self._refuse("file", "Which file? Type its path.")
        elif beginning == _FILE:
            self._reading = True
            self._report(Report(Tone.BUSY, "Reading the file."))
            self.run_worker(self._read(self._field("file").value.strip()), group="file")
        else:
            template = next(each for each in TEMPLATES if each.name == beginning)
            self._open(code_of(template, cloud=self._connection.deploys_to_cloud))

    def _refuse(self, field: str, why: str) -> None:
        self._report(Report(Tone.CAREFUL, why))
        self.set_focus(self._field(field))

    async def _read(self, path: str) -> None:
        try:
            code = await asyncio.to_thread(read_code, path)
        except StorageError as error:
            self._report(Report(Tone.BAD, printable(str(error), limit=400)))
            self.set_focus(self._field("file"))
        else:
            self._open(code)
        finally:
            self._reading = False

    def _open(self, code: str) -> None:
        name, slug, about = (self._field(each).value for each in ("name", "slug", "about"))
        status = self.query_one("#new-status", ChoiceList).value
        edited = Edited(name.strip(), about, status, code)
        summary = FunctionSummary(slug, edited.name, status, description=about)
        self.dismiss(OpenFunction(summary, restoring=Beginning(edited)))

    @command(keys=("tab",), title="Next field", help="Go to the next field.", footer=Footer("next", 2))
    def next_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    @command(keys=("shift+tab",), title="Previous field", help="Go to the previous field.")
    def previous_field(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    @command(keys=("down",), title="Down", help="Choose the next in a list, or go to the next field.")
    def down(self) -> None:
        """Choose the next, or go to the next field."""
        if not self._moved(1):
            self.focus_next()

    @command(keys=("up",), title="Up", help="Choose the one before in a list, or go to the previous field.")
    def up(self) -> None:
        """Choose the one before, or go to the field before."""
        if not self._moved(-1):
            self.focus_previous()

    def _moved(self, by: int) -> bool:
        box = self.focused
        return isinstance(box, ChoiceList) and not box.in_row and box.move(by)

    @command(
        keys=("space", "right"),
        title="Choose the next",
        help="In a list of choices: choose the next.",
        footer=Footer("choose", 3),
        scope=Scope.BOX,
    )
    def turn(self) -> None:
        """Choose the next, behind the last the first."""
        if isinstance(self.focused, ChoiceList):
            self.focused.turn()

    @command(keys=("left",), title="Choose the one before", help="In a list: choose the one before.", scope=Scope.BOX)
    def turn_back(self) -> None:
        """Choose the one before."""
        if isinstance(self.focused, ChoiceList):
            self.focused.move(-1)

    PAGING = page_commands("create", VerticalScroll, "Move a page down, on a terminal too low for all of it.")

    @command(keys=("escape",), title="Close", help="Create nothing.", footer=Footer("close", 4))
    def close(self) -> None:
        """Create nothing."""
        self.dismiss(None)
