"""Puts the sandbox's parts together and serves them.

Owns which parts there are. Refuses to know the command line and how each part works.
"""

import asyncio
from pathlib import Path

from tui.sandbox.app import CloudPlace, create_app
from tui.sandbox.cloud_check import CloudCheck
from tui.sandbox.deno import find_deno
from tui.sandbox.dialect_choice import dialect_named
from tui.sandbox.events import Events
from tui.sandbox.runtime import Runtime
from tui.sandbox.schedule_store import ScheduleStore
from tui.sandbox.secret_store import SecretStore
from tui.sandbox.seeds import examples
from tui.sandbox.server import ReadyLine, bind, serve
from tui.sandbox.store import FunctionStore, StoreUnusable
from tui.sandbox.typecheck import TypeChecker


class StartFailed(Exception):
    """There is no sandbox; the text says why."""


async def run_service(directory: Path, dialect_name: str, *, port: int, type_check: bool, limit_seconds: float) -> None:
    """Serves `directory` until standard input ends. Raises StartFailed before anything is served."""
    dialect = dialect_named(dialect_name)
    try:
        store = FunctionStore(directory, examples())
        secrets = SecretStore(directory, store, reserved=dialect.reserved_secrets)
        schedules = ScheduleStore(directory)
    except StoreUnusable as error:
        raise StartFailed(str(error)) from error
    deno = find_deno()
    runtime = Runtime(deno, limit_seconds=limit_seconds)
    events = Events()
    checker = TypeChecker(deno, directory / "deno-cache") if type_check and deno is not None else None
    try:
        listeners = [bind(port), *([bind(0)] if dialect.deploys else [])]
    except (OSError, OverflowError) as error:
        raise StartFailed(f"port {port} can't be used: {error}") from error
    place = None
    if dialect.deploys:
        check = None if checker is None else CloudCheck(checker)
        place = CloudPlace(f"http://127.0.0.1:{listeners[1].getsockname()[1]}", runtime, check)
    app = create_app(
        store,
        dialect,
        runtime,
        type_check=checker,
        events=events,
        cloud=place,
        secrets=secrets,
        schedules=schedules,
    )
    turning = None if app.turning is None else asyncio.ensure_future(app.turning.keep_turning())
    try:
        ready = ReadyLine(store.api_key, store.password, dialect.name, runtime.status)
        await serve(app, listeners, ready, events.close)
    finally:
        if turning is not None:
            turning.cancel()
        runtime.close()
        if checker is not None:
            checker.close()
        schedules.close()
        secrets.close()
        store.close()
