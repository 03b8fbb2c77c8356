"""The functions of the live deployment, called: at an address of their own, or through the backend.

Owns what the deployment's router answers itself. Refuses to know how a deployment comes about and how modules run.
"""

import time
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from tui.sandbox.calls import Call, Headers, Printed, Reply, Runs, problem
from tui.sandbox.deployments import Deployment, Deployments
from tui.sandbox.incoming import path_segments, read_body
from tui.sandbox.invocation import HOP_BY_HOP, passed_headers, while_connected
from tui.sandbox.logbook import Logbook
from tui.sandbox.refusal import encode_json
from tui.sandbox.router import json_response
from tui.sandbox.store import wire_time

_JSON: Headers = [("content-type", "application/json")]


class Deployed:
    """What answers at the deployment's address."""

    def __init__(self, deployments: Deployments, runtime: Runs, book: Logbook) -> None:
        self._deployments = deployments
        self._runtime = runtime
        self._book = book

    async def answer(self, request: Request) -> Response:
        """The answer to a request that was sent to the deployment's own address; no key is asked for."""
        await self._deployments.begin()
        live = self._deployments.live
        if live is None:
            return PlainTextResponse("404: DEPLOYMENT_NOT_FOUND", 404)
        segments = path_segments(request)
        if segments in ([""], ["health"]):
            told = {"status": "ok", "type": "insforge-functions", "timestamp": wire_time(datetime.now(UTC))}
            return json_response(told)
        slug, rest = segments[0], "/".join(segments[1:])
        body = await read_body(request)
        if body is None:
            return PlainTextResponse("413: PAYLOAD_TOO_LARGE", 413)
        reply = await self._reply(request, live, slug, f"/{rest or slug}", body, streams=True)
        response = (
            Response(reply.body, reply.status) if reply.more is None else StreamingResponse(reply.more, reply.status)
        )
        for name, value in reply.headers:
            if name.lower() not in HOP_BY_HOP:
                response.headers.append(name, value)
        return response

    async def through_the_backend(self, request: Request, slug: str, body: bytes) -> Reply:
        """What a function answers to the backend, which reads it whole."""
        await self._deployments.begin()
        live = self._deployments.live
        if live is None:
            return problem(502, f"request to http://deno:7133/{slug} failed, reason: getaddrinfo ENOTFOUND deno")
        return await self._reply(request, live, slug, f"/{slug}", body, streams=False)

    async def _reply(
        self, request: Request, live: Deployment, slug: str, path: str, body: bytes, *, streams: bool
    ) -> Reply:
        code = live.modules.get(slug)
        if code is None:
            words = "Function not found" if live.modules else "No functions deployed"
            return Reply(404, _JSON, encode_json({"error": words}))

        def printed(one: Printed) -> None:
            self._book.deployed(live.id, one.level, f"[{slug}] {one.text}")

        query = f"?{request.url.query}" if request.url.query else ""
        call = Call(
            request.method,
            f"{live.url}{path}{query}",
            passed_headers(request),
            body,
            slug,
            as_module=True,
            streams=streams,
            secrets=live.secrets,
            printed=printed,
        )
        began = time.monotonic()
        reply = await while_connected(request, self._runtime.run(code, call))
        duration = f"{(time.monotonic() - began) * 1000:.0f}ms"
        fields: dict[str, object] = {"timestamp": wire_time(datetime.now(UTC)), "slug": slug, "method": request.method}
        fields |= {"status": reply.status, "duration": duration}
        self._book.deployed(live.id, "info", f"{request.method} {slug} {reply.status} {duration}", fields)
        return reply
