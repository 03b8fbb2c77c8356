"""Where foreign text is shown of the user's surroundings: profiles, projects, a linked folder, tabs, an editor."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from textual import events
from textual.widgets import Static

from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import HostileServer, answer, row
from tests.faults.hostile_strings import hostile_strings, label_twin
from tui.app.editor.outside_dialog import OutsideDialog
from tui.app.editor.screen import EditorScreen
from tui.app.linked.screen import LinkedScreen
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.screen import Dialog
from tui.flows.connect import ProfileSigns
from tui.flows.working_folder import WorkingFolder
from tui.store.files import write_private
from tui.store.links import LinkStore
from tui.store.outside_files import OutsideFiles

_CODE = "module.exports = async () => new Response('ok');\n"
_EVERYTHING = ["RowTable", "#preview", "#status", "#headline", "#said", "#header", "KeyBar"]
_LONGEST_NAME = 40


def _toml(text: str) -> str:
    """A text as TOML quotes it; half a character can't stand there."""
    whole = text.encode("utf-8", "replace").decode()
    quoted = (rf"\u{ord(each):04x}" if each < " " or each in '\x7f"\\' else each for each in whole)
    return f'"{"".join(quoted)}"'


def _named(text: str) -> bytes:
    """What is left of a text in the name of a file."""
    kept = text.encode("utf-8", "replace").replace(b"\0", b"").replace(b"/", b"")
    # Not within a character: what is left would be half of one, which no variable's text can name.
    return kept[:_LONGEST_NAME].decode("utf-8", "ignore").encode().strip(b".") or b"x"


def _within(folder: Path, name: str, suffix: bytes = b"") -> Path:
    return Path(os.fsdecode(os.fsencode(folder) + b"/" + _named(name) + suffix))


def _write(path: Path, content: str) -> None:
    path.write_text(content)
    path.chmod(0o700)


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink()


async def _back(harness: HostileHarness) -> None:
    """To the list, whatever stands over it; drafts of what was typed are kept."""
    while len(harness.app.screen_stack) > 1:
        before = harness.app.screen
        await harness.press("escape")
        if isinstance(before, EditorScreen) and isinstance(harness.app.screen, Dialog):
            await harness.press("1")


def _profiles(harness: HostileHarness, *profiles: tuple[str, str, str]) -> None:
    """These profiles stand in the settings: name, URL, and what else is said of them."""
    path = harness.home / "config.toml"
    tables = [f"[profiles.{_toml(name)}]\nurl = {_toml(url)}\n{more}\n" for name, url, more in profiles]
    write_private(path, "\n".join(tables).encode())
    harness.app.parts.profiles.config = path


async def profiles(harness: HostileHarness, seed: int, count: int) -> None:
    """Names, URLs, commands and authorities of profiles: in rows, in full, in what is asked and said of them."""
    parts = ("name", "url", "command")
    columns = [hostile_strings(seed, f"profile {part}", count, longest=120, surrogates=False) for part in parts]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, ...] = texts) -> None:
            name, url, command = map(twin_of(twin, label_twin), texts)
            more = f"api_key_command = {_toml(f'exit 3 #{command}')}\nca_file = {_toml(command)}"
            _profiles(harness, (f"p{name}", url, more), ("other", "http://other.example", ""))
            await _back(harness)
            await harness.press("P")

        await harness.look("profiles: name", texts[:1], show, _EVERYTHING, places=("profiles: URL",), literal=False)
        for key in ("f4", "e", "X"):
            await harness.press(key)
            harness.glance(f"profiles: {key}", texts)
            await harness.press("escape")
        for key in "topmd":
            await harness.press(key)
            harness.glance(f"profiles: {key}", texts)
        await harness.press("e", *"zz", "enter")
        harness.glance("profiles: renamed", texts)
    await _back(harness)


