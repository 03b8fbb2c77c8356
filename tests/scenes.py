"""Every screen and state of the console, as scenes: what to set up and which keys lead there.

One list for the snapshot tests and for the pictures in `screenshots/`, so that both show the same program.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from textual.pilot import Pilot

from tests import logs_fixture
from tests.app.scripted import Script, ScriptedServer, answered
from tests.console_fixture import (
    DIGEST,
    FUNCTIONS,
    HELLO,
    NOW,
    FakeHistory,
    FakeServer,
    FixtureConsole,
    RacingServer,
    accepted,
    arrives,
    eventually,
    function,
    not_deployed,
    rested,
    settled,
    until,
)
from tests.deployment_fixture import failed_deployment
from tests.linked_fixture import with_folder
from tests.logs_fixture import LoggingServer, called
from tests.schedules_fixture import SchedulingServer
from tests.screen_text import shown_text
from tests.secrets_fixture import KeepingServer
from tui.app.editor import outside_words
from tui.app.editor.outside_dialog import OutsideDialog
from tui.app.editor.screen import EditorScreen
from tui.app.load.screen import LoadScreen
from tui.app.widgets.theme import LIGHT
from tui.errors import (
    InvalidResponse,
    NotFound,
    RateLimitExceeded,
    Refused,
    ResponseLost,
    Unauthorised,
    Unreachable,
    UnreachableReason,
)
from tui.flows.connect import Missing, ProfileSigns, Target
from tui.model.function import Edited, Function, FunctionChanges, WriteAnswer
from tui.model.history import CREATED, DELETED, SECRETS, UPDATED, AuditRow
from tui.model.invocation import BodyPiece, ResponseHead
from tui.model.log import BACKEND_LOGS
from tui.model.problem import Refusal
from tui.model.request_draft import RequestDraft
from tui.model.schedule import Schedule
from tui.model.secret import Secret
from tui.model.server import WriteBudget
from tui.sessions.edit.events import ChangedOnServer
from tui.sessions.load import LoadState
from tui.sessions.outside_edit import EditorCommand
from tui.sessions.request_boxes import boxes_of
from tui.sessions.request_drafts import draft_of
from tui.sessions.saved_requests import opened
from tui.store.draft_slots import Claim, Codec, DraftSlot
from tui.store.files import write_private
from tui.store.list_cache import KnownList
from tui.store.locks import Lock
from tui.store.request_drafts import RequestDrafts
from tui.store.requests import ChangedMeanwhile, RequestStore

Walk = Callable[[Pilot[int]], Awaitable[None]]


@dataclass(frozen=True)
class Scene:
    """A console to start and what to do in it. `sizes` are columns and rows."""

    name: str
    console: Callable[[], FixtureConsole]
    walk: Walk
    sizes: tuple[tuple[int, int], ...] = ((80, 24), (120, 40))


BROKEN = answered(b'{"error":"Cannot read properties of undefined (reading \'stringify\')"}', 500)
NOT_ACTIVE = answered(b'{"error":"Function not found or not active"}', 404)
NOT_REACHED = answered(b'{"error":"request to http://deno:7133/greet failed, reason: connect ECONNREFUSED"}', 502)


def running(script: Script, status: str = "active") -> Callable[[], FixtureConsole]:
    """A function that answers like this."""

    def console() -> FixtureConsole:
        server = ScriptedServer(script)
        server.functions = (function("greet", "Greet", status, 1, HELLO),)
        return FixtureConsole(server)

    return console


def keys(*pressed: str) -> Walk:
    """Press these keys and type what stands behind an apostrophe, letting the console settle after each."""

    async def walk(pilot: Pilot[int]) -> None:
        await settled(pilot)
        for key in pressed:
            if len(key) > 1 and key.startswith("'"):
                await arrives(pilot, key[1:].replace("\n", "\r"))
            else:
                await pilot.press(key)
                await settled(pilot)
        await rested(pilot)

    return walk


NIGHTLY = (Schedule("nightly clean-up", "http://localhost:7130/functions/hello-world", "0 3 * * *"),)
DANGEROUS = '\'Deno.run("ls");\n'
PATTERN = "/Deno\\.run/i"


async def followed_outside(pilot: Pilot[int]) -> None:
    """The editor, with the code open in a window of another program."""
    await keys("enter")(pilot)
    editor = EditorCommand(("gedit",), "VISUAL")
    assert isinstance(pilot.app, FixtureConsole)
    dialog = OutsideDialog("gedit", pilot.app.clock)
    pilot.app.push_screen(dialog)
    await settled(pilot)
    path = "/home/ada/.local/state/insforge-tui/outside/5f/hello-world.js"
    dialog.follow(*outside_words.followed(editor), path, lambda: outside_words.came(2))
    await settled(pilot)


def last_known() -> FixtureConsole:
    """A server that has not answered yet, and its list of an hour ago."""
    known = KnownList(tuple(each.summary for each in FUNCTIONS), NOW - timedelta(hours=1))
    return FixtureConsole(FakeServer(hangs=True), known=known)


def refused_pattern() -> Refused:
    """A 2.1 server's answer to dangerous code."""
    message = f"Code contains potentially dangerous pattern: {PATTERN}"
    return Refused(400, "INVALID_INPUT", message, (Refusal(message, pattern=PATTERN),))


