"""`insforge-tui run SLUG`: a function is called once; its answer goes to standard output, the rest beside it."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import uuid
from codecs import getincrementaldecoder
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from tui.api.client import Client
from tui.app.runner.words import cut_short, not_answered
from tui.app.shell.notice import describe_error
from tui.cli.arguments import RunArguments
from tui.cli.exit_codes import ExitCode, of_error, of_read
from tui.cli.server import READ_ONLY, find_target_to_change, project_folder, server_name, settings_timeouts
from tui.errors import ApiError, StorageError, UsageError
from tui.flows.connect import Target
from tui.flows.local_stores import saved_requests
from tui.flows.open_client import open_client
from tui.model.invocation import BodyPiece, InvocationCall, ResponseEnd, ResponseHead
from tui.sessions.http_file import DEPLOYMENT, Addresses, parse
from tui.sessions.http_variables import Sources, resolved
from tui.sessions.response import Response, body_text
from tui.sessions.run_errors import Circumstances, Standing, is_asked_about, meaning, standing_of
from tui.sessions.run_request import RunRequest
from tui.store.requests import read_body
from tui.terminal.sanitise import printable


class Output:
    """Where the body of the answer goes as it comes; `stream` is None where it is only told at the end.

    `is_terminal`: what a function answers must not drive it.
    """

    def __init__(self, stream: BinaryIO | None, *, is_terminal: bool) -> None:
        self._stream = stream
        self._decode = getincrementaldecoder("utf-8")("replace").decode if is_terminal else None

    def piece(self, data: bytes) -> None:
        """More of the body is here."""
        if self._stream is None:
            return
        if self._decode is not None:
            data = printable(self._decode(data), newlines=True).encode("utf-8", "replace")
        self._stream.write(data)
        self._stream.flush()


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended: the answer as far as it came, and sentences about it."""

    exit_code: ExitCode
    response: Response | None
    sentences: tuple[str, ...]

    def as_json(self, slug: str) -> dict[str, object]:
        """What a program reads. A body that is no text is in base64."""
        told: dict[str, object] = {
            "slug": slug,
            "outcome": self.exit_code.name.lower(),
            "messages": list(self.sentences),
        }
        response = self.response
        if response is None:
            return {**told, "status": None}
        text = body_text(response)
        body: dict[str, object] = (
            {"body": text} if text is not None else {"body_base64": base64.b64encode(response.body.data).decode()}
        )
        return {
            **told,
            "status": response.status,
            "headers": [list(each) for each in response.headers],
            "first_byte_seconds": round(response.head.seconds, 6),
            "seconds": round(response.seconds, 6),
            "bytes": response.body.size,
            "is_whole": response.is_whole,
            **body,
            **({"body_is_cut": True} if response.body.is_cut else {}),
        }


def run_run(arguments: RunArguments, out: TextIO) -> ExitCode:
    """Call the function and print what it answers. Raises UsageError for what can't be sent."""
    target = find_target_to_change(arguments.server)
    if target.read_only:
        print(f"insforge-tui: {READ_ONLY}", file=sys.stderr)
        return ExitCode.READ_ONLY
    output = Output(None if arguments.json else sys.stdout.buffer, is_terminal=out.isatty())
    result = asyncio.run(run(arguments, target, output))
    if arguments.json:
        print(json.dumps(result.as_json(arguments.slug)), file=out)
    else:
        for line in _lines(arguments, result):
            print(printable(line), file=sys.stderr)
    return result.exit_code


async def run(arguments: RunArguments, target: Target, output: Output) -> RunResult:
    """Call the function once. Raises UsageError for a request that can't be sent as it is."""
    asked = _asked(arguments, target)
    server = server_name(target)
    async with open_client(target, settings_timeouts()) as client:
        try:
            there = await client.functions.list() if _needs_deployment(asked.request) else None
        except ApiError as error:
            return RunResult(of_read(error), None, (f"Not sent: {describe_error(error, server).headline}",))
        addresses = Addresses(target.url, (there.deployment_url or "") if there is not None else "")
        now = int(datetime.now(UTC).timestamp())
        sources = Sources(addresses, os.environ.get, target.key.reveal(), now, str(uuid.uuid4()))
        outgoing = resolved(asked.request, asked.variables, sources)
        if isinstance(outgoing, str):
            raise UsageError(outgoing)
        call = outgoing.call
        if outgoing.body_file:
            call = replace(call, body=_file_content(asked.folder / outgoing.body_file))
        elif asked.body is not None and call.body:
            call = replace(call, body=asked.body, headers=_typed(call.headers, asked))
        return await _called(client, arguments.slug, call, output, server)


async def _called(client: Client, slug: str, call: InvocationCall, output: Output, server: str) -> RunResult:
    response: Response | None = None
    try:
        async for event in client.invocations.stream(slug, call):
            match event:
                case ResponseHead() as head:
                    response = Response(head, seconds=head.seconds)
                case BodyPiece(data, seconds) if response is not None:
                    response = response.longer(data, seconds)
                    output.piece(data)
                case ResponseEnd(seconds) if response is not None:
                    response = response.whole(seconds)
                case _:
                    raise AssertionError("a body comes behind its head")
    except ApiError as error:
        said = not_answered(error, server) if response is None else cut_short(error, server)
        return RunResult(of_error(error), response, (said,))
    assert response is not None
    code = ExitCode.DONE if response.status < HTTPStatus.BAD_REQUEST else ExitCode.ERROR_ANSWER
    return RunResult(code, response, await _meaning(client, slug, call, response))


