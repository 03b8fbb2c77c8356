"""One real sandbox for many tests: each has functions of its own on it, and asks for them as somebody else would."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeVar, cast

from tests.forked_start import Forked, fork_instead
from tui.api.client import Client
from tui.errors import NotFound
from tui.model.function import FunctionChanges, NewFunction
from tui.model.secret import Secret
from tui.sandbox import launch
from tui.sandbox.launch import SandboxFailed, SandboxProcess

T = TypeVar("T")
TOP = Path(__file__).parents[1]
CODE = "// one\n// two\n// three\nmodule.exports = async () => new Response('hello');\n"
_NUMBERS = count(1)


@dataclass(frozen=True)
class SharedSandbox:
    """A running sandbox and the folder that its database is in."""

    process: SandboxProcess
    folder: Path

    @property
    def env(self) -> Mapping[str, str]:
        """What connects a console to it."""
        return {"INSFORGE_URL": self.process.url, "INSFORGE_API_KEY": self.process.api_key}

    def create(self, slug: str = "", code: str = CODE) -> str:
        """Create a function; answers its slug, which is a new one where none is given."""
        slug = slug or f"shared-{next(_NUMBERS)}"
        self._ask(lambda client: client.functions.create(NewFunction(f"Function {slug}", code, slug)))
        return slug

    def create_anew(self, slug: str, code: str = CODE) -> None:
        """Create a function in place of what an earlier test left there."""
        with suppress(NotFound):
            self.delete(slug)
        self.create(slug, code)

    def code(self, slug: str) -> str:
        """The code that the server has."""
        return self._ask(lambda client: client.functions.get(slug)).code

    def slugs(self) -> list[str]:
        """The functions that the server has."""
        return [each.slug for each in self._ask(lambda client: client.functions.list()).functions]

    def save(self, slug: str, code: str) -> None:
        """Save another code, as somebody else does."""
        self._ask(lambda client: client.functions.update(slug, FunctionChanges(code=code)))

    def delete(self, slug: str) -> None:
        """Delete a function, as somebody else does."""
        self._ask(lambda client: client.functions.delete(slug))

    def _ask(self, call: Callable[[Client], Coroutine[object, object, T]]) -> T:
        async def ask() -> T:
            async with Client(self.process.url, Secret(self.process.api_key)) as client:
                return await call(client)

        return asyncio.run(ask())


def start_sandbox(
    directory: Path, dialect: str, *, type_check: bool = True, limit_seconds: float | None = None
) -> SandboxProcess:
    """What `tui.sandbox.launch` starts, forked from the start server where there is one."""
    words = ["--dir", os.fspath(directory), "--dialect", dialect]
    words += [] if type_check else ["--no-type-check"]
    words += [] if limit_seconds is None else ["--limit-seconds", str(limit_seconds)]
    its_input, our_input = os.pipe()
    our_output, its_output = os.pipe()
    with tempfile.TemporaryFile() as complaints:
        streams = (its_input, its_output, complaints.fileno())
        pid = fork_instead([sys.executable, "-m", "tui.sandbox", *words], os.environ, TOP, streams)
        os.close(its_input)
        os.close(its_output)
        stdin, stdout = os.fdopen(our_input, "wb"), os.fdopen(our_output, "rb")
        if pid is None:
            stdin.close()
            stdout.close()
            return launch.start_sandbox(directory, dialect, type_check=type_check, limit_seconds=limit_seconds)
        child = cast("subprocess.Popen[bytes]", Forked(pid, stdin, stdout))
        ready = stdout.readline()
        if not ready:
            child.wait()
            complaints.seek(0)
            raise SandboxFailed(complaints.read().decode())
    return SandboxProcess(**json.loads(ready), _child=child)
