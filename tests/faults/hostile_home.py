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

from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import HostileServer, answer, row
from tests.faults.hostile_stage import Stage
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


async def _back(stage: Stage) -> None:
    """To the list, whatever stands over it; drafts of what was typed are kept."""
    while len(stage.app.screen_stack) > 1:
        before = stage.app.screen
        await stage.press("escape")
        if isinstance(before, EditorScreen) and isinstance(stage.app.screen, Dialog):
            await stage.press("1")


def _profiles(stage: Stage, *profiles: tuple[str, str, str]) -> None:
    """These profiles stand in the settings: name, URL, and what else is said of them."""
    path = stage.home / "config.toml"
    tables = [f"[profiles.{_toml(name)}]\nurl = {_toml(url)}\n{more}\n" for name, url, more in profiles]
    write_private(path, "\n".join(tables).encode())
    stage.app.parts.profiles.config = path


async def profiles(stage: Stage, seed: int, count: int) -> None:
    """Names, URLs, commands and authorities of profiles: in rows, in full, in what is asked and said of them."""
    parts = ("name", "url", "command")
    columns = [hostile_strings(seed, f"profile {part}", count, longest=120, surrogates=False) for part in parts]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, ...] = texts) -> None:
            name, url, command = map(twin_of(twin, label_twin), texts)
            more = f"api_key_command = {_toml(f'exit 3 #{command}')}\nca_file = {_toml(command)}"
            _profiles(stage, (f"p{name}", url, more), ("other", "http://other.example", ""))
            await _back(stage)
            await stage.press("P")

        await stage.look("profiles: name", texts[:1], show, _EVERYTHING, places=("profiles: URL",), literal=False)
        for key in ("f4", "e", "X"):
            await stage.press(key)
            stage.glance(f"profiles: {key}", texts)
            await stage.press("escape")
        for key in "topmd":
            await stage.press(key)
            stage.glance(f"profiles: {key}", texts)
        await stage.press("e", *"zz", "enter")
        stage.glance("profiles: renamed", texts)
    await _back(stage)


async def projects(stage: Stage, seed: int, count: int) -> None:
    """What the project file of the working folder says, and why it can't be used."""
    parts = ("name", "url")
    columns = [hostile_strings(seed, f"project {part}", count, longest=120) for part in parts]
    folder = stage.home / "project"
    file = folder / ".insforge" / "project.json"
    file.parent.mkdir(parents=True)
    _profiles(stage, ("other", "http://other.example", ""))
    with contextlib.chdir(folder):
        for texts in zip(*columns, strict=True):

            async def show(twin: bool, texts: tuple[str, ...] = texts) -> None:
                name, url = map(twin_of(twin, label_twin), texts)
                file.write_text(json.dumps({"oss_host": f"h{url}", "api_key": "ik_x", "project_name": name}))
                await _back(stage)
                await stage.press("P", "end")

            await stage.look("project: name and URL", texts, show, _EVERYTHING, literal=False)
            await stage.press("t")
            stage.glance("project: tested", texts)
            await stage.press("f4")
            stage.glance("project: in full", texts)
            await stage.press("escape")
            file.write_bytes(b"{" + texts[0].encode("utf-8", "replace"))
            await _back(stage)
            await stage.press("P")
            stage.glance("project: no JSON", texts)
    await _back(stage)


async def _choose(stage: Stage, number: str) -> None:
    """Answer a question where one is asked: what both sides hold may be the same."""
    if isinstance(stage.app.screen, QuestionScreen):
        await stage.press(number)


@contextmanager
def _linked(stage: Stage, name: str) -> Iterator[Path]:
    """A folder of this name, which the console works in; the link of another server is known of it."""
    path = _within(stage.home, f"f{name}")
    path.mkdir(exist_ok=True)
    working = WorkingFolder(LinkStore(stage.home / "links"), path)
    with patch.object(stage.app.parts.stores, "folder", lambda: working):
        yield path


