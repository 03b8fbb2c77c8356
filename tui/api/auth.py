"""The calls to sign in: an administrator's token for a password, and the lasting key for a token."""

from __future__ import annotations

from collections.abc import Awaitable

from tui.api.transport import Transport
from tui.errors import InvalidResponse, SignInRejected, Unauthorised
from tui.model.fields import Fields, InvalidValue
from tui.model.secret import Secret


class AuthApi:
    """Signing in to one server. Every call raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def log_in(self, user: str, password: Secret) -> Secret:
        """An administrator's access token, good for minutes. Servers up to 2.1 read `email`, later ones `username`.

        A wrong name or password raises SignInRejected.
        """
        body = {"username": user, "email": user, "password": password.reveal()}
        try:
            return await _unquoted(
                self._transport.write("POST", "/api/auth/admin/sessions", access_token, body, key=None, budgeted=False)
            )
        except Unauthorised as error:
            raise SignInRejected(error.status, error.code, error.message, error.next_actions) from error

    async def fetch_api_key(self, token: Secret) -> Secret:
        """The API key that lasts, for an administrator's token."""
        return await _unquoted(self._transport.read("/api/metadata/api-key", api_key, key=token))


async def _unquoted(answer: Awaitable[Secret]) -> Secret:
    """The secret of an answer. One that is not understood may hold it all the same: it is not quoted."""
    try:
        return await answer
    except InvalidResponse as error:
        if not 200 <= error.status < 300:
            raise
        raise InvalidResponse(error.status, error.content_type, "", error.why) from None


def access_token(value: object) -> Secret:
    """The token a login answers."""
    return _secret(value, "access_token", "accessToken")


def api_key(value: object) -> Secret:
    """The key that lasts."""
    return _secret(value, "api_key", "apiKey")


def _secret(value: object, name: str, called: str) -> Secret:
    found = Fields(value, "the answer").optional_text(name)
    if not found:
        raise InvalidValue(f"the answer comes without {called}")
    return Secret(found)