def refused_field() -> Refused:
    """A schema issue about a field."""
    message = "Invalid enum value. Expected 'draft' | 'active', received 'error'"
    return Refused(400, "INVALID_INPUT", message, (Refusal(message, field_path=("status",)),))


def refused_types() -> Refused:
    """A type check's findings."""
    found = Refusal(
        "TS2339 [ERROR]: Property 'greet' does not exist on type 'Console'.",
        file="func.ts",
        line=5,
        column=10,
        excerpt="  return new Response(JSON.stringify({ greeting }), {",
    )
    return Refused(400, "INVALID_INPUT", "Function code failed type check:", (found,))


HOSTILE = function(
    "hostile",
    "\x1b[31mred\x1b]0;owned\x07 \u202egnp.exe [bold red]markup[/]",
    "active",
    1,
    "// \x1b[2J\x1b]52;c;aGk=\x07 \u202e reversed \u2066 isolate \u200b zero \ufeff\n"
    '[b]x[/b] = "\U0001f469\u200d\U0001f467 \u0301";\n',
    "line\nbreak \x9b31m [/] \ue000",
)


def stranger() -> FixtureConsole:
    """Only a folder's project file says where the environment's key would go."""
    source = ".insforge/project.json in /home/ada/cloned"
    target = Target("https://not-mine.example", Secret("ik_env"), source, "INSFORGE_API_KEY", unconfirmed=True)
    return FixtureConsole(FakeServer(), target=target)


def with_theme(console: FixtureConsole, theme: str) -> FixtureConsole:
    """The console under another theme."""
    console.theme = theme
    return console


def list_of(**given: object) -> Callable[[], FixtureConsole]:
    """A console whose server is made of these."""
    return lambda: FixtureConsole(FakeServer(**given))  # type: ignore[arg-type]  # forwarded to a dataclass


def racing(*, first: bool) -> Callable[[], FixtureConsole]:
    """Somebody else saves at the same moment, just before or just after."""
    theirs = FunctionChanges(code=HELLO.replace("Hello", "Good morning"))
    return lambda: FixtureConsole(RacingServer(theirs=theirs, theirs_first=first))


async def conflict(pilot: Pilot[int]) -> None:
    """Somebody saves the function that is being edited."""
    await keys("enter", "ctrl+home", "'// mine", "enter")(pilot)
    assert isinstance(pilot.app, FixtureConsole)
    code = HELLO.replace("Hello", "Good morning")
    pilot.app.server.put(function("hello-world", "Hello World", "active", 0, code, "Returns a greeting"))
    await keys("ctrl+s")(pilot)


async def changed_elsewhere(pilot: Pilot[int]) -> None:
    """Somebody saves the function that is being edited, and the server tells so."""
    await keys("enter", "ctrl+home", "'// mine", "enter")(pilot)
    assert isinstance(pilot.app, FixtureConsole)
    code = HELLO.replace("Hello", "Good morning")
    pilot.app.server.put(function("hello-world", "Hello World", "active", 0, code, "Returns a greeting"))
    assert isinstance(pilot.app.screen, EditorScreen)
    pilot.app.screen.driver.tell(ChangedOnServer())
    await keys()(pilot)


def remembered() -> FixtureConsole:
    """Versions of one function kept here, others in the audit trail, and a function that was deleted."""
    older = HELLO.replace("Hello", "Good morning")
    oldest = HELLO.replace('"world"', '"nobody"')
    kept = [
        ("hello-world", minutes, Edited("Hello World", "Returns a greeting", "active", code))
        for minutes, code in ((2, HELLO), (60 * 30, oldest))
    ]

    def row(minutes: float, actor: str, action: str, slug: str, **changes: str) -> AuditRow:
        at = NOW - timedelta(minutes=minutes)
        return AuditRow(f"{slug} {minutes}", at, actor, action, slug, FunctionChanges(**changes))

    trail = (
        row(2, "api-key", UPDATED, "hello-world", code=HELLO),
        row(47, "local:admin", UPDATED, "hello-world", code=older, description="Returns a greeting"),
        row(60 * 7, "local:admin", DELETED, "old-import"),
        row(60 * 24 * 8, "api-key", CREATED, "hello-world", name="Hello World", status="active"),
    )
    imported = ("import-of-2024", 60 * 24 * 90, Edited("Import \x1b[31m 2024", "", "active", DIGEST))
    return FixtureConsole(FakeServer(trail=trail), history=FakeHistory(*kept, imported))


