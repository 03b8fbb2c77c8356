"""Where foreign text is shown around one function, and how it gets there."""

from __future__ import annotations

from collections.abc import Sequence

from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import chunks, twin_of, whole, write_draft
from tests.faults.hostile_server import JsonRow, answer, row
from tests.faults.hostile_strings import hostile_strings, label_twin, lines_twin
from tui.app.editor.screen import EditorScreen
from tui.app.shell.questions import Choice, QuestionScreen
from tui.app.shell.routes import Compare, Version
from tui.app.widgets.code_editor import CodeEditor
from tui.model.function import Edited
from tui.store.drafts import DraftStore

_LINES = 20
_CODE = "const a = 1;\nDeno.run(a);\n"
_UNDER_THE_CODE = ["#outcome", "#code", "#status", "#form", "KeyBar"]


def field_twin(text: str) -> str:
    """The twin of what a field shows of a text that came through the client."""
    return lines_twin(whole(text).replace("\n", "\0").replace("\r", "\0"))


async def opened(harness: HostileHarness, code: str = _CODE) -> None:
    """Open a function."""
    harness.server.opened = row(0, "opened", code=code)
    harness.server.functions = [harness.server.opened]
    await harness.press("r", "enter")


async def fields(harness: HostileHarness, seed: int, count: int) -> None:
    """Name, description, status and slug in the form, and the code: as it stands, wrapped, in a wide terminal."""
    columns = [hostile_strings(seed, f"form {part}", count) for part in ("name", "description", "status", "slug")]
    lines = hostile_strings(seed, "code", count, surrogates=False)
    await opened(harness)
    for number, texts in enumerate(zip(*columns, strict=True)):
        code = [lines[(number * 10 + line) % count] for line in range(_LINES)]

        async def show(twin: bool, texts: tuple[str, str, str, str] = texts, code: Sequence[str] = code) -> None:
            name, about, status, slug = texts
            field, label = twin_of(twin, field_twin), twin_of(twin)
            made = {"name": field(name), "description": field(about), "status": label(status)}
            held = "\n".join(twin_of(twin, lines_twin)(line) for line in code)
            harness.server.opened = row(0, f"s{label(slug)}", code=held, **made)
            await harness.press("f5")

        if number == count // 2:
            await harness.press("f9")
        places = ("editor: description", "editor: status", "editor: slug")
        within = ["#name", "#description", "#status-choice", "#facts", "#code", "#status"]
        await harness.look("editor: name", texts[:1], show, within, places=places)
        harness.report.shown["editor: code"] += 10


async def pasted(harness: HostileHarness, seed: int, count: int) -> None:
    """What is pasted into the code, the fields and the find bar, which quotes what it does not find."""
    await opened(harness)
    for text in hostile_strings(seed, "pasted", count):

        async def into_code(twin: bool, text: str = text) -> None:
            harness.app.screen.query_one(CodeEditor).load_text("")
            await harness.paste(twin_of(twin, lines_twin)(text))

        await harness.look("pasted: code", [text], into_code, ["#code", "#status", "#form", "KeyBar"])

        for name in ("name", "description", "find-text"):

            async def into_field(twin: bool, text: str = text, name: str = name) -> None:
                if name == "find-text":
                    harness.app.screen.set_focus(harness.app.screen.query_one(CodeEditor))
                    await harness.press("ctrl+f")
                harness.input(f"#{name}").value = ""
                harness.app.screen.set_focus(harness.input(f"#{name}"))
                await harness.paste(twin_of(twin, lines_twin)(text))

            # The find bar shows one line; a text of several is cut by Textual's own input.
            await harness.look(f"pasted: {name}", [text], into_field, ["#form", "#code", "#find", "#status", "KeyBar"])
        await harness.press("escape")
        harness.app.screen.set_focus(harness.app.screen.query_one(CodeEditor))


