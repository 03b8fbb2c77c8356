"""One request on its way: its body, who sent it, and the headers that its answer will have.

Owns the checks that come before anything is done, and the limits. Refuses to know what is asked for.
"""

from starlette.requests import Request

from tui.sandbox.access import Keyring, Verdict
from tui.sandbox.dialect_base import Dialect
from tui.sandbox.incoming import form_fields, is_form, is_json, read_body
from tui.sandbox.limits import Allowance, FixedWindow
from tui.sandbox.logbook import Logbook
from tui.sandbox.refusal import HttpError, encode_json
from tui.sandbox.schema import BadJson, parse_json

_ALWAYS = {
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "Content-Range,Preference-Applied",
}
_REQUESTS_WINDOW_SECONDS = 15 * 60
_WRITES_WINDOW_SECONDS = 5 * 60


class Gate:
    """Who may come in and how often: one for a server."""

    def __init__(self, dialect: Dialect, keyring: Keyring, book: Logbook) -> None:
        self.book = book
        self.dialect = dialect
        self.keyring = keyring
        self.requests = _window(dialect.requests_limit, _REQUESTS_WINDOW_SECONDS)
        self.writes = _window(dialect.writes_limit, _WRITES_WINDOW_SECONDS)


class Exchange:
    """A request and what is known of its answer. Every check raises the dialect's HttpError."""

    def __init__(self, request: Request, gate: Gate) -> None:
        self.request = request
        self.headers = dict(_ALWAYS)
        self.body = b""
        self._gate = gate

    @property
    def dialect(self) -> Dialect:
        """The dialect that is spoken."""
        return self._gate.dialect

    async def read_body(self) -> None:
        """Take the whole body in."""
        body = await read_body(self.request)
        if body is None:
            raise self.dialect.other(413, "PAYLOAD_TOO_LARGE", "request entity too large")
        self.body = body

    def json_body(self) -> object:
        """The body as JSON; one that is not declared to be that is not looked at."""
        if not is_json(self.request):
            return {}
        try:
            return parse_json(self.body)
        except BadJson as error:
            raise self.dialect.bad_json(str(error)) from error

    def passed_on(self) -> bytes:
        """What a function gets of a body: the servers read it as JSON or a form, and write what they read as JSON."""
        if self.request.method in ("GET", "HEAD"):
            return b""
        return encode_json(form_fields(self.body) if is_form(self.request) else self.json_body())

    def admit(self) -> Verdict:
        """Whose credentials the request has; without good ones it is refused."""
        headers = self.request.headers
        verdict = self._gate.keyring.judge(headers.get("authorization"), headers.get("x-api-key"))
        match verdict:
            case Verdict.NOTHING_GIVEN:
                raise self.dialect.no_token()
            case Verdict.BAD_KEY:
                raise self.dialect.bad_key()
            case Verdict.BAD_TOKEN:
                raise self.dialect.bad_token()
            case Verdict.WELCOME_KEY if self.dialect.logs_requests:
                self._gate.book.backend("Secret check successful", {"key": "API_KEY"})
        return verdict

    def count_request(self) -> None:
        """Count it among all requests."""
        if self._gate.requests is None:
            return
        said = self._gate.requests.hit()
        self.headers["x-ratelimit-limit"] = str(said.limit)
        self.headers["x-ratelimit-remaining"] = str(said.remaining)
        self.headers["x-ratelimit-reset"] = str(said.resets_at)
        if not said.allowed:
            raise self._too_many(said, "Too many requests from this IP")

    def count_write(self) -> None:
        """Count it among the writes of functions."""
        if self._gate.writes is None:
            return
        said = self._gate.writes.hit()
        self.headers["ratelimit-policy"] = f"{said.limit};w={self._gate.writes.window_seconds}"
        self.headers["ratelimit-limit"] = str(said.limit)
        self.headers["ratelimit-remaining"] = str(said.remaining)
        self.headers["ratelimit-reset"] = str(said.reset_seconds)
        if not said.allowed:
            words = "Too many functions write requests. Please wait a few minutes and try again."
            raise self._too_many(said, words)

    def _too_many(self, said: Allowance, words: str) -> HttpError:
        refusal = self.dialect.other(429, "TOO_MANY_REQUESTS", words)
        refusal.headers["retry-after"] = str(said.reset_seconds)
        return refusal


def _window(limit: int | None, seconds: int) -> FixedWindow | None:
    return None if limit is None else FixedWindow(limit, seconds)