async def linked(stage: Stage, seed: int, count: int) -> None:
    """A folder's name, its files' names, what stands beside them, and the slugs and refusals of its server."""
    parts = ("folder", "file", "text", "message")
    columns = [hostile_strings(seed, f"linked {part}", count, longest=120) for part in parts]
    for texts in zip(*columns, strict=True):
        folder_name, file_name, text, message = texts
        with _linked(stage, folder_name) as folder:

            def file(twin: bool, text: str = file_name, folder: Path = folder) -> None:
                for each in folder.glob("*.js"):
                    each.unlink()
                _within(folder, f"z{twin_of(twin, label_twin)(text)}", b".js").write_text(_CODE)
                (folder / "echo.js").write_text(_CODE)

            async def show(twin: bool, texts: tuple[str, ...] = texts, folder: Path = folder) -> None:
                _, _, text, _ = map(twin_of(twin), texts)
                await _back(stage)
                file(twin)
                stage.server.functions = [row(1, "echo", name=text), row(2, f"s{text}", name=text)]
                stage.server.opened = row(1, "echo", name=text, description=text, code=f"// {text}\n")
                (folder / "echo.json").write_text(json.dumps({"name": text, "description": text, "status": text}))
                await stage.press("r", "f")
                if not isinstance(stage.app.screen, LinkedScreen):
                    stage.glance("linked: asked", texts)
                    await stage.press("1")

            await stage.look("linked: slug", [text], show, _EVERYTHING, places=("linked: file",), literal=False)
            assert isinstance(stage.app.screen, LinkedScreen)
            await stage.press("f4")
            stage.glance("linked: in full", texts)
            await stage.press("escape", "home", "enter")
            stage.glance("linked: compared", texts)
            await stage.press("escape")
            stage.server.instead["PUT"] = answer({"error": "CODE", "message": message, "pattern": text}, 400)
            await stage.press("p")
            stage.glance("linked: push is asked about", texts)
            await _choose(stage, "2")
            stage.glance("linked: refused", texts)
            stage.server.instead.clear()
            stage.server.instead["GET"] = answer({"error": "CODE", "message": message}, 400)
            await stage.press("r")
            stage.glance("linked: the list is refused", texts)
            stage.server.instead.clear()
            (folder / "echo.json").write_text(json.dumps({"slug": text}))
            await stage.press("r")
            stage.glance("linked: another slug in the file", texts)
            (folder / "echo.json").write_bytes(b"{" + text.encode("utf-8", "replace"))
            await stage.press("r", "f4")
            stage.glance("linked: no JSON in the file", texts)
            (folder / "echo.json").unlink()
            await stage.press("escape", "f")
            await _choose(stage, "2")
            stage.glance("linked: pulled", texts)
            await _back(stage)


async def tabs(stage: Stage, seed: int, count: int) -> None:
    """Slugs of open functions in the line of tabs, in what is said of them, and where leaving lists what is unsaved."""
    _profiles(stage, ("other", "http://other.example", ""))
    for slug in hostile_strings(seed, "tabs", count, longest=120):

        async def show(twin: bool, slug: str = slug) -> None:
            await _leave_all(stage)
            stage.server.functions = [row(1, f"a{twin_of(twin)(slug)}"), row(2, "other")]
            stage.server.opened = row(1, f"a{twin_of(twin)(slug)}", code=_CODE)
            await stage.press("r", "home", "enter", "x", "alt+0")
            stage.server.opened = row(2, "other", code=_CODE)
            await stage.press("down", "enter", "y")

        within = ["#tabs", "#status", "RowTable", "#preview"]
        await stage.look("tabs", [slug], show, within, literal=False)
        await stage.press("ctrl+q")
        assert isinstance(stage.app.screen, Dialog)
        stage.glance("tabs: leaving", [slug])
        await stage.press("1", "alt+1", "alt+0")
        stage.glance("tabs: kept open", [slug])
        await stage.press("P")
        stage.glance("tabs: another server", [slug])
        await _back(stage)
    await _leave_all(stage)


async def _leave_all(stage: Stage) -> None:
    """Leave every open function and discard what is unsaved in it."""
    while stage.app.parts.navigator.editors.state.tabs:
        await _back_from_dialogs(stage)
        if not isinstance(stage.app.screen, EditorScreen):
            await stage.press("alt+1")
        await stage.press("escape")
        if isinstance(stage.app.screen, Dialog):
            await stage.press(str(_discards(stage)))
    await _back(stage)


def _discards(stage: Stage) -> int:
    """The number of the answer that discards."""
    screen = stage.app.screen
    assert isinstance(screen, QuestionScreen)
    return next(number for number, each in enumerate(screen._choices, 1) if "iscard" in each.title)


async def _back_from_dialogs(stage: Stage) -> None:
    while isinstance(stage.app.screen, Dialog):
        await stage.press("escape")