async def projects(harness: HostileHarness, seed: int, count: int) -> None:
    """What the project file of the working folder says, and why it can't be used."""
    parts = ("name", "url")
    columns = [hostile_strings(seed, f"project {part}", count, longest=120) for part in parts]
    folder = harness.home / "project"
    file = folder / ".insforge" / "project.json"
    file.parent.mkdir(parents=True)
    _profiles(harness, ("other", "http://other.example", ""))
    with contextlib.chdir(folder):
        for texts in zip(*columns, strict=True):

            async def show(twin: bool, texts: tuple[str, ...] = texts) -> None:
                name, url = map(twin_of(twin, label_twin), texts)
                file.write_text(json.dumps({"oss_host": f"h{url}", "api_key": "ik_x", "project_name": name}))
                await _back(harness)
                await harness.press("P", "end")

            await harness.look("project: name and URL", texts, show, _EVERYTHING, literal=False)
            await harness.press("t")
            harness.glance("project: tested", texts)
            await harness.press("f4")
            harness.glance("project: in full", texts)
            await harness.press("escape")
            file.write_bytes(b"{" + texts[0].encode("utf-8", "replace"))
            await _back(harness)
            await harness.press("P")
            harness.glance("project: no JSON", texts)
    await _back(harness)


async def _choose(harness: HostileHarness, number: str) -> None:
    """Answer a question where one is asked: what both sides hold may be the same."""
    if isinstance(harness.app.screen, QuestionScreen):
        await harness.press(number)


@contextmanager
def _linked(harness: HostileHarness, name: str) -> Iterator[Path]:
    """A folder of this name, which the console works in; the link of another server is known of it."""
    path = _within(harness.home, f"f{name}")
    path.mkdir(exist_ok=True)
    working = WorkingFolder(LinkStore(harness.home / "links"), path)
    with patch.object(harness.app.parts.stores, "folder", lambda: working):
        yield path


async def linked(harness: HostileHarness, seed: int, count: int) -> None:
    """A folder's name, its files' names, what stands beside them, and the slugs and refusals of its server."""
    parts = ("folder", "file", "text", "message")
    columns = [hostile_strings(seed, f"linked {part}", count, longest=120) for part in parts]
    for texts in zip(*columns, strict=True):
        folder_name, file_name, text, message = texts
        with _linked(harness, folder_name) as folder:

            def file(twin: bool, text: str = file_name, folder: Path = folder) -> None:
                for each in folder.glob("*.js"):
                    each.unlink()
                _within(folder, f"z{twin_of(twin, label_twin)(text)}", b".js").write_text(_CODE)
                (folder / "echo.js").write_text(_CODE)

            async def show(twin: bool, texts: tuple[str, ...] = texts, folder: Path = folder) -> None:
                _, _, text, _ = map(twin_of(twin), texts)
                await _back(harness)
                file(twin)
                harness.server.functions = [row(1, "echo", name=text), row(2, f"s{text}", name=text)]
                harness.server.opened = row(1, "echo", name=text, description=text, code=f"// {text}\n")
                (folder / "echo.json").write_text(json.dumps({"name": text, "description": text, "status": text}))
                await harness.press("r", "f")
                if not isinstance(harness.app.screen, LinkedScreen):
                    harness.glance("linked: asked", texts)
                    await harness.press("1")

            await harness.look("linked: slug", [text], show, _EVERYTHING, places=("linked: file",), literal=False)
            assert isinstance(harness.app.screen, LinkedScreen)
            await harness.press("f4")
            harness.glance("linked: in full", texts)
            await harness.press("escape", "home", "enter")
            harness.glance("linked: compared", texts)
            await harness.press("escape")
            harness.server.instead["PUT"] = answer({"error": "CODE", "message": message, "pattern": text}, 400)
            await harness.press("p")
            harness.glance("linked: push is asked about", texts)
            await _choose(harness, "2")
            harness.glance("linked: refused", texts)
            harness.server.instead.clear()
            harness.server.instead["GET"] = answer({"error": "CODE", "message": message}, 400)
            await harness.press("r")
            harness.glance("linked: the list is refused", texts)
            harness.server.instead.clear()
            (folder / "echo.json").write_text(json.dumps({"slug": text}))
            await harness.press("r")
            harness.glance("linked: another slug in the file", texts)
            (folder / "echo.json").write_bytes(b"{" + text.encode("utf-8", "replace"))
            await harness.press("r", "f4")
            harness.glance("linked: no JSON in the file", texts)
            (folder / "echo.json").unlink()
            await harness.press("escape", "f")
            await _choose(harness, "2")
            harness.glance("linked: pulled", texts)
            await _back(harness)


