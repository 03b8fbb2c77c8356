"""`insforge-tui save SLUG FILE`: a file becomes the code of a function, as truthfully as a save in the editor."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tui.app.editor.outcome_words import describe_outcome, with_meanwhile
from tui.app.shell.notice import Report, Tone, describe_error
from tui.cli.arguments import SaveArguments
from tui.cli.exit_codes import ExitCode, of_read
from tui.cli.server import READ_ONLY, find_target_to_change, server_name, settings_timeouts
from tui.errors import UsageError
from tui.flows.connect import Target
from tui.flows.open_client import open_client
from tui.flows.save_session import Final, SaveSession
from tui.model.function import Deployment, Edited
from tui.sessions.edit import outcome as became
from tui.sessions.edit.concurrent_saves import ConcurrentSave
from tui.sessions.edit.values import Ended
from tui.terminal.sanitise import printable

MOST_BYTES = 20_000_000
"""Larger files are no functions: servers take far less, and the mistake is told before anything is sent."""

_HINTS = {
    ExitCode.REJECTED: "Nothing was saved.",
    ExitCode.NOT_REACHED: "Nothing was saved; the same command tries again.",
    ExitCode.NOT_KNOWN: "Look at the function before you save again: it may hold this already.",
    ExitCode.NOT_FOUND: "Nothing was saved. The console (n in its list) creates functions.",
    ExitCode.NO_ACCESS: "Nothing was saved. Check INSFORGE_API_KEY or the profile.",
    ExitCode.CONFLICT: "Nothing was sent. The same command overwrites theirs; the console shows both.",
}
"""What is known and what to do next, where the outcome's own words are the editor's."""


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of a save, in words and as the exit code."""

    exit_code: ExitCode
    report: Report
    final: Final
    waits: bool = False

    def lines(self) -> list[str]:
        """What a person reads."""
        return [line for line in (self.report.headline, *self.report.details, self._hint) if line]

    @property
    def _hint(self) -> str:
        """What to do next."""
        match self.final:
            case Ended(meanwhile=ConcurrentSave() as other) if other.lost:
                return "At the same moment somebody else saved. The same command overwrites theirs."
            case Ended(meanwhile=ConcurrentSave()):
                return "At the same moment somebody else saved too; the history (h in the console's list) has both."
            case _ if self.exit_code is ExitCode.RATE_LIMITED:
                return "Nothing was saved." + (
                    "" if self.waits else " With --wait the command waits and sends it then."
                )
            case _:
                return _HINTS.get(self.exit_code, "")

    def as_json(self, slug: str) -> dict[str, object]:
        """What a program reads. `saved`, `deployed` and `live` are null where they are not known, or mean nothing."""
        saved, live = _facts(self.final)
        return {
            "slug": slug,
            "saved": saved,
            "deployed": _deployed(self.final),
            "live": live,
            "outcome": self.exit_code.name.lower(),
            "message": self.report.headline,
            "details": list(self.report.details),
        }


def run_save(arguments: SaveArguments, out: TextIO) -> ExitCode:
    """Save, and print what became of it. Raises UsageError for a file or a server that can't be used."""
    code = read_code(arguments.file)
    target = find_target_to_change(arguments.server)
    if target.read_only:
        print(f"insforge-tui: {READ_ONLY}", file=sys.stderr)
        return ExitCode.READ_ONLY
    result = asyncio.run(save(arguments, code, target))
    if arguments.json:
        print(json.dumps(result.as_json(arguments.slug)), file=out)
    else:
        print(*(printable(line) for line in result.lines()), sep="\n", file=out)
    return result.exit_code


async def save(arguments: SaveArguments, code: str, target: Target) -> SaveResult:
    """Save this code."""

    def changed(there: Edited) -> Edited:
        return Edited(
            there.name if arguments.name is None else arguments.name,
            there.description if arguments.description is None else arguments.description,
            there.status if arguments.status is None else arguments.status,
            code,
        )

    async with open_client(target, settings_timeouts()) as client:
        session = SaveSession(client, arguments.slug, changed, waits=arguments.waits)
        final = await session.run()
    return SaveResult(
        exit_code_of(final), describe(final, server_name(target), deploys=session.deploys_to_cloud), final
    )


def read_code(name: str) -> str:
    """The code of a file, or of standard input for "-". Raises UsageError where it can't be sent as it is."""
    try:
        if name == "-":
            if sys.stdin is None:
                raise UsageError("standard input is closed: there is no code to send")
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{name} can't be read: {error.strerror or error}") from error
    if len(content) > MOST_BYTES:
        raise UsageError(f"{name} is larger than {MOST_BYTES // 1_000_000} MB: nothing was sent")
    try:
        code = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 (at byte {error.start}): nothing was sent") from error
    if not code.strip():
        raise UsageError(f"{name} is empty: a server would empty the function, so nothing was sent")
    return code


def exit_code_of(final: Final) -> ExitCode:
    """What tells a script how the save ended."""
    if not isinstance(final, Ended):
        return of_read(final.error)
    match final.outcome:
        case _ if final.meanwhile is not None and final.meanwhile.lost:
            return ExitCode.CONFLICT
        case became.SavedNotDeployed():
            return ExitCode.NOT_LIVE
        case became.Saved() if final.live is not None and final.live.is_bad_news:
            return ExitCode.NOT_LIVE
        case became.Saved() | became.NothingToSave():
            return ExitCode.DONE
        case became.Rejected():
            return ExitCode.REJECTED
        case became.Deleted():
            return ExitCode.NOT_FOUND
        case became.NotAllowed():
            return ExitCode.NO_ACCESS
        case became.RateLimited():
            return ExitCode.RATE_LIMITED
        case became.PrecheckFailed(error=error) | became.NotSent(error=error):
            return of_read(error)
        case became.NotSaved() | became.Cancelled():
            return ExitCode.NOT_REACHED
        case became.Conflict() | became.SlugTaken():
            return ExitCode.CONFLICT
        case became.Unknown():
            return ExitCode.NOT_KNOWN


def _facts(final: Final) -> tuple[bool | None, bool | None]:
    """Whether it is saved, and whether it is live; None where that is not known."""
    if not isinstance(final, Ended):
        return False, None
    match final.outcome:
        case _ if final.meanwhile is not None and final.meanwhile.lost:
            return False, None
        case became.SavedNotDeployed():
            return True, False
        case became.Saved():
            live = final.live
            if live is None:
                return True, False
            return True, True if live.is_proven else False if live.is_bad_news else None
        case became.NothingToSave():
            return True, None
        case became.Unknown():
            return None, None
        case _:
            return False, None


def _deployed(final: Final) -> bool | None:
    """Whether a cloud project deployed it; None where nothing is deployed, or that is not known."""
    match final:
        case Ended(outcome=became.SavedNotDeployed()):
            return False
        case Ended(outcome=became.Saved(deployment=Deployment(status="success"))):
            return True
        case _:
            return None


def describe(final: Final, server: str, *, deploys: bool) -> Report:
    """How it ended, in words; `server` names the server, `deploys` says that it hands functions on to a cloud."""
    if not isinstance(final, Ended):
        return describe_error(final.error, server, asked="function")
    if isinstance(final.outcome, became.Conflict):
        return Report(Tone.CAREFUL, "Not saved: somebody else saved the function in the same moment.")
    report = describe_outcome(final.outcome, server, deploys=deploys, live=final.live)
    return report if final.meanwhile is None else with_meanwhile(report, final.meanwhile)
