"""A request as a curl command: what a real shell makes of it is what would be sent, and no secret stands in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases import cases
from tui.sessions.as_curl import as_curl
from tui.sessions.http_file import Addresses
from tui.sessions.http_variables import Sources
from tui.sessions.run_request import Auth, AuthKind, RunRequest

BASE = "http://localhost:7130"
SECRETS = {"INSFORGE_API_KEY": "ik_se'cr\"et $x `y` !z \\", "USER_TOKEN": "t0k en", "N": "5"}
SOURCES = Sources(Addresses(BASE, "https://abc.example"), SECRETS.get, SECRETS["INSFORGE_API_KEY"], 7, "uuid")


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a `curl` that prints what it is called with."""
    folder = tmp_path_factory.mktemp("path")
    fake = folder / "curl"
    fake.write_text(
        f"#!{sys.executable}\nimport os, sys\nsys.stdout.buffer.write(b'\\0'.join(map(os.fsencode, sys.argv[1:])))\n"
    )
    fake.chmod(0o755)
    return folder


def arguments(shell: Path, command: str) -> list[str]:
    """What curl is called with, when sh runs the command with the secrets in its environment."""
    env = {"PATH": f"{shell}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", **SECRETS}
    ran = subprocess.run(["/bin/sh", "-c", command], env=env, capture_output=True, check=True, timeout=60)
    return ran.stdout.decode("utf-8", "surrogateescape").split("\0")


def curl(request: RunRequest, **variables: str) -> str:
    command, is_one = as_curl(request, "greet", variables, SOURCES)
    assert is_one, command
    assert not any(value in command for name, value in SECRETS.items() if name != "N")
    return command


@pytest.mark.app
def test_a_shell_calls_curl_with_what_would_be_sent(shell: Path) -> None:
    request = RunRequest(
        "PUT", "", "name=Ada B&x=[1]", (("X-Id", "a'b\"$HOME `id`"), ("X-Empty", "")), '{"a": "it\'s $5\\n"}',
        Auth(AuthKind.API_KEY), 2.5,
    )  # fmt: skip
    assert arguments(shell, curl(request)) == [
        "-i", "-X", "PUT", "-m", "2.5", "-g", f"{BASE}/functions/greet?name=Ada%20B&x=[1]",
        "-H", f"Authorization: Bearer {SECRETS['INSFORGE_API_KEY']}",
        "-H", "content-type: application/json",
        "-H", "X-Id: a'b\"$HOME `id`", "-H", "X-Empty;",
        "--data-raw", '{"a": "it\'s $5\\n"}',
    ]  # fmt: skip


@pytest.mark.app
def test_variables_of_the_environment_stand_by_their_names_wherever_they_are(shell: Path) -> None:
    request = RunRequest(
        "POST", "", "t={{token}}", (("Content-Type", "application/json"), ("X-Both", "{{$env USER_TOKEN}}_'{{who}}'")),
        '{"n": {{$env N}}, "t": "{{token}}"}', Auth(AuthKind.TOKEN, "USER_TOKEN"),
    )  # fmt: skip
    command = curl(request, token="{{$env USER_TOKEN}}", who="Ada")
    assert '"Authorization: Bearer $USER_TOKEN"'.lower() in command.lower()
    token = SECRETS["USER_TOKEN"]
    assert arguments(shell, command) == [
        "-i", f"{BASE}/functions/greet?t={token}", "-H", f"authorization: Bearer {token}",
        "-H", "Content-Type: application/json", "-H", f"X-Both: {token}_'Ada'",
        "--data-raw", f'{{"n": 5, "t": "{token}"}}',
    ]  # fmt: skip


@cases(
    ("request_", "begins"),
    [
        (RunRequest("GET"), f"curl -i {BASE}/functions/greet"),
        (RunRequest("HEAD"), f"curl -I {BASE}/functions/greet"),
        (RunRequest("POST"), f"curl -i -X POST {BASE}/functions/greet"),
        (RunRequest("GET", is_direct=True), "curl -i https://abc.example/greet"),
        (RunRequest(body="< ./b.json"), f"curl -i {BASE}/functions/greet \\\n  -H 'content-type: application/json'"),
        (RunRequest(body="@x"), f"curl -i {BASE}/functions/greet \\\n  -H 'content-type: text/plain; charset=utf-8'"),
    ],
)
def test_each_method_and_kind_of_body_is_written_as_curl_wants_it(request_: RunRequest, begins: str) -> None:
    command = curl(request_)
    assert command.startswith(begins)
    assert ("--data-binary @./b.json" in command) == bool(request_.body_file)
    assert ("--data-raw @x" in command) == (request_.body == "@x")


def test_what_can_not_be_sent_is_not_copied_and_it_is_said_why() -> None:
    assert as_curl(RunRequest(query="{{nobody}}"), "greet", {}, SOURCES)[1] is False
    said, is_one = as_curl(RunRequest(body="a\0b"), "greet", {}, SOURCES)
    assert not is_one
    assert "NUL" in said


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n{}"), min_size=1, max_size=20)


@pytest.mark.app
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_TEXT, _TEXT)
def test_any_text_reaches_curl_as_it_was_typed(shell: Path, value: str, body: str) -> None:
    request = RunRequest(headers=(("X-A", value.strip() or "x"),), body=f"b{body}" + "{{$env USER_TOKEN}}")
    command, is_one = as_curl(request, "greet", {}, SOURCES)
    if is_one:
        found = arguments(shell, command)
        assert found[-1] == f"b{body}{SECRETS['USER_TOKEN']}"
        assert f"X-A: {value.strip() or 'x'}" in found
