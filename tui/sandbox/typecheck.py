"""Checks a function's types with `deno check`, as cloud projects do before they deploy.

Owns the folder the check happens in and what is told of its output. Refuses to know what a failed check means for a
save.
"""

import asyncio
import secrets
import tempfile
from pathlib import Path

from tui.sandbox.deno import bare_environment, kill_group, reap
from tui.sandbox.refusal import compact_json

_LIMIT_SECONDS = 60.0
_OUTPUT_LIMIT_CHARACTERS = 20_000
_SOURCE_NAME = "func.ts"
# A check is a second of TypeScript's, mostly its start: what V8 would optimise is over before that pays, and with room
# for what is young less is collected. A quarter of the processor's time less, for small functions and for large ones.
_V8_FLAGS = "--no-opt,--min-semi-space-size=16"
_NO_WORDS = "error: Type checking failed."
_CONFIG = {"compilerOptions": {"strict": False, "noImplicitAny": False, "types": ["./ambient.d.ts"]}}
# Cloud projects put lines in front of the code, one, or eleven where `module.exports` stands anywhere in it; the line
# numbers of a complaint count them. `tests/wire/insforge-head-cloud.jsonl` shows both.
_LINES_IN_FRONT = 1
_LINES_IN_FRONT_OF_LEGACY = 11
# What the self-hosted runtime hands to a function; declared beside the code.
_AMBIENT = "".join(
    f"declare var {name}: any;\n"
    for name in ("module", "exports", "require", "createClient", "encodeBase64", "decodeBase64")
)


# The package that cloud functions import; what it really has is not known here.
_SDK_NAME = "sdk.ts"
_SDK = "export function createClient(..._options: any[]): any {}\n"
_CLOUD_CONFIG = {"compilerOptions": {"noImplicitAny": False}, "imports": {"npm:@insforge/sdk": f"./{_SDK_NAME}"}}
_CLOUD_PLACE = "file:///var/tmp/insforge-deno-check"


class TypeChecker:
    """Checks one function at a time; nothing is fetched and nothing is run. `cache` keeps what makes checks quick."""

    def __init__(self, deno: Path, cache: Path, *, limit_seconds: float = _LIMIT_SECONDS) -> None:
        self._deno = deno
        self._cache = cache
        self._limit_seconds = limit_seconds
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None

    async def __call__(self, code: str) -> str | None:
        """What Deno says against the code; None when it is content.

        The code's place is called file:///func.ts, and its lines count those that a cloud project puts in front.
        """
        files = {"deno.json": compact_json(_CONFIG), "ambient.d.ts": _AMBIENT, _SOURCE_NAME: _in_front(code) + code}
        told = await self._check(files, quietly=True, place="file:///")
        # Some builds of Deno add a trace of their own insides.
        return None if told is None else told.partition("\nStack backtrace:")[0].strip() or _NO_WORDS

    async def check_module(self, module: str) -> str | None:
        """What Deno says against a module as the cloud deploys it; None when it is content."""
        files = {"deno.json": compact_json(_CLOUD_CONFIG), _SDK_NAME: _SDK, _SOURCE_NAME: module}
        told = await self._check(files, quietly=False, place=f"{_CLOUD_PLACE}-{secrets.token_hex(3)}/")
        return None if told is None else told.strip() or _NO_WORDS

    async def _check(self, files: dict[str, str], *, quietly: bool, place: str) -> str | None:
        async with self._turn:
            with tempfile.TemporaryDirectory(prefix="insforge-tui-check-", ignore_cleanup_errors=True) as folder:
                root = Path(folder).resolve()  # noqa: ASYNC240 - one lookup of a folder just made
                try:
                    return await self._check_in(root, files, quietly, place)
                except OSError:
                    # A Deno that can't be started has no opinion.
                    return None

    def close(self) -> None:
        """Ends a check that still runs."""
        if self._process is not None:
            kill_group(self._process)

    async def _check_in(self, folder: Path, files: dict[str, str], quietly: bool, place: str) -> str | None:
        for name, text in files.items():
            # Written as bytes: line endings are part of where an error is.
            (folder / name).write_bytes(text.encode("utf-8"))
        process = await asyncio.create_subprocess_exec(
            self._deno,
            *("check", *(("--quiet",) if quietly else ()), "--no-lock", "--no-remote", "--no-npm", _SOURCE_NAME),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=folder,
            env={**bare_environment(self._cache), "DENO_V8_FLAGS": _V8_FLAGS},
            start_new_session=True,
        )
        self._process = process
        try:
            async with asyncio.timeout(self._limit_seconds):
                output, _ = await process.communicate()
        except TimeoutError:
            return f"error: The type check took longer than {self._limit_seconds:g} seconds."
        finally:
            kill_group(process)
            self._process = None
            await asyncio.shield(reap(process))
        return None if process.returncode == 0 else _readable(output.decode("utf-8", "replace"), folder, place)


def _in_front(code: str) -> str:
    return "// in front\n" * (_LINES_IN_FRONT_OF_LEGACY if "module.exports" in code else _LINES_IN_FRONT)


def _readable(output: str, folder: Path, place: str) -> str:
    return output.replace(f"{folder.as_uri()}/", place).replace(f"{folder}/", "/")[:_OUTPUT_LIMIT_CHARACTERS]
