"""A secret as a server lists it: its key and what is known of it, never its value."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tui.model.secret import Secret

API_KEY = "API_KEY"
"""The reserved secret that holds the console's own key."""


class StoredSecret(NamedTuple):
    """One secret of the server's list. The key is foreign text; times are aware UTC.

    A deleted one stays listed: it is inactive.
    """

    key: str
    is_active: bool = True
    is_reserved: bool = False
    updated_at: datetime | None = None
    expires_at: datetime | None = None
    created_at: datetime | None = None
    last_used_at: datetime | None = None


class RotatedKey(NamedTuple):
    """What a rotation answers: the new key, and until when the old one is good."""

    key: Secret
    old_ends_at: datetime | None
