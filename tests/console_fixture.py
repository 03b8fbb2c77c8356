"""A console under a pilot: a fixed clock and a server that is a value, so that every screen and state can be set up.

For looks only. How the console behaves with a real server is tested over real sockets elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from textual.worker import WorkerCancelled

from tests.fake_client import client_of
from tests.fake_clock import FakeClock
from tests.frames import paint
from tests.idle import send_key, threads_idle
from tests.terminal.played_input import play
from tui.app.editor.needs import Timing
from tui.app.editor.screen import EditorScreen
from tui.app.features import Features
from tui.app.functions.screen import FunctionsScreen
from tui.app.key_presets import PRESETS
from tui.app.shell.app import Console
from tui.app.shell.command_reasons import reason_against
from tui.app.shell.connection import Connection
from tui.app.shell.screen import ConsoleScreen
from tui.app.start import ConsoleStart
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.keymap import read_keymap
from tui.errors import AlreadyExists, ApiError, NotFound, ResponseLost
from tui.flows.connect import Missing, Target
from tui.model.fingerprint import fingerprint
from tui.model.function import (
    Deployment,
    Edited,
    Function,
    FunctionChanges,
    FunctionList,
    FunctionSummary,
    NewFunction,
    WriteAnswer,
)
from tui.model.history import OF_FUNCTIONS, UPDATED, AuditQuery, AuditRow, How, KeptFunction, KeptVersion, TrailPage
from tui.model.log import LogPage
from tui.model.schedule import Schedule
from tui.model.secret import Secret
from tui.model.server import BuildLog, DeploymentHealth, ServerHealth, WriteBudget
from tui.model.stored_secret import StoredSecret
from tui.sessions.key_rest import KeyRest
from tui.store.history import HistoryStore, NewVersion
from tui.store.keymap_file import KeymapFile
from tui.store.list_cache import KnownList, ListCache
from tui.store.outside_files import OutsideFiles
from tui.store.profiles import Settings
from tui.store.requests import RequestStore
from tui.store.runs import RunStore
from tui.terminal.driver_input import EventTranslator

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.api.client import Client

HEALTHY = DeploymentHealth("ok")
SIZES = ((120, 40), (80, 24), (60, 20), (40, 10))
"""The columns and rows of terminals on which everything can be read."""

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

HELLO = """\
// Answers with a greeting. Try it: POST {"name": "Ada"}
module.exports = async function (request) {
  const { name = "world" } = await request.json().catch(() => ({}));
  const greeting = `Hello, ${name}!`;
  return new Response(JSON.stringify({ greeting }), {
    headers: { "Content-Type": "application/json" },
  });
};
"""

DIGEST = """\
// Collects what happened today and sends it in one message.
const LIMIT = 20;

