"""A save without a screen: the edit session decides as it does in the editor; this makes its calls and waits.

Owns the requests that are under way and the alarm. Refuses to decide, with one exception: questions are answered in
the way that sends and overwrites nothing, as there is nobody to ask.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tui.editing.runnable import Runtime, problems_of
from tui.editing.snapshot import Snapshot
from tui.editing.source import lines_of_code
from tui.errors import ApiError
from tui.flows import save
from tui.flows.liveness import prove_deployment
from tui.model.function import Edited, Function, FunctionSummary, WriteAnswer
from tui.sessions.edit import effects as do
from tui.sessions.edit import events as on
from tui.sessions.edit import machine
from tui.sessions.edit.outcome import Cancelled, RateLimited
from tui.sessions.edit.questions import Answer, Prompt, RateLimitWait
from tui.sessions.edit.state import LOOK_UP_DELAYS, EditState
from tui.sessions.edit.values import NOTHING, Beginning, DeletedShown, Ended, LoadFailed, View
from tui.sessions.key_rest import KeyRest
from tui.sessions.liveness import Liveness, ServerProof, of_runtime

if TYPE_CHECKING:
    from tui.api.client import Client

Final = Ended | LoadFailed
"""How it ends: a save that ended in some way, or a function that could not be fetched."""


class SaveSession:
    """One save of one function. `change` makes the content to be saved from what the server holds.

    With a `beginning` the function is created; `change` is given what it begins with.

    `waits`: a save that meets the rate limit is sent again once the next write is free.
    """

    def __init__(
        self,
        client: Client,
        slug: str,
        change: Callable[[Edited], Edited],
        *,
        waits: bool = False,
        look_up_delays: tuple[float, ...] = LOOK_UP_DELAYS,
        beginning: Beginning | None = None,
    ) -> None:
        self._client = client
        self._slug = slug
        self._change = change
        self._waits = waits
        self._look_up_delays = look_up_delays
        self._beginning = beginning
        self._events: deque[on.Event] = deque()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._alarm: asyncio.TimerHandle | None = None
        self._view: View = NOTHING
        self._final: Final | None = None
        self._broken: BaseException | None = None
        self._state: EditState | None = None
        self._moved = asyncio.Event()
        self.deploys_to_cloud = False
        """Whether functions run in a cloud deployment, as far as the server has told."""

    async def run(self) -> Final:
        """Fetch, change, save, look what became of it, and find out whether it is live."""
        begun = machine.start(
            FunctionSummary(self._slug, self._slug, ""),
            self._at(),
            restoring=self._beginning,
            look_up_delays=self._look_up_delays,
            key_rest=KeyRest(0, 0),
            keeps_drafts=False,
        )
        self._take(begun)
        while not self._is_over:
            self._moved.clear()
            while self._events:
                self._take(machine.step(self._current, self._events.popleft(), self._at()))
            if not self._is_over:
                await self._moved.wait()
            if self._broken is not None:
                raise self._broken
        for task in self._tasks.values():
            task.cancel()
        if self._alarm is not None:
            self._alarm.cancel()
        assert self._final is not None
        return self._final

    @property
    def _current(self) -> EditState:
        assert self._state is not None
        return self._state

    @property
    def _is_over(self) -> bool:
        """Whether all that can be known is known: nothing is under way, and an outcome stands."""
        state = self._current
        if self._final is None or self._events or self._tasks or state.saving is not None:
            return False
        return not (self._waits and self._is_to_be_retried(self._final))

    def _is_to_be_retried(self, final: Final) -> bool:
        """Whether the question how to go on at the rate limit comes, or waits for its moment."""
        prompts = self._current.prompts
        is_limited = isinstance(final, Ended) and isinstance(final.outcome, RateLimited)
        return is_limited and (prompts.open is not None or bool(prompts.waiting))

    def _at(self) -> on.At:
        return on.At(asyncio.get_running_loop().time(), datetime.now(UTC), self._view)

    def _tell(self, event: on.Event) -> None:
        self._events.append(event)
        self._moved.set()

    # What is done

    def _take(self, step: do.Step) -> None:
        self._state = step.state
        for effect in step.effects:
            self._perform(effect)

    def _perform(self, effect: do.Effect) -> None:
        client, slug = self._client, self._slug
        match effect:
            case do.Fetch(request=request) | do.Look(request=request):
                self._request(request, self._looked(request))
            case do.Send(request=request, changes=changes):
                self._request(request, _sent(request, save.send(client, slug, changes)))
            case do.Create(request=request, new=new):
                self._request(request, _sent(request, save.create(client, new)))
            case do.ReadTrail(request=request, seen=seen):
                self._request(request, self._trail(request, seen))
            case do.CheckLive(request=request, function=function):
                self._request(request, self._live(request, function))
            case do.ReadBuildLog(request=request):
                self._request(request, self._build_log(request))
            case do.GiveUp(request=request):
                task = self._tasks.pop(request, None)
                if task is not None:
                    task.cancel()
            case do.Load(function=function):
                self._load(function)
            case do.WakeAt(seconds=seconds):
                self._wake_at(seconds)
            case do.Tell(told=Ended() | LoadFailed() as told):
                self._final = told
            case do.Tell(told=None | DeletedShown()):
                pass
            case do.Ask(prompt=prompt):
                self._answer(prompt)
            case do.OpenDraft():
                self._tell(on.DraftOpened())
            case do.FlushDraft(answers=True):
                self._tell(on.DraftFlushed(is_kept=False))
            case _:
                # What the editor shows, and what is kept on disk.
                pass

    def _load(self, function: Function) -> None:
        """The function is here: hold the changed content, and save it."""
        content = self._change(function.content)
        self._view = View(content._replace(code=""), Snapshot.of(content.code))
        self._tell(on.Typed())
        self._tell(on.Asked(on.Command.SAVE))

    def _answer(self, prompt: Prompt) -> None:
        if self._waits and isinstance(prompt.question, RateLimitWait):
            left = (prompt.question.until - datetime.now(UTC)).total_seconds()
            # A little later: the server's clock is not ours.
            asyncio.get_running_loop().call_later(max(0.0, left) + 0.5, self._choose, prompt, Answer.RETRY)
        else:
            if self._final is None:
                # What it asks stands before the save: without an answer nothing is sent.
                self._final = Ended(Cancelled())
            self._choose(prompt, None)

    def _choose(self, prompt: Prompt, answer: Answer | None) -> None:
        self._tell(on.KeyCame())
        self._tell(on.Chosen(prompt.number, answer))

    def _wake_at(self, seconds: float) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        loop = asyncio.get_running_loop()
        self._alarm = loop.call_at(max(seconds, loop.time()), lambda: self._tell(on.TimeCame()))

    # The server

    def _request(self, request: int, answer: Coroutine[None, None, on.Event]) -> None:
        async def answered() -> None:
            event = await answer
            self._tasks.pop(request, None)
            self._tell(event)

        task = self._tasks[request] = asyncio.ensure_future(answered())
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """What went wrong in a call and is no error of the server's ends the run: nobody would answer any more."""
        if not task.cancelled() and task.exception() is not None:
            self._broken = task.exception()
            self._moved.set()

    async def _looked(self, request: int) -> on.Event:
        return on.Looked(request, await save.look(self._client, self._slug))

    async def _trail(self, request: int, seen: Function) -> on.Event:
        return on.TrailRead(request, await save.read_trail(self._client, seen))

    async def _live(self, request: int, function: Function) -> on.Event:
        """What the list and, in the cloud, the deployment say, and whether its runtime can run the code."""
        proof = await self._server_proof()
        runtime = Runtime.CLOUD if self.deploys_to_cloud else Runtime.SELF_HOSTED
        failing = await asyncio.to_thread(problems_of, lines_of_code(function.code), runtime)
        return on.LiveChecked(request, proof.of(function.slug), failing)

    async def _server_proof(self) -> ServerProof:
        try:
            found = await self._client.functions.list()
        except ApiError as error:
            return ServerProof(Liveness.UNKNOWN, error=error)
        self.deploys_to_cloud = found.deployment_url is not None
        if found.deployment_url is None:
            return of_runtime(found.runtime)
        return await prove_deployment(self._client, found.deployment_url)

    async def _build_log(self, request: int) -> on.Event:
        try:
            return on.BuildLogRead(request, await self._client.logs.build_log())
        except ApiError:
            return on.BuildLogRead(request, None)


async def _sent(request: int, answer: Awaitable[WriteAnswer | ApiError]) -> on.Event:
    return on.SendAnswered(request, await answer)