async def tabs(harness: HostileHarness, seed: int, count: int) -> None:
    """Slugs of open functions in the line of tabs, in what is said of them, and where leaving lists what is unsaved."""
    _profiles(harness, ("other", "http://other.example", ""))
    for slug in hostile_strings(seed, "tabs", count, longest=120):

        async def show(twin: bool, slug: str = slug) -> None:
            await _leave_all(harness)
            harness.server.functions = [row(1, f"a{twin_of(twin)(slug)}"), row(2, "other")]
            harness.server.opened = row(1, f"a{twin_of(twin)(slug)}", code=_CODE)
            await harness.press("r", "home", "enter", "x", "alt+0")
            harness.server.opened = row(2, "other", code=_CODE)
            await harness.press("down", "enter", "y")

        within = ["#tabs", "#status", "RowTable", "#preview"]
        await harness.look("tabs", [slug], show, within, literal=False)
        await harness.press("ctrl+q")
        assert isinstance(harness.app.screen, Dialog)
        harness.glance("tabs: leaving", [slug])
        await harness.press("1", "alt+1", "alt+0")
        harness.glance("tabs: kept open", [slug])
        await harness.press("P")
        harness.glance("tabs: another server", [slug])
        await _back(harness)
    await _leave_all(harness)


async def _leave_all(harness: HostileHarness) -> None:
    """Leave every open function and discard what is unsaved in it."""
    while harness.app.parts.navigator.editors.state.tabs:
        await _back_from_dialogs(harness)
        if not isinstance(harness.app.screen, EditorScreen):
            await harness.press("alt+1")
        await harness.press("escape")
        if isinstance(harness.app.screen, Dialog):
            await harness.press(str(_discards(harness)))
    await _back(harness)


def _discards(harness: HostileHarness) -> int:
    """The number of the answer that discards."""
    screen = harness.app.screen
    assert isinstance(screen, QuestionScreen)
    return next(number for number, each in enumerate(screen._choices, 1) if "iscard" in each.title)


async def _back_from_dialogs(harness: HostileHarness) -> None:
    while isinstance(harness.app.screen, Dialog):
        await harness.press("escape")


async def own_editor(harness: HostileHarness, seed: int, count: int) -> None:
    """The name of the user's editor, and of what it leaves beside the file."""
    harness.app.outside = OutsideFiles(harness.home / "outside")
    harness.server.functions, harness.server.opened = [row(1, "echo")], row(1, "echo", code=_CODE)
    columns = [hostile_strings(seed, f"editor {part}", count, longest=120) for part in ("name", "left")]
    left = harness.home / "left"
    left.mkdir()
    for name, left_name in zip(*columns, strict=True):
        program = _within(harness.home, f"e{name}")
        other = _within(left, f"l{left_name}")
        _write(other, "left")
        texts = [name, left_name]
        for place, script in (
            ("ends with a code", f"cp -r {shlex.quote(str(left))}/. \"${{1%/*}}/\"; exit 3"),
            ("writes no text", "printf '\\377' > \"$1\"; exit 0"),
            ("is killed", "kill -9 $$"),
        ):  # fmt: skip
            _write(program, f"#!/bin/sh\n{script}\n")
            await _edited(harness, shlex.quote(str(program)))
            harness.glance(f"own editor: {place}", texts)
            await _leave_all(harness)
        _write(program, "#!/bin/sh\n")
        await _followed(harness, shlex.quote(str(program)))
        harness.glance("own editor: returns at once", texts)
        await harness.press("escape")
        await _leave_all(harness)
        _write(program, "#!/no/such\n")
        await _edited(harness, shlex.quote(str(program)))
        harness.glance("own editor: does not start", texts)
        await _leave_all(harness)
        await _edited(harness, shlex.quote(f"no-{name}"))
        harness.glance("own editor: not there", texts)
        await _leave_all(harness)
        await _edited(harness, f"'{name}")
        harness.glance("own editor: can't be understood", texts)
        await _leave_all(harness)
        _remove(other, program)