module.exports = async function (request) {
  const since = new Date(Date.now() - 24 * 60 * 60 * 1000);
  const rows = await fetchRows(since, LIMIT);
  if (rows.length === 0) return new Response(null, { status: 204 });
  return new Response(rows.map((row) => `- ${row.title}`).join("\\n"));
};
"""


def function(
    slug: str, name: str, status: str, minutes: float, code: str = HELLO, about: str | None = None
) -> Function:
    """A function updated so many minutes before now."""
    updated = NOW - timedelta(minutes=minutes)
    summary = FunctionSummary(
        slug,
        name,
        status,
        id=f"00000000-0000-0000-0000-{len(slug):012d}",
        description=about,
        created_at=updated - timedelta(days=30),
        updated_at=updated,
        deployed_at=None if status == "draft" else updated - timedelta(hours=2),
    )
    return Function(summary, code)


FUNCTIONS = (
    function("hello-world", "Hello World", "active", 2, about="Returns a greeting"),
    function("daily-digest", "Daily Digest", "draft", 47, DIGEST, "One message a day"),
    function("stripe-webhook", "Stripe webhook", "active", 60 * 5, about="Checks the signature, stores the event"),
    function("image-resize", "Image resize", "error", 60 * 26, about="Thumbnails"),
    function("export-orders", "Export orders", "active", 60 * 24 * 12),
    function("legacy", "Legacy import (do not touch)", "draft", 60 * 24 * 400),
)

Answer = Callable[[FunctionChanges, Function], WriteAnswer]


def accepted(changes: FunctionChanges, before: Function) -> WriteAnswer:
    """A server that stores what it is sent and deploys it."""
    summary = before.summary._replace(
        name=before.summary.name if changes.name is None else changes.name,
        status=before.summary.status if changes.status is None else changes.status,
        updated_at=NOW,
    )
    return WriteAnswer(True, summary, before.code if changes.code is None else changes.code)


def not_deployed(changes: FunctionChanges, before: Function) -> WriteAnswer:
    """A server that stores what it is sent and fails to deploy it."""
    logs = (
        "Bundling functions/hello-world.ts",
        # Eleven lines more than the code has: those that the server puts in front.
        "[error] Unexpected token at functions/hello-world.ts:15:20",
        "[error] The build failed.",
    )
    answer = accepted(changes, before)
    return answer._replace(success=False, deployment=Deployment("dep_1", "failed", None, logs))


def is_asked_for(row: AuditRow, asked: AuditQuery) -> bool:
    """Whether a row of the trail is among those a server is asked for."""
    wanted = ((asked.module, row.module), (asked.action, row.action), (asked.actor, row.actor))
    is_late = asked.since is None or (row.at is not None and row.at >= asked.since)
    is_early = asked.until is None or (row.at is not None and row.at <= asked.until)
    return all(not ours or ours == theirs for ours, theirs in wanted) and is_late and is_early


@dataclass
class FakeServer:
    """Stands where the client stands. What is an error is raised; `hangs` never answers the list."""

    functions: Sequence[Function] = FUNCTIONS
    list_error: ApiError | None = None
    get_error: ApiError | None = None
    write: Answer | ApiError = accepted
    runtime: str = "running"
    version: str = "2.1.0"
    hangs: bool = False
    calls_hang: bool = False
    """Whether a function that was called may be waited for: then nobody waits for its end."""
    budget: WriteBudget | None = None
    request_budget: WriteBudget | None = None
    deployment_url: str | None = None
    deployment: DeploymentHealth | ApiError = HEALTHY
    trail: Sequence[AuditRow] = ()
    trail_error: ApiError | None = None
    deployment_log: BuildLog | None = None
    scheduled: tuple[Schedule, ...] = ()
    writes: list[FunctionChanges] = field(default_factory=list)

    async def list_functions(self) -> FunctionList:
        if self.hangs:
            await asyncio.Event().wait()
        if self.list_error is not None:
            raise self.list_error
        return FunctionList(tuple(each.summary for each in self.functions), self.runtime, self.deployment_url)

    async def deployment_health(self, deployment_url: str) -> DeploymentHealth:
        assert deployment_url == self.deployment_url
        if isinstance(self.deployment, ApiError):
            raise self.deployment
        return self.deployment

    async def get_function(self, slug: str) -> Function:
        if self.get_error is not None:
            raise self.get_error
        for each in self.functions:
            if each.slug == slug:
                return each
        raise NotFound(404, "NOT_FOUND", "Function not found")

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        slug = new.slug or new.name
        if any(each.slug == slug for each in self.functions):
            raise AlreadyExists(409, "ALREADY_EXISTS", "Function with this slug already exists")
        made = function(slug, new.name, new.status or "active", 0, new.code, new.description)
        self.functions = (*self.functions, made)
        return WriteAnswer(True, made.summary, made.code)

    async def delete_function(self, slug: str) -> str:
        await self.get_function(slug)
        self.functions = tuple(each for each in self.functions if each.slug != slug)
        return f"Function {slug} deleted successfully"

    async def list_secrets(self) -> tuple[StoredSecret, ...]:
        raise NotFound(404, "NOT_FOUND", "Endpoint /api/secrets not found")

    async def schedules(self) -> tuple[Schedule, ...]:
        return self.scheduled

    async def audit_trail(self, *, limit: int, offset: int = 0, asked: AuditQuery = OF_FUNCTIONS) -> TrailPage:
        if self.trail_error is not None:
            raise self.trail_error
        rows = [row for row in self.trail if is_asked_for(row, asked)]
        return TrailPage(tuple(rows[offset : offset + limit]), len(rows))

    async def build_log(self) -> BuildLog:
        if self.deployment_log is None:
            raise NotFound(404, "LOG_NOT_FOUND", "Build logs not available.")
        return self.deployment_log

    async def read_logs(self, source: str, *, limit: int, before: datetime | None = None) -> LogPage:
        raise NotFound(404, "LOG_NOT_FOUND", "Log not found")

    async def server_health(self) -> ServerHealth:
        return ServerHealth("ok", self.version, "")

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        self.writes.append(changes)
        if isinstance(self.write, ApiError):
            raise self.write
        before = next(each for each in self.functions if each.slug == slug)
        answer = self.write(changes, before)
        stored = Function(answer.summary, before.code if answer.code is None else answer.code)
        self.put(stored)
        return answer

    def put(self, function: Function) -> None:
        """Hold this function from now on, as if somebody had saved it."""
        self.functions = tuple(function if each.slug == function.slug else each for each in self.functions)

    async def aclose(self) -> None:
        return


@dataclass
class RacingServer(FakeServer):
    """Somebody else's changes go in once, just before ours or just after; the trail, if any, tells of both."""

    theirs: FunctionChanges | None = None
    theirs_first: bool = True
    has_trail: bool = True
    answer_lost: bool = False

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        theirs, self.theirs = self.theirs, None
        if theirs is not None and self.theirs_first:
            await self._stored(slug, theirs, "ada@example.com")
        answer = await self._stored(slug, changes, "api-key")
        if theirs is not None and not self.theirs_first:
            await self._stored(slug, theirs, "ada@example.com")
        self.writes.append(changes)
        if self.answer_lost:
            raise ResponseLost("cut")
        return answer

    async def _stored(self, slug: str, changes: FunctionChanges, actor: str) -> WriteAnswer:
        before = len(self.writes)
        answer = await super().update_function(slug, changes)
        del self.writes[before:]
        if self.has_trail:
            at = NOW + timedelta(milliseconds=len(self.trail))
            self.trail = (AuditRow(f"row {at}", at, actor, UPDATED, slug, changes), *self.trail)
        return answer


