"""Fixtures that tests of more than one folder share."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import idle
from tui.sandbox.launch import SandboxProcess, start_sandbox

# Before any pilot waits.
idle.install()

StartSandbox = Callable[..., SandboxProcess]


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Let garbage be collected: a console that starts freezes all there is, what is left of others too."""
    yield
    gc.unfreeze()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[StartSandbox]:
    """Starts real sandboxes: `sandbox(dialect="2.1", type_check=False, name="sandbox") -> SandboxProcess`.

    Calls with the same `name` share a folder of the test's own; all are stopped when the test ends.
    """
    started: list[SandboxProcess] = []

    def start(dialect: str = "2.1", type_check: bool = False, name: str = "sandbox") -> SandboxProcess:
        process = start_sandbox(tmp_path / name, dialect, type_check=type_check)
        started.append(process)
        return process

    yield start
    for process in started:
        process.stop()
