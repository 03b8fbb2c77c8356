"""Drives an edit session: what happens becomes its events, and what it wants done becomes calls, dialogs and widgets.

Owns the requests that are under way and the alarm. Refuses to decide: `tui.sessions.edit` does.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable

from textual.worker import Worker

from tui.app.editor import calls, words
from tui.app.editor.contents import Contents
from tui.app.editor.draft_disk import DraftDisk
from tui.app.editor.needs import Collaborators, Timing
from tui.app.editor.open_question import OpenQuestion
from tui.app.editor.others import Others
from tui.app.editor.view import EditorView
from tui.app.shell.notice import Report
from tui.app.shell.routes import OpenRunner, Quit
from tui.app.shell.shared import Shared
from tui.app.widgets.clock import Alarm
from tui.flows.draft_follower import DraftKeeper
from tui.model.function import Function, FunctionSummary
from tui.sessions.edit import effects as do
from tui.sessions.edit import events as on
from tui.sessions.edit import machine
from tui.sessions.edit.availability import is_open
from tui.sessions.edit.state import EditState
from tui.sessions.edit.values import Restoring, Told
from tui.store.drafts import Draft, DraftStore

_SHOWS_NOTHING = (do.DropDraft, do.KeepDraft, do.NoteServer, do.Remember, do.WakeAt)
"""Effects after which the screen looks as before: none of them is to cost a byte on the line."""


class EditDriver:
    """One session on one screen. `restoring` is what to put into the editor once it is open."""

    def __init__(
        self,
        view: EditorView,
        summary: FunctionSummary,
        restoring: Restoring | None,
        shared: Shared,
        others: Collaborators,
        *,
        drafts: DraftStore | None,
        timing: Timing,
    ) -> None:
        connection, clock, navigator, prompts = shared
        self._view = view
        self._connection = connection
        self._server_id = connection.server_id
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self._versions = others.versions
        self._asks = calls.Asks(connection, others.watcher, self._server_id, others.checker)
        self._watcher = others.watcher
        self._loop = asyncio.get_running_loop()
        self._events: deque[on.Event] = deque()
        self._stepping = False
        self._workers: dict[int, Worker[None]] = {}
        self._alarm = Alarm(view.screen, clock, lambda: self.tell(on.TimeCame()))
        editors = navigator.editors
        self._question = OpenQuestion(self.tell, prompts, others.sign_in, clock, lambda: editors.is_hidden(view.screen))
        self._is_flushed: bool | None = None
        self.when_open: list[Callable[[], object]] = []
        """Called once each, as soon as the function is there to be worked on."""
        self.contents = Contents(view, connection, clock)
        keeper: DraftKeeper[Draft] = DraftKeeper(self._tell_from_thread)
        self.disk = DraftDisk(drafts, self._server_id, summary.slug, held=self.contents.kept, keeper=keeper)
        begun = machine.start(
            summary,
            self._at(),
            restoring=restoring,
            look_up_delays=timing.look_up_delays,
            key_rest=timing.key_rest,
            keeps_drafts=drafts is not None,
            checks_after_save=others.checker is not None,
        )
        self.state: EditState = begun.state
        self._others = Others(others.live, view, lambda: self.state, self.tell)
        for effect in begun.effects:
            self._perform(effect)

    # What happens

    def tell(self, event: on.Event) -> None:
        """Let something happen. What follows from doing what it wants done happens behind it."""
        if self.state.has_left:
            return
        self._events.append(event)
        if self._stepping:
            return
        self._stepping = True
        try:
            while self._events:
                self._step(self._events.popleft())
        finally:
            self._stepping = False

    def ask(self, command: on.Command) -> None:
        """A command of the user's."""
        self.tell(on.Asked(command, self._view.code.cursor_location[0]))

    def notice_edits(self) -> None:
        """The user may have changed the code or a field."""
        if self.contents.is_edited():
            self.tell(on.Typed())

    def quit(self) -> None:
        """The console is to end: whatever stands over the editor is taken away, and asks nothing more."""
        self._end(on.Command.QUIT)

    def end_unasked(self, *, keeps: bool) -> None:
        """The console is to end, and it was asked already what becomes of what is unsaved."""
        self._end(on.Command.QUIT_KEEPING if keeps else on.Command.QUIT_DISCARDING)

    def _end(self, command: on.Command) -> None:
        self._prompts.close_over(self._view.screen)
        self.ask(command)

    def key_came(self) -> bool:
        """A key or a paste comes; whether it may act on what is on top."""
        self.tell(on.KeyCame())
        return self.state.prompts.accepts_key or not self._question.is_on_top

    def undo(self) -> None:
        """Undo the last edit, with the fields and the base where it was a replacement."""
        self.notice_edits()
        tag = self._view.code.tagged.undo()
        self._taken_back(None if tag is None else on.Undone(tag))

    def redo(self) -> None:
        """Redo what was undone last."""
        self.notice_edits()
        tag = self._view.code.tagged.redo()
        self._taken_back(None if tag is None else on.Redone(tag))

    def _taken_back(self, event: on.Undone | on.Redone | None) -> None:
        if event is None:
            self.notice_edits()
        else:
            self.contents.mark_seen()
            self.tell(event)

    def keep_unsaved(self) -> bool | None:
        """The process may end: write what is unsaved; whether the disk has it, None where nothing is."""
        self._is_flushed = None
        self.tell(on.Ending())
        return self._is_flushed

    def _step(self, event: on.Event) -> None:
        if isinstance(event, on.Typed):
            self.contents.mark_seen()
        elif not isinstance(event, on.KeyCame) and self.contents.is_edited():
            # Word of an edit comes late: it happened before this.
            self._step(on.Typed())
        step = machine.step(self.state, event, self._at())
        self.state = step.state
        for effect in step.effects:
            self._perform(effect)
        is_seen = not all(isinstance(effect, _SHOWS_NOTHING) for effect in step.effects)
        if is_seen and not isinstance(event, on.Typed) and not step.state.has_left:
            self._view.show_state()
        if self.when_open and is_open(self.state):
            waiting, self.when_open = self.when_open, []
            for opened in waiting:
                opened()

    def _at(self) -> on.At:
        clock, is_covered = self._clock, self._prompts.covers(self._view.screen)
        return on.At(clock.monotonic(), clock.now(), self.contents.held, is_covered)

    # What is done

    def _perform(self, effect: do.Effect) -> None:
        view, disk, contents = self._view, self.disk, self.contents
        if (asked := self._asks.call_of(effect, self.state.slug)) is not None:
            self._request(*asked)
            return
        match effect:
            case do.WakeAt(seconds=seconds):
                self._wake_at(seconds)
            case do.FlushDraft(base=base, answers=answers):
                self._is_flushed = disk.flush(base)
                if answers:
                    self.tell(on.DraftFlushed(self._is_flushed))
            case do.Tell(told=told):
                view.show_report(None if told is None else self._report(told))
            case do.Say() as say:
                view.say(*words.said(say))
            case do.ShowProblems(problems=problems):
                view.show_problems(problems)
            case do.ShowFieldProblems(problems=problems):
                view.form.show_problems(problems)
            case do.GiveUp(request=request):
                worker = self._workers.pop(request, None)
                if worker is not None:
                    worker.cancel()
            case do.Load(function=function, code=code):
                contents.load(function, code)
            case do.ShowBase(function=function):
                contents.show_base(function)
            case do.Replace(content=content, tag=tag, cursor=cursor):
                contents.replace(content, tag, cursor)
            case do.Fill(fields=fields):
                contents.fill(fields)
            case do.ReplaceLines(first=first, last=last, text=text):
                contents.replace_lines(first, last, text)
                self.notice_edits()
            case do.Ask(prompt=prompt):
                self._question.ask(prompt)
            case do.Close(prompt=number):
                self._question.close(number)
            case do.Run(function=summary):
                self._navigator.go(OpenRunner(summary, sends=True, code=contents.held_code(self.state)))
            case do.Leave() as leave:
                self._leave(leave)
            case do.OpenDraft():
                self._request(0, disk.open())
            case do.MoveDraft(slug=slug, base=base):
                self._request(0, disk.move(slug, base))
            case do.SetAside(base=base, left=left):
                self.tell(on.SetAsideEnded(disk.set_aside(base, left)))
            case do.Remember(function=function, how=how):
                self._versions.record(function, how, self._server_id)
            case do.NoteServer(function=Function() as function, saved=True):
                self._watcher.function_saved(function)
            case do.NoteServer(function=seen_now):
                self._watcher.function_seen(self.state.slug, seen_now)
            case _:
                disk.perform(effect)

    def _report(self, told: Told) -> Report:
        server = self._connection
        return words.told(told, self.state.slug, server.display_name, deploys=server.deploys_to_cloud)

    def _wake_at(self, seconds: float) -> None:
        self._alarm.set(max(0.0, seconds - self._clock.monotonic()))

    def _request(self, request: int, answer: Awaitable[on.Event]) -> None:
        async def answered() -> None:
            event = await answer
            self._workers.pop(request, None)
            self.tell(event)

        self._workers[request] = self._view.screen.run_worker(answered(), group="edit")

    # Leaving

    def stop(self) -> None:
        """The screen is left: nothing happens by itself any more."""
        self._others.leave()
        self._alarm.set(None)

    def _leave(self, leave: do.Leave) -> None:
        server = self._connection
        said = words.farewell(leave, self.state.slug, server.display_name, deploys=server.deploys_to_cloud)
        # Now, so that the list looks for drafts behind the last write.
        self.disk.keeper.close()
        if leave.quits:
            self._navigator.go(Quit(said, goes_on=True))
        else:
            self._navigator.editors.leave(self._view.console_screen(), said, words.MUTED)

    def _tell_from_thread(self, said: str) -> None:
        # Called in the thread that writes, and while the console ends.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._view.announce, said)
