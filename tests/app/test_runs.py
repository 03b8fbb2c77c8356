"""The runs of a function that are kept: listed, opened, compared; kept without what proves who calls."""

from __future__ import annotations

from pathlib import Path

from tests.app.scripted import ScriptedServer, answered
from tests.console_fixture import HELLO, FixtureConsole, function, press, settled, typed
from tests.screen_text import shown_text
from tui.app.runner.runs_screen import RunsScreen
from tui.model.invocation import ResponseHead
from tui.store.runs import RunStore


def console(store: RunStore | None, *bodies: bytes) -> FixtureConsole:
    scripts = [answered(body) for body in bodies]
    server = ScriptedServer(scripts[-1], *scripts[:-1])
    server.functions = (function("greet", "Greet", "active", 1, HELLO),)
    app = FixtureConsole(server)
    app.runs = store
    return app


def written_in(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.json"))


async def test_runs_are_listed_opened_and_compared(tmp_path: Path) -> None:
    app = console(RunStore(tmp_path), b'{"count":1}', b'{"count":2}', b'{"count":3}')
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "ctrl+t")
        assert "No run of this function is kept yet" in shown_text(app)
        await press(pilot, typed("?a=1"), "ctrl+r", "ctrl+r", "ctrl+r", "ctrl+t")
        assert "Runs of greet: 3 runs kept on this machine" in shown_text(app)
        assert "just now 200 12 ms 11 B POST ?a=1" in shown_text(app)
        await press(pilot, "c")
        text = shown_text(app)
        assert '- "count": 2' in text
        assert '+ "count": 3' in text
        await press(pilot, "escape", "m", "down", "down", "c")
        text = shown_text(app)
        assert '- "count": 1' in text
        assert '+ "count": 3' in text
        await press(pilot, "escape", "enter")
        assert '"count": 1' in shown_text(app)
        assert "ok 200 OK" in shown_text(app)
        await press(pilot, "ctrl+t", "f4")
        assert "content-type" in shown_text(app)
        await press(pilot, "escape", "escape")
        assert not isinstance(app.screen, RunsScreen)


async def test_the_redirect_of_a_kept_run_is_followed_without_what_is_for_this_server(tmp_path: Path) -> None:
    """The run was answered by another server, to which a redirect had led before."""
    elsewhere = "https://elsewhere.example/a"
    [head, *rest] = answered(b"", 307, "", headers=(("location", "/b"),))
    assert isinstance(head, ResponseHead)
    server = ScriptedServer((head._replace(url=elsewhere), *rest))
    server.functions = (function("greet", "Greet", "active", 1, HELLO),)
    app = FixtureConsole(server)
    app.runs = RunStore(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", typed("?a=1"), "f6", typed('{"a":1}'), "ctrl+r", "ctrl+t", "enter", "f")
        assert len(server.called) == 2
        call = server.called[1][1]
        assert (call.url, call.with_key) == ("https://elsewhere.example/b", False)
        assert (call.headers, call.body) == ((), b"")


async def test_the_oldest_run_has_none_to_be_compared_with(tmp_path: Path) -> None:
    app = console(RunStore(tmp_path), b"{}")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "ctrl+r", "ctrl+t", "c")
        assert "There is no run before this one" in shown_text(app)


async def test_the_key_is_on_disk_nowhere(tmp_path: Path) -> None:
    app = console(RunStore(tmp_path), b'{"you sent":"ik_staged"}')
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "ctrl+r", "ctrl+t")
        assert "1 run kept" in shown_text(app)
    assert "ik_staged" not in written_in(tmp_path)
    [run] = RunStore(tmp_path).runs("http://localhost:7130", "greet")
    assert run.body == b'{"you sent":"***"}'


async def test_a_disk_that_fails_is_said_and_the_run_is_kept_while_the_screen_stands(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    app = console(RunStore(tmp_path / "file"), b'{"count":1}')
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "ctrl+r")
        assert "The run is not kept:" in shown_text(app)
        assert '"count": 1' in shown_text(app)
        await press(pilot, "ctrl+t")
        assert "1 run kept" in shown_text(app)
