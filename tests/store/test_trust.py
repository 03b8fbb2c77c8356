"""What the user said yes to is remembered; what can't be read asks again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.errors import StorageError
from tui.store.trust import TrustedServers


def test_a_server_is_remembered_by_a_later_run_and_no_other_with_it(tmp_path: Path) -> None:
    path = tmp_path / "state" / "trusted.json"
    assert not TrustedServers(path).holds("https://one.example")
    TrustedServers(path).add("https://one.example")
    TrustedServers(path).add("https://two.example")
    TrustedServers(path).add("https://one.example")
    assert TrustedServers(path).holds("https://one.example")
    assert TrustedServers(path).holds("https://two.example")
    assert not TrustedServers(path).holds("https://one.example.evil.example")
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"https://one.example": 1}', b"[1, null]", b"[" * 100_000])
def test_a_file_that_says_nothing_trusts_nobody(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "trusted.json"
    path.write_bytes(content)
    assert not TrustedServers(path).holds("https://one.example")
    TrustedServers(path).add("https://one.example")
    assert TrustedServers(path).holds("https://one.example")


def test_a_disk_that_takes_nothing_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(StorageError):
        TrustedServers(tmp_path / "state" / "trusted.json").add("https://one.example")