class FakeLists(ListCache):
    """What is known of the server from before."""

    def __init__(self, known: KnownList) -> None:
        super().__init__(Path())
        self.known = known

    def find(self, server: str) -> KnownList | None:
        return self.known

    def keep(self, server: str, known: KnownList) -> None:
        self.known = known


class FakeHistory(HistoryStore):
    """Versions that are kept already, as (slug, minutes before now, content); nothing new is kept."""

    def __init__(self, *versions: tuple[str, float, Edited]) -> None:
        super().__init__(Path())
        self._versions = versions

    def keep(self, version: NewVersion) -> bool:
        return False

    def versions(self, server: str, slug: str) -> list[KeptVersion]:
        return [
            KeptVersion(NOW - timedelta(minutes=minutes), How.SEEN, fingerprint(content))
            for owner, minutes, content in self._versions
            if owner == slug
        ]

    def content(self, server: str, slug: str, mark: str) -> Edited | None:
        return next((content for _, _, content in self._versions if fingerprint(content) == mark), None)

    def functions(self, server: str) -> list[KeptFunction]:
        newest = {slug: (content.name, minutes) for slug, minutes, content in reversed(self._versions)}
        return [KeptFunction(slug, name, NOW - timedelta(minutes=ago)) for slug, (name, ago) in newest.items()]


class FixtureClock(FakeClock):
    """Seconds that pass where `until` and `rested` wait for something, on a day that stands still."""

    def now(self) -> datetime:
        return NOW


class FixtureConsole(Console):
    """The console on a staged server."""

    def __init__(
        self,
        server: FakeServer,
        *,
        theme: str = "dark",
        target: Target | Missing | None = None,
        known: KnownList | None = None,
        history: HistoryStore | None = None,
        clock: Clock | None = None,
        slug: str | None = None,
        keys: Mapping[str, str] | None = None,
        preset: str | None = None,
        read_only: bool = False,
        starts_read_only: bool = False,
    ) -> None:
        self.server = server
        self.settings_folder: TemporaryDirectory[str] | None = None
        self.others: dict[str, FakeServer] = {}
        """What answers at other URLs."""
        self.requests: RequestStore | None = None
        self.runs: RunStore | None = None
        self.outside: OutsideFiles | None = None
        here = target or Target(
            "http://localhost:7130", Secret("ik_staged"), "INSFORGE_URL", "INSFORGE_API_KEY", read_only=read_only
        )
        start = ConsoleStart(
            lambda: self.found(here),
            slug,
            settings=Settings(theme=theme, keymap=KeymapFile(preset, keys or {})),
            server=here.url,
            lists=None if known is None else FakeLists(known),
            history=history,
            read_only=starts_read_only,
        )
        super().__init__(
            lambda console: self._put_together(start, clock or FixtureClock()),
            theme=theme,
            keymap=read_keymap(keys or {}, PRESETS[preset or "default"]),
        )

    def _put_together(self, start: ConsoleStart, clock: Clock) -> Features:
        self.parts = Features(self, start, clock=clock, make_client=self.make_client)
        self.parts.stores.requests = lambda: self.requests
        self.parts.stores.runs = self.kept_runs
        self.parts.stores.outside = lambda: self.outside
        # Keys are pressed as fast as the console takes them.
        self.parts.timing = Timing((0.0,), KeyRest(0, 0))
        self.parts.gate.key_rest = KeyRest(0, 0)
        self.parts.preview_delay_seconds = 0
        return self.parts

    def kept_runs(self) -> RunStore | None:
        """Where runs are kept."""
        return self.runs

    def found(self, here: Target | Missing) -> Target | Missing:
        """Where to connect at the start."""
        return here

    @property
    def connection(self) -> Connection:
        """The connection."""
        return self.parts.connection

    @property
    def list_screen(self) -> FunctionsScreen:
        """The list, which is always at the bottom of the stack."""
        screen = self.screen_stack[0]
        assert isinstance(screen, FunctionsScreen)
        return screen

    async def make_client(self, target: Target) -> Client:
        return client_of(self.others.get(target.url, self.server))


