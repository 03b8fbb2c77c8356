"""A staged server with secrets: it does what it is asked for, or fails as it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.console_fixture import NOW, FakeServer
from tui.errors import ApiError, NotFound
from tui.model.secret import Secret
from tui.model.stored_secret import RotatedKey, StoredSecret

STRIPE = "sk_live_51_never_to_be_seen"
VALUES = {"STRIPE_KEY": STRIPE, "SMTP_PASSWORD": "correct horse\nbattery", "API_KEY": "ik_staged"}


def secret(key: str, minutes: float = 60, *, on: bool = True, reserved: bool = False) -> StoredSecret:
    """A secret that was changed so many minutes ago."""
    at = NOW - timedelta(minutes=minutes)
    return StoredSecret(key, on, reserved, at, None, at)


SECRETS = (
    secret("API_KEY", 60 * 24, reserved=True),
    secret("STRIPE_KEY", 3),
    secret("SMTP_PASSWORD", 50)._replace(expires_at=NOW + timedelta(days=3)),
    secret("OLD_TOKEN", 600, on=False),
    secret("ENDED", 600)._replace(expires_at=NOW - timedelta(days=1)),
)


@dataclass
class KeepingServer(FakeServer):
    """`lacks`: it has none of them. `write_error` is raised after a write, which is done where it `does`."""

    stored: tuple[StoredSecret, ...] = SECRETS
    values: dict[str, str] = field(default_factory=lambda: dict(VALUES))
    lacks: bool = False
    write_error: ApiError | None = None
    does: bool = True
    sent: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    async def list_secrets(self) -> tuple[StoredSecret, ...]:
        if self.lacks:
            raise NotFound(404, "NOT_FOUND", "Endpoint /api/secrets not found")
        return self.stored

    async def secret_value(self, key: str) -> Secret:
        self.read.append(key)
        if key not in self.values:
            raise NotFound(404, "NOT_FOUND", f"Secret not found: {key}")
        return Secret(self.values[key])

    async def create_secret(self, key: str, value: Secret, expires_at: datetime | None = None) -> None:
        made = secret(key, 0)._replace(expires_at=expires_at)
        self._done("create", key, (*(each for each in self.stored if each.key != key), made), value)

    async def update_secret(self, key: str, *, value: Secret | None = None, expires_at: object = None) -> None:
        def now(each: StoredSecret) -> StoredSecret:
            ends = expires_at if isinstance(expires_at, datetime) else each.expires_at
            return each._replace(updated_at=NOW, expires_at=ends)

        self._done("update", key, tuple(now(each) if each.key == key else each for each in self.stored), value)

    async def delete_secret(self, key: str) -> None:
        now = tuple(each._replace(is_active=False) if each.key == key else each for each in self.stored)
        self._done("delete", key, now, None)

    async def rotate_key(self, which: object, grace_hours: int) -> RotatedKey:
        self.sent.append(f"rotate {grace_hours}")
        if self.write_error is not None:
            raise self.write_error
        return RotatedKey(Secret("ik_new"), NOW + timedelta(hours=grace_hours))

    async def key_of_now(self) -> Secret:
        return Secret("ik_new" if self.does else "ik_staged")

    def _done(self, what: str, key: str, now: tuple[StoredSecret, ...], value: Secret | None) -> None:
        self.sent.append(f"{what} {key}")
        if self.does:
            self.stored = now
            if value is not None:
                self.values[key] = value.reveal()
        if self.write_error is not None:
            raise self.write_error
