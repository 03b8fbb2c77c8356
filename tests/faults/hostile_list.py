"""Where foreign text is shown around the list of functions, and how it gets there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from tests.console_fixture import NOW
from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_server import JsonRow, answer, row
from tests.faults.hostile_strings import Twin, hostile_strings, label_twin, lines_twin
from tui.app.shell.pick import PickScreen
from tui.app.shell.routes import OpenFunction
from tui.errors import ResponseLost, Unreachable, UnreachableReason
from tui.flows.connect import Target, normalise_url
from tui.model.function import Edited, FunctionSummary
from tui.model.secret import Secret
from tui.store.drafts import Draft, DraftStore
from tui.store.list_cache import KnownList, ListCache

_ROWS = 36
_DRAFTS = 12
_PIECES_OF_NO_URL = "?#@\\"
_Item = TypeVar("_Item")


def chunks(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """The items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def whole(text: str) -> str:
    """The text as it comes out of the client: half a character is replaced there."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def wire_twin(text: str) -> str:
    """The twin of a label's text that came through the client."""
    return label_twin(whole(text))


def _as_it_is(text: str) -> str:
    return text


def twin_of(twin: bool, how: Twin = wire_twin) -> Twin:
    """What to make of a text: itself, or its twin."""
    return how if twin else _as_it_is


async def table(harness: HostileHarness, seed: int, count: int) -> None:
    """Names, slugs and statuses in the list, a screen full at a time, then all of them scrolled through."""
    columns = [hostile_strings(seed, f"table {column}", count) for column in ("name", "slug", "status")]
    every = list(zip(*columns, strict=True))

    def rows(part: Sequence[tuple[str, str, str]], twin: bool) -> list[JsonRow]:
        of = twin_of(twin)
        # A number in front keeps slugs apart and not empty.
        return [
            row(number, f"{number % 10}{of(slug)}", name=of(name), status=of(status))
            for number, (name, slug, status) in enumerate(part)
        ]

    # All of a part are seen at once, but for the rows of header, heading, status line and keys.
    for part in chunks(every, harness.recording.rows - 4):

        async def show(twin: bool, part: Sequence[tuple[str, str, str]] = part) -> None:
            harness.server.functions = rows(part, twin)
            await harness.press("r")

        names = [name for name, _, _ in part]
        places = ("list: slug", "list: status")
        await harness.look("list: name", names, show, ["RowTable", "#preview", "#status"], places=places)
    harness.server.functions = rows(every, False)
    await harness.press("r", "home", "t")
    for part in chunks(every, _ROWS):
        await harness.press("pagedown")
        harness.glance("list: scrolled through", [name for name, _, _ in part])


async def preview(harness: HostileHarness, seed: int, count: int) -> None:
    """The code beside the list and its title, and the runtime's state in the header."""
    columns = [hostile_strings(seed, f"preview {column}", count) for column in ("slug", "description", "runtime")]
    lines = hostile_strings(seed, "preview code", count, surrogates=False)
    for number, (slug, about, runtime) in enumerate(zip(*columns, strict=True)):
        code = "\n".join(lines[number * 20 % count :][:20])

        async def show(twin: bool, texts: tuple[str, str, str] = (slug, about, runtime), code: str = code) -> None:
            slug, about, runtime = (twin_of(twin)(text) for text in texts)
            harness.server.opened = row(1, f"s{slug}", description=about, code=code)
            harness.server.functions = [harness.server.opened]
            harness.server.runtime = runtime
            await harness.press("r")

        within = ["RowTable", "#preview", "#header", "#list-report", "#status"]
        places = ("preview: slug", "preview: code", "header: runtime")
        await harness.look("preview: description", [about], show, within, places=places)


async def header(harness: HostileHarness, seed: int, count: int) -> None:
    """The server's URL and version in the header, and where URL and key came from."""
    columns = [hostile_strings(seed, f"header {column}", count) for column in ("path", "version", "source")]
    for path, version, source in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, str, str] = (path, version, source)) -> None:
            path, version, source = texts
            harness.server.version = twin_of(twin)(version)
            url = f"{harness.server.url}/{twin_of(twin, url_twin)(in_a_url(path))}"
            where = twin_of(twin, label_twin)(source)
            await harness.app.connection.connect(Target(normalise_url(url), Secret("ik_x"), where, where))

        # What the header drops when it is full is laid out by the header itself: it is one place as a whole.
        places = ("header: version", "status line: sources of URL and key")
        await harness.look("header: URL", [version], show, ["#header", "#status"], places=places, literal=False)


def url_twin(text: str) -> str:
    """The twin of what stands in a URL: it must be one too."""
    return label_twin(text).replace("\\", "x")


def in_a_url(text: str) -> str:
    """What is left of a text in a URL that the console takes."""
    kept = [each for each in text if each.isprintable() and not each.isspace() and each not in _PIECES_OF_NO_URL]
    return "".join(kept)


_REASONS = tuple(UnreachableReason)


async def server_name(harness: HostileHarness, seed: int, count: int) -> None:
    """The server's name in sentences, and what the system said of a connection that failed."""
    names = hostile_strings(seed, "server name", count, longest=80)
    details = hostile_strings(seed, "connection error", count)
    for number, (name, detail) in enumerate(zip(names, details, strict=True)):
        host = in_a_url(name).translate(dict.fromkeys(map(ord, "/[]:"))) or "h"
        lost = number % 8 == 7

        async def show(
            twin: bool, host: str = host, detail: str = detail, number: int = number, lost: bool = lost
        ) -> None:
            of = twin_of(twin, label_twin)
            reason = _REASONS[number % len(_REASONS)]
            harness.app.broken = ResponseLost("") if lost else Unreachable(reason, of(detail))
            name = twin_of(twin, url_twin)(host)
            await harness.app.connection.connect(Target(f"https://{name}", Secret("ik_x"), "--url", "profile p"))

        place = "server name: lost answer" if lost else f"server name: {_REASONS[number % len(_REASONS)].value}"
        await harness.look(place, [detail], show, ["#header", "#list-report"], literal=not lost)
        harness.report.shown["server name"] += 1
        harness.report.shown["connection error's detail"] += not lost


