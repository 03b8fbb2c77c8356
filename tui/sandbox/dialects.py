"""How each kind of server words its answers.

Owns names, shapes and sentences of the wire: the OpenAPI page ("documented") and the captured 2.1 and 2.3 servers.
Refuses to know where functions are kept, how they run and what HTTP library carries the answers.
"""

import re
from collections.abc import Sequence

from tui.sandbox.dialect_base import Dialect, Session
from tui.sandbox.refusal import HttpError, compact_json
from tui.sandbox.schema import Issue
from tui.sandbox.secret_store import RESERVED
from tui.sandbox.store import StoredFunction

# Each as the servers print it and as they apply it: JavaScript's `i` flag, comments and strings included.
_DANGEROUS = tuple(
    (f"/{source}/i", re.compile(source, re.IGNORECASE))
    for source in (
        r"Deno\.run",
        r"Deno\.spawn",
        r"Deno\.Command",
        r"child_process",
        r"process\.exit",
        r"""require\(['"]fs['"]\)""",
    )
)
_SERVES = re.compile(r"Deno\.serve\s*\(")


class DocumentedDialect(Dialect):
    """The server of the OpenAPI page: snake_case, bare lists, plain `error` texts."""

    name = "documented"
    version = "1.0.0"
    put_statuses = ("draft", "active", "error")
    has_audits = False
    has_schedules = False
    keeps_output = True
    streams_answers = True
    follows_redirects = False

    def listing(self, functions: Sequence[StoredFunction], runtime: str, deployment_url: str | None) -> object:
        return [_metadata(function) for function in functions]

    def one(self, function: StoredFunction) -> dict[str, object]:
        return {**_metadata(function), "code": function.code}

    def written(self, function: StoredFunction, deployment: dict[str, object] | None) -> dict[str, object]:
        return {"success": True, "function": _metadata(function)}

    def refuse_code(self, code: str) -> None:
        for pattern, expression in _DANGEROUS:
            if expression.search(code):
                raise HttpError(400, {"error": "Code contains potentially dangerous patterns", "pattern": pattern})

    def login_fields(self, body: object) -> tuple[str, str]:
        return ("email", "password") if isinstance(body, dict) and "username" not in body else ("username", "password")

    def not_found(self) -> HttpError:
        return HttpError(404, {"error": "Function not found"})

    def slug_taken(self, slug: str) -> HttpError:
        details = f"Function with slug '{slug}' already exists"
        return HttpError(409, {"error": "Function already exists", "details": details})

    def invalid(self, issues: list[Issue]) -> HttpError:
        return HttpError(400, {"error": "Invalid request", "details": issues})

    def bad_json(self, complaint: str) -> HttpError:
        return HttpError(400, {"error": "Invalid JSON", "message": complaint})

    def other(self, status: int, code: str, message: str, next_actions: str | None = None) -> HttpError:
        return HttpError(status, {"error": message})


class VersionedDialect(Dialect):
    """What the captured servers of both versions share: camelCase, error codes, issues as a string of JSON."""

    not_found_code = "NOT_FOUND"
    exists_code = "ALREADY_EXISTS"
    no_log_code = "NOT_FOUND"
    runtime_is_down = "request to http://deno:7133/{slug} failed, reason: read ECONNRESET"
    deployments_by = "Deno Subhosting"

    def listing(self, functions: Sequence[StoredFunction], runtime: str, deployment_url: str | None) -> object:
        rows = [_camel(function, with_code=False) for function in functions]
        return {"functions": rows, "runtime": {"status": runtime}, "deploymentUrl": deployment_url}

    def one(self, function: StoredFunction) -> dict[str, object]:
        return _camel(function, with_code=True)

    def written(self, function: StoredFunction, deployment: dict[str, object] | None) -> dict[str, object]:
        done = deployment is None or deployment["status"] == "success"
        return {"success": done, "function": _camel(function, with_code=True), "deployment": deployment}

    def no_build_log(self) -> HttpError:
        words = f"Build logs not available. {self.deployments_by} may not be configured or no deployments found."
        return self.other(404, self.no_log_code, words)

    def not_found(self) -> HttpError:
        return self.other(404, self.not_found_code, "Function not found")

    def slug_taken(self, slug: str) -> HttpError:
        return self.other(409, self.exists_code, "Function with this slug already exists")

    def invalid(self, issues: list[Issue]) -> HttpError:
        return self.other(400, "INVALID_INPUT", compact_json(issues))

    def bad_json(self, complaint: str) -> HttpError:
        return self.other(400, "INVALID_INPUT", complaint, "Please ensure your request body contains valid JSON")

    def other(self, status: int, code: str, message: str, next_actions: str | None = None) -> HttpError:
        body: dict[str, object] = {"error": code, "message": message, "statusCode": status}
        if next_actions is not None:
            body["nextActions"] = next_actions
        return HttpError(status, body)


