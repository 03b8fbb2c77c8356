"""Where foreign text meets a terminal without a screen: `insforge-tui run`, `logs`, `save` and a linked folder."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import tui.__main__ as command_line
from tests.faults.hostile_list import whole
from tests.faults.hostile_outside import _alone, _served
from tests.faults.hostile_recording import Report
from tests.faults.hostile_server import HostileServer, JsonRow, answer, row
from tests.faults.hostile_strings import LITERALS, hostile_strings
from tests.faults.output_grammar import unmeant_sequences

_SLUG = "echo"
_CODE = "module.exports = async () => new Response('ok');\n"


class _Terminal(io.TextIOWrapper):
    """What says that it is a terminal, and keeps what it is sent."""

    def __init__(self) -> None:
        self.kept = io.BytesIO()
        super().__init__(self.kept, encoding="utf-8", write_through=True)

    def isatty(self) -> bool:
        return True


def commands(seed: int, count: int) -> Report:
    """Each command with answers that are hostile wherever they can be, as lines and as JSON."""
    report = Report()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), _alone(Path(folder)), _served() as server:
        Path("code.js").write_text(_CODE)
        with patch.dict(os.environ, {"INSFORGE_URL": server.url, "INSFORGE_API_KEY": "ik_x"}):
            columns = [hostile_strings(seed, f"command {part}", count, longest=200) for part in ("text", "other")]
            for text, other in zip(*columns, strict=True):
                for place, arguments, literal in _answered(server, text, other):
                    _try(report, place, arguments, [text] if literal else [])
    return report


def _answered(server: HostileServer, text: str, other: str) -> Iterator[tuple[str, Sequence[str], bool]]:
    """Each place: what to run there, and whether the text must be seen as it is; the server is set up before it."""
    head = {"content-type": _line(other), "x-said": _line(text)}
    server.functions = [row(1, _SLUG, status=text)]
    server.opened = row(1, _SLUG, code="module.exports = 1;\n", name=text)
    with _instead(server, CALL=answer(whole(text).encode(), reason=_line(other), headers=head)):
        yield "run: body", ["run", _SLUG], True
        yield "run: headers", ["run", _SLUG, "-i"], False
        yield "run: JSON", ["run", _SLUG, "--json"], False
    with _instead(server, CALL=answer({"error": text, "message": other}, 500)):
        yield "run: error", ["run", _SLUG], False
    with _instead(server, CALL=answer({"error": "Function not found or not active"}, 404)):
        yield "run: a status that nobody knows", ["run", _SLUG], False
    with _instead(server, LOGS=answer(_log(text, other))):
        for source in ("output", "calls", "backend", "postgres"):
            yield f"logs: {source}", ["logs", "--source", source], source == "backend"
            yield f"logs: {source}, JSON", ["logs", "--source", source, "--json"], False
    with _instead(server, LOGS=answer({"error": "CODE", "message": text, "nextActions": other}, 400)):
        yield "logs: refused", ["logs"], False
    deployed = {"id": "d", "status": "failed", "buildLogs": [text, other, f"error: {text} at functions/{other}.ts:1:2"]}
    stored = {**server.opened, "code": _CODE}
    with _instead(server, PUT=answer({"success": False, "function": stored, "deployment": deployed})):
        yield "save: build log", ["save", _SLUG, "code.js"], False
        yield "save: build log, JSON", ["save", _SLUG, "code.js", "--json"], False
    with _instead(server, PUT=answer({"error": "INVALID_INPUT", "message": text, "nextActions": other}, 400)):
        yield "save: refused", ["save", _SLUG, "code.js"], True
        yield "save: refused, JSON", ["save", _SLUG, "code.js", "--json"], False
    yield from _linked(server, text, other)
    text, other = _argument(text), _argument(other)
    yield "argument: request", ["run", _SLUG, "--request", f"r{text}"], False
    yield "argument: file", ["save", _SLUG, f"no/{text}"], False
    yield "argument: body's file", ["run", _SLUG, "-d", f"@no/{text}"], False
    yield "argument: header", ["run", _SLUG, "-H", text], False
    yield "argument: path and query", ["run", _SLUG, "--path", text, "-q", other], False
    yield "argument: slug", ["run", f"s{text}"], False
    yield "argument: filter", ["logs", "--filter", f"/{text}"], False


def _linked(server: HostileServer, text: str, other: str) -> Iterator[tuple[str, Sequence[str], bool]]:
    """A linked folder whose server has functions of any slug."""
    server.functions = [row(1, text, name=other), row(2, _SLUG, name=text, description=other)]
    server.opened = row(2, _SLUG, code=f"// {text}\n", name=text, description=other)
    yield "link", ["link"], False
    yield "pull", ["pull", "--overwrite", _SLUG], False
    yield "pull: all, JSON", ["pull", "--json"], False
    yield "status", ["status"], False
    yield "status: JSON", ["status", "--json"], False
    Path(f"{_SLUG}.js").write_text(_CODE)
    with _instead(server, PUT=answer({"error": "INVALID_INPUT", "message": text, "nextActions": other}, 400)):
        yield "push: refused", ["push", _SLUG], False
        yield "push: refused, JSON", ["push", _SLUG, "--json"], False
    Path(f"{_SLUG}.json").write_text(json.dumps({"slug": text}))
    yield "status: another slug in the file", ["status"], False
    Path(f"{_SLUG}.json").unlink()
    text = _argument(text)
    yield "argument: pulled slug", ["pull", f"s{text}"], False
    yield "argument: imported file", ["import", f"no/{text}.js"], False


@contextmanager
def _instead(server: HostileServer, **told: bytes) -> Iterator[None]:
    server.instead.update(told)
    try:
        yield
    finally:
        server.instead.clear()


def _log(text: str, other: str) -> JsonRow:
    about = {"method": other, "path": f"/functions/{_SLUG}", "status": other, "userAgent": text, "slug": _SLUG}
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    bodies = ({"level": other}, {"level": "info", "metadata": about}, {"level": "error", "metadata": {"slug": text}})
    return {"logs": [{"timestamp": at, "eventMessage": text, "body": body} for body in bodies], "total": 3}


def _argument(text: str) -> str:
    """What is left of a text on a command line: bytes that are no UTF-8 are there as Python has them."""
    return "".join(
        each if each < "\ud800" or each > "\udfff" or "\udc80" <= each <= "\udcff" else "?"
        for each in text
        if each != "\0"
    )


def _line(text: str) -> str:
    return text.translate({0: " ", 10: " ", 13: " "}).strip() or "x"


def _try(report: Report, place: str, arguments: Sequence[str], shown: Sequence[str]) -> None:
    out, error = _Terminal(), _Terminal()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        code = command_line.main(list(arguments))
    texts = [stream.kept.getvalue().decode("utf-8", "backslashreplace") for stream in (out, error)]
    found = [each for text in texts for each in unmeant_sequences(text.replace("\n", ""))]
    if code == 1 and "crashed" in texts[1]:
        found.append(f"it crashed: {texts[1]}")
    if "--json" in arguments and texts[0]:
        for line in texts[0].splitlines():
            json.loads(line)
    found += [f"{text!r} is not shown as it is" for text in shown if text in LITERALS and text not in "".join(texts)]
    if not "".join(texts):
        found.append("nothing was said")
    for each in found:
        report.note(place, each, [arguments[-1], *shown])
    report.shown[place] += 1
