"""Where foreign text is shown when a function is run: what it answers, the requests in its `.http` file, its runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence

from tests.console_fixture import NOW
from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import twin_of, whole
from tests.faults.hostile_server import answer, row
from tests.faults.hostile_strings import Twin, hostile_strings, lines_twin
from tui.app.load.screen import LoadScreen
from tui.app.runner.screen import RunnerScreen
from tui.model.request_draft import Boxes, RequestDraft
from tui.store.request_drafts import RequestDrafts
from tui.store.requests import RequestStore
from tui.store.runs import RunStore

_SLUG = "echo"
_RESPONSE = ["ResponseView", "#status", "KeyBar"]
_REQUEST = ["RequestPane", "#headline", *_RESPONSE]
_MOST_SCREENS = 12
_STATUSES = (200, 201, 299, 404, 418, 500, 502, 599)


async def _to_the_list(harness: HostileHarness) -> None:
    """Leave whatever is over the list; what can't be kept is said once, and then left."""
    for _ in range(_MOST_SCREENS):
        if len(harness.app.screen_stack) == 1:
            return
        await harness.press("escape")
    raise AssertionError(f"there is no way back from this:\n{chr(10).join(harness.recording.text())}")


async def _open_runner(harness: HostileHarness) -> None:
    await _to_the_list(harness)
    harness.server.functions = [row(1, _SLUG)]
    harness.server.opened = row(1, _SLUG, code="module.exports = 1;\n")
    await harness.press("r", "x")


def _header(text: str) -> str:
    """What is left of a text as the value of a header: a line's end would end it."""
    return text.translate({0: " ", 10: " ", 13: " "}).strip() or "x"


def _as_text(text: str, message: str) -> bytes:
    return answer(f"{text}\n{message}\n".encode(), headers={"content-type": "text/plain; charset=utf-8"})


def _as_json(text: str, message: str) -> bytes:
    return answer(json.dumps({text: message, "rows": [text, {message: None}]}).encode())


def _as_events(text: str, message: str) -> bytes:
    body = f"event: {_header(text)}\ndata: {_header(message)}\nid: {_header(text)}\n\n: {_header(message)}\n\n"
    return answer(body.encode(), headers={"content-type": "text/event-stream"})


def _as_error(text: str, message: str) -> bytes:
    told = {"error": text, "message": message, "stack": f"{text}\n    at {message} (file:///{text}.ts:12:3)"}
    return answer(json.dumps(told).encode(), 500, reason=_header(text))


def _as_redirect(text: str, message: str) -> bytes:
    return answer(b"", 302, reason=_header(message), headers={"location": _header(f"/{text}")})


def _as_head(text: str, message: str) -> bytes:
    status = _STATUSES[len(text) % len(_STATUSES)]
    head = {"content-type": _header(message), "x-said": _header(text)}
    return answer(f"{text}{message}".encode(), status, reason=_header(text), headers=head)


_KINDS = {
    "text": _as_text,
    "JSON, keys and values": _as_json,
    "events": _as_events,
    "error's message": _as_error,
    "redirect": _as_redirect,
    "reason, type and headers": _as_head,
}


async def responses(harness: HostileHarness, seed: int, count: int) -> None:
    """What a function answers, of every kind, its headers in place of its body, and all of it in full."""
    columns = [hostile_strings(seed, f"answer {part}", count, surrogates=False) for part in ("text", "message")]
    for text, message in zip(*columns, strict=True):
        for kind, made in _KINDS.items():
            looks_around = count > 1 or made in (_as_error, _as_redirect, _as_head)

            async def show(twin: bool, texts: Sequence[str] = (text, message), kind: str = kind) -> None:
                of = twin_of(twin, lines_twin)
                if not isinstance(harness.app.screen, RunnerScreen):
                    await _open_runner(harness)
                harness.server.instead["CALL"] = _KINDS[kind](*map(of, texts))
                await harness.press("ctrl+r")

            place = f"answer: {kind}"
            await harness.look(place, [text], show, _REQUEST, literal=made in (_as_text, _as_events))
            if looks_around:
                await _look_around(harness, place, [text, message])
                await _to_the_list(harness)
    await _to_the_list(harness)
    harness.server.instead.clear()


async def _look_around(harness: HostileHarness, place: str, texts: Sequence[str]) -> None:
    """What can be done with an answer, where one came and has a body."""
    runner = harness.app.screen
    assert isinstance(runner, RunnerScreen)
    response = runner.runs.state.response
    if response is None:
        return
    await harness.press("f6", "f6", "h")
    harness.glance(f"{place}, headers", texts)
    await harness.press("f4")
    harness.glance(f"{place}, in full", texts)
    await harness.press("escape")
    if response.body.kept:
        await harness.press("slash")
        await harness.paste(texts[0])
        harness.glance("pasted: find in an answer", texts[:1])
        await harness.press("escape", "s")
        await harness.paste(f"/nowhere/{texts[0]}")
        await harness.press("enter")
        harness.glance("pasted: path for a body", texts[:1])
    if response.redirects_to:
        await harness.press("f")
        harness.glance(f"{place}, followed", texts)


def _file(texts: Sequence[str], of: Twin) -> str:
    """A `.http` file that holds these texts wherever it can."""
    name, path, header, body = map(of, texts)
    line = _header(name)
    return (
        f"@who = {line}\n### {line}\n# @name {line}\n# @timeout 5 s\n# @expect json {line} = {line}\n"
        f"# @expect body contains {_header(body)}\n"
        f"POST {{{{baseUrl}}}}/functions/{_SLUG}/{_header(path)}?{_header(path)}\n"
        f"X-Said: {_header(header)}\n{_header(header)[:20]}: {{{{who}}}}\nContent-Type: text/plain\n\n{body}\n\n"
        f"### plain\nGET {{{{baseUrl}}}}/functions/{_SLUG}\nX-Said: {{{{{line}}}}}\n"
    )