class Dialect21(VersionedDialect):
    """A 2.1.0 server: six dangerous patterns, logins by e-mail, a wide limit on everything."""

    name = "2.1"
    version = "2.1.0"
    requests_limit = 3000
    updates_reserved_secrets = True
    has_schedules_config = False
    keeps_output = True

    def login_fields(self, body: object) -> tuple[str, str]:
        return ("email", "password")

    def refuse_code(self, code: str) -> None:
        for pattern, expression in _DANGEROUS:
            if expression.search(code):
                raise self.other(400, "INVALID_INPUT", f"Code contains potentially dangerous pattern: {pattern}")
        if _SERVES.search(code):
            raise self.other(
                400,
                "INVALID_INPUT",
                'Functions should use "export default async function(req: Request)" instead of "Deno.serve()". '
                "The router handles serving automatically.",
            )


class Dialect23(VersionedDialect):
    """A 2.3.1 server: Deno.serve alone is refused by name, logins by user name, a narrow limit on writes."""

    name = "2.3"
    version = "2.3.1"
    not_found_code = "FUNCTION_NOT_FOUND"
    exists_code = "FUNCTION_ALREADY_EXISTS"
    no_log_code = "LOG_NOT_FOUND"
    no_secret_code = "SECRET_NOT_FOUND"
    secret_exists_code = "SECRET_ALREADY_EXISTS"
    reserved_secrets = (*RESERVED, "JWT_PUBLIC_KEY", "JWT_PRIVATE_KEY", "JWT_KEY_ID")
    rotates = ("api-key", "anon-key")
    deployments_by = "Deno Deploy"
    no_schedule_code = "SCHEDULE_NOT_FOUND"
    bad_cron_code = "SCHEDULE_INVALID_CRON"
    writes_limit = 15
    type_checks = True
    logs_requests = True
    tells_changes = True
    admin_id = "local:admin"

    def nobody_answers(self, place: str) -> str:
        host, _, port = place.partition(":")
        return f"plpy.Error: Failed to connect to {host} port {port or 80}: Connection refused"

    def session_cookie(self, session: Session) -> tuple[str, str]:
        return ("insforge_admin_refresh_token", "/api/auth/admin")

    def session(self, session: Session) -> dict[str, object]:
        return {
            "admin": {"sub": self.admin_id},
            "accessToken": session.access_token,
            "csrfToken": session.csrf_token,
        }

    def refuse_code(self, code: str) -> None:
        if _SERVES.search(code):
            raise self.other(
                400,
                "INVALID_INPUT",
                'Function source cannot contain Deno.serve(). Use "export default async function(req: Request)" '
                "instead; the router handles serving automatically.",
            )


def _metadata(function: StoredFunction) -> dict[str, object]:
    return {
        "id": function.id,
        "slug": function.slug,
        "name": function.name,
        "description": function.description,
        "status": function.status,
        "created_at": function.created_at,
        "updated_at": function.updated_at,
        "deployed_at": function.deployed_at,
    }


def _camel(function: StoredFunction, *, with_code: bool) -> dict[str, object]:
    return {
        "id": function.id,
        "slug": function.slug,
        "name": function.name,
        "description": function.description,
        **({"code": function.code} if with_code else {}),
        "status": function.status,
        "createdAt": function.created_at,
        "updatedAt": function.updated_at,
        "deployedAt": function.deployed_at,
    }
