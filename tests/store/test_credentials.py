"""Keys from a command and from the project file."""

from __future__ import annotations

import json
import os
import select
import sys
from pathlib import Path

import pytest

from tui.errors import KeyCommandFailed, StorageError, UsageError
from tui.model.secret import Secret
from tui.store.credentials import find_project_file, run_key_command


def project(folder: Path, content: str) -> Path:
    path = folder / ".insforge" / "project.json"
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_the_nearest_project_file_above_is_read(tmp_path: Path) -> None:
    project(tmp_path, json.dumps({"oss_host": "https://far", "api_key": "ik_far"}))
    near = project(tmp_path / "a", json.dumps({"oss_host": "https://near", "api_key": "ik_near", "other": 1}))
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    found = find_project_file(tmp_path / "a" / "b" / "c")
    assert found is not None
    assert (found.path, found.url, found.key) == (near, "https://near", Secret("ik_near"))


@pytest.mark.parametrize(
    ("content", "url", "name"),
    [
        (
            {"appkey": "k3y", "region": "eu-central", "project_name": "shop"},
            "https://k3y.eu-central.insforge.app",
            "shop",
        ),
        ({"appkey": "k3y", "region": "eu", "oss_host": "http://localhost:7130"}, "http://localhost:7130", ""),
        ({"appkey": "k3y.evil.example/", "region": "eu"}, None, ""),
        ({"appkey": 5, "region": "eu", "project_name": [], "branched_from": {"project_id": "1"}}, None, ""),
    ],
)
def test_a_project_of_the_cloud_is_found_by_its_key_and_region(
    tmp_path: Path, content: dict[str, object], url: str | None, name: str
) -> None:
    project(tmp_path, json.dumps({"api_key": "ik", **content}))
    found = find_project_file(tmp_path)
    assert found is not None
    assert (found.url, found.name) == (url, name)


def test_no_project_file_is_none(tmp_path: Path) -> None:
    found = find_project_file(tmp_path)
    assert found is None or tmp_path not in found.path.parents


@pytest.mark.parametrize("content", ["", "{", "[]", '{"oss_host": 5}', '{"api_key": []}', "[" * 100_000])
def test_a_broken_project_file_is_named(tmp_path: Path, content: str) -> None:
    path = project(tmp_path, content)
    with pytest.raises(UsageError, match=str(path)):
        find_project_file(tmp_path)


def test_a_project_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = project(tmp_path, '\ufeff{"oss_host": "https://near", "api_key": "ik_near"}\r\n')
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    found = find_project_file(tmp_path)
    assert found is not None
    assert (found.url, found.key) == ("https://near", Secret("ik_near"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (bytes(512), "it is empty"),
        ('{"oss_host": "https://x"}'.encode("utf-16"), "is UTF-16: save it as UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{\n"oss_host": "\xff"}', r"line 2"),
        (b"9" * 9999, "not JSON"),
    ],
    ids=["empty", "zeros", "UTF-16", "nested", "broken", "digits"],
)
def test_a_project_file_that_can_not_be_read_says_why(tmp_path: Path, content: bytes, said: str) -> None:
    path = project(tmp_path, "")
    path.write_bytes(content)
    with pytest.raises((UsageError, StorageError), match=said) as caught:
        find_project_file(tmp_path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="needs to give a file away")
def test_somebody_elses_project_file_is_passed_over(tmp_path: Path) -> None:
    path = project(tmp_path, json.dumps({"oss_host": "https://evil", "api_key": "ik"}))
    os.chown(path, 65534, 65534)
    found = find_project_file(tmp_path)
    assert found is None or found.path != path


def test_a_folder_in_its_place_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a" / ".insforge" / "project.json").mkdir(parents=True)
    path = project(tmp_path, json.dumps({"oss_host": "https://above"}))
    found = find_project_file(tmp_path / "a")
    assert found is not None
    assert found.path == path


def test_a_folder_that_cannot_be_entered_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project(tmp_path, json.dumps({"oss_host": "https://above"}))
    closed = project(tmp_path / "a", "{}")
    stat = Path.stat

    def denied(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        # Root may enter everywhere, and tests may run as root.
        if self == closed:
            raise PermissionError(13, "Permission denied")
        return stat(self, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", denied)
    found = find_project_file(tmp_path / "a")
    assert found is not None
    assert found.path == path


@pytest.mark.app
def test_a_command_prints_the_key() -> None:
    assert run_key_command("echo ik_printed") == Secret("ik_printed")


@pytest.mark.app
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("echo hidden; exit 3", "ended with 3"),
        ("echo why >&2; exit 1", r"\(why\)"),
        ("true", "on one line"),
        ("echo hidden; echo more", "on one line"),
        ("echo \0hidden", "can't be run"),
    ],
)
def test_a_bad_command_is_said_without_what_it_printed(command: str, said: str) -> None:
    with pytest.raises(KeyCommandFailed, match=said) as caught:
        run_key_command(command)
    assert "hidden" not in str(caught.value).replace(command, "")


@pytest.mark.app
def test_a_command_has_no_terminal_to_ask_on() -> None:
    session = run_key_command(f"'{sys.executable}' -c 'import os; print(os.getsid(0))'")
    assert int(session.reveal()) != os.getsid(0)


@pytest.mark.app
def test_a_command_that_hangs_is_ended() -> None:
    with pytest.raises(KeyCommandFailed, match="did not end"):
        run_key_command("exec tail -f /dev/null", timeout_seconds=0.2)


@pytest.mark.app
def test_what_a_hanging_command_started_is_ended_too(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    # The reader's end of the pipe closes when the last process that holds its other end is gone.
    reader = os.open(ready, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(KeyCommandFailed, match="did not end"):
        run_key_command(f"exec 9>'{ready}'; tail -f /dev/null >/dev/null 2>&1; echo never", timeout_seconds=0.5)
    os.set_blocking(reader, True)
    assert select.select([reader], [], [], 10)[0], "something still runs"
    assert os.read(reader, 1) == b""
    os.close(reader)