def bulk_waiting() -> FixtureConsole:
    """Four writes are left of the window, and nothing is told of the next one."""
    spent = WriteBudget(15, 2, NOW + timedelta(seconds=164), 300)
    return FixtureConsole(FakeServer(budget=spent, version="2.3.1"))


_PRODUCTION = Target(
    "https://api.example.com",
    Secret("ik_staged"),
    "profile production",
    "profile production",
    profile=ProfileSigns("production", "red", True),
)
_PROFILES = """
default_profile = "home"
[profiles.home]
url = "http://localhost:7130"
api_key = "ik_staged"
colour = "blue"
[profiles.staging]
url = "https://staging.example.com"
api_key_command = "pass show insforge"
colour = "yellow"
[profiles.production]
url = "https://api.example.com"
api_key = "ik_staged"
colour = "red"
protected = true
read_only = true
"""


def with_profiles() -> FixtureConsole:
    """Profiles in the settings, the protected one connected."""
    app = FixtureConsole(FakeServer(), target=_PRODUCTION)
    folder = tempfile.TemporaryDirectory()
    # As long as the console: it is removed with it.
    app.settings_folder = folder
    path = Path(folder.name) / "config.toml"
    write_private(path, _PROFILES.encode())
    app.parts.profiles.config = path
    return app


def with_audit(**given: object) -> FixtureConsole:
    """A trail of what was done to functions and secrets, with text that is hostile and names that are long."""

    def row(minutes: float, actor: str, action: str, slug: str, **changes: str) -> AuditRow:
        at = NOW - timedelta(minutes=minutes)
        return AuditRow(f"{slug} {minutes}", at, actor, action, slug, FunctionChanges(**changes))

    def secret(minutes: float, action: str, key: str, *told: tuple[str, str | bool | None]) -> AuditRow:
        at = NOW - timedelta(minutes=minutes)
        return AuditRow(f"{key} {minutes}", at, "api-key", action, "", module=SECRETS, target=key, told=told)

    trail = (
        secret(1, "UPDATE_SECRET", "STRIPE_SECRET_KEY", ("has_new_value", True)),
        row(2, "api-key", UPDATED, "hello-world", code=HELLO),
        row(47, "grace.hopper@example.com", UPDATED, "hello-world", code=f"// older\n{HELLO}", status="active"),
        secret(50, "GET_SECRET", "STRIPE_SECRET_KEY"),
        secret(51, "CREATE_SECRET", "STRIPE_SECRET_KEY"),
        row(60 * 7, "grace.hopper@example.com", DELETED, "old-import"),
        row(60 * 30, "\x1b[31mred\x1b]0;title\x07", CREATED, "import-\u202eof-2024", name="Import"),
        row(60 * 24 * 8, "api-key", CREATED, "hello-world", name="Hello World", status="active"),
    )
    return FixtureConsole(FakeServer(trail=trail, **given))  # type: ignore[arg-type]  # forwarded to a dataclass


def with_secrets() -> FixtureConsole:
    """A server with secrets in every state; a function names one of them."""
    code = f"{HELLO}\nconst key = Deno.env.get('STRIPE_KEY');\n"
    return FixtureConsole(KeepingServer(functions=(function("pays", "Pays", "active", 1, code),)))


def with_named_secrets() -> FixtureConsole:
    """A function that names a secret which is there, one which is not, one that is expired, and begins to name more."""
    names = "".join(f"const {key[0].lower()} = Deno.env.get('{key}');\n" for key in ("STRIPE_KEY", "NEW_KEY", "ENDED"))
    code = f"{names}Deno.env.get('');\n{HELLO}"
    return FixtureConsole(KeepingServer(functions=(function("pays", "Pays", "active", 1, code),)))


def with_schedules(**given: object) -> FixtureConsole:
    """A server with schedules that ran, failed, are switched off, or call what is not there."""
    return FixtureConsole(SchedulingServer(**given))  # type: ignore[arg-type]  # forwarded to a dataclass


def with_calls(**given: object) -> FixtureConsole:
    """A server whose functions were called, some of them with errors."""
    server = LoggingServer(**given)  # type: ignore[arg-type]  # forwarded to a dataclass
    took = (12, 15, 18, 22, 31, 44, 160)
    server.log(
        *(called(3500 - 20 * number, "hello-world", took=took[number % 7]) for number in range(170)),
        *(called(1900 - 60 * number, "stripe-webhook", 500 if number % 5 == 0 else 200, 250) for number in range(30)),
        *(called(3000 - 500 * number, "image-resize", 404) for number in range(4)),
        called(240, "\x1b[31mgone"),
        called(100, "never-there", 404),
        source=BACKEND_LOGS,
    )
    return FixtureConsole(server)


