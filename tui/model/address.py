"""The address of a server: what can be one, in one form, and when two are the same server.

Owns the rules for all that is typed, kept or sent on to. Refuses to know what is done with an address that is none.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

_USUAL_PORTS = {"http": 80, "https": 443}


class InvalidAddress(ValueError):
    """What can't be a server's address; the text is a sentence about it, without a password that stood in it."""


class Origin(NamedTuple):
    """What a key and an authority of one's own belong to."""

    scheme: str
    host: str
    port: int


class ServerUrl(NamedTuple):
    """A server's base URL. As text it has no usual port and no slash at its end."""

    origin: Origin
    path: str = ""

    def __str__(self) -> str:
        scheme, host, port = self.origin
        shown = f"[{host}]" if ":" in host else host
        return f"{scheme}://{shown}{'' if port == _USUAL_PORTS[scheme] else f':{port}'}{self.path}"

    @property
    def is_loopback(self) -> bool:
        """Whether it is a server of this machine."""
        return is_loopback(self.origin.host)

    @classmethod
    def parse(cls, text: str) -> ServerUrl:
        """Read a URL of http or https. Raises InvalidAddress."""
        if "@" in text.partition("://")[2 if "://" in text else 0].partition("/")[0]:
            # Before any sentence that would repeat it.
            raise InvalidAddress("a URL must not hold a user name or password: it is shown and logged in many places")
        if not text or any(each.isspace() or not each.isprintable() or each == "\\" for each in text):
            raise InvalidAddress(f"not a URL: {text!r}")
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError as error:
            raise InvalidAddress(f"not a URL: {text!r} ({error})") from error
        if parts.scheme not in _USUAL_PORTS or not parts.hostname or port == 0:
            raise InvalidAddress(f"not a URL of a server: {text!r} (it looks like https://host)")
        if parts.query or parts.fragment:
            raise InvalidAddress(f"a server's URL has no ? or # part: {text!r}")
        usual = _USUAL_PORTS[parts.scheme]
        return cls(Origin(parts.scheme, parts.hostname, usual if port is None else port), parts.path.rstrip("/"))

    @classmethod
    def parse_typed(cls, text: str) -> ServerUrl:
        """Read what people type and copy: without a scheme, or with the `/api` that the calls begin with.

        Without a scheme this machine is called over http and any other over https. Raises InvalidAddress.
        """
        url = text.strip()
        if url and "://" not in url and not url.lower().startswith(("http:", "https:")):
            try:
                host = urlsplit(f"//{url}").hostname or ""
            except ValueError:
                host = ""
            url = f"{'http' if is_loopback(host) else 'https'}://{url}"
        found = cls.parse(url)
        return found._replace(path=found.path.removesuffix("/api").rstrip("/"))


def same_origin(one: str, other: str) -> bool:
    """Whether two URLs, with any path and query, name the same scheme, host and port.

    What is no URL of a server is the same as nothing.
    """
    first, second = _origin_of(one), _origin_of(other)
    return first is not None and first == second


def _origin_of(url: str) -> Origin | None:
    try:
        return ServerUrl.parse_typed(url.partition("?")[0].partition("#")[0]).origin
    except InvalidAddress:
        return None


def redirect_target(url: str, location: str) -> str | None:
    """The whole address that a redirect from `url` leads to; None where it is none of HTTP."""
    try:
        there = urlsplit(urljoin(url, location))
        usable = there.scheme in ("http", "https") and there.hostname and there.port != 0 and "@" not in there.netloc
    except ValueError:
        return None
    return there._replace(fragment="").geturl() if usable else None


def is_loopback(host: str) -> bool:
    """Whether a host name means the machine the console runs on."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    import ipaddress

    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def quoted_slug(slug: str) -> str:
    """A slug as a part of a path."""
    quoted = quote(slug, safe="", errors="replace")
    # "." and ".." would be resolved away as path segments; escaped they stay names.
    return quoted if slug.strip(".") else quoted.replace(".", "%2E")


def function_url(base: str, slug: str) -> str:
    """Where a function is called through the server of a base URL."""
    return f"{base.rstrip('/')}/functions/{quoted_slug(slug)}"
