"""Drives an edit session: what happens becomes its events, and what it wants done becomes calls, dialogs and widgets.

Owns the requests that are under way, the alarm and the open dialog. Refuses to decide: `tui.sessions.edit` does.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

from textual.screen import Screen
from textual.worker import Worker

from tui.app.clock import Cancel, call_widget_later
from tui.app.editor import words
from tui.app.editor.dialogs import answer_of, dialog_for
from tui.app.editor.draft_disk import DraftDisk, Held
from tui.app.report import Report
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.metadata_form import MetadataForm
from tui.editing.source import SourceText
from tui.errors import ApiError
from tui.flows.connect import Target
from tui.flows.meantime import rows_since
from tui.flows.save import looked
from tui.model.function import Edited, Function, FunctionChanges, FunctionSummary, NewFunction, WriteAnswer
from tui.model.problem import Problem
from tui.sessions.edit import machine
from tui.sessions.edit.effects import (
    Ask,
    Close,
    Create,
    DropDraft,
    DropLeftDraft,
    Effect,
    Fetch,
    Fill,
    FlushDraft,
    GiveUp,
    KeepDraft,
    Leave,
    Load,
    Look,
    NoteServer,
    OpenDraft,
    ReadTrail,
    Remember,
    Replace,
    ReplaceLines,
    Say,
    Send,
    SetAside,
    ShowBase,
    ShowFieldProblems,
    ShowProblems,
    TakeOverDiscarded,
    TakeOverDraft,
    Tell,
    WakeAt,
)
from tui.sessions.edit.events import (
    Asked,
    At,
    Chosen,
    Command,
    DraftFlushed,
    Ending,
    Event,
    KeyCame,
    KeyGiven,
    Looked,
    Redone,
    SendAnswered,
    SetAsideEnded,
    TimeCame,
    TrailRead,
    Typed,
    Undone,
)
from tui.sessions.edit.questions import Answer, Prompt, SignIn
from tui.sessions.edit.state import EditState
from tui.sessions.edit.values import ChosenVersion, LeftDraft, Told, View

if TYPE_CHECKING:
    from tui.app.console import Console

Dialog = Screen[str | None] | Screen[bool] | Screen[Target | None]

_SHOWS_NOTHING = (DropDraft, KeepDraft, NoteServer, Remember, WakeAt)
"""Effects after which the screen looks as before: none of them is to cost a byte on the line."""


class EditorView(Protocol):
    """What a session shows itself on; `EditorScreen` is one."""

    @property
    def code(self) -> CodeEditor: ...

    @property
    def form(self) -> MetadataForm: ...

    @property
    def screen(self) -> Screen[object]: ...

    def show_report(self, report: Report | None) -> None: ...

    def show_problems(self, problems: tuple[Problem, ...]) -> None: ...

    def show_state(self) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...

    def announce(self, text: str) -> None: ...

    def leave(self) -> None: ...


class EditDriver:
    """One session on one screen of the console. `restoring` is what to put into the editor once it is open."""

    def __init__(
        self,
        view: EditorView,
        console: Console,
        summary: FunctionSummary,
        restoring: ChosenVersion | LeftDraft | None,
    ) -> None:
        self._view = view
        self._console = console
        self._loop = asyncio.get_running_loop()
        self._events: deque[Event] = deque()
        self._stepping = False
        self._workers: dict[int, Worker[None]] = {}
        self._cancel_alarm: Cancel | None = None
        self._dialog: tuple[int, Dialog] | None = None
        self._is_flushed: bool | None = None
        self.disk = DraftDisk(
            console.start.drafts, console.list_name, summary.slug, held=self._held, tell=self._tell_from_thread
        )
        self._seen = (view.code.edits, view.form.content)
        begun = machine.start(
            summary,
            self._at(),
            restoring=restoring,
            look_up_delays=tuple(console.look_pauses),
            key_rest=console.key_rest,
            keeps_drafts=console.start.drafts is not None,
        )
        self.state: EditState = begun.state
        for effect in begun.effects:
            self._perform(effect)

    @property
    def held(self) -> View:
        """What the editor holds now; wrong after the next edit."""
        return View(self._view.form.content, self._view.code.snapshot())

    def _held(self) -> Held:
        code = self._view.code
        return Held(self._view.form.content, code.snapshot().kept(), self._console.now(), code.cursor_location)

    # What happens

    def tell(self, event: Event) -> None:
        """Let something happen. What follows from doing what it wants done happens behind it."""
        self._events.append(event)
        if self._stepping:
            return
        self._stepping = True
        try:
            while self._events:
                self._step(self._events.popleft())
        finally:
            self._stepping = False

    def ask(self, command: Command) -> None:
        """A command of the user's."""
        self.tell(Asked(command, self._view.code.cursor_location[0]))

    def notice_edits(self) -> None:
        """The user may have changed the code or a field."""
        if self._is_edited():
            self.tell(Typed())

    def quit(self) -> None:
        """The console is to end: whatever stands over the editor is taken away, and asks nothing more."""
        while self._console.screen is not self._view.screen:
            self._console.screen.dismiss(None)
        self.ask(Command.QUIT)

    def key_came(self) -> bool:
        """A key or a paste comes; whether it may act on what is on top."""
        self.tell(KeyCame())
        on_top = self._dialog is not None and self._console.screen is self._dialog[1]
        return self.state.prompts.accepts_key or not on_top

    def undo(self) -> None:
        """Undo the last edit, with the fields and the base where it was a replacement."""
        self.notice_edits()
        tag = self._view.code.undo_tagged()
        self._taken_back(None if tag is None else Undone(tag))

    def redo(self) -> None:
        """Redo what was undone last."""
        self.notice_edits()
        tag = self._view.code.redo_tagged()
        self._taken_back(None if tag is None else Redone(tag))

    def _taken_back(self, event: Undone | Redone | None) -> None:
        if event is None:
            self.notice_edits()
        else:
            self._mark_seen()
            self.tell(event)

    def keep_unsaved(self) -> bool | None:
        """The process may end: write what is unsaved; whether the disk has it, None where nothing is."""
        self._is_flushed = None
        self.tell(Ending())
        return self._is_flushed

    def _is_edited(self) -> bool:
        return self._seen != (self._view.code.edits, self._view.form.content)

    def _mark_seen(self) -> None:
        self._seen = (self._view.code.edits, self._view.form.content)

    def _step(self, event: Event) -> None:
        if isinstance(event, Typed):
            self._mark_seen()
        elif not isinstance(event, KeyCame) and self._is_edited():
            # Word of an edit comes late: it happened before this.
            self._step(Typed())
        step = machine.step(self.state, event, self._at())
        self.state = step.state
        for effect in step.effects:
            self._perform(effect)
        is_seen = not all(isinstance(effect, _SHOWS_NOTHING) for effect in step.effects)
        if is_seen and not isinstance(event, Typed) and not step.state.has_left:
            self._view.show_state()

    def _at(self) -> At:
        clock, top = self._console.clock, self._console.screen
        return At(clock.monotonic(), clock.now(), self.held, top is not self._view.screen)

    # What is done

    def _perform(self, effect: Effect) -> None:  # one line for each kind of effect
        view, console, disk = self._view, self._console, self.disk
        match effect:
            case WakeAt(seconds=seconds):
                self._wake_at(seconds)
            case KeepDraft(base=base):
                disk.keep(base)
            case DropDraft():
                disk.keeper.drop()
            case FlushDraft(base=base, answers=answers):
                self._is_flushed = disk.flush(base)
                if answers:
                    self.tell(DraftFlushed(self._is_flushed))
            case Tell(told=told):
                view.show_report(None if told is None else self._report(told))
            case Say() as say:
                view.say(*words.said(say))
            case ShowProblems(problems=problems):
                view.show_problems(problems)
            case ShowFieldProblems(problems=problems):
                view.form.show_problems(problems)
            case Fetch(request=request) | Look(request=request):
                self._request(request, self._looked(request))
            case Send(request=request, changes=changes):
                self._request(request, self._sent(request, changes))
            case Create(request=request, new=new):
                self._request(request, self._created(request, new))
            case ReadTrail(request=request, seen=seen):
                self._request(request, self._trail(request, seen))
            case GiveUp(request=request):
                worker = self._workers.pop(request, None)
                if worker is not None:
                    worker.cancel()
            case Load(function=function, code=code):
                self._load(function, SourceText.of_lines(*code))
            case ShowBase(function=function):
                view.form.show_summary(function.summary, console.now())
            case Replace(content=content, tag=tag, cursor=cursor):
                self._replace(content, tag, cursor)
            case Fill(fields=fields):
                view.form.fill(fields)
                self._mark_seen()
            case ReplaceLines(first=first, last=last, text=text):
                end = min((last + 1, 0), view.code.document.end)
                view.code.replace_exactly(text, (first, 0), end)
                view.code.go_to(first, 0)
                self.notice_edits()
            case Ask(prompt=prompt):
                self._open(prompt)
            case Close(prompt=number):
                if self._dialog is not None and self._dialog[0] == number:
                    self._dialog[1].dismiss(None)
                    self._dialog = None
            case Leave() as leave:
                self._leave(leave)
            case OpenDraft():
                self._request(0, disk.open())
            case TakeOverDraft(base=base_or_none):
                disk.take_over(base_or_none)
            case DropLeftDraft():
                disk.keeper.drop_left()
            case SetAside(base=base, left=left):
                self.tell(SetAsideEnded(disk.set_aside(base, left)))
            case TakeOverDiscarded(base=base):
                disk.take_over_discarded(base)
            case Remember(function=function, how=how):
                console.remember(function, how)
            case NoteServer(function=Function() as function, saved=True):
                console.function_saved(function)
            case NoteServer(function=seen_now):
                console.function_seen(self.state.slug, seen_now)

    def _report(self, told: Told) -> Report:
        console = self._console
        return words.told(told, self.state.slug, console.server_name, deploys=not console.self_hosted)

    def _wake_at(self, seconds: float) -> None:
        if self._cancel_alarm is not None:
            self._cancel_alarm()
        left = max(0.0, seconds - self._console.clock.monotonic())
        self._cancel_alarm = call_widget_later(
            self._view.screen, self._console.clock, left, lambda: self.tell(TimeCame())
        )

    # The server

    def _request(self, request: int, answer: Awaitable[Event]) -> None:
        async def answered() -> None:
            event = await answer
            self._workers.pop(request, None)
            self.tell(event)

        self._workers[request] = self._view.screen.run_worker(answered(), group="edit")

    async def _looked(self, request: int) -> Event:
        return Looked(request, await looked(self._console.client, self.state.slug))

    async def _sent(self, request: int, changes: FunctionChanges) -> Event:
        answer: WriteAnswer | ApiError
        try:
            answer = await self._console.client.update_function(self.state.slug, changes)
        except ApiError as error:
            answer = error
        return SendAnswered(request, answer)

    async def _created(self, request: int, new: NewFunction) -> Event:
        answer: WriteAnswer | ApiError
        try:
            answer = await self._console.client.create_function(new)
        except ApiError as error:
            answer = error
        return SendAnswered(request, answer)

    async def _trail(self, request: int, seen: Function) -> Event:
        try:
            return TrailRead(request, tuple(await rows_since(self._console.client, seen)))
        except ApiError:
            return TrailRead(request, ())

    # The editor

    def _load(self, function: Function, source: SourceText) -> None:
        code, form = self._view.code, self._view.form
        code.read_only = False
        code.load_source(source)
        code.warn_while_typing(self_hosted=self._console.self_hosted)
        form.load(function.summary, self._console.now())
        form.forget_edits()
        self._mark_seen()

    def _replace(self, content: Edited, tag: int, cursor: tuple[int, int] | None) -> None:
        code = self._view.code
        place = code.cursor_location if cursor is None else cursor
        code.replace_tagged(content.code, tag)
        self._view.form.fill(content)
        # Undo is the code's.
        self._view.screen.set_focus(code)
        code.go_to(*place)
        self._mark_seen()

    # Dialogs, leaving

    def _open(self, prompt: Prompt) -> None:
        question, number = prompt.question, prompt.number
        dialog = dialog_for(question, self._console.clock)
        if dialog is not None:
            self._dialog = (number, dialog)
            self._console.push_screen(dialog, lambda chosen: self._chosen(prompt, answer_of(chosen)))
            return
        assert isinstance(question, SignIn)
        signing_in = self._console.sign_in_again(
            is_refused=question.retry is not None,
            answered=lambda given: self._chosen(prompt, Answer.KEY_GIVEN if given else None),
            then=lambda: self.tell(KeyGiven()),
        )
        self._dialog = None if signing_in is None else (number, signing_in)

    def _chosen(self, prompt: Prompt, answer: Answer | None) -> None:
        self.tell(Chosen(prompt.number, answer))
        if self.state.prompts.open is prompt:
            # Nothing was answered: it was taken away by something else than a key.
            self._open(prompt)

    def _leave(self, leave: Leave) -> None:
        console = self._console
        said = words.farewell(leave, self.state.slug, console.server_name, deploys=not console.self_hosted)
        # Now, so that the list looks for drafts behind the last write.
        self.disk.keeper.close()
        if leave.quits:
            console.last_words = said
            console.exit(0)
            return
        self._view.leave()
        if said:
            console.list_screen.say(said, words.MUTED)

    def _tell_from_thread(self, said: str) -> None:
        # Called in the thread that writes, and while the console ends.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._view.announce, said)