def half_refused(changes: FunctionChanges, before: Function) -> WriteAnswer:
    """A server that stores some, refuses some, and fails to deploy some."""
    match before.slug:
        case "image-resize":
            raise refused_pattern()
        case "legacy":
            return not_deployed(changes, before)
    return accepted(changes, before)


def answering(*scripts: Script) -> Callable[[], FixtureConsole]:
    """A server whose functions answer so when they are called."""
    return lambda: FixtureConsole(ScriptedServer(scripts[-1], *scripts[:-1]))


class StagedRequests(RequestStore):
    """Requests of every function that are saved already; nothing is written."""

    def __init__(self) -> None:
        super().__init__(Path("/data"), Path("/locks"), Path("/project"))
        self.texts: dict[str, str] = {}

    def read(self, server: str, slug: str) -> str:
        return self.texts.get(slug, SAVED_REQUESTS.format(slug))

    def write(self, server: str, slug: str, text: str, *, seen: str) -> ChangedMeanwhile | None:
        self.texts[slug] = text
        return None


SAVED_REQUESTS = """\
@baseUrl = http://localhost:7130

### say hello
# @timeout 5
POST {{{{baseUrl}}}}/functions/{0}?lang=fr
Authorization: Bearer {{{{$env INSFORGE_API_KEY}}}}
Content-Type: application/json

{{"name": "Ada"}}

### as a user
GET {{{{baseUrl}}}}/functions/{0}
Authorization: Bearer {{{{$env USER_TOKEN}}}}
x-trace: {{{{$uuid}}}}
"""


def with_requests() -> FixtureConsole:
    """Functions with saved requests, on a server that answers."""
    app = FixtureConsole(ScriptedServer(answered(json.dumps({"greeting": "Bonjour, Ada!"}).encode())))
    app.requests = StagedRequests()
    return app


class _LeftRequest(DraftSlot[RequestDraft]):
    """A place with a draft, or a free one; nothing is written."""

    def __init__(self, draft: RequestDraft | None) -> None:
        super().__init__(Path("/draft"), Lock(None), Codec(lambda draft: (), lambda path: draft))
        self._draft = draft

    @property
    def is_taken(self) -> bool:
        return self._draft is not None

    def write(self, draft: RequestDraft) -> None: ...

    def drop(self) -> None: ...


class StagedRequestDrafts(RequestDrafts):
    """An earlier console left the first request of each function half written, and a secret in it."""

    def claim(self, server: str, slug: str, *, fresh: bool = False) -> Claim[RequestDraft]:
        saved = opened(SAVED_REQUESTS.format(slug), slug)
        boxes = boxes_of(saved.current)
        boxes = boxes._replace(body='{"name": "Ada", "from":', headers=f"{boxes.headers}\nx-api-key: abc")
        draft = draft_of(server, boxes, saved, (), NOW, str)
        return Claim(_LeftRequest(None if fresh else draft))


def with_a_left_request() -> FixtureConsole:
    """Functions with saved requests, one of them half written by a console that was killed."""
    app = with_requests()
    assert app.requests is not None
    app.requests.drafts = StagedRequestDrafts(Path("/drafts"))
    return app


ANSWERED = keys("x", "ctrl+r", "f6", "f6")
"""To the response of a function that was run."""

ORDERS = {
    "orders": [
        {"id": each, "customer": f"Customer {each}", "total": each * 12.5, "paid": each != 2} for each in range(4)
    ],
    "next": None,
}
PIXELS = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0" + b"\0" * 4000
EVENTS = "".join(f'event: tick\ndata: {{"count": {each}}}\n\n' for each in range(9)).encode()
STREAM = (ResponseHead(200, (("content-type", "text/event-stream"),), 0.021), BodyPiece(EVENTS, 0.9))
FAILED = answered(b'{"error":"Cannot read properties of undefined (reading \'id\')"}', 500)
ELSEWHERE = (("location", "https://example.com/sign-in?next=/orders"),)


async def streaming(pilot: Pilot[int]) -> None:
    """A response that is not at its end."""
    await keys("x")(pilot)
    await pilot.press("ctrl+r")
    await until(pilot, lambda: "tick" in shown_text(pilot.app))


def loads_of(pilot: Pilot[int]) -> LoadState:
    """What the calls on the screen have come to."""
    screen = pilot.app.screen
    assert isinstance(screen, LoadScreen)
    return screen.loads.state


async def under_load(pilot: Pilot[int]) -> None:
    """Calls of which some have been answered. No time passes meanwhile."""
    await keys("x", "alt+l")(pilot)
    await pilot.press("ctrl+r")
    await eventually(lambda: len(loads_of(pilot).samples) == 40)
    await until(pilot, lambda: "40 of 100" in shown_text(pilot.app))


