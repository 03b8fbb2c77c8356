"""A model of everything around an edit session: a server, a disk, a clock and a user; and what must always hold.

The server may lose any answer (before or after acting), answer late and out of order, refuse, expire the key, limit
writes, delete the function, and let others write between any two steps, with or without an audit trail. The disk
(`tests.sessions.model_disk`) may give no place, take, read or remove nothing, and write late. The user types, saves,
cancels, answers, undoes, redoes, restores, reloads and leaves. What must hold is said here a second time, without the
machine's own rules, and checked after every step: `Broken` is raised with a sentence.

Events come as the real driver sends them: a key before what it does, word of an edit before whatever else happens at
that moment, what effects lead to behind all effects of a step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.sessions import model_disk
from tests.sessions.model_deployment import ModelDeployment
from tests.sessions.model_disk import ModelDisk
from tui.app.editor.draft_disk import Held
from tui.editing.snapshot import Snapshot
from tui.errors import (
    AlreadyExists,
    ApiError,
    NotFound,
    RateLimitExceeded,
    Refused,
    ResponseLost,
    ServerFailed,
    Unauthorised,
    Unreachable,
    UnreachableReason,
)
from tui.flows.draft_follower import DraftKeeper
from tui.model.function import ALL_FIELDS, Edited, Function, FunctionChanges, FunctionSummary, NewFunction, WriteAnswer
from tui.model.history import CREATED, UPDATED, AuditRow, How
from tui.model.problem import Refusal
from tui.sessions.edit import machine
from tui.sessions.edit.effects import (
    Ask,
    CheckLive,
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
    MoveDraft,
    OpenDraft,
    ReadBuildLog,
    ReadTrail,
    Remember,
    Replace,
    ReplaceLines,
    Run,
    Send,
    SetAside,
    ShowProblems,
    Step,
    TakeOverDiscarded,
    TakeOverDraft,
    Tell,
    Words,
)
from tui.sessions.edit.events import (
    Asked,
    At,
    BuildLogRead,
    ChangedOnServer,
    Chosen,
    Command,
    DraftFlushed,
    DraftOpened,
    Ending,
    Event,
    KeyCame,
    KeyGiven,
    LiveChecked,
    Looked,
    Redone,
    SendAnswered,
    SetAsideEnded,
    SlugChosen,
    TimeCame,
    TrailRead,
    Typed,
    Undone,
    VersionChosen,
)
from tui.sessions.edit.outcome import Cancelled, NothingToSave, Saved, SavedNotDeployed, SaveOutcome, Unknown
from tui.sessions.edit.questions import (
    Answer,
    ConflictsMarked,
    DiscardForGood,
    DraftCompared,
    DraftLeft,
    FieldsEmptied,
    LeaveUnsaved,
    Prompt,
    RateLimitWait,
    ReloadUnsaved,
    SignIn,
    VersionsDiffer,
)
from tui.sessions.edit.state import EditState, LookingUp, Sending
from tui.sessions.edit.values import (
    Beginning,
    ChangedElsewhere,
    ChosenVersion,
    Ended,
    LeftDraft,
    LiveCheck,
    Restoring,
    View,
)
from tui.store.draft_writer import DraftWriter
from tui.store.drafts import Draft

Choose = Callable[[int], int]
"""Chooses one of so many: a number from 0."""

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
_DOWN = ("RUNTIME_DOWN", "NOTHING_DEPLOYED", "NO_ANSWER", "NOT_SERVED")
SLUG = "greet"
_SAVES = (Command.SAVE, Command.SAVE_AND_RUN, Command.CREATE)
REST_SECONDS, IGNORE_SECONDS, DRAFT_SECONDS = 0.3, 0.4, 0.45
"""What the session promises: said again, so that a change of its own numbers is noticed."""
_PAUSES = (0.01, 0.05, 0.2, 0.31, 0.45, 1.0, 2.5)


class Broken(AssertionError):
    """Something that must always hold does not."""


def require(holds: bool, what: str) -> None:
    """Raise `Broken` with the sentence where it does not hold."""
    if not holds:
        raise Broken(what)


def value(function: Function, name: str) -> str:
    """One field; no description is an empty one."""
    if name == "code":
        return function.code
    return str(getattr(function.summary, name) or "")


def content_of(function: Function) -> Edited:
    """A function as the editor shows it."""
    return Edited(*(value(function, name) for name in ALL_FIELDS))


@dataclass
class Request:
    """A request on its way: what was asked, and the answer once the server has looked at it."""

    effect: Fetch | Look | Send | Create | ReadTrail | CheckLive | ReadBuildLog
    answer: Event | None = None
    given_up: bool = False


@dataclass
class ModelServer:
    """One function, its audit trail and the server's moods."""

    has_trail: bool
    seconds: float = 0.0
    function: Function | None = None
    held: list[Function] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    rows: list[AuditRow] = field(default_factory=list)
    key_expired: bool = False
    limits: bool = False
    writes_by_others: int = 0

    def made_here(self) -> list[Function]:
        """What the server held because this console sent it."""
        return [version for version, who in zip(self.held, self.authors, strict=True) if who == "me"]

    def put(self, changes: FunctionChanges, actor: str) -> Function:
        """Store a change; of a function that is not there, create it."""
        # No two writes at the same moment.
        now = NOON + timedelta(seconds=self.seconds, microseconds=len(self.held))
        is_new = self.function is None
        summary = self.function.summary if self.function else FunctionSummary(SLUG, "", "draft")
        summary = summary._replace(
            name=summary.name if changes.name is None else changes.name,
            description=summary.description if changes.description is None else changes.description,
            status=summary.status if changes.status is None else changes.status,
            updated_at=now,
        )
        code = (self.function.code if self.function else "") if changes.code is None else changes.code
        self.function = Function(summary, code)
        self.held.append(self.function)
        self.authors.append(actor)
        action = CREATED if is_new else UPDATED
        self.rows.insert(0, AuditRow(str(len(self.rows)), now, actor, action, SLUG, changes))
        return self.function

    def others_write(self, choose: Choose) -> None:
        """Somebody else saves; sometimes the very thing the user might."""
        self.writes_by_others += 1
        number = self.writes_by_others
        code = self.function.code if self.function else ""
        changes = (
            FunctionChanges(code=f"other {number}\n{code}"),
            FunctionChanges(name=f"Other {number}"),
            FunctionChanges(status=("draft", "active")[number % 2]),
            FunctionChanges(code=f"first\nmiddle\nother end {number}\n"),
        )[choose(4)]
        self.put(changes, "ada")