async def _edited(harness: HostileHarness, command: str) -> None:
    await harness.press("r", "enter")
    with patch.dict(os.environ, {"VISUAL": _variable(command)}):
        await harness.press("ctrl+e")


async def _followed(harness: HostileHarness, command: str) -> None:
    """What is followed is under way until that is ended: it can't be waited for."""
    await harness.press("r", "enter")
    with patch.dict(os.environ, {"VISUAL": _variable(command)}):
        harness.app.driver.process_message(events.Key("ctrl+e", None))
        async with asyncio.timeout(20):
            while not (isinstance(harness.app.screen, OutsideDialog) and _path(harness.app.screen)):
                await harness.pilot.pause(0.01)
    await harness.pilot.pause()


def _path(dialog: OutsideDialog) -> str:
    return "".join(str(each.content) for each in dialog.query("#path").results(Static))


def _variable(text: str) -> str:
    """What is left of a text in a variable."""
    return os.fsdecode(text.replace("\0", "").encode("utf-8", "replace"))


async def elsewhere(harness: HostileHarness, seed: int, count: int) -> None:
    """A function that is compared with another profile's: both servers' texts, the profile's name, what is refused."""
    other = HostileServer()
    await other.start()
    columns = [hostile_strings(seed, f"elsewhere {part}", count, longest=120) for part in ("name", "text", "message")]
    for texts in zip(*columns, strict=True):
        name, text, message = texts
        profile = f"p{name}".encode("utf-8", "replace").decode()
        _profiles(harness, (profile, other.url, 'api_key = "ik_x"'))
        harness.server.functions = [row(1, f"s{text}", name=text)]
        harness.server.opened = row(1, f"s{text}", name=text, description=text, code=f"// {text}\n")
        other.opened = row(1, f"s{text}", name=message, description=message, code=f"// {message}\n")

        async def show(twin: bool, texts: tuple[str, ...] = texts) -> None:
            await _back(harness)
            slug = f"s{twin_of(twin)(texts[1])}"
            harness.server.functions = [row(1, slug, name=slug)]
            await harness.press("r", "home", "C")

        await harness.look("elsewhere: asked", [text], show, [*_EVERYTHING, "#headline"], literal=False)
        await harness.press("enter")
        harness.glance("elsewhere: compared", texts)
        await _back(harness)
        for place, told in (("refused", answer({"error": "CODE", "message": message}, 400)),
                            ("not there", answer({"error": "Function not found"}, 404))):  # fmt: skip
            other.instead["GET"] = told
            await harness.press("home", "C", "enter")
            harness.glance(f"elsewhere: {place}", texts)
            await _back(harness)
        other.instead.clear()
        _profiles(harness, (profile, f"http://{name[:20]}", "read_only = true"))
        await harness.press("home", "C", "enter")
        harness.glance("elsewhere: no key of its own", texts)
        await _back(harness)
    other.close()


async def protected(harness: HostileHarness, seed: int, count: int) -> None:
    """The name of a protected profile: in the header, in the question before a write, in what a wrong answer says."""
    target = harness.app.connection.target
    assert target is not None
    for name in hostile_strings(seed, "protected", count, longest=120, surrogates=False):

        async def show(twin: bool, name: str = name) -> None:
            await _back(harness)
            signs = ProfileSigns(f"p{twin_of(twin, label_twin)(name)}", "red", True)
            await harness.app.connection.connect(target._replace(profile=signs))
            await harness.press("r", "home", "a", "1")

        harness.server.functions = [row(1, "echo", status="draft")]
        await harness.look("protected: asked", [name], show, ["#header", "#told"], literal=False)
        await harness.press("x", "enter")
        harness.glance("protected: another name", [name])
    await _back(harness)
