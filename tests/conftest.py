"""Fixtures that tests of more than one folder share, and the tier of every test."""

import gc
import importlib
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

from tests import forked_start, idle
from tests.shared_sandbox import SharedSandbox, start_sandbox
from tests.tiers import TIERS, PureGuard, is_left_out, tier_of, tiers_among
from tui.sandbox.launch import SandboxProcess

# Before any pilot waits.
idle.install()
forked_start.enable()

# Examples of each property, and no limit on how long one takes: that says how busy the machine is. Many more:
# `--hypothesis-profile default`.
settings.register_profile("suite", max_examples=40, deadline=None)
settings.load_profile("suite")

StartSandbox = Callable[..., SandboxProcess]
TESTS = Path(__file__).parent

if sys.dont_write_bytecode:
    # Compiling what a console imports takes as long as all else of its start, and the suite starts hundreds. Where no
    # bytecode is wanted beside the sources it is kept with pytest's own cache.
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(TESTS.parent / ".pytest_cache" / "bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

_SET_APART = gc.freeze
_GUARD = PureGuard()
_GUARD.install()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no folder of which no test can be selected: that takes longer than the pure tests themselves."""
    inside = collection_path.parent == TESTS and collection_path.is_dir()
    return True if inside and is_left_out(collection_path.name, config.option.markexpr) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Where all tests are collected, each worker begins with a part of the modules of its own.

    In a fresh copy every module is compiled first, which takes longer than collecting: so each is compiled by one
    worker, and not by all of them in the same order at the same time.
    """
    worker = getattr(session.config, "workerinput", None)
    everything = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS and not session.config.option.markexpr
    if worker is not None and everything:
        number = int(worker["workerid"].removeprefix("gw"))
        for path in sorted(TESTS.rglob("test_*.py"))[number :: worker["workercount"]]:
            with suppress(ImportError):  # told where it is collected
                importlib.import_module(".".join(path.relative_to(TESTS.parent).with_suffix("").parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the tier of its folder, unless it says its own; those that take longest come first."""
    for item in items:
        if not tiers_among([marker.name for marker in item.iter_markers()]):
            item.add_marker(tier_of(item.path.relative_to(TESTS)))
    # At the end nobody waits long for the last test of another worker.
    items.sort(key=lambda item: -TIERS.index(tiers_among([marker.name for marker in item.iter_markers()])[0]))


def pytest_collection_finish() -> None:
    """Set apart for good what all tests share: no later search for garbage looks through it."""
    gc.collect()
    gc.freeze()
    # Consoles that are gone are cycles that have grown old: looked for every twenty tests or so, not every hundred.
    gc.set_threshold(50_000, 5, 3)
    # A console sets apart what is loaded when it begins, and here the earlier consoles of this process with it: nothing
    # of them would ever be freed, which came to a gigabyte.
    vars(gc)["freeze"] = lambda: None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Look through all that the tests left once: pytest does five times, for seconds of each worker's processor."""
    gc.collect()
    _SET_APART()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Hold pure tests to what they are."""
    _GUARD.closed = item.get_closest_marker("pure") is not None
    try:
        return (yield)
    finally:
        _GUARD.closed = False


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedSandbox]:
    """A sandbox of dialect 2.1 for all tests of this process; each creates the functions that it changes."""
    folder = tmp_path_factory.mktemp("shared-sandbox")
    process = start_sandbox(folder, "2.1", type_check=False)
    yield SharedSandbox(process, folder)
    process.stop()


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
