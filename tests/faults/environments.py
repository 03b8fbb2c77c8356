"""Environments that somebody's machine may have: the console starts, says what it ignores, and ends well.

Cases of `tests.faults.terminals`; each group holds variables that do not hide each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tests.faults.terminal_harness import CONSOLE, Broken, TerminalHarness, quit_cleanly, refused

_LISTED = r"hello-world +\+ active"
_HIDDEN = "hidden-password"


class Group(NamedTuple):
    """Variables, what must stand on the screen because of them, and what must when a key is pressed."""

    env: Mapping[str, str]
    said: tuple[str, ...] = ()
    shown: str = _LISTED
    keys: tuple[tuple[str, str], ...] = ()


_MANY = "9" * 400
GROUPS: dict[str, Group] = {
    "textual": Group(
        {
            "TEXTUAL": "debug,devtools,headless",
            "TEXTUAL_COLOR_SYSTEM": "abc",
            "TEXTUAL_DEVTOOLS_PORT": "abc",
            "TEXTUAL_DIM_FACTOR": _MANY,
            "TEXTUAL_DRIVER": "nonexistent:Class",
            "TEXTUAL_FILTERS": "x,,dim",
            "TEXTUAL_LOG": "/nonexistent/log",
            "TEXTUAL_PRESS": "ctrl+q,q,x",
            "TEXTUAL_SCREENSHOT": "0",
            "TEXTUAL_SCREENSHOT_LOCATION": "/nonexistent",
            "TEXTUAL_SHOW_RETURN": "1",
            "TEXTUAL_SLOW_THRESHOLD": "abc",
            "TEXTUAL_THEME": "nonexistent",
            "TEXTUAL_ALLOW_SIGNALS": "1",
            "TEXTUAL_ANIMATIONS": "abc",
            "TEXTUAL_SMOOTH_SCROLL": "abc",
            "TEXTUAL_FPS": "abc",
            "ESCDELAY": _MANY,
        },
        ("TEXTUAL_COLOR_SYSTEM.* are for developers of Textual", "TEXTUAL_FPS is abc", "ESCDELAY is 9999"),
    ),
    "sizes": Group({"COLUMNS": "abc", "LINES": "-1", "INSFORGE_TUI_DRIVER": "fast"}, ("COLUMNS is abc", "LINES is -1")),
    # Its own columns, and its last row, are the terminal's 80 and 40.
    "other sizes": Group({"COLUMNS": "30", "LINES": "5"}, ("ACTIVATED",)),
    "colours": Group(
        {
            "COLORTERM": "\udcff odd",
            "FORCE_COLOR": "abc",
            "NO_COLOR": "",
            "TERM_PROGRAM": "\x1b[31m",
            "UNICODE_VERSION": "abc",
            "TTY_INTERACTIVE": "0",
            "TTY_COMPATIBLE": "0",
            "JUPYTER_COLUMNS": "abc",
        }
    ),
    "python, development": Group({"PYTHONDEVMODE": "1", "PYTHONASYNCIODEBUG": "1", "PYTHONMALLOC": "debug"}),
    "python, warnings": Group({"PYTHONWARNINGS": "error", "PYTHONHASHSEED": "7", "PYTHONSTARTUP": "/nonexistent"}),
    "python, optimised": Group({"PYTHONOPTIMIZE": "2", "PYTHONUNBUFFERED": "1"}, keys=(("f1", "All keys here"),)),
    "locale and time": Group(
        {
            "LANG": "no_SUCH",
            "LC_ALL": "POSIX",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONIOENCODING": "ascii:strict",
            "TZ": "garbage/zone,M99",
            "TMPDIR": "/nonexistent",
        },
        keys=(("t", r"\d\d-\d\d \d\d:\d\d"),),
    ),
    "folders": Group(
        {"XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "../\udcff", "XDG_CONFIG_HOME": "~/config", "XDG_DATA_HOME": " "},
        ("XDG_STATE_HOME is state, which is no absolute path", "XDG_CONFIG_HOME is ~/config"),
    ),
    "proxies": Group(
        {
            "NO_PROXY": "localhost,::1,[::1],fe80::/10,10.0.0.0/99,[",
            "no_proxy": "fe80::/10,\udcff",
            "HTTPS_PROXY": f"socks5://user:{_HIDDEN}@127.0.0.1:1",
            "HTTP_PROXY": "not a url",
            "ALL_PROXY": "gopher://",
            "FTP_PROXY": "\udcff",
        }
    ),
    "around the proxy": Group(
        # An address of this machine that is not loopback by its number: the proxy would count for it. The sandbox says
        # then that it does not answer to that name: it was reached.
        {
            "INSFORGE_URL": "http://0.0.0.0:{port}",
            "HTTP_PROXY": "http://127.0.0.1:1",
            "NO_PROXY": "localhost,::1,[::1],fe80::/10,0.0.0.0/8,10.0.0.0/99",
        },
        ("NO_PROXY holds 10.0.0.0/99",),
        shown=rf"{_LISTED}|only answers to its loopback name",
    ),
    "a proxy that is none": Group(
        {"INSFORGE_URL": "http://insforge.invalid", "HTTP_PROXY": f"http://user:{_HIDDEN}@host:port"},
        ("HTTP_PROXY does not name a proxy",),
        shown=r"The proxy in between",
    ),
    "certificates": Group(
        # Nobody listens there: the variables are read all the same.
        {
            "INSFORGE_URL": "https://127.0.0.1:1",
            "SSL_CERT_FILE": "/nonexistent/ca.pem",
            "SSL_CERT_DIR": "/nonexistent/certs",
            "SSLKEYLOGFILE": "/nonexistent/k",
            "OPENSSL_CONF": "/nonexistent/openssl.cnf",
            "OPENSSL_MODULES": "/nonexistent",
        },
        ("SSL_CERT_FILE names /nonexistent/ca.pem, which does not exist", "SSL_CERT_DIR names", "SSLKEYLOGFILE names"),
        shown=r"Nothing listens",
    ),
}


def together(*names: str) -> Group:
    """Groups in one: for those that show the list. Raises ValueError where they name the same variable."""
    groups = [GROUPS[name] for name in names]
    env = {name: value for group in groups for name, value in group.env.items()}
    if len(env) < sum(len(group.env) for group in groups):
        raise ValueError(f"{', '.join(names)} name the same variables")
    said = tuple(pattern for group in groups for pattern in group.said)
    return Group(env, said, keys=tuple(pressed for group in groups for pressed in group.keys))


def one(harness: TerminalHarness, group: Group, *, hidden: str = "") -> None:
    """Start with a group's variables, read what is said, and leave. Raises Broken or AssertionError.

    `hidden` stands among what is said, until the key that fetches the list.
    """
    # The tests' own machine may name some of them; what is not in the group is not set.
    blank = dict.fromkeys(("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"), "")
    env = {
        key: value.replace("{port}", harness.url.rpartition(":")[2]) for key, value in {**blank, **group.env}.items()
    }
    with harness.running(CONSOLE, env, rows=40, forked=False) as session:
        session.wait_for(group.shown)
        for pattern in group.said:
            # Wherever the lines were broken.
            session.wait_for(pattern.replace(" ", r"\s+"))
        if hidden:
            session.wait_for(hidden)
            session.press("r")
            session.wait_gone(hidden)
        for key, pattern in group.keys:
            session.press(key)
            session.wait_for(pattern)
            if key == "f1":
                session.press("escape")
                session.wait_gone(pattern)
        quit_cleanly(session)
        if _HIDDEN.encode() in session.raw:
            raise Broken("a proxy's password stands on the terminal")


def environments(harness: TerminalHarness) -> str:
    """Every group of variables, and files that hold what no file should."""
    for name, group in GROUPS.items():
        try:
            one(harness, group)
        except AssertionError as error:
            raise Broken(f"{name}: {error}") from None
    files(harness)
    return f"{len(GROUPS)} groups of {sum(len(group.env) for group in GROUPS.values())} variables, 7 files"


_REFUSED: dict[str, tuple[bytes, str]] = {
    "UTF-16": ('theme = "dark"\n'.encode("utf-16"), "config.toml is UTF-16: save it as UTF-8"),
    "UTF-16 without a mark": ('theme = "dark"\n'.encode("utf-16-le"), "config.toml is UTF-16: save it as UTF-8"),
    "UTF-32": ('theme = "dark"\n'.encode("utf-32"), "config.toml is UTF-32: save it as UTF-8"),
    "nested": (b"a = " + b"[" * 100_000, "nested too deeply"),
    "a number without end": (b"a = " + b"9" * 10_000, "a number of too many digits"),
    "huge": (b"#" * (5 * 1024 * 1024), "it is larger than 4 MiB"),
}


def files(harness: TerminalHarness) -> None:
    """A byte-order mark is no matter; another encoding and what is beyond reason are one sentence."""
    folder = harness.home / "config" / "insforge-tui"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config.toml"
    for name, (content, said) in _REFUSED.items():
        path.write_bytes(content)
        with harness.running(CONSOLE) as session:
            try:
                refused(session, said)
            except Broken as error:
                raise Broken(f"{name}: {error}") from None
    path.write_bytes('\ufefftheme = "light"\n'.encode())
    with harness.running(CONSOLE) as session:
        session.wait_for(_LISTED)
        quit_cleanly(session)
    path.unlink()