async def arrives(pilot: Pilot[int], *parts: bytes | str | float) -> None:
    """Bytes come from the terminal, and the app has dealt with them."""
    translator = EventTranslator()
    for event in play(*parts):
        for message in translator.messages(event):
            await pilot.app._post_message(message)
    await settled(pilot)


class typed(str):  # reads as what is done, between the names of keys
    """A text among keys, typed at once as a terminal sends it: a fifth of the work of keys that are waited for."""

    __slots__ = ()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, each when the console has nothing left to do."""
    await settled(pilot)
    for key in keys:
        if isinstance(key, typed):
            await arrives(pilot, str(key))
        else:
            await send_key(pilot.app, key)
            await settled(pilot)


async def press_meanwhile(pilot: Pilot[int], *keys: str) -> None:
    """Press keys while answers may be held back."""
    for key in keys:
        await pilot.press(key)
        await idle(pilot)


async def settled(pilot: Pilot[int]) -> None:
    """Wait until the console has nothing left to do."""
    endless = {"list", "live", "outside"}
    if isinstance(pilot.app, FixtureConsole) and pilot.app.server.calls_hang:
        endless.add("run")
    for worker in list(pilot.app.workers):
        if worker.group not in endless:
            # A newer one of its group may take a worker's place.
            with suppress(WorkerCancelled):
                await worker.wait()
    await idle(pilot)
    while await threads_idle():
        await idle(pilot)


async def idle(pilot: Pilot[int]) -> None:
    """Wait until no message is on its way; what waits for a held-back answer goes on waiting."""
    await pilot.pause()
    while turn(pilot, 0):
        await pilot.pause()


async def until(pilot: Pilot[int], condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until the condition holds, letting staged time pass. Raises `TimeoutError` when it does not.

    None passes while a thread is at work: how long that takes is the machine's affair. What follows from the condition
    at once has followed too: who looks at the screen then sees it.
    """
    async with asyncio.timeout(seconds):
        while not condition():
            if not await threads_idle():
                turn(pilot)
            await pilot.pause()
        await pilot.pause()


def turn(pilot: Pilot[int], seconds: float = 0.05) -> bool:
    """Let time pass in a console whose clock no test turns; whether anything was due."""
    clock = pilot.app.parts.clock if isinstance(pilot.app, FixtureConsole) else None
    return isinstance(clock, FixtureClock) and clock.turn(seconds)


async def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Like `until`, of a console that ends meanwhile and answers no pilot any more."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # whatever a test waits for has no event
            await asyncio.sleep(0)


async def at_each_size(pilot: Pilot[int]) -> AsyncIterator[tuple[int, int]]:
    """The terminal at one size after the other, from wide to narrow and low."""
    for size in SIZES:
        await pilot.resize_terminal(*size)
        await settled(pilot)
        yield size


async def turned(pilot: Pilot[int], clock: FakeClock, seconds: float) -> None:
    """Let time pass, and wait until what it brought has been done."""
    clock.turn(seconds)
    await settled(pilot)


async def rested(pilot: Pilot[int]) -> None:
    """Wait until what follows when the keys rest has followed: the status line, the fields' marks, the code's marks."""
    for screen in pilot.app.screen_stack:
        if isinstance(screen, EditorScreen):
            await until(pilot, partial(_rests, screen))
    await settled(pilot)


def _rests(screen: EditorScreen) -> bool:
    # The lines in sight are highlighted as they are painted, and only then the rest of the code.
    paint(screen)
    checks = any(code.marking.waits_for_check for code in screen.query("#code").results(CodeEditor))
    return not checks and not screen.waits_for_rest


def reason_not_to(screen: ConsoleScreen, name: str) -> str | None:
    """Why the command of a name can't run now, as a sentence; None when it can."""
    return reason_against(next(each for each in screen.owned if each.command.name == name))
