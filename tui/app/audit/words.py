"""The audit trail in words: what a row did, how it goes, why nothing is shown. Pure.

Returns plain text that is fit to show.
"""

from __future__ import annotations

from tui.app.shell.facts import Facts
from tui.app.shell.notice import Report, Tone, describe_error, way_on
from tui.app.widgets.relative_time import exact
from tui.errors import ApiError, NotFound
from tui.flows.what_changed import Change
from tui.model.history import CREATED, DELETED, FUNCTIONS, SECRETS, UPDATED, AuditQuery
from tui.sessions.audit import MOST_ROWS, AuditState
from tui.sessions.audit_filter import deed
from tui.sessions.audit_rows import AuditLine
from tui.terminal.sanitise import printable

NOT_OFFERED = "This server keeps no audit trail."
MODULES = {"": "everything", FUNCTIONS: "functions", SECRETS: "secrets"}
"""What can be looked at, by the server's word for it."""

_KINDS = {FUNCTIONS: "function", SECRETS: "secret"}


def kind(line: AuditLine) -> str:
    """What kind of thing a row is about."""
    return _KINDS.get(line.module, printable(line.module.lower(), limit=20))


def did(line: AuditLine) -> str:
    """What was done, in a few words."""
    if line.fields:
        return f"changed {', '.join(line.fields)}"
    told = dict(line.told)
    if line.action == "UPDATE_SECRET":
        return ", ".join(_secret_changes(told)) or "changed"
    return printable(deed(line.action), limit=60) or "-"


def _secret_changes(told: dict[str, str | bool | None]) -> list[str]:
    said = ["changed value"] if told.get("has_new_value") is True else []
    if "is_active" in told:
        said.append("switched on" if told["is_active"] is True else "switched off")
    if "expires_at" in told:
        until = told["expires_at"]
        said.append(f"expires {printable(until[:10])}" if isinstance(until, str) and until else "never expires")
    return said


def line_facts(line: AuditLine) -> Facts:
    """Everything that is known of a row."""
    names = {"has_new_value": "new value", "is_active": "active", "is_reserved": "reserved", "expires_at": "expires"}
    utc = "" if line.at is None else f"{line.at:%Y-%m-%d %H:%M:%S}.{line.at.microsecond // 1000:03}Z"
    return [
        ("at", exact(line.at)),
        ("UTC", utc),
        ("by", printable(line.actor)),
        ("did", f"{did(line)} ({printable(line.action, limit=60)})"),
        (kind(line), printable(line.subject)),
        *((names.get(name, name), _value(value)) for name, value in line.told),
    ]


def _value(value: str | bool | None) -> str:
    if value is None:
        return "never"
    return printable(value) if isinstance(value, str) else "yes" if value else "no"


def how_it_goes(state: AuditState) -> tuple[str, str]:
    """Whether the trail is followed, and the theme's colour for it."""
    if state.is_lacking:
        return "not offered", "$muted"
    if state.failure is not None:
        return "not read", "$error"
    return ("following", "$accent") if state.is_following else ("paused: f follows", "$warning")


def coverage(state: AuditState, shown: int) -> str:
    """How much of the trail is known."""
    known = len(state.rows)
    if not known:
        return ""
    if state.has_ended:
        is_part = state.query != AuditQuery(state.query.module)
        return f"{known:,} row{'' if known == 1 else 's'}, all {'that match' if is_part else 'of them'}"
    if state.is_full:
        return f"the newest {MOST_ROWS:,} rows; until:DATE in the filter goes further back"
    total = f" of {state.total:,}" if state.total is not None else ""
    return f"{known:,}{total} rows read{'; o reads on' if shown < known else ''}"


def asking(server: str) -> Report:
    """The trail was asked for, and nothing is known of it yet."""
    return Report(Tone.BUSY, f"Asking {server} for its audit trail.")


def failed(error: ApiError, server: str, *, is_shown: bool) -> Report:
    """The trail could not be read; `is_shown`: rows from before are still there."""
    if isinstance(error, NotFound):
        return Report(
            Tone.CAREFUL, NOT_OFFERED, "Who changed what is not known. h in the list shows the versions kept here."
        )
    report = describe_error(error, server, asked="audit trail")
    kept = " The rows above are from before." if is_shown else ""
    again = "It is asked again by itself, ever less often; R asks now."
    return Report(
        report.tone, report.headline, f"{report.next_step} {way_on(error, again)}{kept}".strip(), report.details
    )


def nothing(state: AuditState, module: str, *, is_filtered: bool) -> Report:
    """The server answered, and no row is shown; `is_filtered`: rows that do not match are known."""
    if is_filtered:
        more = "" if state.has_ended else " o reads further back."
        return Report(Tone.CAREFUL, "No row that was read matches the filter.", f"esc clears it.{more}")
    about = f" about {MODULES[module]}" if module else ""
    return Report(Tone.CAREFUL, f"The audit trail has no row{about}.", "What is changed from now on appears here.")


def no_difference(line: AuditLine, change: Change) -> str:
    """Why what a row changed can't be shown."""
    if line.action == CREATED:
        return "It was created then: there is no version before it. h shows its history."
    if line.action == DELETED:
        end = "r restores what it was." if change.before is not None else f"What it was is not known{_far(change)}."
        return f"It was deleted then. {end}"
    if change.after is None:
        return f"What it changed is not known: no code is told{_far(change)}."
    return f"No version before it is known{_far(change)}."


def nothing_to_restore(line: AuditLine, change: Change) -> str:
    """Why there is no version to restore."""
    if line.action == CREATED:
        return "The servers don't tell the code of a new function. h shows what is known of it."
    return f"Its code is not known{_far(change)}. h shows its history."


def _far(change: Change) -> str:
    return "" if change.is_all else f" in the {change.rows} rows up to it"


def not_of_function(line: AuditLine) -> str | None:
    """Why a row leads to no function, as a sentence."""
    if line.module == SECRETS:
        return "This row is about a secret: its values are never told."
    if not line.is_of_function or line.action not in (CREATED, UPDATED, DELETED):
        return "This row is about no function."
    return None
