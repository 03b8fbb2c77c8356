"""Secrets in words: states, why something can't be done, what became of a write. Pure.

Returns plain text that is fit to show. No value is ever in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tui.app.shell.facts import Facts
from tui.app.shell.notice import Report, Tone, describe_error, way_on
from tui.app.widgets.relative_time import exact
from tui.errors import AlreadyExists, ApiError, NotFound
from tui.model.server import BuildLog
from tui.model.stored_secret import StoredSecret
from tui.sessions.secret_results import Ending, Result
from tui.sessions.secrets import Act, Hindrance, KeyProblem, State, ValueFacts, expires_soon, state_of
from tui.terminal.sanitise import printable

NOT_OFFERED = "This server has no secrets."
REDEPLOYS = "All functions are deployed again because of it: calls see it some seconds later."
_FEW_USERS = 3


def deployment_report(log: BuildLog, before: str | None, done: str) -> Report | None:
    """What became of the deployment behind a change; None while there is none but the one `before`, or it goes on."""
    if log.deployment_id == before or log.status not in ("success", "failed"):
        return None
    if log.status == "success":
        return Report(Tone.GOOD, done, "All functions were deployed again: calls see it.")
    words = "They were not deployed again: that failed, calls go on as before. B in the list shows why."
    return Report(Tone.BAD, done, words)


def shown_key(key: str) -> str:
    """A key, fit to show."""
    return printable(key, limit=80)


def state_words(secret: StoredSecret, now: datetime) -> str:
    """The state of a secret in a few words."""
    if secret.is_reserved and state_of(secret, now) is State.ACTIVE:
        return "reserved" if secret.expires_at is None else f"reserved, {_ends_in(secret.expires_at, now)}"
    state = state_of(secret, now)
    if state is State.ACTIVE and secret.expires_at is not None:
        return f"expires {_in(secret.expires_at, now)}"
    return state.value


def state_style(secret: StoredSecret, now: datetime) -> str:
    """The colour of a state."""
    state = state_of(secret, now)
    if state is State.EXPIRED:
        return "error"
    if state is State.DELETED or secret.is_reserved:
        return "muted"
    return "warning" if expires_soon(secret, now) else "success"


def _in(moment: datetime, now: datetime) -> str:
    left = moment - now
    for unit, name in ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min")):
        if left >= 2 * unit:
            return f"in {int(left / unit):,} {name}"
    return "in a minute"


def _ends_in(moment: datetime, now: datetime) -> str:
    return f"ends {_in(moment, now)}"


def users_words(slugs: Sequence[str] | None, cells: int) -> str:
    """The functions that name a key, as many as there is room for; `?` while that is not known."""
    if slugs is None:
        return "?"
    if not slugs:
        return "-"
    shown = [printable(slug, limit=60) for slug in slugs]
    for count in range(len(shown), 0, -1):
        text = ", ".join(shown[:count]) + (f" +{len(shown) - count}" if count < len(shown) else "")
        if len(text) < cells:
            return text
    return f"{len(shown)} functions" if len(shown) > 1 else shown[0]


def headline(secrets: Sequence[StoredSecret], now: datetime) -> str:
    """How many there are, and what needs a look."""
    own = [each for each in secrets if not each.is_reserved]
    states = [state_of(each, now) for each in own]
    parts = [f"{states.count(State.ACTIVE):,} active"]
    for state in (State.EXPIRED, State.DELETED):
        if states.count(state):
            parts.append(f"{states.count(state):,} {state.value}")
    soon = sum(expires_soon(each, now) for each in own)
    if soon:
        parts.append(f"{soon:,} expire{'s' if soon == 1 else ''} soon")
    reserved = len(secrets) - len(own)
    return " · ".join([*parts, f"{reserved:,} reserved"] if reserved else parts)


_HINDRANCES = {
    Hindrance.IS_DELETED: "{key} is deleted: n creates it again.",
    Hindrance.IS_EXPIRED: "{key} has expired: servers give out no value of it. E sets another expiry.",
    Hindrance.IS_THERE: "{key} is not deleted: e changes it.",
}


def hindrance_words(hindrance: Hindrance, secret: StoredSecret, act: Act) -> str:
    """Why something can't be done to a secret."""
    key = shown_key(secret.key)
    if hindrance is Hindrance.RESERVED:
        return (
            f"{key} is reserved: the server needs it as it is, a change could lock everybody out. R rotates its keys."
        )
    return _HINDRANCES[hindrance].format(key=key)


