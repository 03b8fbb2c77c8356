"""What a dialect is: one method for each answer the sandbox gives.

Owns the answers that all servers give alike. Refuses to know where they differ, and what HTTP library carries them.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from tui.sandbox.refusal import HttpError
from tui.sandbox.schema import Issue
from tui.sandbox.secret_store import RESERVED
from tui.sandbox.store import StoredFunction

_NO_TOKEN = {
    "error": "AUTH_INVALID_CREDENTIALS",
    "message": "No admin token provided",
    "statusCode": 401,
    "nextActions": "Check the token is valid or login to get a new token.",
}
_BAD_KEY = {
    "error": "AUTH_INVALID_API_KEY",
    "message": "Invalid API key",
    "statusCode": 401,
    "nextActions": "Check the API key is valid or generate a new API key.",
}
_BAD_TOKEN = {"error": "AUTH_UNAUTHORIZED", "message": "Invalid token", "statusCode": 401}
_BAD_LOGIN = {"error": "AUTH_UNAUTHORIZED", "message": "Invalid admin credentials", "statusCode": 401}


@dataclass(frozen=True)
class Session:
    """What a login hands out."""

    access_token: str
    csrf_token: str
    refresh_token: str
    now: str


class Dialect(ABC):
    """The answers of one kind of server. What is the same everywhere is here."""

    name: str
    version: str
    put_statuses: tuple[str, ...] = ("draft", "active")
    requests_limit: int | None = None
    writes_limit: int | None = None
    type_checks = False
    has_audits = True
    keeps_output = False
    """Whether what functions print can be read in the logs."""
    logs_requests = False
    """Whether the backend keeps a line of each request in its own log."""
    tells_changes = False
    """Whether there is a stream of changes."""
    streams_answers = False
    """Whether an answer that comes in pieces is passed on as it comes; the real backends read it whole first."""
    follows_redirects = True
    """Whether the backend follows a function's redirect itself: its caller then never sees it."""
    deploys = False
    """Whether functions are deployed to an address of their own, in place of a runtime beside the server."""
    no_secret_code = "NOT_FOUND"
    secret_exists_code = "INVALID_INPUT"
    updates_reserved_secrets = False
    has_schedules = True
    has_schedules_config = True
    schedules_by_seconds = False
    """Whether the database's cron is new enough for pauses in seconds; that of the captured servers is not."""
    no_schedule_code = "NOT_FOUND"
    bad_cron_code = "INVALID_INPUT"
    reserved_secrets: tuple[str, ...] = RESERVED
    rotates: tuple[str, ...] = ("api-key",)
    """Of which of its keys a server makes a new one when it is asked to."""
    reserved_slugs: tuple[str, ...] = ()
    runtime_is_down = "Failed to connect to Deno runtime"
    """Why nothing runs; {slug} stands for the function's."""
    admin_id = "00000000-0000-0000-0000-000000000001"

    def health(self, now: str) -> dict[str, object]:
        """The answer to GET /api/health."""
        return {"status": "ok", "version": self.version, "service": "Insforge OSS Backend", "timestamp": now}

    def deleted(self, slug: str) -> dict[str, object]:
        """The answer to a DELETE."""
        return {"success": True, "message": f"Function {slug} deleted successfully"}

    def no_token(self) -> HttpError:
        """Nobody said who they are."""
        return HttpError(401, dict(_NO_TOKEN))

    def bad_key(self) -> HttpError:
        """The API key is another's."""
        return HttpError(401, dict(_BAD_KEY))

    def bad_token(self) -> HttpError:
        """The access token is unknown or has run out."""
        return HttpError(401, dict(_BAD_TOKEN))

    def bad_login(self) -> HttpError:
        """Name or password is wrong."""
        return HttpError(401, dict(_BAD_LOGIN))

    def login_fields(self, body: object) -> tuple[str, str]:
        """The names of the two fields that a login with this body must have."""
        return ("username", "password")

    def session_cookie(self, session: Session) -> tuple[str, str]:
        """Name and path of the cookie that carries the refresh token."""
        return ("insforge_refresh_token", "/api/auth")

    def session(self, session: Session) -> dict[str, object]:
        """The answer to a login."""
        user = {
            "id": self.admin_id,
            "email": "admin@example.com",
            "emailVerified": True,
            "createdAt": session.now,
            "updatedAt": session.now,
            "profile": {"name": "Administrator"},
            "metadata": None,
        }
        return {"user": user, "accessToken": session.access_token, "csrfToken": session.csrf_token}

    def nobody_answers(self, place: str) -> str:
        """What a schedule's log says where nobody answers at an address."""
        return "error fetching next item from iterator"

    def address(self, host: str) -> str:
        """A caller's address as the server writes it."""
        return host if ":" in host else f"::ffff:{host}"

    def no_build_log(self) -> HttpError:
        """There are no deployments, so there is no log of one."""
        return self.no_such_endpoint("/api/logs/functions/build-logs")

    @abstractmethod
    def listing(self, functions: Sequence[StoredFunction], runtime: str, deployment_url: str | None) -> object:
        """The answer to GET /api/functions."""

    @abstractmethod
    def one(self, function: StoredFunction) -> dict[str, object]:
        """The answer to GET /api/functions/{slug}."""

    @abstractmethod
    def written(self, function: StoredFunction, deployment: dict[str, object] | None) -> dict[str, object]:
        """The answer to a POST or PUT that was carried out; `deployment` is what became of deploying it, if it was."""

    @abstractmethod
    def refuse_code(self, code: str) -> None:
        """Raises the HttpError for the first pattern the server does not want in a function."""

    @abstractmethod
    def not_found(self) -> HttpError:
        """No function has this slug."""

    @abstractmethod
    def slug_taken(self, slug: str) -> HttpError:
        """Another function has this slug."""

    @abstractmethod
    def invalid(self, issues: list[Issue]) -> HttpError:
        """The body breaks the schema."""

    @abstractmethod
    def bad_json(self, complaint: str) -> HttpError:
        """The body is not JSON."""

    @abstractmethod
    def other(self, status: int, code: str, message: str, next_actions: str | None = None) -> HttpError:
        """Any other refusal."""

    def no_such_endpoint(self, path: str) -> HttpError:
        """The path is not part of the API."""
        hint = "Please check the API documentation for available endpoints"
        return self.other(404, "NOT_FOUND", f"Endpoint {path} not found", hint)

    def bad_login_body(self, issues: list[Issue]) -> HttpError:
        """The login's body breaks the schema: said in words, not as issues."""
        words = ", ".join(f"{_first(issue['path'])}: {issue['message']}" for issue in issues)
        return self.other(400, "INVALID_INPUT", words)


def _first(path: object) -> object:
    return path[0] if isinstance(path, list) and path else "body"
