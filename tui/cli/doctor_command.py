"""`insforge-tui doctor`: how everything is that the console needs, in plain text, for a bug report."""

from __future__ import annotations

import asyncio
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from tui.api.proxies import proxy_for
from tui.cli.arguments import DoctorArguments
from tui.cli.doctor_machine import (
    file_findings,
    in_home,
    program_findings,
    terminal_findings,
    this_terminal,
    without_home,
)
from tui.cli.doctor_server import SERVER, connection_findings, server_findings
from tui.cli.exit_codes import ExitCode
from tui.cli.findings import Finding, Grade, as_json, has_failed, lines_of
from tui.cli.server import server_name
from tui.errors import StorageError, Unreachable, UsageError
from tui.flows.connect import KeyUnavailable, Missing, Options, Target, resolve_target
from tui.flows.local_stores import trusted_servers
from tui.flows.open_client import open_client
from tui.model.secret import Secret
from tui.store.credentials import ProjectFile, find_project_file, run_key_command
from tui.store.paths import config_file
from tui.store.profiles import Settings, TimeoutSettings, load_settings

_TIMEOUTS = TimeoutSettings(connect_seconds=5, read_seconds=5)
"""Shorter than the console's: who asks a doctor waits for it."""
_CONNECTION = "Settings"
_PORTS = {"http": 80, "https": 443}


def run_doctor(arguments: DoctorArguments, out: TextIO) -> ExitCode:
    """Look at everything and print it. Raises nothing for what is wrong: that is what is printed."""
    findings = asyncio.run(_findings(arguments.server))
    if isinstance(out, io.TextIOWrapper):
        # A locale without UTF-8 is one of the things it is asked about.
        out.reconfigure(errors="backslashreplace")
    if arguments.json:
        print(json.dumps(as_json(findings)), file=out)
    else:
        print(*lines_of(findings, _columns(out)), sep="\n", file=out)
    return ExitCode.ERROR_ANSWER if has_failed(findings) else ExitCode.DONE


def _columns(out: TextIO) -> int | None:
    """How wide the terminal is that this is printed on; None where it is none."""
    return os.get_terminal_size(out.fileno()).columns if out.isatty() else None


async def _findings(options: Options) -> list[Finding]:
    settings, findings = _settings()
    project, project_findings = _project()
    findings += project_findings
    found: Target | Missing = Missing()
    try:
        found = resolve_target(options, os.environ, settings, project, run_key_command)
    except KeyUnavailable as error:
        found = error.known
        findings += [each for each in connection_findings(found) if each.name != "key"]
        # What stands behind it is the command, and what it complained of: either may hold a secret.
        said = str(error).partition(": ")[0]
        findings.append(Finding(SERVER, "key command", Grade.FAILED, said, "Run it by hand and repair it."))
    except UsageError as error:
        findings.append(Finding(SERVER, "URL", Grade.FAILED, str(error), "Correct it, or give --url."))
    else:
        findings += connection_findings(found)
    if found.url is not None:
        findings += await _asked(found, found.url)
    findings += terminal_findings(this_terminal(), settings.keyboard_protocol)
    findings += file_findings(os.environ)
    findings += program_findings()
    return [each._replace(said=without_home(each.said)) for each in findings]


def _settings() -> tuple[Settings, list[Finding]]:
    path = config_file()
    try:
        settings = load_settings(path)
    except (UsageError, StorageError) as error:
        step = "The console does not start with it: repair or remove it."
        return Settings(), [Finding(_CONNECTION, "config.toml", Grade.FAILED, str(error), step)]
    if not path.exists():
        return settings, [Finding(_CONNECTION, "config.toml", Grade.OK, f"none; it would be {in_home(path)}")]
    many = len(settings.profiles)
    said = f"{in_home(path)}, with {many} profile{'' if many == 1 else 's'}"
    return settings, [Finding(_CONNECTION, "config.toml", Grade.OK, said)]


def _project() -> tuple[ProjectFile | None, list[Finding]]:
    name = "project file"
    try:
        found = find_project_file(Path.cwd())
    except OSError:
        return None, [
            Finding(_CONNECTION, name, Grade.WARNING, "the working folder can't be entered", "Change folder.")
        ]
    except (UsageError, StorageError) as error:
        return None, [Finding(_CONNECTION, name, Grade.WARNING, f"{error}; it is ignored", "Repair or remove it.")]
    said = "none in this folder or above" if found is None else in_home(found.path)
    return found, [Finding(_CONNECTION, name, Grade.OK, said)]


async def _asked(found: Target | Missing, url: str) -> list[Finding]:
    """What the server answers. A key that only a folder's file would send there is not sent."""
    findings = list(_proxy(url))
    is_safe = isinstance(found, Target) and (not found.unconfirmed or trusted_servers().holds(url))
    if isinstance(found, Target) and not is_safe:
        said = f"not sent: only {found.url_source} names this server"
        step = "Start the console there once and say that the key may go to it, or give --url."
        findings.append(Finding(SERVER, "key", Grade.WARNING, said, step))
    target = found if isinstance(found, Target) else Target(url, Secret(""), "", "", found.ca_file, read_only=True)
    notices: list[str] = []
    try:
        async with open_client(target._replace(read_only=True), _TIMEOUTS, on_notice=notices.append) as client:
            findings += [each async for each in server_findings(client, server_name(target), sends_key=is_safe)]
    except Unreachable as error:
        findings.append(Finding(SERVER, "URL", Grade.FAILED, str(error)))
    return findings + [Finding(SERVER, "variables", Grade.WARNING, notice) for notice in notices]


def _proxy(url: str) -> Iterator[Finding]:
    there = urlsplit(url)
    try:
        proxy, _notice = proxy_for(os.environ, there.scheme, there.hostname or "", there.port or _PORTS[there.scheme])
    except Unreachable as error:
        yield Finding(SERVER, "proxy", Grade.FAILED, str(error), "Repair the variable, or name the server in NO_PROXY.")
        return
    if proxy is not None:
        yield Finding(SERVER, "proxy", Grade.OK, f"{proxy.url} (from {proxy.source})")