async def _meaning(client: Client, slug: str, call: InvocationCall, response: Response) -> tuple[str, ...]:
    """What an error answer means; the server is asked what it knows of the function where that tells more."""
    if response.status < HTTPStatus.BAD_REQUEST:
        return ()
    standing, deploys = Standing.NOT_ASKED, False
    if is_asked_about(response):
        try:
            there = await client.functions.list()
        except ApiError:
            standing = Standing.NOT_KNOWN
        else:
            deploys = there.deployment_url is not None
            found = next((each for each in there.functions if each.slug == slug), None)
            standing = Standing.MISSING if found is None else standing_of(found.status)
    if response.status == HTTPStatus.NOT_FOUND and standing is Standing.MISSING:
        return ("The server has no function of this slug.",)
    known = Circumstances(
        deploys_to_cloud=deploys,
        through_deployment=call.base is not None,
        has_path=bool(call.path.strip("/")),
        standing=standing,
    )
    said = meaning(response, known)
    return (said,) if said else ()


class _Asked(NamedTuple):
    """What is to be sent: a request, its file's variables, and the folder that files are named from.

    `body` is sent as it is: nothing in it is a variable, or the name of a file. None: the request's own.
    """

    request: RunRequest
    variables: dict[str, str]
    folder: Path
    body: bytes | None


def _asked(arguments: RunArguments, target: Target) -> _Asked:
    """A saved request of this name, changed by the options, or the options alone."""
    request, variables, folder = RunRequest(), dict[str, str](), Path()
    if arguments.request is not None:
        request, variables, folder = _saved(arguments.slug, arguments.request, target)
    given = {name.lower() for name, _ in arguments.headers}
    kept = tuple(each for each in request.headers if each[0].lower() not in given)
    body = None if arguments.data is None else _literal(arguments.data)
    changed = replace(
        request,
        method=arguments.method or request.method,
        path=request.path if arguments.path is None else arguments.path,
        query=request.query if arguments.query is None else arguments.query,
        headers=(*kept, *arguments.headers),
        # What is sent in its place is put in behind the variables.
        body=request.body if body is None else ("-" if body else ""),
        auth=request.auth if arguments.auth is None else arguments.auth,
        timeout_seconds=request.timeout_seconds if arguments.timeout is None else arguments.timeout,
        is_direct=request.is_direct or arguments.is_direct,
    )
    return _Asked(changed, variables, folder, body)


def _typed(headers: tuple[tuple[str, str], ...], asked: _Asked) -> tuple[tuple[str, str], ...]:
    """The headers with the type of the body that is sent as it is, where no header names one."""
    if asked.request.header("content-type"):
        return headers
    try:
        json.loads(asked.body or b"")
        kind = "application/json"
    except (ValueError, RecursionError):
        kind = "text/plain; charset=utf-8"
    return (*(each for each in headers if each[0].lower() != "content-type"), ("content-type", kind))


def _saved(slug: str, name: str, target: Target) -> tuple[RunRequest, dict[str, str], Path]:
    store = saved_requests(project_folder())
    try:
        file = parse(store.read(target.url, slug), slug)
    except StorageError as error:
        raise UsageError(str(error)) from error
    for request in file.requests:
        if request.name == name:
            return request, dict(file.variables), store.path(target.url, slug).parent
    known = ", ".join(each.name for each in file.requests if each.name) or "none"
    raise UsageError(f"there is no saved request {name!r} of {slug} (there: {known})")


def _literal(data: str) -> bytes:
    """What `--data` says: the text itself, the content of `@file`, or of standard input for `-`."""
    if data == "-":
        if sys.stdin is None:
            raise UsageError("standard input is closed: there is no body to send")
        return sys.stdin.buffer.read()
    return _file_content(Path(data[1:])) if data.startswith("@") else data.encode("utf-8", "surrogateescape")


def _file_content(path: Path) -> bytes:
    try:
        return read_body(path)
    except StorageError as error:
        raise UsageError(str(error)) from error


def _needs_deployment(request: RunRequest) -> bool:
    return request.is_direct or f"{{{{{DEPLOYMENT}}}}}" in request.body + request.path + request.query


def _lines(arguments: RunArguments, result: RunResult) -> list[str]:
    """What stands beside the answer."""
    response = result.response
    lines: list[str] = []
    if response is not None:
        phrase = next((each.phrase for each in HTTPStatus if each == response.status), "")
        first, whole = (f"{seconds * 1000:.0f} ms" for seconds in (response.head.seconds, response.seconds))
        lines.append(f"{response.status} {phrase}".rstrip() + f", first byte {first}, {whole} in all, "
                     f"{response.body.size} bytes")  # fmt: skip
        if arguments.shows_headers:
            lines += [f"{name}: {value}" for name, value in response.headers]
    return [*lines, *result.sentences]
