"""The theme kept for the next start: the one chosen last, however slow the disk is."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

import tui.store.settings_edit
from tui.app.shell.theme_setting import ThemeSetting
from tui.store.profiles import load_settings

save_theme = tui.store.settings_edit.save_theme


async def test_of_two_switches_in_a_row_the_last_one_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.toml"
    begun, go_on = threading.Event(), threading.Event()

    def slow(path: Path, theme: str) -> None:
        if theme == "light":
            begun.set()
            assert go_on.wait(20)
        save_theme(path, theme)

    monkeypatch.setattr(tui.store.settings_edit, "save_theme", slow)
    setting = ThemeSetting(path)
    first = asyncio.create_task(setting.keep("light"))
    await asyncio.to_thread(begun.wait, 20)
    second = asyncio.create_task(setting.keep("dark"))
    # Long enough for a second write that does not wait for the first one.
    for _ in range(200):
        await asyncio.sleep(0)
    go_on.set()
    assert await first == await second == ""
    assert load_settings(path).theme == "dark"


async def test_a_theme_that_was_switched_away_from_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(tui.store.settings_edit, "save_theme", lambda _path, theme: written.append(theme))
    setting = ThemeSetting(tmp_path / "config.toml")
    await asyncio.gather(*(setting.keep(theme) for theme in ("light", "dark", "light", "dark")))
    assert written[-1] == "dark"
    assert len(written) < 4


async def test_without_a_file_nothing_is_written_and_nothing_said() -> None:
    assert await ThemeSetting(None).keep("dark") == ""


async def test_a_theme_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    said = await ThemeSetting(tmp_path / "config.toml").keep("light")
    assert said.startswith("The light theme is not kept for the next start: ")
