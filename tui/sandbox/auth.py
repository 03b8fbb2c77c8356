"""Signing in: an administrator's session for a password, and the lasting key for a session.

Owns what a session is made of. Refuses to know how a dialect words it.
"""

import secrets
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from starlette.responses import Response

from tui.sandbox.access import Keyring
from tui.sandbox.dialect_base import Session
from tui.sandbox.exchange import Exchange
from tui.sandbox.router import Route, json_response
from tui.sandbox.schema import Invalid, check_login
from tui.sandbox.store import wire_time

_WEEK_SECONDS = 7 * 24 * 3600


class Auth:
    """The calls to sign in to one server."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def routes(self) -> tuple[Route, ...]:
        """The routes of this resource."""
        return (
            Route("POST", "/api/auth/admin/sessions", self._log_in),
            Route("GET", "/api/metadata/api-key", self._api_key),
        )

    async def _log_in(self, exchange: Exchange) -> Response:
        dialect, sent = exchange.dialect, exchange.json_body()
        names = dialect.login_fields(sent)
        try:
            given = check_login(sent, names)
        except Invalid as error:
            raise dialect.bad_login_body(error.issues) from error
        user, password = (given[name] for name in names)
        token = self._keyring.log_in(user, password)
        if token is None:
            raise dialect.bad_login()
        now = datetime.now(UTC)
        session = Session(token, secrets.token_hex(32), secrets.token_urlsafe(32), wire_time(now))
        response = json_response(dialect.session(session))
        name, path = dialect.session_cookie(session)
        expires = format_datetime(now + timedelta(seconds=_WEEK_SECONDS), usegmt=True)
        cookie = f"{name}={session.refresh_token}; Max-Age={_WEEK_SECONDS}; Path={path}; Expires={expires}"
        response.headers["set-cookie"] = f"{cookie}; HttpOnly; Secure; SameSite=None"
        return response

    async def _api_key(self, exchange: Exchange) -> Response:
        exchange.admit()
        return json_response({"apiKey": self._keyring.api_key})
