"""The tree of what can go wrong.

    ConsoleError
    ├── UsageError              a bad option or file: one line on stderr, exit code 2
    ├── StorageError            a file of ours could not be read or written
    ├── KeyCommandFailed        `api_key_command` ended badly
    └── ApiError                talking to the server
        ├── Unreachable         no request left this machine whole: DNS, refused, TLS, timeout, read-only
        ├── ResponseLost        the request was sent, no whole answer came: nobody knows yet what it did
        ├── InvalidResponse     an answer came that is not the API's (a proxy's page, broken JSON, wrong types)
        └── ErrorResponse       the server said no
            ├── Refused         400, 413, 422: with the reasons
            ├── Unauthorised    401
            ├── SignInRejected  401 to a sign-in with user name and password
            ├── Forbidden       403
            ├── NotFound        404
            ├── AlreadyExists   409
            ├── RateLimitExceeded  429
            └── ServerFailed    5xx and what else it answers

Owns the types and what they carry. Refuses to know how they are shown: `app/shell/notice.py` puts them into words.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from tui.model.problem import Refusal


class ConsoleError(Exception):
    """Whatever the console itself knows can go wrong."""


class UsageError(ConsoleError):
    """A bad option, environment or file. Its text is the whole line for stderr."""


class StorageError(ConsoleError):
    """A file of ours could not be read or written. Its text names the file and the reason; `reason` is that alone."""

    def __init__(self, text: str, reason: str = "") -> None:
        super().__init__(text)
        self.reason = reason or text


class KeyCommandFailed(ConsoleError):
    """`api_key_command` ended badly. Its text never holds what the command printed on standard output."""


class ApiError(ConsoleError):
    """Anything that went wrong between the console and the server."""


class UnreachableReason(Enum):
    """Why no request could be sent whole."""

    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    NOT_TLS = "not tls"
    TIMEOUT = "timeout"
    PROXY = "proxy"
    BAD_ADDRESS = "bad address"
    READ_ONLY = "read-only"
    """The profile is read-only, or --read-only is given: the console itself held back what would change something."""
    OTHER_SERVER = "other server"
    """Another server is connected than the one that it was for: the console itself held it back."""
    OTHER = "other"


class Unreachable(ApiError):
    """The request was not sent, or not sent whole: the server did nothing because of it."""

    def __init__(self, reason: UnreachableReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class ResponseLost(ApiError):
    """The request was sent and no whole answer came. Whether the server acted on it is unknown."""

    def __init__(self, detail: str, *, timed_out: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.timed_out = timed_out


class InvalidResponse(ApiError):
    """An answer that is not this API's. `excerpt` holds its first 200 characters, as they came."""

    def __init__(self, status: int, content_type: str, excerpt: str, why: str) -> None:
        super().__init__(f"HTTP {status}: {why}")
        self.status = status
        self.content_type = content_type
        self.excerpt = excerpt
        self.why = why


class ErrorResponse(ApiError):
    """The server said no. `code` is its own word (`INVALID_INPUT`), `message` its own sentence."""

    def __init__(self, status: int, code: str, message: str, next_actions: str = "") -> None:
        super().__init__(f"HTTP {status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.next_actions = next_actions


class Refused(ErrorResponse):
    """The server looked at the request and would not have it. `refusals` holds at least one reason."""

    def __init__(
        self, status: int, code: str, message: str, refusals: tuple[Refusal, ...], next_actions: str = ""
    ) -> None:
        super().__init__(status, code, message, next_actions)
        self.refusals = refusals


class Unauthorised(ErrorResponse):
    """401: the key or token is missing, wrong or out of date. Status 0: no server was asked, the key can't be sent."""


class SignInRejected(ErrorResponse):
    """401 to a sign-in: the user name or the password is wrong. No key was used."""


class Forbidden(ErrorResponse):
    """403: known, and not allowed."""


class NotFound(ErrorResponse):
    """404: there is no such function (or other thing)."""


class AlreadyExists(ErrorResponse):
    """409: the slug or key is taken."""


class RateLimitExceeded(ErrorResponse):
    """429. `next_at` is when the next write is free (aware UTC), where the server says."""

    def __init__(self, status: int, code: str, message: str, next_at: datetime | None) -> None:
        super().__init__(status, code, message)
        self.next_at = next_at


class ServerFailed(ErrorResponse):
    """5xx, or any other status the API does not name."""
