"""The last runs of each function: one file a function, its name a hash, readable by its owner alone.

Owns how many are kept and how much they may take. A file that can't be used is set aside, never deleted. Refuses to
know what is secret: who keeps a run leaves that out.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from tui.model.fields import Fields, InvalidField
from tui.model.kept_run import Headers, KeptRequest, KeptRun
from tui.store.files import write_private
from tui.store.kept_files import FORMAT, alone_in, read_kept

MOST_RUNS = 50
"""Of a function; the oldest go first."""
MOST_FUNCTION_BYTES = 1024 * 1024
"""What the runs of one function may take."""
MOST_BYTES = 32 * 1024 * 1024
"""What all of them may take. The functions that were run longest ago go first."""

_MOST_READ_BYTES = 4 * MOST_FUNCTION_BYTES


class RunStore:
    """The runs of this user, in one folder. Calls may come from any thread and from several consoles at once.

    Every call raises StorageError with a sentence when the folder can't be used.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def keep(self, server: str, slug: str, run: KeptRun) -> None:
        """Keep a run beside those of before; one that is too large by itself is not kept."""
        with alone_in(self._folder):
            path = self._path(server, slug)
            runs = [*self._read(path), run][-MOST_RUNS:]
            written = _written(server, slug, runs)
            while runs and len(written) > MOST_FUNCTION_BYTES:
                del runs[: max(1, len(runs) // 8)]
                written = _written(server, slug, runs)
            if runs:
                write_private(path, written)
                self._keep_small(path)

    def runs(self, server: str, slug: str) -> tuple[KeptRun, ...]:
        """The runs of a function, the newest first."""
        return tuple(reversed(self._read(self._path(server, slug))))

    def _path(self, server: str, slug: str) -> Path:
        return self._folder / f"{sha256(json.dumps([server, slug]).encode()).hexdigest()[:32]}.json"

    def _keep_small(self, newest: Path) -> None:
        """Delete the runs of the functions that were run longest ago."""
        found = sorted((each.stat().st_mtime, each.stat().st_size, each) for each in self._folder.glob("*.json"))
        total = sum(size for _, size, _ in found)
        for _, size, path in found:
            if total <= self._most_bytes:
                return
            if path != newest:
                path.unlink(missing_ok=True)
                total -= size

    def _read(self, path: Path) -> list[KeptRun]:
        def listed(content: Fields) -> list[KeptRun]:
            return [_run(Fields(each, "a run", exact=True)) for each in content.items("runs")]

        return read_kept(path, _MOST_READ_BYTES, "the list of a function's runs", listed) or []


def _written(server: str, slug: str, runs: Sequence[KeptRun]) -> bytes:
    made = [
        {
            **run._asdict(),
            "at": run.at.isoformat(),
            "request": run.request._asdict(),
            "body": base64.b64encode(run.body).decode("ascii"),
        }
        for run in runs
    ]
    content = {"format": FORMAT, "server": server, "slug": slug, "runs": made}
    return json.dumps(content, separators=(",", ":")).encode("ascii")


def _run(content: Fields) -> KeptRun:
    asked = content.object("request", "the request")
    timeout = asked.value("timeout_seconds")
    request = KeptRequest(
        **{name: asked.text(name) for name in ("method", "path", "query", "body", "auth", "variable", "name")},
        headers=_headers(asked),
        is_direct=asked.flag("is_direct", usual=False),
        timeout_seconds=None if timeout is None else _seconds(asked, "timeout_seconds"),
    )
    return KeptRun(
        content.moment("at"),
        request,
        content.whole_number("status"),
        _headers(content),
        _seconds(content, "first_seconds"),
        _seconds(content, "seconds"),
        content.whole_number("size"),
        base64.b64decode(content.text("body"), validate=True),
        content.text("url"),
        content.optional_text("redirected") or "",
    )


def _headers(content: Fields) -> Headers:
    found: list[tuple[str, str]] = []
    for pair in content.items("headers"):
        match pair:
            case [str() as name, str() as value]:
                found.append((name, value))
            case _:
                raise InvalidField(content.what, "headers", "a list of names and values")
    return tuple(found)


def _seconds(content: Fields, name: str) -> float:
    value = content.value(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidField(content.what, name, "a number")
    return float(value)
