"""A schedule run by hand, in words: what is about to be sent, and what came of it. Pure; all of it is fit to show."""

from __future__ import annotations

from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.widgets.relative_time import time_words
from tui.errors import ResponseLost
from tui.flows.schedule_run import Answered, NotAnswered, NotFilled, RunNow
from tui.model.schedule import Schedule
from tui.sessions.schedule_call import secrets_named
from tui.terminal.sanitise import printable


def asked_to_run(schedule: Schedule, here: str, server: str) -> str:
    """What is about to be sent, and where to; `here` is where the same function is called at this server."""
    keys = secrets_named(schedule.headers)
    count = len(schedule.headers)
    headers = f" {count} header{'' if count == 1 else 's'}" if count else " no headers of its own"
    body = "" if schedule.method == "GET" else " and its body"
    said = [f"{_method(schedule)} {_url(schedule.url)} with{headers}{body}."]
    if keys:
        named = printable(", ".join(keys), limit=200)
        subject, verb = ("The secret", "is") if len(keys) == 1 else ("The secrets", "are")
        said.append(f"{subject} {named} {verb} read from {server} to go along, and not shown.")
    if here:
        said.append(f"That URL may lead to another server; at this one the function is {_url(here)}.")
    said.append("This console sends it, not the server: the schedule's log will not have it.")
    return " ".join(said)


def ran(schedule: Schedule, url: str, outcome: RunNow, *, has_runner: bool) -> Report:
    """What came of it."""
    name, method = printable(schedule.name, limit=60), _method(schedule)
    onward = " R opens its function in the runner." if has_runner else ""
    match outcome:
        case NotFilled(key=key, error=error):
            return _not_filled(
                name, key, outcome, "" if error is None else describe_error(error, "The server").headline
            )
        case NotAnswered(error=error):
            report = describe_error(error, _host(url))
            if isinstance(error, ResponseLost):
                step = f"It may have run all the same: whether it did is not known.{onward}"
                return Report(Tone.CAREFUL, f"{name}: {report.headline}", step, report.details)
            return Report(Tone.BAD, f"{name} was not run: {report.headline}", report.next_step, report.details)
        case Answered(status=status, seconds=seconds, text=text):
            tone = Tone.GOOD if 200 <= status < 300 else Tone.BAD
            said = (printable(" ".join(text.split()), limit=400),) if text.strip() else ("The answer has no body.",)
            return Report(
                tone, f"{name} answered {status} in {time_words(seconds)}.", f"{method} {_url(url)}.{onward}", said
            )


def _not_filled(name: str, key: str, outcome: NotFilled, why: str) -> Report:
    secret = printable(key, limit=60)
    if outcome.is_unfit:
        said = f"The secret {secret} has a line break or another control character in it: no header can carry that."
    elif why:
        said = f"The secret {secret} could not be read: {why}"
    else:
        said = f"There is no secret {secret}: 4 shows those there are."
    return Report(Tone.BAD, f"{name} was not run: nothing was sent.", said)


def _method(schedule: Schedule) -> str:
    return printable(schedule.method, limit=20) or "POST"


def _url(url: str) -> str:
    return printable(url, limit=200)


def _host(url: str) -> str:
    return printable(url.partition("://")[2].partition("/")[0] or url, limit=80)
