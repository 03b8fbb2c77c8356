"""A crash report says where it happened and holds no secret, however it is written."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tui.model.secret import Secret
from tui.store.reports import last_lines, write_report

# Python may start a program to find out what machine it runs on.
pytestmark = pytest.mark.app

PASSWORD = 'it\'s "odd" / ü'


def test_a_report_says_where_it_happened_and_holds_no_secret(tmp_path: Path) -> None:
    key, password, token = Secret("very-secret-key"), Secret(PASSWORD), Secret("a.b.c")
    forms = (PASSWORD, repr(PASSWORD), json.dumps({"password": PASSWORD}), quote(PASSWORD, safe=""))
    urls = ("https://me:other@host/x", "http://me:an@odd/one@proxy:8080")
    said = " ".join([f"sent {key.reveal()} away", *forms, f"Bearer {token.reveal()}", *urls, "ik_never_seen"])
    try:
        raise RuntimeError(said) from ValueError(f"before: {password.reveal()}")
    except RuntimeError as error:
        path = write_report(tmp_path, error)
    assert path is not None
    report = path.read_text()
    assert "RuntimeError: sent *** away" in report
    assert "test_reports.py" in report
    assert "https://***@host/x" in report
    assert "http://***@proxy:8080" in report
    for form in (key.reveal(), token.reveal(), "me:other", "an@odd", "one@", "ik_never_seen", "odd", "%22odd"):
        assert form not in report
    assert path.stat().st_mode & 0o077 == 0


def test_a_disk_that_takes_no_report_is_no_second_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert write_report(tmp_path / "file", RuntimeError("x")) is None


def test_the_last_line_names_the_report(tmp_path: Path) -> None:
    said = last_lines(["The unsaved edit of hello is kept."], str(tmp_path / "crash.txt")).splitlines()
    assert "crashed" in said[0]
    assert said[-1] == f"The report is in {tmp_path / 'crash.txt'}."
    assert last_lines([], None).endswith("The report could not be written.")
