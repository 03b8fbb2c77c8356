"""The folders."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.store.paths import cache_dir, config_file, data_dir, folder_notices, state_dir


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


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user whom the system's list of users does not know, as in a container."""
    pwd = pytest.importorskip("pwd")

    def unknown(_uid: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("home", [None, "relative", ""])
def test_without_a_home_nothing_is_kept_where_others_could_put_it_and_it_is_said(
    nobody: None, monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    if home is not None:
        monkeypatch.setenv("HOME", home)
    for folder in (config_file(), data_dir(), state_dir(), cache_dir()):
        assert folder.is_relative_to("/nonexistent")
    [notice] = folder_notices(os.environ)
    assert notice.endswith("and this user has no home folder: no drafts are kept. Set HOME.")


def test_without_a_home_but_with_a_state_folder_drafts_are_kept(
    nobody: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_dir() == tmp_path / "insforge-tui"
    assert folder_notices(os.environ) == (
        "There is no home folder: no settings are read. Set HOME or XDG_CONFIG_HOME.",
    )


def test_a_folder_that_is_no_absolute_path_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "\udcff"))
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    assert tmp_path in state_dir().parents
    assert folder_notices(os.environ) == (
        f"XDG_STATE_HOME is state, which is no absolute path: {state_dir()} is used.",
    )
    monkeypatch.setenv("XDG_STATE_HOME", "")
    assert folder_notices(os.environ) == ()