async def list_errors(harness: HostileHarness, seed: int, count: int) -> None:
    """What a server or a proxy answers instead of the list."""
    columns = [hostile_strings(seed, f"error {part}", count, longest=100) for part in ("message", "next", "page")]
    statuses = (400, 403, 404, 409, 422, 500, 503, 418, 413)
    for number, (message, actions, page) in enumerate(zip(*columns, strict=True)):
        status = statuses[number % 9]
        error = {"error": "CODE", "message": message, "nextActions": actions}
        page_bytes, kind = page.encode("utf-8", "replace"), {"content-type": actions}
        told = [
            ("error's message", answer(error, status)),
            ("error page", answer(page_bytes, 502, reason=message, headers=kind)),
            ("redirect", answer(b"", 302, headers={"location": f"{harness.server.url}/{message}"})),
            ("redirect elsewhere", answer(b"", 302, headers={"location": f"https://{actions}/{page}"})),
        ]
        for place, raw in told:

            async def show(twin: bool, raw: bytes = raw) -> None:
                harness.server.instead["LIST"] = answer({"error": "CODE", "message": "m"}, 400) if twin else raw
                await harness.press("r")

            # Of a list that is not there the console says in its own words that the address is wrong.
            is_quoted = place == "error's message" and status != 404
            await harness.look(place, [message], show, ["#body"], literal=is_quoted)
            harness.report.shown["error's next actions"] += place == "error's message"
            harness.report.shown["HTTP reason and content type"] += place == "error page"


async def drafts(harness: HostileHarness, seed: int, count: int) -> None:
    """Drafts on disk whose slugs are hostile, in the list of drafts."""
    store = DraftStore(harness.home / "drafts")
    harness.server.functions = [row(0, "there")]
    await harness.press("r")
    for part in chunks(hostile_strings(seed, "drafts", count), _DRAFTS):

        async def show(twin: bool, part: Sequence[str] = part) -> None:
            if isinstance(harness.app.screen, PickScreen):
                await harness.press("escape")
            for path in (harness.home / "drafts").glob("*"):
                path.unlink()
            for number, slug in enumerate(part):
                text = twin_of(twin, label_twin)(slug)
                write_draft(
                    store,
                    harness.app.connection.server_id,
                    f"{number:02d}{text}",
                    Edited("n", "d", "active", "c"),
                    number,
                )
            await harness.press("d")

        await harness.look("drafts: slug", part, show, ["RowTable"])
        await harness.press("escape")


def write_draft(store: DraftStore, server: str, slug: str, edited: Edited, minutes: int = 0) -> None:
    """Leave a draft on disk, as a console that ended did."""
    slot = store.claim(server, slug, fresh=True).slot
    slot.write(Draft(server, slug, Edited("n", "d", "active", "before"), edited, NOW - timedelta(minutes=minutes)))
    slot.release()


async def known_list(harness: HostileHarness, seed: int, count: int) -> None:
    """The list of an earlier run, from its file."""
    columns = [hostile_strings(seed, f"known {column}", count) for column in ("name", "slug", "status")]
    lists = ListCache(harness.home / "lists")
    for part in chunks(list(zip(*columns, strict=True)), _ROWS):

        async def show(twin: bool, part: Sequence[tuple[str, str, str]] = part) -> None:
            of = twin_of(twin, label_twin)
            functions = tuple(
                FunctionSummary(f"{number}{of(slug)}", of(name), of(status), updated_at=NOW - timedelta(minutes=number))
                for number, (name, slug, status) in enumerate(part)
            )
            lists.keep(harness.app.connection.server_id, KnownList(functions, datetime.now(UTC)))
            harness.app.list_screen.answers.start_over(harness.app.parts.loader.known(harness.app.connection.server_id))

        names = [name for name, _, _ in part]
        await harness.look("last known list", names, show, ["RowTable", "#preview", "#status"])


async def sentences(harness: HostileHarness, seed: int, count: int) -> None:
    """The status line quoting a slug of the command line, and what is pasted into the filter."""
    for slug in hostile_strings(seed, "slug", count):

        async def say(twin: bool, slug: str = slug) -> None:
            harness.app.list_screen.answers.open_slug(twin_of(twin, label_twin)(slug))

        await harness.look("status line: slug of the command line", [slug], say, ["#status"])
    await harness.press("/")
    for pasted in hostile_strings(seed, "filter", count):

        async def paste(twin: bool, pasted: str = pasted) -> None:
            harness.input("#filter").value = ""
            await harness.paste(twin_of(twin, lines_twin)(pasted))

        await harness.look("pasted: filter", [pasted], paste, ["#filter", "RowTable", "#status"])


async def unconnected(harness: HostileHarness, seed: int, count: int) -> None:
    """Functions of the last known list, opened before a server is connected."""
    await harness.press("escape")
    for slug in hostile_strings(seed, "unconnected", count):

        async def show(twin: bool, slug: str = slug) -> None:
            harness.app.parts.navigator.go(
                OpenFunction(FunctionSummary(twin_of(twin, label_twin)(slug), "n", "active"))
            )

        await harness.look("status line: slug opened too early", [slug], show, ["#status"])