async def refusals(harness: HostileHarness, seed: int, count: int) -> None:
    """Why a save was refused, in the panel, at the fields, on the status line and in full; patterns as they are."""
    messages, patterns = (hostile_strings(seed, f"refusal {part}", count) for part in ("message", "pattern"))
    await opened(harness)
    for number, part in enumerate(chunks(list(zip(messages, patterns, strict=True)), 4)):
        texts = [message for message, _ in part]

        async def show(twin: bool, part: Sequence[tuple[str, str]] = part, number: int = number) -> None:
            harness.server.instead["PUT"] = answer(_refusal(part, number, twin), 400)
            await harness.press("x", "ctrl+s")

        literal = number % 3 == 0
        await harness.look("refusal: reasons", texts, show, _UNDER_THE_CODE, literal=literal)
        harness.report.shown["refusal: quoted pattern"] += len(texts) if number % 3 == 1 else 0
        harness.report.shown["refusal: at a field"] += len(texts) if number % 3 == 0 else 0
        await harness.press("f8")
        harness.glance("status line: the problem at the cursor", texts)
        await harness.press("f4")
        harness.glance("refusal: in full", texts)
        await harness.press("escape")


def _refusal(part: Sequence[tuple[str, str]], number: int, twin: bool) -> JsonRow:
    of = twin_of(twin)
    match number % 3:
        case 0:
            names = ("name", "description", "status", "code")
            return {"error": "E", "details": {name: of(text) for name, (text, _) in zip(names, part, strict=False)}}
        case 1:
            reasons = [{"message": of(text), "pattern": of(pattern)} for text, pattern in part]
            return {"error": "E", "details": reasons}
        case _:
            places = "".join(f"\n- {of(text)} (line {line}, column 1)" for line, (text, _) in enumerate(part, 1))
            return {"error": "INVALID_INPUT", "message": f"Bad code:{places}"}


async def same_moment(harness: HostileHarness, seed: int, count: int) -> None:
    """Who else saved at the moment of a save."""
    await opened(harness)
    for number, actor in enumerate(hostile_strings(seed, "same moment", count)):

        async def show(twin: bool, actor: str = actor, number: int = number) -> None:
            details: JsonRow = {"slug": "opened", "changes": {"name": "theirs"}}
            told: JsonRow = {"id": f"{number}", "action": "UPDATE_FUNCTION", "module": "FUNCTIONS", "details": details}
            who = twin_of(twin)(actor)
            harness.server.trail = [told | {"actor": who, "createdAt": "2026-11-24T12:00:00Z"}]
            await harness.press("x", "ctrl+s")

        await harness.look("same moment: who", [actor], show, _UNDER_THE_CODE)


async def outcomes(harness: HostileHarness, seed: int, count: int) -> None:
    """Build logs, deployment URLs, statuses and what failing servers and proxies say to a save."""
    parts = ("log", "url", "status", "error", "page")
    logs, urls, statuses, errors, pages = (hostile_strings(seed, f"outcome {part}", count) for part in parts)
    await opened(harness)
    for number, log in enumerate(chunks(logs, 4)):
        put = [("build log", {"success": False, "deployment": {"status": "failed", "buildLogs": log}}, log)]
        for url, status in zip(urls[number * 4 :][:4], statuses[number * 4 :][:4], strict=True):
            put.append(("deployment's URL", {"success": True, "deployment": {"status": "success", "url": url}}, [url]))
            put.append(("status after a save", {"success": True, "status": status}, [status]))
        for place, told, texts in put:

            async def show(twin: bool, told: JsonRow = told) -> None:
                await harness.press("x")
                held = harness.app.screen.query_one(CodeEditor).text
                function = row(0, "opened", code=held, status=str(told.get("status", "active")))
                raw = {"success": True, "deployment": {"status": "success"}} if twin else told
                harness.server.instead["PUT"] = answer({"function": function, **raw})
                await harness.press("ctrl+s")
                # The next save looks at it first.
                harness.server.opened = function

            # A status is cut to its first 20 characters, and a URL is shown only of code that can run there.
            await harness.look(place, texts, show, _UNDER_THE_CODE, literal=place == "build log")
        await harness.press("f4")
        harness.glance("outcome in full", log)
        await harness.press("escape")
    for number, (error, page) in enumerate(zip(errors, pages, strict=True)):
        code = (403, 404, 409, 500, 413)[number % 5]
        for place, raw in (
            ("error of a save", answer({"error": "CODE", "message": error, "nextActions": page}, code)),
            ("error page of a save", answer(page.encode("utf-8", "replace"), 502, reason=error)),
        ):

            async def fail(twin: bool, raw: bytes = raw) -> None:
                harness.server.instead["PUT"] = answer({"error": "CODE", "message": "m"}, 500) if twin else raw
                await harness.press("x", "ctrl+s")

            literal = place == "error of a save" and code != 500
            await harness.look(place, [error], fail, _UNDER_THE_CODE, literal=literal)


