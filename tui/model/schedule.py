"""A schedule: which URL a server calls at which times, by itself. All text is foreign."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit


class Schedule(NamedTuple):
    """One schedule as the list tells it; `cron` are its times as the server writes them."""

    name: str
    url: str
    cron: str = ""
    is_active: bool = True

    @property
    def slug(self) -> str:
        """The slug of the function it calls, if its URL is one of a function: the last part of the path."""
        try:
            path = urlsplit(self.url).path
        except ValueError:
            return ""
        return unquote(path.rstrip("/").rpartition("/")[2])