class World:
    """A session with all that is around it. Every public method is one thing that may happen."""

    def __init__(self, choose: Choose, *, tries_keys_every: int = 1) -> None:
        self.tries_keys_every = tries_keys_every
        self._choose = choose
        self.now = 100.0
        self.server = ModelServer(has_trail=choose(4) > 0)
        self.deployment = ModelDeployment(is_cloud=choose(2) == 0)
        if choose(12) > 0:
            self.server.put(FunctionChanges("Greet", "first\nmiddle\nlast\n", "", "active"), "me")
        self.requests: list[Request] = []
        self.numbers: set[int] = set()
        self.fields = Edited("", "", "", "")
        self.code = ""
        self._snapshot = Snapshot.of("")
        self.is_loaded = self.has_left = self.covered = False
        self.undo: list[tuple[int | None, str, str]] = []
        self.redo: list[tuple[int | None, str, str]] = []
        self.replaced: dict[int, tuple[Edited, Edited, Function | None, int]] = {}
        self.draft_asked = False
        self.draft_had = False
        self.changed_at: float | None = None
        self.is_word_late = False
        self.connecting = False
        self.prompt: Prompt | None = None
        self.prompt_at = 0.0
        self.last_key = float("-inf")
        self.key_before = float("-inf")
        self.typed = 0
        self.typed_at_request: dict[int, int] = {}
        self.may_send = False
        self.looks: list[Function] = []
        self.save_base: Function | None = None
        self.sent: FunctionChanges | None = None
        self.sent_since = 0
        self.acted = False
        self.unknown: tuple[FunctionChanges | None, int, bool] = (None, 0, False)
        self.was_unanswered = False
        self.seen_to_hold = True
        self.event: Event | None = None
        self.answers: list[Event] = []
        self.set_aside: Edited | None = None
        self.taken_over = False
        self.told: Ended | None = None
        self.outcomes: Counter[str] = Counter()
        self.steps = self.runs = 0
        restoring: Restoring | None = None
        self.moving: tuple[DraftKeeper[Draft], Edited] | None = None
        match choose(12):
            case 2 | 3:
                restoring = Beginning(Edited("New", "", "active", "first\nnew\n"))
                if choose(4) > 0:
                    self.server.function = None
            case 0:
                restoring = ChosenVersion(Edited("Old", "", "error", "old\n"), "the old one")
            case 1:
                base = Edited("Greet", "", "active", ("first\nmiddle\nlast\n", "earlier\n")[choose(2)])
                restoring = LeftDraft(base, base._replace(code="discarded\n"), NOON)
        discarded = restoring if isinstance(restoring, LeftDraft) else None
        self.files = ModelDisk(self._left(choose), discarded, require)
        self.files.on_removing_left = self._left_goes
        self.files.wanted = self._wanted_draft
        self.writers: list[DraftWriter[Draft]] = []
        # On a slow one, the other thread comes to its writing some time later.
        self.is_slow_disk = choose(4) == 0
        self.disk = model_disk.on(self.files, self._held, self.writers.append)
        begun = machine.start(FunctionSummary(SLUG, "Greet", "active"), self.at(), restoring=restoring)
        self.state: EditState = begun.state
        self._perform(begun.effects)

    def _left(self, choose: Choose) -> LeftDraft | None:
        base = content_of(self.server.function) if self.server.function else Edited("Greet", "", "active", "first\n")
        match choose(4):
            case 0:
                return LeftDraft(base, base._replace(code="draft\n" + base.code), NOON)
            case 1:
                return LeftDraft(base._replace(code="earlier\n"), base._replace(name="Draft"), NOON)
            case 2 if choose(2):
                return LeftDraft(base._replace(code="earlier\n"), base, NOON)
        return None

    # The machine

    @property
    def content(self) -> Edited:
        """What the editor holds."""
        return self.fields._replace(code=self.code)

    def at(self) -> At:
        """The moment."""
        view = View(self.fields, self._snapshot)
        return At(self.now, NOON + timedelta(seconds=self.now), view, self.covered or self.prompt is not None)

    def _held(self) -> Held:
        return Held(self.fields, self._snapshot, NOON + timedelta(seconds=self.now), (0, 0))

    def happen(self, event: Event) -> None:
        """Let something happen to the session, and check all that must hold."""
        if self.has_left:
            return
        if isinstance(event, Typed):
            self.is_word_late = False
        elif self.is_word_late and not isinstance(event, KeyCame):
            self.happen(Typed())
        self.steps += 1
        self.event = event
        if isinstance(event, LiveChecked):
            self.deployment.arrived(event.request)
        before = self.state
        self.was_unanswered = before.unanswered is not None
        if isinstance(event, Asked) and event.command in _SAVES and before.saving is None:
            self.may_send = True
        step: Step = machine.step(before, event, self.at())
        self.state = step.state
        if step.state.saving is not None and before.saving is None:
            self._save_begun(before)
        told_before = None if self.told is None else self.told.outcome
        self._perform(step.effects)
        self._check_told(step.effects, told_before)
        if not self.is_slow_disk:
            self._write_waiting()
        self._check()
        while self.answers and not self.has_left:
            self.happen(self.answers.pop(0))

    def _runs(self) -> None:
        """The function is run: what was saved last is on the server and active, as far as anybody could see."""
        self.runs += 1
        outcome, live = self.state.last_outcome, self.state.live
        require(isinstance(outcome, Saved | NothingToSave), "what was not saved is run")
        require(self.state.saving is None and not self.covered and self.prompt is None, "it is run in the middle")
        require(live is None or live.proof is not None, "it is run before it is known whether it is live")
        down = live is not None and live.proof is not None and live.proof.liveness.name in _DOWN
        require(not down, "what is not live is run")
        ours = outcome.base if isinstance(outcome, Saved | NothingToSave) else None
        require(ours is None or ours.summary.status == "active", "what is not active is run")
        require(ours is None or ours in self.server.held, "what the server never held is run")

    def _write_waiting(self) -> None:
        """The other thread comes to write."""
        for writer in self.writers:
            writer.flush()

    def _save_begun(self, before: EditState) -> None:
        self.looks, self.save_base, self.seen_to_hold = [], before.base, True
        if isinstance(self.state.saving, LookingUp):
            # What is looked up may be older than the last attempt.
            self.sent, self.sent_since, self.acted = self.unknown
        else:
            self.sent, self.acted = None, False
            self.sent_since = max(0, len(self.server.held) - 1)

    def _set_code(self, code: str) -> None:
        if code != self.code:
            self.code, self._snapshot = code, Snapshot.of(code)

    def _perform(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Fetch | Look | Send | Create | ReadTrail):
                require(effect.request not in self.numbers, "two requests have one number")
                self.numbers.add(effect.request)
            match effect:
                case Fetch(request=number) | Look(request=number) | ReadTrail(request=number):
                    self.typed_at_request[number] = self.typed
                    self.requests.append(Request(effect))
                case Send() | Create():
                    self._sent(effect)
                case CheckLive() | ReadBuildLog():
                    self._finds_out(effect)
                case ShowProblems() if isinstance(self.event, BuildLogRead):
                    shown = None if self.state.base is None else self.state.base.code
                    require(shown == self.code, "a build log marks what was typed since")
                case GiveUp(request=number):
                    self._given_up(number)
                case Load(function=function):
                    require(not self.is_loaded, "a function was loaded over what the editor held")
                    self.is_loaded = True
                    self.fields = content_of(function)._replace(code="")
                    self._set_code(function.code)
                case Replace():
                    self._replaced(effect)
                case Fill(fields=fields):
                    self.fields = fields
                case ReplaceLines(first=first, last=last, text=text):
                    self._lines_replaced(first, last, text)
                case Tell(told=Ended(outcome=outcome, meanwhile=meanwhile, live=live) as told):
                    self.told = told
                    self._told(outcome)
                    others = any(row.actor == "ada" for row in self.server.rows)
                    require(meanwhile is None or (others and meanwhile.actor == "ada"), "nobody else saved")
                    self._told_of_deployment(outcome, live)
                case Tell(told=ChangedElsewhere(fields=fields, actor=actor)):
                    require(actor in ("", "ada"), "a change is told as another's than whose it is")
                    self._changed_elsewhere(fields)
                case Ask(prompt=prompt):
                    self._asked(prompt)
                case Close(prompt=number):
                    require(self.prompt is not None and self.prompt.number == number, "a question not open was closed")
                    self.prompt = None
                case Leave(outcome=left_with, live=live) as leave:
                    self._told_of_deployment(left_with, live)
                    self._leaves(leave)
                case Run():
                    self._runs()
                case OpenDraft():
                    require(not self.draft_asked, "the draft's place was asked for twice")
                    self.draft_asked = True
                case MoveDraft(slug=slug, base=base):
                    self._names_base(base)
                    require(self.draft_had, "the draft's place was asked for twice")
                    self.draft_had = False
                    self.files.slugs.append(slug)
                    self.moving = (self.disk.begin_move(slug), base)
                case KeepDraft(base=base):
                    self._names_base(base)
                    self.disk.keep(base)
                case FlushDraft(base=base, answers=answers):
                    self._flushed(base, answers=answers)
                case DropDraft():
                    self._dropped()
                case TakeOverDraft(base=base_or_none):
                    self._taken_over(base_or_none)
                case DropLeftDraft():
                    self.disk.keeper.drop_left()
                case SetAside(base=base, left=left):
                    self._set_aside(base, left)
                case TakeOverDiscarded(base=base, discarded=discarded):
                    self._names_base(base)
                    self.disk.take_over_discarded(base, discarded)
                case Remember(function=function, how=how):
                    self._remembered(function, how)
                case _:
                    pass

    # What must hold

    def _sent(self, effect: Send | Create) -> None:
        require(self.may_send, "something was sent that nobody asked for, or sent twice")
        self.may_send = False
        self.deployment.sent(effect.request)
        self.requests.append(Request(effect))
        self.sent_since, self.acted = max(0, len(self.server.held) - 1), False
        if isinstance(effect, Create):
            new = effect.new
            self.sent = FunctionChanges(new.name, new.code, new.description, new.status)
            return
        self.sent = effect.changes
        base = self.save_base
        require(bool(self.looks) and base is not None, "something was sent without a look")
        assert base is not None
        for name in effect.changes.names():
            there = value(self.looks[-1], name)
            if name == "status" and there not in {"draft", "active"} - {effect.changes.status}:
                # The server's own word, or what is sent anyway.
                continue
            require(there == value(base, name), f"somebody else's {name} was overwritten unseen")

    def _changed_elsewhere(self, fields: tuple[str, ...]) -> None:
        """Told only of what the server held, of what differs from the base, and never of what this console wrote."""
        found, base = self.state.watch.found, self.state.base
        require(found is not None and base is not None, "a change was told that nobody saw")
        assert found is not None
        assert base is not None
        require(bool(fields) and all(value(found, name) != value(base, name) for name in fields), "nothing was changed")
        held = self.server.held
        written = [
            (name, self.server.authors[at])
            for at, version in enumerate(held)
            for name in fields
            if value(version, name) == value(found, name)
            and (at == 0 or value(held[at - 1], name) != value(version, name))
        ]
        require(any(who != "me" for _, who in written), "what was saved here is told as somebody else's")
        require(self.state.saving is None, "a change was told over a save")

    def _told(self, outcome: SaveOutcome) -> None:
        """Saved is only told of what the server held, and not saved only of what it does not hold."""
        self.outcomes[type(outcome).__name__] += 1
        sent, since = self.sent, self.server.held[self.sent_since :]
        names = () if sent is None else sent.names()
        if isinstance(outcome, Saved | SavedNotDeployed):
            holds = any(all(value(f, name) == getattr(sent, name) for name in names) for f in since)
            # A creation may be found that was sent before the last one.
            holds = holds or (
                isinstance(outcome, Saved) and outcome.created and outcome.base in self.server.made_here()
            )
            require(bool(names) and holds, "saved was told, and the server never held it")
            by_itself = isinstance(outcome, Saved) and outcome.looked_up
            require(self.acted or by_itself, "saved was told before the server did anything")
            return
        if isinstance(outcome, NothingToSave):
            known = outcome.base is not None or not self.was_unanswered
            require(known, "nothing to save is told while it is not known what became of a save")
            there = outcome.base is None or outcome.base in self.server.held
            require(there, "what was told to be there was never there")
            return
        if isinstance(outcome, Unknown):
            self.unknown = self.sent, self.sent_since, self.acted
            return
        if isinstance(outcome, Cancelled):
            require(sent is None, "nothing was sent was told, and something was")
        require(not self.acted or not self.seen_to_hold, "not saved was told, and the server holds it")

    def _finds_out(self, effect: CheckLive | ReadBuildLog) -> None:
        self.requests.append(Request(effect))
        if isinstance(effect, CheckLive):
            require(effect.function.summary.status == "active", "a draft is checked for being live")
            self.deployment.asked(effect.request)

    def _told_of_deployment(self, outcome: SaveOutcome | None, live: LiveCheck | None) -> None:
        """Live is only told of what was found live after that save, and only its own build log beside it."""
        logs = outcome.logs if isinstance(outcome, SavedNotDeployed) else ()
        wrong = self.deployment.why_not_told(live, logs)
        require(not wrong, wrong)

    def _replaced(self, effect: Replace) -> None:
        before = self.content
        if isinstance(self.event, Looked):
            typed = self.typed_at_request.get(self.event.request, -1)
            require(typed == self.typed, "an answer replaced what was typed since it was asked for")
        elif isinstance(self.event, Chosen | Asked | VersionChosen | DraftOpened):
            pass
        else:
            raise Broken(f"content was replaced by {type(self.event).__name__}")
        step = next((each for each in self.state.undo_steps if each.tag == effect.tag), None)
        require(step is not None and step.before == before._replace(code=""), "undo does not know the fields before")
        made_from = None if step is None or step.bases is None else step.bases[0][1]
        self.undo.append((effect.tag, self.code, effect.content.code))
        self.redo.clear()
        self.fields = effect.content._replace(code="")
        self._set_code(effect.content.code)
        self.replaced[effect.tag] = (before, self.content, made_from, self.state.base_number)

    def _asked(self, prompt: Prompt) -> None:
        require(self.prompt is None, "a second question was opened")
        if isinstance(self.event, Chosen) and self.event.prompt == prompt.number:
            # Nothing was answered: it is opened again.
            self.prompt = prompt
            return
        if isinstance(prompt.question, DraftLeft):
            base = self.state.base
            is_news = base is not None and prompt.question.draft.edited != content_of(base)
            require(is_news, "a draft is offered that the server holds already")
        if prompt.is_unasked:
            require(self.now >= self.last_key + REST_SECONDS, "a question came into the typing")
            require(not self.covered, "a question came over something else that is open")
        else:
            by_user = isinstance(self.event, Asked | Chosen | KeyGiven | SetAsideEnded)
            require(by_user, "a question that nobody asked for claims that somebody did")
        self.prompt, self.prompt_at = prompt, self.now

    def _may_act(self) -> bool:
        """Whether the key that came last may act on the open question, by what the session promises."""
        prompt = self.prompt
        if prompt is None or not prompt.is_unasked:
            return True
        return self.now >= self.prompt_at + IGNORE_SECONDS and self.now >= self.key_before + REST_SECONDS

    def _names_base(self, base: Edited) -> None:
        known = self.state.base
        require(known is not None and base == content_of(known), "a draft names another base")

    def _remembered(self, function: Function, how: How) -> None:
        held = self.server.held
        if how is How.SAVED and function not in held:
            # The answer did not say which code is stored: it is what was sent, or what was there just before.
            code = self.sent.code if self.sent is not None and self.sent.code is not None else None
            code = self.looks[-1].code if code is None and self.looks else code
            known = function.code == code and any(each.summary == function.summary for each in held)
            require(known, "a version is kept that never was one")
            return
        require(function in held, "a version is kept that never was one")

    def _flushed(self, base: Edited, *, answers: bool) -> None:
        """The disk is asked to write at once."""
        self._names_base(base)
        is_kept = self.disk.flush(base)
        require(not is_kept or self.files.ours == self.content, "a draft is told to be on disk, and is not")
        works = self.draft_had and not self.files.write_failed
        require(is_kept or not works, "a disk that works did not get what was to be written at once")
        if answers:
            self.answers.append(DraftFlushed(is_kept))

    def _set_aside(self, base: Edited, left: LeftDraft | None) -> None:
        """What is to be discarded is kept beside the drafts."""
        self._names_base(base)
        reason = self.disk.set_aside(base, left)
        self.answers.append(SetAsideEnded(reason))
        kept = self.files.discarded
        self.set_aside = None if reason or kept is None else kept.edited

    def _discards(self) -> bool:
        """Whether the user discards just what the editor holds, and it was kept aside or not wanted even so."""
        chosen = isinstance(self.event, Chosen) and self.event.answer is Answer.DISCARD
        return chosen or (isinstance(self.event, SetAsideEnded) and self.set_aside == self.content)

    def _dropped(self) -> None:
        base = self.state.base
        clean = base is not None and content_of(base) == self.content
        require(self._discards() or clean or not self.is_loaded, "the draft of something unsaved was dropped")
        self.changed_at = None
        self.disk.keeper.drop()

    def _taken_over(self, base: Edited | None) -> None:
        chosen = isinstance(self.event, Chosen)
        require(chosen or self.content == self.files.left, "a draft was taken over that the editor does not hold")
        if base is not None:
            self._names_base(base)
        self.taken_over = True
        self.disk.take_over(base)

    def _left_goes(self) -> None:
        """A draft that was left is about to be removed from the disk."""
        left, base = self.files.left, self.state.base
        equal = base is not None and left == content_of(base)
        aside = isinstance(self.event, SetAsideEnded) and self.set_aside == left
        # What the editor holds, made of it, is on disk or on the server by now, or discarded.
        replaced = self.taken_over and (self.files.ours == self._wanted_draft() or self._discards())
        require(equal or aside or replaced, "a draft that was left goes, and nothing takes its place")

    def _leaves(self, leave: Leave) -> None:
        base = self.state.base
        # As the driver does, before anything else.
        self.disk.keeper.close()
        on_disk = self.files.ours
        kept = isinstance(self.event, DraftFlushed) and on_disk == self.content
        require(kept or leave.words is not Words.DRAFT_KEPT, "a draft is told to be kept, and is not on disk")
        clean = base is None or content_of(base) == self.content
        choice = isinstance(self.event, Chosen)
        choice = choice or kept or (isinstance(self.event, SetAsideEnded) and self.set_aside == self.content)
        require(choice or clean, "the editor was left with something unsaved, unasked")
        stays = on_disk is not None and not kept and not self.files.removal_failed
        require(not stays, "what was saved or discarded is left as a draft")
        told = None if self.told is None else self.told.outcome
        require(leave.outcome in (None, told), "an outcome is told at the end that was none")
        self.files.check()
        self.has_left = True

    def _check_told(self, effects: Sequence[Effect], before: SaveOutcome | None) -> None:
        """What is told to be saved, for the first time, is kept as a version."""
        for effect in effects:
            match effect:
                case Tell(told=Ended(outcome=(Saved() | SavedNotDeployed()) as outcome)):
                    if isinstance(before, Saved | SavedNotDeployed) and before.base is outcome.base:
                        # Told again, with what was found out since.
                        continue
                    kept = Remember(outcome.base, How.SAVED) in effects
                    require(kept, "what was saved is not kept as a version")

    def _check(self) -> None:
        """What holds between steps."""
        state = self.state
        opened = state.prompts.open
        require((opened is None) == (self.prompt is None), "the question on the screen is not the session's")
        if self.has_left:
            return
        is_saved = isinstance(state.last_outcome, Saved | SavedNotDeployed)
        require(not (state.is_new and is_saved), "what was created is taken for new")
        require(state.is_deleted or not state.is_new, "what is new is taken to be on the server")
        self.files.check()
        fails = self.files.write_failed or self.files.removal_failed
        if self.is_slow_disk or fails or self._wanted_draft() == self.files.ours:
            self.changed_at = None
        elif self.changed_at is None:
            self.changed_at = self.now
        if self.draft_had and self.changed_at is not None:
            require(self.now <= self.changed_at + DRAFT_SECONDS + 1e-6, "the draft on disk is older than allowed")
        if self.steps % self.tries_keys_every == 0:
            self.can_go_on()

    def _wanted_draft(self) -> Edited | None:
        """What a draft would hold; None where nothing is unsaved."""
        base = self.state.base
        return None if base is None or content_of(base) == self.content else self.content

    def can_go_on(self) -> None:
        """Some keys of the user's lead back to editing, whatever the server does."""
        state, now = self.state, self.now
        if state.saving is None and state.prompts.open is None:
            return
        for _ in range(8):
            now += 1.0
            at = At(now, NOON, View(self.fields, self._snapshot), state.prompts.open is not None)
            state = machine.step(state, KeyCame(), at).state
            if state.prompts.open is not None:
                state = machine.step(state, Chosen(state.prompts.open.number, None), at).state
            elif state.saving is not None:
                state = machine.step(state, Asked(Command.CLOSE), at).state
            else:
                return
        raise Broken("no key leads back to editing")

    # Time

    def wait(self, choose: Choose) -> None:
        """Time goes by; alarms go off when they are due."""
        self.pass_time(_PAUSES[choose(len(_PAUSES))])

    def pass_time(self, seconds: float) -> None:
        """So many seconds go by."""
        self._word_comes()
        until = self.now + seconds
        for _ in range(1000):
            wake = self.state.wake
            if wake is None or wake > until or self.has_left:
                break
            self.now = self.server.seconds = max(self.now, wake)
            self.happen(TimeCame())
        else:
            raise Broken("alarms never end")
        self.now = self.server.seconds = until

    # The user

    def _word_comes(self) -> None:
        if self.is_word_late:
            self.happen(Typed())

    def _key(self) -> bool:
        """A key comes; whether it may act."""
        self.key_before, self.last_key = self.last_key, self.now
        self.happen(KeyCame())
        return self.state.prompts.accepts_key

    @property
    def _in_editor(self) -> bool:
        return self.is_loaded and self.prompt is None and not self.covered and not self.has_left

    def type_code(self, choose: Choose) -> None:
        """A letter, a line, or a line taken out; over a question the key is the question's."""
        if not self._in_editor:
            self.answer(choose)
            return
        self._key()
        lines = self.code.splitlines(keepends=True)
        where = choose(len(lines) + 1)
        self.typed += 1
        if len(lines) > 8 or (lines and choose(4) == 0):
            del lines[min(where, len(lines) - 1)]
        elif choose(3) == 0 and lines:
            where = min(where, len(lines) - 1)
            lines[where] = f"m{self.typed}\n"
        else:
            lines.insert(where, f"t{self.typed}\n")
        code = "".join(lines)
        if choose(30) == 0:
            code = ""
        self.undo.append((None, self.code, code))
        self.redo.clear()
        self._set_code(code)
        self._typed(choose)

    def _typed(self, choose: Choose) -> None:
        """The session hears of an edit, at once or when something else happens."""
        if choose(6) == 0:
            self.is_word_late = True
        else:
            self.happen(Typed())

    def type_field(self, choose: Choose) -> None:
        """A letter in a field, or another status."""
        if not self._in_editor:
            return
        self._key()
        self.typed += 1
        match choose(4):
            case 0:
                self.fields = self.fields._replace(status="draft" if self.fields.status == "active" else "active")
            case 1:
                self.fields = self.fields._replace(description=f"D{self.typed}")
            case 2:
                self.fields = self.fields._replace(name="")
            case _:
                self.fields = self.fields._replace(name=f"N{self.typed}")
        self._typed(choose)

    def _lines_replaced(self, first: int, last: int, text: str) -> None:
        lines = self._snapshot
        kept = [line + end for line, end in zip(lines.lines, lines.endings, strict=True)]
        code = "".join(kept[:first]) + text + "".join(kept[last + 1 :])
        self.undo.append((None, self.code, code))
        self.redo.clear()
        self.typed += 1
        self._set_code(code)
        self.answers.append(Typed())

    def undo_edit(self, choose: Choose) -> None:
        """ctrl+z."""
        if not self._in_editor or not self.undo:
            return
        self._key()
        self._word_comes()
        tag, before, after = self.undo.pop()
        self.redo.append((tag, before, after))
        untouched = tag is not None and self.content == self.replaced[tag][1]
        self._set_code(before)
        self._take_back(tag, back=True, untouched=untouched)

    def redo_edit(self, choose: Choose) -> None:
        """ctrl+y."""
        if not self._in_editor or not self.redo:
            return
        self._key()
        self._word_comes()
        if not self.redo:
            return
        tag, before, after = self.redo.pop()
        self.undo.append((tag, before, after))
        self._set_code(after)
        self._take_back(tag, back=False, untouched=False)

    def _take_back(self, tag: int | None, *, back: bool, untouched: bool) -> None:
        self.typed += 1
        if tag is None:
            self.happen(Typed())
            return
        number = self.state.base_number
        self.happen(Undone(tag) if back else Redone(tag))
        before, _after, made_from, base_number = self.replaced[tag]
        if untouched:
            require(self.content == before, "undo does not bring back what was replaced")
        if back and made_from is not None and number == base_number:
            base = self.state.base
            same = base is not None and content_of(base) == content_of(made_from)
            require(same, "undo brings the text back, and not what it was made from")

    def ask(self, choose: Choose) -> None:
        """Some command, by its key."""
        if self.covered or self.has_left:
            return
        commands = (
            Command.SAVE, Command.SAVE, Command.SAVE, Command.SAVE_AND_RUN, Command.RELOAD, Command.RELOAD,
            Command.CLOSE, Command.CREATE, Command.LOOK_UP, Command.REVERT, Command.SIGN_IN, Command.TAKE_MINE,
            Command.TAKE_BOTH,
        )  # fmt: skip
        command = commands[choose(len(commands))]
        if isinstance(self.state.saving, Sending) and choose(3) == 0:
            command = Command.CLOSE
        stays = choose(2 if self.files.takes_nothing else 12)
        if self.prompt is not None or (command is Command.CLOSE and self.state.saving is None and stays):
            return
        self.ask_for(command, choose)

    def ask_for(self, command: Command, choose: Choose) -> None:
        """This command."""
        self._choose = choose
        self._key()
        self.happen(Asked(command, choose(len(self._snapshot.lines))))

    def save_through(self, choose: Choose) -> None:
        """ctrl+s, and the server answers as quickly as it can; something may still come in between."""
        if self._in_editor and self.state.saving is None:
            self.ask_for((Command.SAVE, Command.SAVE_AND_RUN)[choose(2)], choose)
            for _ in range(6):
                if not self._is_saving():
                    break
                if choose(10) == 0:
                    self.type_code(choose)
                self.deliver(choose)

    def save_twice(self, choose: Choose) -> None:
        """Two saves in a row: what is asked about the first may be answered behind the second."""
        for _ in range(2):
            if self._in_editor:
                self.type_code(choose)
                self.save_through(choose)
                self.runtime_changes(choose)

    def _is_saving(self) -> bool:
        return self.state.saving is not None

    def quit(self, choose: Choose) -> None:
        """ctrl+q; rarely. It works over a question, and over what was opened: both are taken away."""
        if choose(8) == 0 and not self.has_left:
            self._key()
            self.covered = False
            dismissed = self.prompt
            ending = (Command.QUIT, Command.QUIT, Command.QUIT_KEEPING, Command.QUIT_DISCARDING)
            self.happen(Asked(ending[choose(4)]))
            if dismissed is not None:
                # The dialog tells that it was taken away, later.
                self.happen(Chosen(dismissed.number, None))

    def answer(self, choose: Choose) -> None:
        """A key on the open question. It acts only if the session lets it."""
        prompt = self.prompt
        if prompt is None or self.has_left:
            return
        accepted = self._key()
        require(not accepted or self._may_act(), "a question accepted a key from before it could be read")
        if not accepted:
            # The dialog does not see the key; it may be taken away by something else than a key.
            if choose(3) == 0:
                self.prompt = None
                self.happen(Chosen(prompt.number, self._one_of(prompt, choose)))
                require(self.prompt is prompt, "a key that may not act answered a question")
            return
        if choose(8) == 0:
            # The dialog tells of its answer a moment later.
            self.deliver(choose)
            if self.prompt is not prompt or self.has_left:
                return
        answer = self._one_of(prompt, choose)
        self.prompt = None
        if answer in (Answer.SAVE, Answer.CREATE, Answer.EMPTY, Answer.RETRY, Answer.KEY_GIVEN):
            self.may_send = True
        self.happen(Chosen(prompt.number, answer))
        if answer is Answer.KEY_GIVEN:
            self.connecting = True
            if choose(2):
                self._connected()

    def _one_of(self, prompt: Prompt, choose: Choose) -> Answer | None:
        answers = _ANSWERS[type(prompt.question)]
        return answers[choose(len(answers))]

    def _connected(self) -> None:
        """The server is connected with the key that was given."""
        if self.connecting:
            self.connecting = self.server.key_expired = False
            self.happen(KeyGiven())

    def restore_version(self, choose: Choose) -> None:
        """A version out of the history."""
        if self._in_editor:
            code = ("first\nold\nlast\n", self.code)[choose(2)]
            status = ("active", "draft", "error")[choose(3)]
            self.happen(VersionChosen(ChosenVersion(Edited("Old", "", status, code), "the old one")))

    def change_slug(self, choose: Choose) -> None:
        """A new function gets another slug: what is there under that is another function, or none."""
        if not self._in_editor or not self.state.is_new:
            return
        slug = f"greet-{len(self.files.slugs)}"
        self._key()
        self.happen(SlugChosen(slug))
        if self.state.slug == slug:
            # What the server has not looked at yet was about the slug before.
            self.requests = [each for each in self.requests if each.answer is not None]
            self.server.function = None
            if choose(4) == 0:
                self.server.put(FunctionChanges("Taken", "taken\n", "", "draft"), "ada")

    def cover(self, choose: Choose) -> None:
        """The user opens help, or closes it."""
        if self.prompt is None:
            self.key_before, self.last_key = self.last_key, self.now
            self.happen(KeyCame())
            self.covered = not self.covered

    def suspend(self, choose: Choose) -> None:
        """ctrl+z, or a signal that takes its time."""
        self.happen(Ending())

    # The disk

    def open_draft(self, choose: Choose) -> None:
        """The disk gives the place, or says that it has none."""
        if self.draft_asked and not self.draft_had and not self.has_left:
            self.draft_had = True
            self.changed_at = None
            self.files.others = (7,) if choose(3) == 0 else ()
            moving, self.moving = self.moving, None
            if moving is None:
                self.happen(self.disk.opened())
            else:
                self.happen(self.disk.moved(moving[0], self.disk.maker(moving[1])))

    def disk_writes(self, choose: Choose) -> None:
        """The other thread comes to write, on a slow disk."""
        self._write_waiting()
        self.files.check()

    def change_disk(self, choose: Choose) -> None:
        """The disk fills up, goes away, comes back."""
        files, reason = self.files, ("no space left", "read-only")[choose(2)]
        match choose(9):
            case 0 | 1:
                files.takes_nothing = reason
            case 2:
                files.gives_no_place = reason
            case 3:
                files.removes_nothing = reason
            case 4:
                files.reads_nothing = reason
            case _:
                files.takes_nothing = files.gives_no_place = files.removes_nothing = files.reads_nothing = ""

    # The server

    def others_write(self, choose: Choose) -> None:
        """Somebody else saves."""
        if self.server.function is not None:
            self.server.others_write(choose)

    def change_mood(self, choose: Choose) -> None:
        """The key expires, writes are limited, the function is deleted or created by somebody."""
        server = self.server
        match choose(8):
            case 0:
                server.key_expired = True
            case 1 | 5:
                server.limits = True
            case 2 if choose(2) == 0:
                server.function = None
            case 3 if server.function is None:
                server.put(FunctionChanges("Anew", "anew\n", "", "draft"), "ada")
            case 4 if server.function is not None:
                server.function = server.function._replace(summary=server.function.summary._replace(status="error"))
                server.held.append(server.function)
                server.authors.append("the server")
            case _:
                server.key_expired = server.limits = False

    def runtime_changes(self, choose: Choose) -> None:
        """What runs the functions goes down, or comes up again."""
        self.deployment.is_up = choose(3) > 0

    def stir(self, choose: Choose) -> None:
        """The server says that something changed; sometimes it did."""
        if choose(4) == 0 and self.server.function is not None:
            self.server.others_write(choose)
        self.happen(ChangedOnServer())

    def serve(self, choose: Choose) -> None:
        """The server looks at a request; its answer is on its way."""
        waiting = [each for each in self.requests if each.answer is None]
        if waiting:
            self._serve(waiting[choose(len(waiting))], choose)

    def deliver(self, choose: Choose) -> None:
        """An answer arrives, in any order."""
        if self.connecting and choose(3) == 0:
            self._connected()
            return
        ready = [each for each in self.requests if each.answer is not None]
        awaited = [each for each in ready if not each.given_up]
        if choose(2 if isinstance(self.state.saving, Sending) or self.state.live is not None else 12):
            # What nobody waits for any more takes its time: it comes when it can be taken for something else.
            ready = awaited
        if not ready:
            self.serve(choose)
            return
        request = ready[choose(len(ready))]
        self.requests.remove(request)
        event = request.answer
        assert event is not None
        if isinstance(event, Looked) and getattr(self.state.saving, "request", None) == event.request:
            self._look_arrives(event.found)
        self.happen(event)

    def _look_arrives(self, found: Function | ApiError) -> None:
        """Of a look that the save waits for, remember what it saw."""
        if isinstance(found, Function):
            self.looks.append(found)
            sent = self.sent or FunctionChanges()
            self.seen_to_hold = all(value(found, name) == getattr(sent, name) for name in sent.names())
        elif isinstance(found, NotFound):
            self.seen_to_hold = False

    def _given_up(self, number: int) -> None:
        for request in [each for each in self.requests if each.effect.request == number]:
            request.given_up = True
            if request.answer is None:
                # The connection is closed: the server acts now or never.
                self._serve(request, self._choose)
            if not isinstance(request.effect, Send) and self._choose(2):
                self.requests.remove(request)

    def _serve(self, request: Request, choose: Choose) -> None:
        effect = request.effect
        match effect:
            case ReadTrail(request=number, seen=seen):
                since = seen.summary.updated_at
                rows = tuple(row for row in self.server.rows if since and row.at and row.at >= since)
                request.answer = TrailRead(number, rows if self.server.has_trail and choose(6) else ())
            case Fetch(request=number) | Look(request=number):
                request.answer = Looked(number, self._read(choose))
            case Send(request=number, changes=changes):
                written = self._written(changes, choose, creating=False)
                request.answer = SendAnswered(number, self._deployed(number, written, choose))
            case Create(request=number, new=new):
                written = self._written(_changes(new), choose, creating=True)
                request.answer = SendAnswered(number, self._deployed(number, written, choose))
            case CheckLive(request=number):
                request.answer = self.deployment.checked(number, choose)
            case ReadBuildLog(request=number):
                request.answer = self.deployment.build_log(number, choose)

    def _deployed(self, request: int, answer: WriteAnswer | ApiError, choose: Choose) -> WriteAnswer | ApiError:
        """The answer with what it says of the deployment."""
        if isinstance(answer, ApiError):
            return answer
        failed = not answer.success or (self.deployment.is_cloud and choose(3) == 0)
        deployment = self.deployment.deployment(request, failed=failed, choose=choose)
        return answer._replace(success=not failed, deployment=deployment)

    def _read(self, choose: Choose) -> Function | ApiError:
        if self.server.key_expired:
            return Unauthorised(401, "", "no")
        match choose(24):
            case 0:
                return ResponseLost("cut")
            case 1:
                return Unreachable(UnreachableReason.REFUSED, "refused")
        return self.server.function or NotFound(404, "", "no such function")

    def _written(self, changes: FunctionChanges, choose: Choose, *, creating: bool) -> WriteAnswer | ApiError:
        server = self.server
        if server.key_expired:
            return Unauthorised(401, "", "no")
        if server.limits:
            return RateLimitExceeded(429, "", "slow", NOON)
        kind = choose(10)
        if kind == 0:
            return Refused(400, "", "no", (Refusal("no"),))
        if kind == 1:
            return Unreachable(UnreachableReason.REFUSED, "refused")
        if kind == 2:
            return ResponseLost("cut before it arrived")
        if creating and server.function is not None:
            return AlreadyExists(409, "", "taken")
        if not creating and server.function is None:
            return NotFound(404, "", "gone")
        if choose(6) == 0 and not creating:
            server.others_write(choose)
        stored = server.put(changes, "me")
        self.acted = True
        if choose(2 if kind == 6 else 6) == 0:
            server.others_write(choose)
        if kind == 3:
            return ResponseLost("cut after it was done")
        if kind == 4:
            return ServerFailed(500, "", "broken after it was done")
        return WriteAnswer(kind != 5, stored.summary, None if kind == 6 else stored.code)


