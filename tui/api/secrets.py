"""The calls about secrets and the server's own keys, and how their answers are read.

Owns the paths and the shapes of the answers. Refuses to quote an answer that may hold a value: what is not understood
of one is told without its text.
"""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime
from enum import Enum
from typing import TypeVar

from tui.api.transport import Transport
from tui.errors import InvalidResponse
from tui.model.address import quoted_slug
from tui.model.fields import Fields, InvalidField, InvalidValue, replace_surrogates
from tui.model.secret import Secret
from tui.model.stored_secret import RotatedKey, StoredSecret

_PATH = "/api/secrets"
Value = TypeVar("Value")


class Unchanged(Enum):
    """Says of a field that it is not sent: None is a value of its own."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


class ServerKey(Enum):
    """The keys of a server that it makes anew by itself."""

    API = "api-key"
    ANON = "anon-key"


class SecretsApi:
    """The secrets of one server. Every call raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key

    async def list(self) -> tuple[StoredSecret, ...]:
        """Every secret without its value, deleted ones too; NotFound where a server has none of them."""
        return await self._transport.read(_PATH, stored_secrets, key=self._key)

    async def value(self, key: str) -> Secret:
        """The value of one secret. The server notes that it was read; NotFound for a deleted or expired one."""
        return await _unquoted(self._transport.read(_path(key), secret_value, key=self._key))

    async def create(self, key: str, value: Secret, expires_at: datetime | None = None) -> None:
        """Create a secret, or a deleted one again, once. A value is needed: servers refuse an empty one."""
        body: dict[str, str] = {"key": key, "value": value.reveal()}
        if expires_at is not None:
            body["expiresAt"] = wire_time(expires_at)
        await self._transport.write("POST", _PATH, _done, body, key=self._key, budgeted=False)

    async def update(
        self,
        key: str,
        *,
        value: Secret | None = None,
        is_active: bool | None = None,
        expires_at: datetime | Unchanged | None = UNCHANGED,
    ) -> None:
        """Send what is given, once; an expiry of None is none any more."""
        body: dict[str, str | bool | None] = {}
        if value is not None:
            body["value"] = value.reveal()
        if is_active is not None:
            body["isActive"] = is_active
        if not isinstance(expires_at, Unchanged):
            body["expiresAt"] = None if expires_at is None else wire_time(expires_at)
        await self._transport.write("PUT", _path(key), _done, body, key=self._key, budgeted=False)

    async def delete(self, key: str) -> None:
        """Delete a secret, once. The server goes on listing it as inactive."""
        await self._transport.write("DELETE", _path(key), _done, key=self._key, budgeted=False)

    async def rotate(self, which: ServerKey, grace_hours: int) -> RotatedKey:
        """Let the server make a key anew, once; the old one is good for so many hours more.

        NotFound where the server can't. A lost answer may have held the one sight of the new key.
        """
        name = "api_key" if which is ServerKey.API else "anon_key"
        body = {"gracePeriodHours": grace_hours}
        path = f"{_PATH}/{which.value}/rotate"
        return await _unquoted(
            self._transport.write(
                "POST", path, lambda value: rotated_key(value, name), body, key=self._key, budgeted=False
            )
        )

    async def api_key(self) -> Secret:
        """The server's API key of now, which is another than the one in use after a rotation."""
        return await _unquoted(self._transport.read("/api/metadata/api-key", _api_key, key=self._key))


async def _unquoted(answer: Awaitable[Value]) -> Value:
    """An answer that may hold a value: where it is not understood it is not quoted."""
    try:
        return await answer
    except InvalidResponse as error:
        if not 200 <= error.status < 300:
            raise
        raise InvalidResponse(error.status, error.content_type, "", error.why) from None


def _path(key: str) -> str:
    return f"{_PATH}/{quoted_slug(key)}"


def wire_time(moment: datetime) -> str:
    """A time as servers write it: UTC, milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


# How the answers are read


def stored_secrets(value: object) -> tuple[StoredSecret, ...]:
    """A bare array, or an object with `secrets` (or `data`)."""
    items = value.get("secrets", value.get("data")) if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise InvalidValue("there is no list of secrets in it")
    return tuple(_stored(Fields(item, f"secret {number}")) for number, item in enumerate(items, 1))


def _stored(content: Fields) -> StoredSecret:
    key = content.value("key")
    if not isinstance(key, str) or not key:
        raise InvalidField(content.what, "key", "text", is_missing=True)
    return StoredSecret(
        replace_surrogates(key),
        content.flag("is_active", True),
        content.flag("is_reserved", False),
        content.optional_moment("updated_at"),
        content.optional_moment("expires_at"),
        content.optional_moment("created_at"),
        content.optional_moment("last_used_at"),
    )


def secret_value(value: object) -> Secret:
    """The value of a secret, exactly."""
    return Secret(Fields(value, "the answer", exact=True).text("value"))


def rotated_key(value: object, name: str) -> RotatedKey:
    """The new key in the field `name`, and when the old one ends."""
    content = Fields(value, "the answer", exact=True)
    _done(value)
    key = content.optional_text(name)
    if not key:
        raise InvalidValue("the answer comes without the new key")
    return RotatedKey(Secret(key), content.optional_moment("old_key_expires_at"))


def _api_key(value: object) -> Secret:
    key = Fields(value, "the answer", exact=True).optional_text("api_key")
    if not key:
        raise InvalidValue("the answer comes without apiKey")
    return Secret(key)


def _done(value: object) -> None:
    """A success. One that says it is none is not understood."""
    if value is not None and not Fields(value, "the answer").flag("success", True):
        raise InvalidValue("success is not true")
