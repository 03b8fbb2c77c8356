"""The folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.store.paths import cache_dir, config_file, data_dir, state_dir


def test_xdg_folders_are_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "k"))
    assert config_file() == tmp_path / "c" / "insforge-tui" / "config.toml"
    assert data_dir() == tmp_path / "d" / "insforge-tui"
    assert state_dir() == tmp_path / "s" / "insforge-tui"
    assert cache_dir() == tmp_path / "k" / "insforge-tui"
    assert list(tmp_path.iterdir()) == [], "asking makes nothing"
