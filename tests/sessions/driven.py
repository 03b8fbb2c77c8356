"""A session that a test drives step by step: it holds the content, turns the clock and keeps what was to be done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from tui.editing.snapshot import Snapshot
from tui.errors import ApiError, Unauthorised
from tui.model.function import Edited, Function, FunctionChanges, FunctionSummary, WriteAnswer
from tui.model.history import UPDATED, AuditRow
from tui.model.problem import Problem
from tui.sessions.edit import machine
from tui.sessions.edit.concurrent_saves import ConcurrentSave
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import (
    CheckLive,
    Create,
    Effect,
    Fetch,
    Fill,
    Load,
    Look,
    ReadTrail,
    Replace,
    Say,
    Send,
    Words,
)
from tui.sessions.edit.events import (
    Asked,
    At,
    Chosen,
    Command,
    DraftOpened,
    Event,
    KeyCame,
    LiveChecked,
    Looked,
    SendAnswered,
    TimeCame,
    Typed,
    Undone,
)
from tui.sessions.edit.outcome import SaveOutcome
from tui.sessions.edit.questions import Answer, Question
from tui.sessions.edit.state import LOOK_UP_DELAYS
from tui.sessions.edit.values import Ended, LeftDraft, LiveCheck, Restoring, Told, View
from tui.sessions.liveness import Liveness, LivenessProof

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
BASE = Function(
    FunctionSummary("greet", "Greet", "active", description="about", updated_at=NOON), "one\ntwo\nthree\n"
)  # fmt: skip
THEIRS = Function(BASE.summary._replace(updated_at=NOON + timedelta(minutes=1)), "one\ntheirs\nthree\n")
REFUSED_KEY = Unauthorised(401, "", "no")

Some = TypeVar("Some", bound=Effect)
Asking = TypeVar("Asking", bound=Question)
Outcome = TypeVar("Outcome", bound=SaveOutcome)


class Driven:
    """A session; `loaded` begins with `base` in the editor and the draft's place had."""

    def __init__(
        self,
        *,
        loaded: bool = True,
        restoring: Restoring | None = None,
        base: Function = BASE,
        delays: tuple[float, ...] = LOOK_UP_DELAYS,
    ) -> None:
        self.now = 100.0
        self.fields = Edited("", "", "", "")
        self.code = Snapshot.of("")
        self.covered = False
        self._done: tuple[Effect, ...] = ()
        self.all: list[Effect] = []
        begun = machine.start(base.summary, self.at, restoring=restoring, look_up_delays=delays)
        self.state = begun.state
        self._do(begun.effects)
        if loaded:
            self.answer(base)
            self.happen(DraftOpened())

    @property
    def at(self) -> At:
        """The moment."""
        return At(self.now, NOON + timedelta(seconds=self.now), View(self.fields, self.code), self.covered)

    @property
    def content(self) -> Edited:
        """What the editor holds."""
        return self.fields._replace(code=self.code.text)

    @property
    def question(self) -> Question | None:
        """What is asked."""
        return None if self.state.prompts.open is None else self.state.prompts.open.question

    @property
    def told(self) -> Told | None:
        """What is told."""
        return None if self.state.shown is None else self.state.shown.told

    @property
    def outcome(self) -> object:
        """The outcome that is told."""
        return self.told.outcome if isinstance(self.told, Ended) else None

    def happen(self, event: Event) -> None:
        """Let something happen; `done()` is what was to be done because of it."""
        step = machine.step(self.state, event, self.at)
        self.state = step.state
        self._do(step.effects)

    def _do(self, effects: tuple[Effect, ...]) -> None:
        self._done = effects
        self.all += effects
        for effect in effects:
            match effect:
                case Load(function=function, code=code):
                    self.fields, self.code = as_edited(function)._replace(code=""), code
                case Replace(content=content):
                    self.fields, self.code = content._replace(code=""), Snapshot.of(content.code)
                case Fill(fields=fields):
                    self.fields = fields
                case _:
                    pass

    def done(self) -> tuple[Effect, ...]:
        """What was to be done because of the last event."""
        return self._done

    def is_deleted(self) -> bool:
        """Whether the server has no such function any more."""
        return self.state.is_deleted

    def asked(self, kind: type[Asking]) -> Asking:
        """The question that is open, which is one of this kind."""
        assert isinstance(self.question, kind), self.question
        return self.question

    def ended_as(self, kind: type[Outcome]) -> Outcome:
        """The outcome that is told, which is one of this kind."""
        assert isinstance(self.outcome, kind), self.outcome
        return self.outcome

    def meanwhile(self) -> ConcurrentSave | None:
        """Who else saved, as it is told beside an outcome."""
        assert isinstance(self.told, Ended), self.told
        return self.told.meanwhile

    def effect(self, kind: type[Some]) -> Some:
        """The last effect of a kind."""
        return next(each for each in reversed(self.all) if isinstance(each, kind))

    def count(self, kind: type[Effect]) -> int:
        """How many effects of a kind there were."""
        return sum(isinstance(each, kind) for each in self.all)

    def said(self) -> list[Words]:
        """What was said because of the last event."""
        return [each.words for each in self._done if isinstance(each, Say)]

    # The user

    def type(self, before: str = "x") -> None:
        """Type at the beginning of the code."""
        self.edit(before + self.code.text)

    def edit(self, code: str | None = None, **fields: str) -> None:
        """Change the code or fields."""
        self.code = self.code if code is None else Snapshot.of(code)
        self.fields = self.fields._replace(**fields)
        self.happen(Typed())

    def ask(self, command: Command, line: int = 0) -> None:
        """Press a command's key."""
        self.happen(KeyCame())
        self.happen(Asked(command, line))

    def choose(self, answer: Answer | None) -> None:
        """Answer the question that is open, with a key that may act."""
        assert self.state.prompts.open is not None, "no question is open"
        self.wait(1.0)
        self.happen(KeyCame())
        self.happen(Chosen(self.state.prompts.open.number, answer))

    def undo(self, tag: int, code: str) -> None:
        """Undo a replacement: the editor takes its code back by itself."""
        self.code = Snapshot.of(code)
        self.happen(Undone(tag))

    def wait(self, seconds: float) -> None:
        """Time goes by; the alarm goes off when it is due."""
        until = self.now + seconds
        while self.state.wake is not None and self.state.wake <= until:
            self.now = max(self.now, self.state.wake)
            self.happen(TimeCame())
        self.now = until

    # The server and the disk

    def answer(self, found: Function | ApiError) -> None:
        """Answer the last fetch or look."""
        asked = next(each for each in reversed(self.all) if isinstance(each, Fetch | Look))
        self.happen(Looked(asked.request, found))

    def sent(self, answer: WriteAnswer | ApiError) -> None:
        """Answer the last send."""
        asked = next(each for each in reversed(self.all) if isinstance(each, Send | Create))
        self.happen(SendAnswered(asked.request, answer))

    def save(self, answer: WriteAnswer | ApiError | None = None) -> Function:
        """Save with nobody in the way; what the server holds then."""
        self.ask(Command.SAVE)
        base = self.state.base
        assert base is not None
        self.answer(base)
        stored = stored_as(base, self.content)
        self.sent(WriteAnswer(True, stored.summary, stored.code) if answer is None else answer)
        return stored

    def check_live(self, liveness: Liveness = Liveness.LIVE, url: str | None = None, *failing: Problem) -> None:
        """Answer the last check of whether callers get what was saved."""
        self.happen(LiveChecked(self.effect(CheckLive).request, LivenessProof(liveness, url), failing))

    def live(self) -> LiveCheck | None:
        """What is told of whether callers get what was saved."""
        assert isinstance(self.told, Ended), self.told
        return self.told.live

    def trail(self) -> int:
        """The number of the last reading of the trail."""
        return self.effect(ReadTrail).request


def stored_as(base: Function, content: Edited) -> Function:
    """The function as the server holds it once this content was saved."""
    name, description, status, code = content
    return Function(base.summary._replace(name=name, description=description, status=status), code)


def left(code: str = "draft\n", base: Function = BASE) -> LeftDraft:
    """A draft with this code, made from `base`."""
    return LeftDraft(as_edited(base), as_edited(base)._replace(code=code), NOON, (1, 2))


def row(seconds: float, **changes: str) -> AuditRow:
    """Somebody else's save, so long after noon."""
    at = NOON + timedelta(seconds=seconds)
    return AuditRow(f"{seconds}", at, "ada", UPDATED, "greet", FunctionChanges(**changes))