async def saved_requests(harness: HostileHarness, seed: int, count: int) -> None:
    """A `.http` file from elsewhere: its names, paths, headers, checks and bodies; then what is kept of a run of it."""
    parts = ("name", "path", "header", "body")
    columns = [hostile_strings(seed, f"request {part}", count, longest=120) for part in parts]
    harness.app.requests = store = RequestStore(harness.home / "data", harness.home / "locks")
    kept = harness.home / "runs"
    harness.app.runs = RunStore(kept)
    server = harness.app.connection.server_id
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: Sequence[str] = texts, *keys: str) -> None:
            await _to_the_list(harness)
            shutil.rmtree(kept, ignore_errors=True)
            path = store.path(server, _SLUG)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_file([whole(text) for text in texts], twin_of(twin, lines_twin)), encoding="utf-8")
            harness.server.instead["CALL"] = answer({"said": twin_of(twin, lines_twin)(texts[0])})
            await _open_runner(harness)
            await harness.press(*keys)

        async def pick(twin: bool, texts: Sequence[str] = texts) -> None:
            await show(twin, texts, "ctrl+o")

        async def send(twin: bool, texts: Sequence[str] = texts) -> None:
            await show(twin, texts, "ctrl+r")

        others = ("request: path", "request: header", "request: body")
        await harness.look("request: name", texts[:1], show, _REQUEST, places=others, literal=False)
        await harness.press("alt+e")
        harness.glance("request: checks", texts[:1])
        await harness.press("escape")
        harness.recording.copied = True
        await harness.press("alt+k")
        harness.glance("request: as curl", texts[:1])
        harness.recording.copied = False
        await harness.look("requests: name and path", texts[:2], pick, ["RowTable", "#told"], literal=False)
        await harness.press("f4")
        harness.glance("requests: in full", texts)
        await harness.look("request: sent, checks that failed", texts[:1], send, _REQUEST, literal=False)
        await harness.press("ctrl+r", "ctrl+t")
        harness.glance("runs: request", texts[:2])
        await harness.press("f4")
        harness.glance("runs: in full", texts)
        await harness.press("escape", "c")
        harness.glance("runs: compared", texts)
        await harness.press("escape", "enter")
        harness.glance("runs: opened", texts)
        await harness.press("alt+x")
        harness.glance("request: deleted", texts)
    await _to_the_list(harness)
    harness.server.instead.clear()
    harness.app.requests = harness.app.runs = None


async def typed_requests(harness: HostileHarness, seed: int, count: int) -> None:
    """What is pasted into the boxes of a request, and sent many times."""
    parts = ("target", "name", "header", "body")
    columns = [hostile_strings(seed, f"typed {part}", count, longest=120) for part in parts]
    for target, name, header, body in zip(*columns, strict=True):

        async def show(twin: bool, texts: Sequence[str] = (target, name, header, body)) -> None:
            of = twin_of(twin, lines_twin)
            await _open_runner(harness)
            screen = harness.app.screen
            assert isinstance(screen, RunnerScreen)
            for place, text in zip(("#target", "#name", "#headers", "#body"), map(of, texts), strict=True):
                screen.set_focus(screen.query_one(place))
                await harness.paste({"#target": "/", "#headers": "x: "}.get(place, "") + text)

        others = ("pasted: request's name", "pasted: request's header", "pasted: request's body")
        await harness.look("pasted: request's target", [target], show, _REQUEST, places=others, literal=False)
        await harness.press("ctrl+r")
        harness.glance("pasted: request, sent", [target, name, header, body])
        await harness.press("alt+l")
        if isinstance(harness.app.screen, LoadScreen):
            harness.glance("load: request", [target])
            harness.input("#calls").value = "2"
            for field in ("#at-once", "#calls"):
                harness.app.screen.set_focus(harness.input(field))
                await harness.paste(target)
                harness.glance("pasted: load's plan", [target])
                await harness.press("ctrl+r")
                harness.glance("load: what is wrong with the plan", [target])
            harness.input("#calls").value, harness.input("#at-once").value = "2", "1"
            await harness.press("ctrl+r")
            harness.glance("load: result", [target])
    await _to_the_list(harness)


async def left_requests(harness: HostileHarness, seed: int, count: int) -> None:
    """A draft that was left in this machine's folder, by whatever wrote it there."""
    parts = ("target", "name", "header", "body", "left out")
    columns = [hostile_strings(seed, f"left {part}", count, longest=120, surrogates=False) for part in parts]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: Sequence[str] = texts) -> None:
            target, name, header, body = map(twin_of(twin, lines_twin), texts[:4])
            left_out = twin_of(twin)(texts[4])
            await _to_the_list(harness)
            folder = harness.home / "left"
            shutil.rmtree(folder, ignore_errors=True)
            store = RequestStore(folder, folder, drafts=RequestDrafts(folder / "drafts"))
            assert store.drafts is not None
            slot = store.drafts.claim(harness.app.connection.server_id, _SLUG).slot
            boxes = Boxes(target, name, name, "other token", name, header, body)
            slot.write(RequestDraft("", "", "", None, boxes, (), (left_out,), NOW))
            slot.release()
            harness.app.requests = store
            await _open_runner(harness)

        others = ("left request: name", "left request: headers", "left request: body", "left request: what is left out")
        await harness.look("left request: target", texts[:1], show, _REQUEST, places=others, literal=False)
    await _to_the_list(harness)
    harness.app.requests = None