async def own_editor(stage: Stage, seed: int, count: int) -> None:
    """The name of the user's editor, and of what it leaves beside the file."""
    stage.app.outside = OutsideFiles(stage.home / "outside")
    stage.server.functions, stage.server.opened = [row(1, "echo")], row(1, "echo", code=_CODE)
    columns = [hostile_strings(seed, f"editor {part}", count, longest=120) for part in ("name", "left")]
    left = stage.home / "left"
    left.mkdir()
    for name, left_name in zip(*columns, strict=True):
        program = _within(stage.home, f"e{name}")
        other = _within(left, f"l{left_name}")
        _write(other, "left")
        texts = [name, left_name]
        for place, script in (
            ("ends with a code", f"cp -r {shlex.quote(str(left))}/. \"${{1%/*}}/\"; exit 3"),
            ("writes no text", "printf '\\377' > \"$1\"; exit 0"),
            ("is killed", "kill -9 $$"),
        ):  # fmt: skip
            _write(program, f"#!/bin/sh\n{script}\n")
            await _edited(stage, shlex.quote(str(program)))
            stage.glance(f"own editor: {place}", texts)
            await _leave_all(stage)
        _write(program, "#!/bin/sh\n")
        await _followed(stage, shlex.quote(str(program)))
        stage.glance("own editor: returns at once", texts)
        await stage.press("escape")
        await _leave_all(stage)
        _write(program, "#!/no/such\n")
        await _edited(stage, shlex.quote(str(program)))
        stage.glance("own editor: does not start", texts)
        await _leave_all(stage)
        await _edited(stage, shlex.quote(f"no-{name}"))
        stage.glance("own editor: not there", texts)
        await _leave_all(stage)
        await _edited(stage, f"'{name}")
        stage.glance("own editor: can't be understood", texts)
        await _leave_all(stage)
        _remove(other, program)


async def _edited(stage: Stage, command: str) -> None:
    await stage.press("r", "enter")
    with patch.dict(os.environ, {"VISUAL": _variable(command)}):
        await stage.press("ctrl+e")


async def _followed(stage: Stage, command: str) -> None:
    """What is followed is under way until that is ended: it can't be waited for."""
    await stage.press("r", "enter")
    with patch.dict(os.environ, {"VISUAL": _variable(command)}):
        stage.app.driver.process_message(events.Key("ctrl+e", None))
        async with asyncio.timeout(20):
            while not (isinstance(stage.app.screen, OutsideDialog) and _path(stage.app.screen)):
                await stage.pilot.pause(0.01)
    await stage.pilot.pause()


def _path(dialog: OutsideDialog) -> str:
    return "".join(str(each.content) for each in dialog.query("#path").results(Static))


def _variable(text: str) -> str:
    """What is left of a text in a variable."""
    return os.fsdecode(text.replace("\0", "").encode("utf-8", "replace"))


async def elsewhere(stage: Stage, seed: int, count: int) -> None:
    """A function that is compared with another profile's: both servers' texts, the profile's name, what is refused."""
    other = HostileServer()
    await other.start()
    columns = [hostile_strings(seed, f"elsewhere {part}", count, longest=120) for part in ("name", "text", "message")]
    for texts in zip(*columns, strict=True):
        name, text, message = texts
        profile = f"p{name}".encode("utf-8", "replace").decode()
        _profiles(stage, (profile, other.url, 'api_key = "ik_x"'))
        stage.server.functions = [row(1, f"s{text}", name=text)]
        stage.server.opened = row(1, f"s{text}", name=text, description=text, code=f"// {text}\n")
        other.opened = row(1, f"s{text}", name=message, description=message, code=f"// {message}\n")

        async def show(twin: bool, texts: tuple[str, ...] = texts) -> None:
            await _back(stage)
            slug = f"s{twin_of(twin)(texts[1])}"
            stage.server.functions = [row(1, slug, name=slug)]
            await stage.press("r", "home", "C")

        await stage.look("elsewhere: asked", [text], show, [*_EVERYTHING, "#headline"], literal=False)
        await stage.press("enter")
        stage.glance("elsewhere: compared", texts)
        await _back(stage)
        for place, told in (("refused", answer({"error": "CODE", "message": message}, 400)),
                            ("not there", answer({"error": "Function not found"}, 404))):  # fmt: skip
            other.instead["GET"] = told
            await stage.press("home", "C", "enter")
            stage.glance(f"elsewhere: {place}", texts)
            await _back(stage)
        other.instead.clear()
        _profiles(stage, (profile, f"http://{name[:20]}", "read_only = true"))
        await stage.press("home", "C", "enter")
        stage.glance("elsewhere: no key of its own", texts)
        await _back(stage)
    other.close()


async def protected(stage: Stage, seed: int, count: int) -> None:
    """The name of a protected profile: in the header, in the question before a write, in what a wrong answer says."""
    target = stage.app.connection.target
    assert target is not None
    for name in hostile_strings(seed, "protected", count, longest=120, surrogates=False):

        async def show(twin: bool, name: str = name) -> None:
            await _back(stage)
            signs = ProfileSigns(f"p{twin_of(twin, label_twin)(name)}", "red", True)
            await stage.app.connection.connect(target._replace(profile=signs))
            await stage.press("r", "home", "a", "1")

        stage.server.functions = [row(1, "echo", status="draft")]
        await stage.look("protected: asked", [name], show, ["#header", "#told"], literal=False)
        await stage.press("x", "enter")
        stage.glance("protected: another name", [name])
    await _back(stage)
