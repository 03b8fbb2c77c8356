"""Who may use the sandbox: its key, its administrator and the tokens that logins hand out.

Owns credentials and how they are compared. Refuses to know how a refusal is worded and where the key is kept.
"""

import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from enum import Enum

TOKEN_SECONDS = 15 * 60
_USERS = ("admin", "admin@example.com")
_MOST_TOKENS = 1000


class Verdict(Enum):
    """What a request's credentials are worth."""

    WELCOME_KEY = "welcome, by the key"
    WELCOME = "welcome, by a token"
    NOTHING_GIVEN = "nothing given"
    BAD_KEY = "bad key"
    BAD_TOKEN = "bad token"


class Keyring:
    """The lasting key, one administrator, and access tokens that live for TOKEN_SECONDS and in memory only."""

    def __init__(
        self,
        api_key: str,
        password: str,
        clock: Callable[[], float] = time.monotonic,
        keys_now: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        """`keys_now` are the keys that are good now, the lasting one first; None: `api_key` alone."""
        self._keys_now = keys_now or (lambda: (api_key,))
        self._password = password
        self._clock = clock
        self._tokens: dict[str, float] = {}

    @property
    def api_key(self) -> str:
        """The lasting key."""
        return self._keys_now()[0]

    def judge(self, authorization: str | None, x_api_key: str | None) -> Verdict:
        """Weighs the two headers; a key, wherever it stands, counts before a token."""
        scheme, _, credential = (authorization or "").partition(" ")
        bearer = credential.strip() if scheme.lower() == "bearer" else ""
        key = bearer if bearer.startswith("ik_") else x_api_key
        if key:
            is_good = any(_same(key, good) for good in self._keys_now())
            return Verdict.WELCOME_KEY if is_good else Verdict.BAD_KEY
        if not bearer:
            return Verdict.NOTHING_GIVEN
        now = self._clock()
        known = [until for token, until in self._tokens.items() if _same(token, bearer)]
        return Verdict.WELCOME if any(until > now for until in known) else Verdict.BAD_TOKEN

    def log_in(self, user: str, password: str) -> str | None:
        """A new access token, None when user or password is wrong."""
        if not _same(password, self._password) or user not in _USERS:
            return None
        now = self._clock()
        alive = [(token, until) for token, until in self._tokens.items() if until > now]
        self._tokens = dict(alive[-_MOST_TOKENS:])
        token = secrets.token_urlsafe(32)
        self._tokens[token] = now + TOKEN_SECONDS
        return token


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))
