"""The sandbox as a process: how it starts, what it says, and that it never outlives its use."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import httpx
import pytest

from tests.conftest import StartSandbox
from tests.sandbox.serving import DENO, GREET, needs_deno
from tui.sandbox.launch import SandboxFailed, SandboxProcess, start_sandbox
from tui.sandbox.store import DATABASE_NAME

WAIT_SECONDS = 15
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into Linux's table of processes")
SLEEPER = "module.exports = () => new Promise((done) => setTimeout(done, 60000));"


def spawn(*arguments: str, python: tuple[str, ...] = ("-m", "tui.sandbox")) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *python, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


def ready(process: "subprocess.Popen[bytes]") -> dict[str, str]:
    assert process.stdout is not None
    said: dict[str, str] = json.loads(process.stdout.readline())
    return said


def client_of(sandbox: SandboxProcess) -> httpx.Client:
    return httpx.Client(base_url=sandbox.url, headers={"x-api-key": sandbox.api_key}, timeout=WAIT_SECONDS)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_ready_line_says_what_is_needed_to_connect(tmp_path: Path) -> None:
    process = spawn("--dir", str(tmp_path / "new"), "--dialect", "2.1")
    said = ready(process)
    assert set(said) == {"url", "api_key", "password", "dialect", "runtime"}
    assert said["url"].startswith("http://127.0.0.1:")
    assert said["api_key"].startswith("ik_")
    assert said["runtime"] == ("unavailable" if DENO is None else "running")
    assert httpx.get(f"{said['url']}/api/health").json()["version"] == "2.1.0"
    output, complaints = process.communicate(timeout=WAIT_SECONDS)
    assert (process.returncode, output, complaints) == (0, b"", b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_peace(number: signal.Signals, tmp_path: Path) -> None:
    process = spawn("--dir", str(tmp_path), "--dialect", "2.3")
    ready(process)
    process.send_signal(number)
    assert process.wait(WAIT_SECONDS) == 0


@on_linux
def test_it_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tui.sandbox.launch import start_sandbox\n"
        "sandbox = start_sandbox(Path(sys.argv[1]), '2.1')\n"
        "print(sandbox.pid, flush=True); time.sleep(60)\n"
    )
    parent = spawn(str(tmp_path), python=("-c", program))
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert is_alive(pid)
    parent.kill()
    # Its standard output was a pipe to the parent, so nothing but the process table tells; ours ends with both.
    parent.communicate(timeout=WAIT_SECONDS)
    wait_until_gone(pid)


def wait_until_gone(pid: int) -> None:
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    assert select.select([descriptor], [], [], WAIT_SECONDS)[0], f"process {pid} is still there"
    os.close(descriptor)


@on_linux
@needs_deno
def test_no_function_runs_on_when_the_sandbox_is_stopped(sandbox: StartSandbox) -> None:
    process = sandbox()
    with client_of(process) as client:
        client.post("/api/functions", json={"name": "sleeper", "code": SLEEPER})
        with socket.create_connection(("127.0.0.1", int(process.url.rpartition(":")[2]))) as caller:
            caller.sendall(b"GET /functions/sleeper HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            child = await_child(process.pid)
            process.stop()
    assert not is_alive(process.pid)
    assert not is_alive(child)


@on_linux
@needs_deno
def test_a_caller_that_hangs_up_ends_its_function(sandbox: StartSandbox) -> None:
    process = sandbox()
    with client_of(process) as client:
        client.post("/api/functions", json={"name": "sleeper", "code": SLEEPER})
        with socket.create_connection(("127.0.0.1", int(process.url.rpartition(":")[2]))) as caller:
            caller.sendall(b"GET /functions/sleeper HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            child = await_child(process.pid)
        wait_until_gone(child)


@on_linux
@needs_deno
def test_a_function_ends_with_a_sandbox_that_was_killed(sandbox: StartSandbox) -> None:
    process = sandbox()
    with client_of(process) as client:
        client.post("/api/functions", json={"name": "sleeper", "code": SLEEPER})
        with socket.create_connection(("127.0.0.1", int(process.url.rpartition(":")[2]))) as caller:
            caller.sendall(b"GET /functions/sleeper HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            child = await_child(process.pid)
            os.kill(process.pid, signal.SIGKILL)
            wait_until_gone(child)


def await_child(pid: int) -> int:
    """The first child of the process; asked for until there is one."""
    for _ in range(100_000):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        if children:
            return int(children[0])
    raise AssertionError("no function was started")


def test_what_was_saved_is_there_after_a_restart_in_another_dialect(sandbox: StartSandbox) -> None:
    first = sandbox("2.1")
    with client_of(first) as client:
        assert client.put("/api/functions/hello-world", json={"code": GREET}).status_code == 200
    first.stop()
    second = sandbox("documented")
    assert second.api_key == first.api_key
    with client_of(second) as client:
        assert client.get("/api/functions/hello-world").json()["code"] == GREET


def test_two_sandboxes_share_a_folder(sandbox: StartSandbox) -> None:
    one, two = sandbox("2.1"), sandbox("2.3")
    assert (one.api_key, one.password) == (two.api_key, two.password)
    assert one.url != two.url
    with client_of(one) as first, client_of(two) as second:
        first.post("/api/functions", json={"name": "shared", "code": GREET})
        assert second.get("/api/functions/shared").json()["code"] == GREET


def test_a_body_that_is_too_large_is_answered_over_a_real_socket(sandbox: StartSandbox) -> None:
    with client_of(sandbox()) as client:
        response = client.put("/api/functions/hello-world", content=b" " * (12 * 1024**2))
    assert response.status_code == 413


@needs_deno
def test_types_are_checked_by_the_whole_program(sandbox: StartSandbox) -> None:
    with client_of(sandbox("2.3", type_check=True)) as client:
        code = client.get("/api/functions/hello-world").json()["code"]
        refused = client.put("/api/functions/hello-world", json={"code": f'{code}Deno.run("ls");\n'})
        kept = client.get("/api/functions/hello-world").json()["code"]
    assert (refused.status_code, kept) == (400, code)
    assert "type check" in refused.json()["message"]


def test_stopping_twice_is_harmless_and_keys_are_not_shown(sandbox: StartSandbox) -> None:
    process = sandbox()
    assert process.api_key not in repr(process)
    assert process.password not in repr(process)
    process.stop()
    process.stop()


def test_a_folder_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(b"no database" * 100)
    with pytest.raises(SandboxFailed, match="not a database") as caught:
        start_sandbox(tmp_path, "2.1")
    assert "\n" not in str(caught.value)


@needs_deno
def test_deployed_functions_have_a_port_of_their_own(sandbox: StartSandbox) -> None:
    with client_of(sandbox("cloud")) as client:
        listed = client.get("/api/functions").json()
        assert listed["deploymentUrl"] not in (None, client.base_url)
        assert httpx.get(f"{listed['deploymentUrl']}/health").json()["status"] == "ok"
        assert httpx.get(f"{listed['deploymentUrl']}/hello-world?lang=de").status_code == 200
        assert client.get("/health").status_code == 404


@needs_deno
def test_the_time_limit_can_be_shortened(tmp_path: Path) -> None:
    process = start_sandbox(tmp_path, "2.1", limit_seconds=0.5)
    try:
        with client_of(process) as client:
            client.post("/api/functions", json={"name": "sleeper", "code": SLEEPER})
            late = client.get("/functions/sleeper")
        assert (late.status_code, late.json()) == (504, {"error": "Function timeout"})
    finally:
        process.stop()


def test_a_port_that_is_taken_is_told_with_code_2(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = spawn("--dir", str(tmp_path), "--port", str(taken.getsockname()[1]))
        output, complaints = process.communicate(timeout=WAIT_SECONDS)
    assert (process.returncode, output, complaints.count(b"\n")) == (2, b"", 1)
    assert b"port" in complaints


def test_missing_packages_are_told_with_the_extra_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['starlette'] = None; from tui.sandbox.__main__ import main; sys.exit(main())"
    process = spawn("--dir", str(tmp_path), python=("-c", program))
    output, complaints = process.communicate(timeout=WAIT_SECONDS)
    assert (process.returncode, output, complaints.count(b"\n")) == (2, b"", 1)
    assert b"insforge-tui[sandbox]" in complaints


def test_a_sandbox_that_stays_silent_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(SandboxFailed, match="did not become ready"):
        start_sandbox(tmp_path, "2.1", timeout_seconds=0)


def test_the_launcher_needs_nothing_but_the_standard_library() -> None:
    program = (
        "import sys; before = set(sys.modules); import tui.sandbox.launch\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(new - set(sys.stdlib_module_names)))"
    )
    process = spawn(python=("-c", program))
    assert process.communicate(timeout=WAIT_SECONDS)[0].strip() == b"['tui']"


def test_what_other_programs_of_python_are_told_does_not_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-16")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("TMPDIR", "/nonexistent")
    process = start_sandbox(tmp_path / "é", "2.1", type_check=False)
    process.stop()
    assert process.url.startswith("http://127.0.0.1:")


def test_a_machine_without_a_place_for_temporary_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> NoReturn:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryFile", none)
    with pytest.raises(SandboxFailed, match="set TMPDIR"):
        start_sandbox(tmp_path, "2.1")