def _changes(new: NewFunction) -> FunctionChanges:
    return FunctionChanges(new.name, new.code, new.description, new.status)


_ANSWERS: dict[type, tuple[Answer | None, ...]] = {
    ConflictsMarked: (Answer.SAVE, Answer.STAY, None),
    FieldsEmptied: (Answer.EMPTY, Answer.EMPTY, None),
    VersionsDiffer: (Answer.THEIRS, Answer.MINE, Answer.MERGE, None),
    DraftLeft: (Answer.GO_ON, Answer.GO_ON, Answer.LOOK, Answer.DROP, None),
    DraftCompared: (None,),
    ReloadUnsaved: (Answer.RELOAD, Answer.RELOAD, Answer.STAY),
    DiscardForGood: (Answer.STAY, Answer.DISCARD, None),
    LeaveUnsaved: (Answer.STAY, Answer.STAY, Answer.SAVE, Answer.CREATE, Answer.KEEP_DRAFT, Answer.DISCARD, None),
    SignIn: (Answer.KEY_GIVEN, Answer.KEY_GIVEN, None),
    RateLimitWait: (Answer.RETRY, Answer.RETRY, None),
}

ACTIONS: tuple[tuple[int, Callable[[World, Choose], None]], ...] = (
    (22, World.deliver),
    (5, World.serve),
    (3, World.stir),
    (10, World.wait),
    (10, World.type_code),
    (4, World.type_field),
    (10, World.ask),
    (4, World.save_through),
    (3, World.save_twice),
    (8, World.answer),
    (4, World.undo_edit),
    (2, World.redo_edit),
    (3, World.open_draft),
    (3, World.disk_writes),
    (2, World.change_disk),
    (2, World.others_write),
    (1, World.change_mood),
    (2, World.runtime_changes),
    (1, World.restore_version),
    (2, World.change_slug),
    (1, World.cover),
    (1, World.suspend),
    (1, World.quit),
)
"""Everything that may happen, with how often it does."""
