"""Whose certificates are trusted, and what the environment says of TLS.

Owns the reading of these variables. Neither httpx nor ssl is left to read them: they fail on what can't be used.

| variable | read as |
|---|---|
| `SSL_CERT_FILE` | a file of certificates in place of certifi's list and of this machine's file |
| `SSL_CERT_DIR` | folders of certificates, as `openssl rehash` leaves them, in place of certifi's and this machine's |
| `SSLKEYLOGFILE` | where the keys of connections are written, for whoever looks into their own traffic |

With one of the two alone, this machine's own folder or file stays trusted beside it, as OpenSSL has it. What they name
and can't be used is ignored and named; certifi's list and this machine's are trusted then. Every certificate is
verified all the same.

OpenSSL itself reads `OPENSSL_CONF`, `OPENSSL_CONF_INCLUDE`, `OPENSSL_MODULES` and `OPENSSL_ENGINES` before the console
runs; a configuration that leaves no TLS behind is told as a server that can't be reached, with the variable's name.
"""

from __future__ import annotations

import os
import re
import ssl
import stat
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tui.errors import Unreachable, UnreachableReason

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")
_MOST_NAMES = 10_000
_MOST_BYTES = 64 * 1024 * 1024


class Trust(NamedTuple):
    """A context that verifies, and a sentence for each variable that could not be used or that lets others look in."""

    context: ssl.SSLContext
    notices: tuple[str, ...] = ()


def _new_context(environment: Mapping[str, str]) -> ssl.SSLContext:
    """A context that verifies and trusts nobody yet. Raises Unreachable where OpenSSL has no TLS to offer."""
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    except ssl.SSLError as error:
        names = [name for name in ("OPENSSL_CONF", "OPENSSL_MODULES") if environment.get(name)]
        why = f" Check what {' and '.join(names)} says, or unset it" if names else ""
        raise Unreachable(UnreachableReason.OTHER, f"OpenSSL can't be used on this machine ({error}).{why}") from error
    if sys.version_info >= (3, 13):
        # As Python's own contexts have it.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT
    return context


def load_trust(environment: Mapping[str, str], ca_file: str | None) -> Trust:
    """Everybody certifi lists and this machine trusts, or whom the environment names; and the `ca_file`'s authority.

    Slow (tens of milliseconds). Raises Unreachable for a `ca_file` that can't be used, and where there is no TLS.
    """
    context = _new_context(environment)
    notices: list[str] = []
    file, folder = environment.get("SSL_CERT_FILE", ""), environment.get("SSL_CERT_DIR", "")
    why_not_file, why_not_folder = _load_file(context, file), _load_folders(context, folder)
    own_file, own_folder = bool(file) and not why_not_file, bool(folder) and not why_not_folder
    instead = "ignored" if own_file or own_folder else "the usual certificates are used"
    if file and why_not_file:
        notices.append(f"SSL_CERT_FILE names {file}, {why_not_file}: {instead}.")
    if folder and why_not_folder:
        notices.append(f"SSL_CERT_DIR names {folder}, {why_not_folder}: {instead}.")
    if not (own_file or own_folder):
        import certifi

        context.load_verify_locations(certifi.where())
    _load_machine(context, file=not own_file, folder=not own_folder)
    if ca_file is not None:
        why_not = _load_file(context, ca_file)
        if why_not or not ca_file:
            raise Unreachable(UnreachableReason.TLS, f"the profile's ca_file {ca_file!r} can't be used: {why_not}")
    keys = environment.get("SSLKEYLOGFILE", "")
    if keys and not sys.flags.ignore_environment:
        notices.append(_write_keys(context, keys))
    return Trust(context, tuple(notices))


def _load_file(context: ssl.SSLContext, path: str) -> str:
    """Trust the certificates of a file; answers why not, or nothing."""
    try:
        # Looked at first: OpenSSL would wait at a pipe, and read a device without end.
        found = Path(path).stat()
        if stat.S_ISDIR(found.st_mode):
            return "which is a folder"
        if not stat.S_ISREG(found.st_mode):
            return "which is no file"
        if found.st_size > _MOST_BYTES:
            return f"which is larger than {_MOST_BYTES // 1048576} MiB"
        context.load_verify_locations(cafile=path)
    except FileNotFoundError:
        return "which does not exist"
    except ssl.SSLError:
        return "which holds no certificates (PEM)"
    except (OSError, ValueError) as error:
        return f"which can't be read ({getattr(error, 'strerror', None) or error})"
    return ""


def _load_folders(context: ssl.SSLContext, paths: str) -> str:
    """Trust the certificates of folders; answers why not, or nothing."""
    whys = []
    for path in paths.split(os.pathsep):
        why = _why_no_folder(path)
        if not why:
            context.load_verify_locations(capath=path)
            continue
        whys.append(why)
    return "" if len(whys) < len(paths.split(os.pathsep)) else whys[0]


def _why_no_folder(path: str) -> str:
    try:
        with os.scandir(path) as entries:
            # OpenSSL finds a certificate by the hash in its name, and no other.
            if not any(_HASHED.fullmatch(entry.name) for entry in islice(entries, _MOST_NAMES)):
                return "which holds no certificates as 'openssl rehash' names them"
    except FileNotFoundError:
        return "which does not exist"
    except NotADirectoryError:
        return "which is no folder"
    except (OSError, ValueError) as error:
        return f"which can't be read ({getattr(error, 'strerror', None) or error})"
    return ""


def _load_machine(context: ssl.SSLContext, *, file: bool, folder: bool) -> None:
    """Trust whom this machine trusts (a company's own authority), without a look at the environment."""
    if os.name == "nt":
        context.load_default_certs()
        return
    paths = ssl.get_default_verify_paths()
    if file:
        # Where there is none, the folder has them.
        _load_file(context, paths.openssl_cafile)
    if folder and Path(paths.openssl_capath).is_dir():
        context.load_verify_locations(capath=paths.openssl_capath)


def _write_keys(context: ssl.SSLContext, path: str) -> str:
    """Let the keys of connections be written to a file; returns what to say of it."""
    try:
        if Path(path).exists() and not Path(path).is_file():
            return f"SSLKEYLOGFILE names {path}, which is no file: no keys are written."
        context.keylog_filename = path
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        return f"SSLKEYLOGFILE names {path}, which can't be written ({why}): no keys are written."
    return f"SSLKEYLOGFILE is set: the keys of TLS connections are written to {path}."