async def versions(harness: HostileHarness, seed: int, count: int) -> None:
    """Two and three versions beside each other: their code, and the fields that differ."""
    parts = ("name", "description", "status")
    columns = [hostile_strings(seed, f"version {part}", count) for part in parts]
    lines = hostile_strings(seed, "version code", count)
    for number, (name, about, status) in enumerate(zip(*columns, strict=True)):
        code = [lines[(number * 10 + line) % count] for line in range(_LINES)]

        async def show(
            twin: bool,
            texts: tuple[str, str, str] = (name, about, status),
            code: list[str] = code,
            number: int = number,
        ) -> None:
            label = twin_of(twin, label_twin)
            held = [twin_of(twin, lines_twin)(line) for line in code]
            base = Edited("n", "d", "active", "\n".join(held[5:]))
            name, about, status = (f"m{label(text)}" for text in texts)
            mine = Edited(name, about, status, "\n".join(["x", *held]))
            theirs = Edited("n", "d", "draft", "\n".join([*held[7:], "y"]))
            three = (Version("base", base), Version("mine", mine), Version("theirs, on the server", theirs))
            if len(harness.app.screen_stack) > 1:
                harness.app.pop_screen()
            harness.app.parts.prompts.ask(
                Compare("Compared.", three[: 2 + number % 2], (Choice("theirs", "take theirs"),))
            )

        # Longer fields leave less room for the code.
        within = ["#versions", "#fields", "#titles", "#choices"]
        await harness.look("versions: fields", [name], show, within, literal=False)
        harness.report.shown["versions: code"] += 10


async def drafts(harness: HostileHarness, seed: int, count: int) -> None:
    """Drafts on disk of functions that are gone: their fields and code, half characters and all; then copied."""
    store = DraftStore(harness.home / "drafts")
    texts = hostile_strings(seed, "draft", count)
    harness.server.instead["GET"] = answer({"error": "Function not found"}, 404)
    for part in chunks(texts, 10):
        while len(harness.app.screen_stack) > 1:
            await harness.press("escape")
            if isinstance(harness.app.screen, QuestionScreen):
                await harness.press("2")
        for path in (harness.home / "drafts").glob("*"):
            path.unlink()
        kept = Edited(part[0], part[-1], part[len(part) // 2], "\n".join(part))
        write_draft(store, harness.app.connection.server_id, f"s{part[-1]}", kept)
        await harness.press("d", "enter")
        assert isinstance(harness.app.screen, EditorScreen)
        harness.glance("draft of a function that is gone", part)
        harness.recording.copied = True
        await harness.press("f7", "ctrl+c")
        harness.glance("copied to the clipboard", part)
        harness.recording.copied = False


async def draft_errors(harness: HostileHarness, seed: int, count: int) -> None:
    """Why drafts can't be kept, in the words of whoever could not write them."""
    await opened(harness)
    for text in hostile_strings(seed, "folder", count):

        async def show(twin: bool, text: str = text) -> None:
            screen = harness.app.screen
            assert isinstance(screen, EditorScreen)
            screen.say(f"Drafts are not kept ({twin_of(twin, label_twin)(text)}): only this window has the edit.")

        await harness.look("status line: why drafts are not kept", [text], show, ["#status"])