def _is_over(pilot: Pilot[int], run: int) -> bool:
    state = loads_of(pilot)
    return state.is_over and state.run == run


async def loaded_twice(pilot: Pilot[int]) -> None:
    """Two loads that are over."""
    await keys("x", "alt+l")(pilot)
    for run in (1, 2):
        await pilot.press("ctrl+r")
        await eventually(partial(_is_over, pilot, run))
    await settled(pilot)


def printing() -> FixtureConsole:
    """A cloud project whose functions print."""
    return FixtureConsole(logs_fixture.printing())


async def emptied_log(pilot: Pilot[int]) -> None:
    """The server's log is emptied while it is followed."""
    await keys("3")(pilot)
    assert isinstance(pilot.app, FixtureConsole)
    server = pilot.app.server
    assert isinstance(server, logs_fixture.LoggingServer)
    server.logs["function.logs"].entries = [logs_fixture.printed(1, "a new beginning")]
    await keys("r")(pilot)


def logs_unreachable() -> FixtureConsole:
    """The list can be read and the log can't."""
    server = logs_fixture.printing()
    server.log_error = Unreachable(UnreachableReason.TIMEOUT, "timed out")
    return FixtureConsole(server)


_RUN = keys("x", "ctrl+r")

SCENES = (
    Scene("list", list_of(), keys("j")),
    Scene("list-light", lambda: FixtureConsole(FakeServer(), theme="light"), keys("j")),
    Scene("list-known", last_known, keys("down")),
    Scene("list-filter", list_of(), keys("/", "'im")),
    Scene("list-filter-nothing", list_of(), keys("/", "'zz"), ((80, 24),)),
    Scene("list-sorted-exact", list_of(), keys("s", "s", "t")),
    Scene("list-empty", list_of(functions=()), keys()),
    Scene("list-loading", list_of(hangs=True), keys()),
    Scene(
        "list-unreachable",
        list_of(list_error=Unreachable(UnreachableReason.REFUSED, "[Errno 111] Connection refused")),
        keys(),
    ),
    Scene(
        "list-unauthorised",
        list_of(list_error=Unauthorised(401, "AUTH_INVALID_API_KEY", "Invalid API key", "Check the API key is valid.")),
        keys(),
    ),
    Scene(
        "list-proxy-page",
        list_of(list_error=InvalidResponse(502, "text/html", "<html><h1>502 Bad Gateway</h1>", "it is not JSON")),
        keys(),
        ((80, 24),),
    ),
    Scene("list-runtime-unavailable", list_of(runtime="unavailable", version="2.3.1"), keys(), ((80, 24),)),
    Scene("list-hostile", list_of(functions=(HOSTILE, *FUNCTIONS)), keys()),
    Scene("list-narrow", list_of(), keys(), ((60, 20), (40, 12))),
    Scene("list-marked", list_of(), keys("space", "j", "space", "/", "'le", "enter"), ((80, 24), (60, 20))),
    Scene("bulk-question", list_of(), keys("asterisk", "a"), ((80, 24), (60, 20))),
    Scene("bulk-waiting", bulk_waiting, keys("asterisk", "a", "1"), ((80, 24), (60, 20), (120, 40))),
    Scene("bulk-done", list_of(write=half_refused), keys("asterisk", "a", "1"), ((80, 24), (60, 20), (120, 40))),
    Scene("bulk-stopped", bulk_waiting, keys("asterisk", "a", "1", "escape"), ((80, 24),)),
    Scene("bulk-delete", list_of(), keys("asterisk", "a", "4"), ((80, 24), (60, 20), (40, 10))),
    Scene("bulk-folder", list_of(), keys("asterisk", "a", "3"), ((80, 24), (40, 10))),
    Scene("list-linked", with_folder, keys("j"), ((80, 24), (60, 20), (120, 40))),
    Scene("linked", with_folder, keys("f", "j"), ((80, 24), (60, 20), (120, 40), (40, 10))),
    Scene("linked-overwrite", with_folder, keys("f", "end", "p"), ((80, 24),)),
    Scene("search", list_of(), keys("ctrl+f", "'request", "down"), ((80, 24), (60, 20), (120, 40), (40, 10))),
    Scene("search-problem", list_of(), keys("ctrl+f", "'(a", "alt+r"), ((80, 24),)),
    Scene("search-replace", list_of(), keys("ctrl+f", "'request", "alt+h", "'req"), ((80, 24), (60, 20))),
    Scene(
        "search-preview",
        list_of(),
        keys("ctrl+f", "'request", "alt+h", "'req", "enter", "space"),
        ((80, 24), (60, 20), (40, 10)),
    ),
    Scene(
        "search-replaced",
        list_of(write=half_refused),
        keys("ctrl+f", "'request", "alt+h", "'req", "enter", "ctrl+s"),
        ((80, 24), (60, 20)),
    ),
    Scene(
        "editor-tabs",
        list_of(),
        keys("enter", "'x", "alt+0", "j", "enter", "alt+0", "j", "enter"),
        ((80, 24), (60, 20), (40, 10), (120, 40)),
    ),
    Scene("list-open", list_of(), keys("enter", "alt+0", "j", "enter", "'x", "alt+0", "j"), ((80, 24), (40, 10))),
    Scene("quit-several", list_of(), keys("enter", "'x", "alt+0", "j", "enter", "'x", "ctrl+q"), ((80, 24), (40, 10))),
    Scene("list-calls", with_calls, keys("j"), ((80, 24), (60, 20), (120, 40))),
    Scene("audit", with_audit, keys("6", "j"), ((80, 24), (60, 20), (120, 40), (40, 10))),
    Scene("audit-filter", with_audit, keys("6", "/", "'did:changed"), ((80, 24),)),
    Scene("audit-secrets", with_audit, keys("6", "m", "m", "t", "t"), ((80, 24),)),
    Scene("audit-change", with_audit, keys("6", "j", "enter"), ((80, 24), (60, 20))),
    Scene("audit-not-offered", list_of(trail_error=NotFound(404, "NOT_FOUND", "")), keys("6"), ((80, 24), (60, 20))),
    Scene("calls", with_calls, keys("2", "j"), ((80, 24), (60, 20), (120, 40), (40, 10))),
    Scene("calls-filter", with_calls, keys("2", "/", "'re"), ((80, 24),)),
    Scene("calls-none", lambda: FixtureConsole(LoggingServer()), keys("2"), ((80, 24),)),
    Scene("calls-not-offered", list_of(), keys("2"), ((80, 24), (60, 20))),
    Scene("schedules", with_schedules, keys("5", "j"), ((80, 24), (60, 20), (120, 40), (40, 10))),
    Scene("schedule-new", with_schedules, keys("5", "n", "'Job", "tab", "'30 6 1 * 1"), ((80, 24), (60, 20), (40, 10))),
    Scene("schedule-log", with_schedules, keys("5", "t"), ((80, 24), (60, 20), (40, 10))),
    Scene("schedules-not-offered", lambda: with_schedules(lacks=True), keys("5"), ((80, 24),)),
    Scene("create", list_of(), keys("n", "'Hello world", "tab", "tab"), ((80, 24), (60, 20), (120, 40))),
    Scene("create-file", list_of(), keys("n", "'N", "tab", "tab", "tab", "tab", *["down"] * 6), ((80, 24), (40, 10))),
    Scene("create-incomplete", list_of(), keys("n", "enter"), ((80, 24),)),
    Scene("create-copy", list_of(), keys("D"), ((80, 24), (60, 20))),
    Scene("editor-new", list_of(), keys("n", "'New one", "enter"), ((80, 24), (60, 20))),
    Scene("editor-new-leave", list_of(), keys("n", "'New one", "enter", "escape"), ((80, 24),)),
    Scene("editor-new-slug", list_of(), keys("n", "'New one", "enter", "alt+s"), ((80, 24),)),
    Scene("delete", list_of(scheduled=NIGHTLY), keys("X"), ((80, 24), (60, 20), (40, 10))),
    Scene("delete-draft", list_of(), keys("j", "X"), ((80, 24),)),
    Scene("deleted", list_of(), keys("j", "X", "y"), ((80, 24), (60, 20))),
    Scene("put-back", list_of(), keys("j", "X", "y", "u"), ((80, 24),)),
    Scene("help", list_of(), keys("f1")),
    Scene("palette", list_of(), keys("ctrl+p"), ((80, 24),)),
    Scene("palette-found", list_of(), keys("ctrl+p", "'re"), ((80, 24), (40, 10))),
    Scene("palette-symbols", list_of(), keys("enter", "ctrl+p", "'@"), ((80, 24),)),
    Scene("connect", lambda: FixtureConsole(FakeServer(), target=Missing()), keys()),
    Scene("connect-incomplete", lambda: FixtureConsole(FakeServer(), target=Missing()), keys("enter"), ((80, 24),)),
    Scene("confirm-server", stranger, keys(), ((80, 24), (60, 20))),
    Scene("editor", list_of(), keys("enter")),
    Scene("editor-light", lambda: FixtureConsole(FakeServer(), theme="light"), keys("enter")),
    Scene("editor-draft", list_of(), keys("j", "enter")),
    Scene("editor-error-status", list_of(), keys("j", "j", "j", "enter"), ((80, 24),)),
    Scene("editor-warning", list_of(), keys("enter", DANGEROUS, "up")),
    Scene("editor-refused", list_of(write=refused_pattern()), keys("enter", "down", DANGEROUS, "ctrl+s")),
    Scene("editor-refused-field", list_of(write=refused_field()), keys("enter", "'x", "ctrl+s")),
    Scene("editor-refused-types", list_of(write=refused_types()), keys("enter", "'x", "ctrl+s"), ((80, 24),)),
    Scene("editor-saved", list_of(), keys("enter", "'x", "ctrl+s")),
    Scene("editor-saved-draft", list_of(), keys("j", "enter", "'x", "ctrl+s"), ((80, 24),)),
    Scene("editor-not-deployed", list_of(write=not_deployed), keys("enter", "'x", "ctrl+s")),
    Scene("editor-details", list_of(write=not_deployed), keys("enter", "'x", "ctrl+s", "f4"), ((80, 24),)),
    Scene("editor-nothing-to-save", list_of(), keys("enter", "ctrl+s"), ((80, 24),)),
    Scene(
        "editor-rate-limited",
        list_of(
            write=RateLimitExceeded(429, "TOO_MANY_REQUESTS", "Too many writes.", NOW + timedelta(seconds=164)),
            budget=WriteBudget(15, 0, NOW + timedelta(seconds=164), 300),
            version="2.3.1",
        ),
        keys("enter", "'x", "ctrl+s"),
    ),
    Scene("editor-not-saved", list_of(write=ResponseLost("cut")), keys("enter", "'x", "ctrl+s"), ((80, 24),)),
    Scene(
        "editor-not-sent",
        list_of(write=Unreachable(UnreachableReason.TIMEOUT, "timed out")),
        keys("enter", "'x", "ctrl+s"),
        ((80, 24),),
    ),
    Scene(
        "editor-unauthorised",
        list_of(write=Unauthorised(401, "AUTH_INVALID_API_KEY", "Invalid API key")),
        keys("enter", "'x", "ctrl+s"),
        ((80, 24),),
    ),
    Scene("editor-conflict", list_of(), conflict),
    Scene("editor-changed-elsewhere", list_of(), changed_elsewhere, ((80, 24), (60, 20))),
    Scene("editor-overwrote-theirs", racing(first=True), keys("enter", "'x", "ctrl+s"), ((80, 24), (60, 20))),
    Scene("editor-overwritten", racing(first=False), keys("enter", "'x", "ctrl+s", "escape"), ((80, 24), (60, 20))),
    Scene("editor-changes", list_of(), keys("enter", "ctrl+home", "'// mine", "enter", "f12")),
    Scene("secrets", with_secrets, keys("4", "end", "k"), ((80, 24), (60, 20))),
    Scene("editor-missing-secret", with_named_secrets, keys("enter", "down"), ((80, 24), (60, 20))),
    Scene("editor-secret-offered", with_named_secrets, keys("enter", *["down"] * 3, *["right"] * 14), ((80, 24),)),
    Scene("secret-new", with_secrets, keys("4", "n", "'SMTP_USER", "tab", "'somebody@example"), ((80, 24), (60, 20))),
    Scene("profiles", with_profiles, keys("P", "down"), ((80, 24), (120, 40), (60, 20))),
    Scene(
        "protected",
        lambda: FixtureConsole(FakeServer(), target=_PRODUCTION),
        keys("enter", "'x", "ctrl+s"),
        ((80, 24),),
    ),
    Scene("list-held-back", lambda: FixtureConsole(failed_deployment()), keys(), ((80, 24), (60, 20))),
    Scene("deployment", lambda: FixtureConsole(failed_deployment()), keys("B", "down"), ((80, 24), (60, 20))),
    Scene("history", remembered, keys("enter", "ctrl+t", "down")),
    Scene("history-light", lambda: with_theme(remembered(), LIGHT.name), keys("h", "down"), ((150, 40),)),
    Scene("history-compared", remembered, keys("enter", "ctrl+t", "down", "enter")),
    Scene("history-unknown", remembered, keys("h", "end"), ((80, 24), (60, 20))),
    Scene("history-restored", remembered, keys("enter", "ctrl+t", "down", "r"), ((80, 24),)),
    Scene("deleted-functions", remembered, keys("H"), ((80, 24), (60, 20))),
    Scene("deleted-restored", remembered, keys("H", "down", "enter", "r"), ((80, 24),)),
    Scene("runner-answered", running(answered(b'{"greeting":"Hello, Ada"}')), _RUN, ((80, 24), (60, 20), (120, 40))),
    Scene("runner-beside-code", running(BROKEN), keys("enter", "'// mine", "enter", "ctrl+r", "ctrl+r"), ((120, 40),)),
    Scene("runner-error", running(BROKEN), _RUN, ((80, 24), (60, 20))),
    Scene("runner-draft", running(NOT_ACTIVE, "draft"), _RUN, ((80, 24), (60, 20))),
    Scene("runner-runtime-down", running(NOT_REACHED), _RUN, ((80, 24),)),
    Scene("runner-expect", running(answered(b"{}")), keys("x", "alt+e"), ((80, 24), (60, 20))),
    Scene(
        "runner-checks",
        running(answered(b'{"greeting":"Hello, Bob"}')),
        keys("x", "alt+e", "enter", "alt+e", '\'json greeting contains "Ada"', "enter", "ctrl+r"),
        ((80, 24), (60, 20), (120, 40)),
    ),
    Scene(
        "editor-replace", list_of(), keys("enter", "ctrl+f", "'request", "alt+h", "'req", "alt+h"), ((80, 24), (60, 20))
    ),
    Scene("editor-find", list_of(), keys("enter", "ctrl+f", "'request", "enter")),
    Scene("editor-goto", list_of(), keys("enter", "ctrl+g", "'3", "enter"), ((80, 24),)),
    Scene("editor-selection", list_of(), keys("enter", "shift+down", "shift+down", "shift+right"), ((80, 24),)),
    Scene("editor-fields", list_of(), keys("enter", "f6", "'x", "tab", "space")),
    Scene("editor-leave", list_of(), keys("enter", "'x", "escape")),
    Scene("editor-empty-name", list_of(), keys("enter", "f6", *["backspace"] * 11, "ctrl+s"), ((80, 24),)),
    Scene("editor-hostile", list_of(functions=(HOSTILE,)), keys("enter")),
    Scene(
        "editor-wrapped",
        list_of(functions=(function("wide", "Wide", "active", 1, HELLO.replace("world", "w" * 90)),)),
        keys("enter", "f9"),
        ((80, 24),),
    ),
    Scene("logs", printing, keys("3"), ((120, 40), (80, 24), (60, 20))),
    Scene("logs-light", lambda: with_theme(printing(), LIGHT.name), keys("3", "up", "up"), ((80, 24),)),
    Scene("logs-filter", printing, keys("3", "/", "'-tick /e", "enter", "up"), ((80, 24),)),
    Scene("logs-one", printing, keys("l", "m", "up", "up", "w")),
    Scene("logs-calls", lambda: FixtureConsole(logs_fixture.keeping_no_output()), keys("3"), ((80, 24), (60, 20))),
    Scene("logs-empty", lambda: FixtureConsole(LoggingServer()), keys("3"), ((80, 24),)),
    Scene("logs-gap", printing, emptied_log, ((80, 24),)),
    Scene("logs-unreachable", logs_unreachable, keys("3"), ((80, 24),)),
    Scene("editor-outside", list_of(), followed_outside, ((80, 24), (60, 20), (40, 10))),
    Scene("editor-narrow", list_of(), keys("enter"), ((60, 20),)),
    Scene("runner-new", answering(answered(b"{}")), keys("x"), ((80, 24), (60, 20), (40, 10))),
    Scene("runner-saved", with_requests, keys("x", "ctrl+r"), ((80, 24), (120, 40), (60, 20))),
    Scene("runner-left", with_a_left_request, keys("x"), ((80, 24), (60, 20))),
    Scene("runner-token", with_requests, keys("x", "ctrl+o", "down", "enter"), ((80, 24), (60, 20))),
    Scene("runner-pick", with_requests, keys("x", "ctrl+o"), ((80, 24),)),
    Scene("runner-not-json", with_requests, keys("x", "f6", "end", "backspace", "enter", "'x"), ((80, 24),)),
    Scene("response-json", answering(answered(json.dumps(ORDERS).encode())), ANSWERED),
    Scene(
        "response-folded",
        answering(answered(json.dumps(ORDERS).encode())),
        keys("x", "ctrl+r", "f6", "f6", "3", "down", "down", "right", "/", "'customer 2", "enter"),
    ),
    Scene("response-stream", answering(STREAM), streaming),
    Scene("response-image", answering(answered(PIXELS, 200, "image/png")), ANSWERED, ((80, 24),)),
    Scene("response-redirect", answering(answered(b"", 302, "", headers=ELSEWHERE)), ANSWERED, ((80, 24), (60, 20))),
    Scene("response-error", answering(FAILED), ANSWERED, ((80, 24),)),
    Scene("response-cut", answering((*STREAM, ResponseLost("cut"))), ANSWERED, ((80, 24),)),
    Scene(
        "response-headers",
        answering(answered(b"{}", headers=ELSEWHERE)),
        keys("x", "ctrl+r", "f6", "f6", "h"),
        ((80, 24),),
    ),
    Scene("runs", answering(answered(b"{}"), FAILED, answered(b"[1]")), keys("x", *["ctrl+r"] * 3, "ctrl+t", "down")),
    Scene("load-running", answering(*[answered(b"{}"), answered(b"{}", 503, seconds=0.2)] * 20, ()), under_load),
    Scene("load-over", answering(answered(b"{}")), loaded_twice, ((80, 24), (60, 20))),
)
