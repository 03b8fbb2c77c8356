"""Schedules in words: columns, what became of a write, a log. Pure; returns plain text that is fit to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tui.app.shell.facts import Facts
from tui.app.shell.notice import Report, Tone, describe_error, way_on
from tui.app.widgets.blocks import HIGHEST, bars
from tui.app.widgets.plain import is_plain
from tui.app.widgets.relative_time import exact, time_words
from tui.errors import ApiError, NotFound
from tui.flows.schedules import Carried, CarriedUnknown, WriteOutcome
from tui.model.schedule import Schedule, ScheduleRun, ScheduleRuns
from tui.sessions.calls import levels
from tui.sessions.cron import Cron, cron_words, read_cron
from tui.sessions.schedule_zone import UTC_FITS, offset_words
from tui.sessions.schedules import ScheduleRow, next_run, went
from tui.terminal.sanitise import printable

NOT_OFFERED = "This server has no schedules."

_MARKS = {
    "deleted": "the server has no such function, these calls fail",
    "draft": "it is not active, these calls fail",
    "down": "it, or what runs it, does not answer: these calls fail",
}


def when(schedule: Schedule) -> str:
    """The times in words, or as they stand where they are none."""
    return printable(cron_words(schedule.cron) or schedule.cron, limit=120)


def both_times(moment: datetime) -> str:
    """A time in UTC and in local time; seconds where there are some."""
    clock = "%H:%M:%S" if moment.second else "%H:%M"
    return f"{moment:%a %Y-%m-%d {clock}} UTC, {moment.astimezone():%a {clock}} here"


def result(row: ScheduleRow) -> str:
    """How the last run went, in a few words."""
    last = row.last
    if last is None:
        return "" if row.schedule.last_run is None else "ran"
    return f"{went(last, row.schedule.cron).value} {last.status} {time_words(last.seconds)}"


def failed(error: ApiError, server: str, *, is_shown: bool) -> Report:
    """The schedules could not be read."""
    if isinstance(error, NotFound):
        return Report(Tone.CAREFUL, NOT_OFFERED, "Servers of other versions call functions by themselves.")
    report = describe_error(error, server, asked="list of schedules")
    kept = " What stands above is from before." if is_shown else ""
    step = f"{report.next_step} {way_on(error, 'It is asked again by itself; r asks now.')}{kept}"
    return Report(report.tone, report.headline, step.strip(), report.details)


def asking(server: str) -> Report:
    """Nothing is known yet."""
    return Report(Tone.BUSY, f"Asking {server} for its schedules.")


def nothing() -> Report:
    """The server has none."""
    return Report(Tone.GOOD, "There are no schedules.", "n makes one: it calls a function, or any URL, by itself.")


def written(outcome: WriteOutcome, done: str, server: str) -> Report:
    """What became of a write. `done` is a sentence that says what was to be done, as done."""
    match outcome:
        case Carried(before=True):
            return Report(Tone.GOOD, "The schedule was deleted before.")
        case Carried(by_look=by_look):
            return Report(
                Tone.GOOD, f"{done}{' Its answer was lost; a look at the list showed it.' if by_look else ''}"
            )
        case CarriedUnknown(error=error):
            report = describe_error(error, server)
            return Report(
                Tone.CAREFUL,
                "Whether the server did it is not known yet.",
                f"{report.headline} r asks for the list: look before you do it again.",
            )
        case _:
            report = describe_error(outcome.error, server, asked="schedule")
            # What is not there may be a secret that the schedule names: only the server's own words tell.
            headline = "The server rejected it." if isinstance(outcome.error, NotFound) else report.headline
            return Report(report.tone, headline, f"{report.next_step} Nothing was changed.", report.details)


def facts_of(row: ScheduleRow, now: datetime) -> Facts:
    """All that is known of a schedule."""
    schedule = row.schedule
    times = read_cron(schedule.cron)
    following = times.next_runs(now) if isinstance(times, Cron) else ()
    problem = "" if isinstance(times, Cron) else f" ({times.sentence})"
    coming = next_run(schedule, now)
    usual = "" if row.offsets == UTC_FITS else " as the server's cron usually has it"
    return [
        ("name", printable(schedule.name, limit=200)),
        ("state", "on" if schedule.is_active else "switched off: it does not run"),
        ("times", printable(f"{schedule.cron}{problem}", limit=300)),
        ("in words", f"{when(schedule)}, in UTC{usual}"),
        *((("next run", both_times(coming)),) if coming is not None and coming not in following[:1] else ()),
        *((f"run {number}", both_times(at)) for number, at in enumerate(following, 1)),
        ("calls", printable(f"{schedule.method} {schedule.url}", limit=600)),
        *((("function", f"{row.mark}: {_MARKS.get(row.mark, '')}"),) if row.mark else ()),
        *((("overlaps", _overlap(row.overlap)),) if row.overlap is not None else ()),
        *(("header", printable(f"{name}: {value}", limit=300)) for name, value in schedule.headers),
        ("body", printable(schedule.body, limit=1000) or "none"),
        ("last run", exact(schedule.last_run) if schedule.last_run is not None else "none yet"),
        *((("zone", _zone(row.offsets)),) if row.offsets is not None else ()),
        ("id", printable(schedule.id, limit=80)),
    ]


def _zone(offsets: frozenset[int]) -> str:
    if offsets == UTC_FITS:
        return "the last runs came when they were due in UTC"
    if offsets:
        zone = offset_words(offsets)
        return f"the last runs came when none was due in UTC; they fit {zone}: the server's cron seems to go by that"
    return "the last runs came when none was due, in any zone: the times may have been changed since"


def _overlap(run: ScheduleRun) -> str:
    return f"the run of {exact(run.at)} took {time_words(run.seconds)}, longer than the pause to the next: two at once"


def log_report(schedule: Schedule, page: ScheduleRuns, offset: int, retention: int | None) -> Report:
    """A page of what a schedule did."""
    name = printable(schedule.name, limit=60)
    if not page.runs:
        return Report(Tone.GOOD, f"{name} did not run yet, as far as its log goes back.", _kept(retention))
    first, last = offset + 1, offset + len(page.runs)
    times = [int((run.seconds or 0) * 1000) for run in reversed(page.runs)]
    went_on = bars(levels(times, len(times), HIGHEST))
    newest = "" if is_plain() else ", the newest at the right"
    lines = [f"how long they took{newest}: {went_on}", *_lines(page.runs, schedule.cron)]
    tone = Tone.GOOD if page.runs[0].succeeded else Tone.BAD
    return Report(tone, f"{name}: runs {first} to {last} of {page.total}", _kept(retention), tuple(lines))


def _lines(runs: Sequence[ScheduleRun], cron: str) -> list[str]:
    return [
        f"{went(run, cron).value} {exact(run.at)}  {run.status}  {time_words(run.seconds):>8}"
        f"  {printable(run.message, limit=200)}"
        for run in runs
    ]


def _kept(retention: int | None) -> str:
    return "" if retention is None else f"The server keeps runs for {retention} day{'' if retention == 1 else 's'}."