_KEY_PROBLEMS = {
    KeyProblem.MISSING: "A key is needed.",
    KeyProblem.FORMAT: "A key has capital letters, digits and underscores only, like STRIPE_API_KEY.",
    KeyProblem.TAKEN: "There is a secret of this key already: e changes it.",
    KeyProblem.RESERVED: "The server keeps this key for itself.",
}


def key_words(problem: KeyProblem) -> str:
    """What is wrong with a key."""
    return _KEY_PROBLEMS[problem]


BAD_EXPIRY = "Not a time: write never, now, 30d, 12h, 2027-01-31 or 2027-01-31 12:00 (UTC)."
PAST_EXPIRY = "That time has passed: now expires it at once."


def facts_words(facts: ValueFacts) -> str:
    """What may be told of a value."""
    if not facts.length:
        return "empty"
    parts = [f"{facts.length:,} character{'' if facts.length == 1 else 's'}"]
    if facts.first:
        parts.append(f"{printable(facts.first)}…{printable(facts.last)}")
    if facts.lines > 1:
        parts.append(f"{facts.lines:,} lines")
    if facts.ends_with_newline:
        parts.append("newline at its end")
    return ", ".join(parts)


def failed(error: ApiError, server: str, *, is_shown: bool) -> Report:
    """The list could not be read; `is_shown`: what is there is from before."""
    if isinstance(error, NotFound):
        return Report(Tone.CAREFUL, NOT_OFFERED, "It answers that there is nothing at /api/secrets.")
    report = describe_error(error, server, asked="list of secrets")
    kept = " What is shown is from before." if is_shown else ""
    return report._replace(next_step=f"{report.next_step} {way_on(error, 'r asks again.')}{kept}".strip())


def result_report(result: Result, done: str, what: str, server: str, *, deploys: bool) -> Report:
    """What became of a write: `done` says what was done, `what` what was not."""
    if result.ending is Ending.DONE:
        how = "The answer was lost; the server was asked, and holds it." if result.looked_up else ""
        said = " ".join(part for part in (how, REDEPLOYS if deploys else "") if part)
        return Report(Tone.GOOD, done, said)
    if result.ending is Ending.UNKNOWN:
        return Report(
            Tone.CAREFUL,
            f"Not known yet: {what}. The answer was lost, and {server} could not be asked.",
            "r asks how it is now. Nothing is sent twice.",
        )
    if result.error is None:
        return Report(Tone.BAD, f"Not done: {what}.")
    if isinstance(result.error, AlreadyExists):
        return Report(Tone.BAD, f"Not done: {what}. Somebody has created it meanwhile.", "r shows it; e changes it.")
    report = describe_error(result.error, server, asked="secret")
    if result.looked_up:
        return Report(
            Tone.BAD,
            f"Not done: {what}. The answer was lost; the server was asked, and does not hold it.",
            "Try again.",
        )
    return Report(Tone.BAD, f"Not done: {what}.", f"{report.headline} {report.next_step}".strip(), report.details)


def deleting_words(key: str, users: Mapping[str, tuple[str, ...]] | None, *, deploys: bool) -> str:
    """What is said before a secret is deleted."""
    slugs = None if users is None else users.get(key, ())
    if slugs is None:
        about = "Which functions name it is not known yet."
    elif not slugs:
        about = "No function's code names it."
    else:
        shown = ", ".join(printable(slug, limit=60) for slug in slugs[:_FEW_USERS])
        more = f" and {len(slugs) - _FEW_USERS} more" if len(slugs) > _FEW_USERS else ""
        about = f"{shown}{more} {'names' if len(slugs) == 1 else 'name'} it and will find it missing."
    end = "Its value can't be brought back; the key stays listed and can be created again."
    return " ".join([about, end, *([REDEPLOYS] if deploys else [])])


def facts_of_secret(secret: StoredSecret, users: Sequence[str] | None, now: datetime) -> Facts:
    """All that is known of a secret."""
    return [
        ("key", printable(secret.key, limit=400)),
        ("state", state_words(secret, now)),
        ("reserved", "yes" if secret.is_reserved else "no"),
        ("expires", "never" if secret.expires_at is None else exact(secret.expires_at)),
        ("updated", exact(secret.updated_at)),
        ("created", exact(secret.created_at)),
        ("last read", exact(secret.last_used_at)),
        (
            "used by",
            "not known yet" if users is None else ", ".join(printable(slug) for slug in users) or "no function",
        ),
    ]
