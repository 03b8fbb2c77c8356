"""The history through the whole program: versions come back in a later run, and a deleted function is put back."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tui.api.client import Client
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess, start_sandbox

TOP = Path(__file__).parents[2]


def console(sandbox: SandboxProcess, home: Path, *arguments: str) -> TerminalSession:
    env = {**surroundings(home), "INSFORGE_URL": sandbox.url, "INSFORGE_API_KEY": sandbox.api_key}
    return TerminalSession([sys.executable, "-m", "tui", *arguments], env=env, cwd=TOP)


def code_on_server(sandbox: SandboxProcess, slug: str) -> str:
    async def ask() -> str:
        async with Client(sandbox.url, Secret(sandbox.api_key)) as client:
            return (await client.functions.get(slug)).code

    return asyncio.run(ask())


def delete(sandbox: SandboxProcess, slug: str) -> None:
    async def ask() -> None:
        async with Client(sandbox.url, Secret(sandbox.api_key)) as client:
            await client.functions.delete(slug)

    asyncio.run(ask())


@pytest.mark.parametrize("dialect", ["documented", "2.1"])
def test_an_old_version_is_restored_and_a_deleted_function_put_back(tmp_path: Path, dialect: str) -> None:
    sandbox = start_sandbox(tmp_path / "sandbox", dialect, type_check=False)
    try:
        before = code_on_server(sandbox, "daily-digest")
        with console(sandbox, tmp_path, "daily-digest") as terminal:
            terminal.wait_for("no changes")
            terminal.type("// first ")
            terminal.press("ctrl+s")
            terminal.wait_for("Saved code")
            terminal.press("ctrl+q")
            terminal.wait_end()
        with console(sandbox, tmp_path, "daily-digest") as terminal:
            terminal.wait_for("no changes")
            terminal.press("ctrl+t")
            terminal.wait_for("audit trail was read" if dialect == "2.1" else "no audit trail")
            terminal.press("down", "r")
            terminal.wait_for("unsaved; undo")
            terminal.press("ctrl+s")
            terminal.wait_for("Saved code")
            assert code_on_server(sandbox, "daily-digest") == before
            delete(sandbox, "daily-digest")
            terminal.press("escape")
            terminal.wait_for("7 functions")
            terminal.press("r")
            terminal.wait_for("6 functions")
            terminal.press("H")
            terminal.wait_for("daily-digest")
            terminal.press("enter")
            terminal.wait_for("History of daily-digest")
            terminal.wait_for("audit trail was read" if dialect == "2.1" else "no audit trail")
            terminal.press("r")
            terminal.wait_for("creates the function again")
            terminal.press("ctrl+n")
            terminal.wait_for("Saved name")
            assert code_on_server(sandbox, "daily-digest") == before
    finally:
        sandbox.stop()
