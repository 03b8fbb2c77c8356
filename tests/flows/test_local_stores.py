"""Where this user's files are: the link of a folder is found from within it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.flows.local_stores import console_folder, links
from tui.store.links import Link, real_folder


def test_the_console_works_in_the_linked_folder_it_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "functions"
    folder.mkdir()
    monkeypatch.chdir(folder)
    url = "http://localhost:7130"
    link = Link(real_folder(folder), url)
    links().keep(link)
    found = console_folder()
    assert found is not None
    assert found.link(url) == link
