"""What a request is sent as: its path and query encoded, its headers whole."""

from __future__ import annotations

from urllib.parse import quote

from tui.model.invocation import InvocationCall
from tui.sessions.run_request import AuthKind, RunRequest

_IN_QUERY = "%/?:@!$&'()*+,;=-._~[]"
"""What stands in a query as it was typed; the rest is percent-encoded."""
_IN_PATH = "%/:@!$&'()*+,;=-._~"
USUAL_TIMEOUT_SECONDS = 60.0


async def call_of(request: RunRequest) -> InvocationCall:
    """What a request is sent as."""
    headers = request.headers
    if request.content_type and not request.header("content-type"):
        headers = (*headers, ("content-type", request.content_type))
    return InvocationCall(
        request.method,
        quote(request.path, safe=_IN_PATH),
        quote(request.query, safe=_IN_QUERY),
        headers,
        request.sent_body.encode("utf-8", "replace"),
        with_key=request.auth.kind is AuthKind.API_KEY,
        timeout_seconds=request.timeout_seconds or USUAL_TIMEOUT_SECONDS,
    )
