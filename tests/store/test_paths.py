"""The folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.store.paths import config_file, data_dir


def test_xdg_folders_are_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    assert config_file() == tmp_path / "c" / "insforge-tui" / "config.toml"
    assert data_dir() == tmp_path / "d" / "insforge-tui"
