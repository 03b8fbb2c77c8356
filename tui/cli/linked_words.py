"""What the commands of a linked folder say, for people and for programs, and the exit codes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from tui.app.shell.notice import describe_error
from tui.cli.exit_codes import ExitCode, of_read
from tui.cli.save_command import SaveResult, describe, exit_code_of
from tui.errors import ApiError, StorageError
from tui.flows.linked_parts import Done, Looked
from tui.model.problem import Problem
from tui.sessions.edit.outcome import Rejected, SavedNotDeployed
from tui.sessions.edit.values import Ended
from tui.sessions.linked import Compared, State
from tui.terminal.sanitise import printable

_WORST_FIRST = (
    ExitCode.READ_ONLY,
    ExitCode.NOT_KNOWN,
    ExitCode.CONFLICT,
    ExitCode.REJECTED,
    ExitCode.NO_ACCESS,
    ExitCode.NOT_REACHED,
    ExitCode.RATE_LIMITED,
    ExitCode.NOT_LIVE,
    ExitCode.NOT_FOUND,
    ExitCode.USAGE,
    ExitCode.DONE,
)
ENDS_ALL = (ExitCode.READ_ONLY, ExitCode.NO_ACCESS, ExitCode.NOT_REACHED, ExitCode.RATE_LIMITED)
"""What will be so for the next function too."""


class Told(NamedTuple):
    """What became of a function, in lines, and as an exit code. `facts` is what a program reads."""

    exit_code: ExitCode
    lines: tuple[str, ...]
    facts: dict[str, object]


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The exit code of several functions."""
    return min(codes, key=_WORST_FIRST.index, default=ExitCode.DONE)


# How both stand to each other


def state_words(found: Compared) -> str:
    """How folder and server stand to each other, and what to do about it."""
    slug = printable(found.slug, limit=100)
    mine, theirs = _fields(found.here_changed), _fields(found.there_changed)
    match found.state:
        case State.SAME:
            return "same"
        case State.FOLDER_AHEAD:
            return f"folder ahead ({mine}): push saves it"
        case State.SERVER_AHEAD:
            return f"server ahead ({theirs}): pull fetches it"
        case State.BOTH_CHANGED if found.has_base:
            return f"both changed (here: {mine}; there: {theirs}): pull --merge {slug} merges them"
        case State.BOTH_CHANGED:
            return (
                f"differs ({mine}), and no common version is known: push --overwrite {slug} takes this one, "
                f"pull --overwrite {slug} the server's"
            )
        case State.LINE_ENDS:
            return f"line ends differ, and nothing else: push {slug} or pull {slug} makes them the same"
        case State.ONLY_HERE:
            return "only here: push creates it"
        case State.ONLY_THERE:
            return "only on the server: pull fetches it"
        case State.DELETED_HERE:
            return f"its file was deleted here, and a deletion is never sent: pull {slug} writes it again"
        case State.DELETED_THERE:
            return f"deleted on the server: push {slug} creates it again"
        case State.UNUSABLE:
            return f"its file can't be used: {printable(found.reason, limit=300)}"


def told_status(looked: Looked, server: str) -> Told:
    """How a folder and its server stand to each other."""
    counts = Counter(each.state for each in looked.compared)
    lines = [f"{each.slug}: {state_words(each)}" for each in looked.compared if each.state is not State.SAME]
    lines += [f"{new}: probably {old} renamed: a function keeps its slug" for new, old in looked.renamed.items()]
    failed = {slug: describe_error(error, server, asked="function").headline for slug, error in looked.failed.items()}
    lines += [f"{slug}: {words}" for slug, words in failed.items()]
    lines += [f"{name}: {why}" for name, why in looked.troubles.items()]
    tally = [f"{counts[state]} {state.value}" for state in State if counts[state]]
    tally += [f"{len(looked.failed)} not known"] if looked.failed else []
    lines.append(f"{', '.join(tally) or 'No functions on either side'}.")
    codes = [of_read(error) for error in looked.failed.values()]
    codes += [ExitCode.CONFLICT] if counts[State.BOTH_CHANGED] else []
    facts: dict[str, object] = {
        "functions": [_state_facts(each) for each in looked.compared],
        "failed": failed,
        "files": dict(looked.troubles),
        "renamed": dict(looked.renamed),
    }
    return Told(worst(codes), tuple(printable(line, limit=600) for line in lines), facts)


def _state_facts(found: Compared) -> dict[str, object]:
    return {
        "slug": found.slug,
        "state": found.state.name.lower(),
        "here": list(found.here_changed),
        "there": list(found.there_changed),
        "reason": found.reason,
    }


def _fields(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "nothing"


# What became of a function


def told_done(done: Done, server: str, *, pulls: bool = False) -> Told:
    """What became of a push or a pull of one function."""
    slug = printable(done.slug, limit=100)
    facts: dict[str, object] = {"slug": done.slug, "state": done.found.state.name.lower() if done.found else None}
    if done.final is not None:
        return _told_save(done, server, facts)
    if done.error is not None:
        words, code = _why(done.error, server)
        said = f"not {'written' if pulls else 'sent'}: {words}"
    else:
        said, code = _told_pull(done) if pulls else _told_push(done)
    facts |= {"outcome": code.name.lower(), "message": said, "wrote": done.wrote}
    return Told(code, (printable(f"{slug}: {said}", limit=600),), facts)


def _told_save(done: Done, server: str, facts: dict[str, object]) -> Told:
    assert done.final is not None
    report = describe(done.final, server, deploys=done.deploys_to_cloud)
    result = SaveResult(exit_code_of(done.final), report, done.final)
    first, *others = result.lines()
    places = problem_lines(done)
    # What the details say stands beside each place already.
    others = [line for line in others if not places or line not in report.details]
    lines = (f"{done.slug}: {first}", *places, *(f"  {line}" for line in others))
    facts |= result.as_json(done.slug)
    facts |= {"places": list(places), "created": done.created}
    return Told(result.exit_code, tuple(printable(line, limit=600) for line in lines), facts)


def problem_lines(done: Done) -> tuple[str, ...]:
    """`file:line:column: words` for each problem that has a place, as compilers write them."""
    if not isinstance(done.final, Ended) or not isinstance(done.final.outcome, Rejected | SavedNotDeployed):
        return ()
    file = done.read.found.name if done.read is not None else done.slug
    return tuple(
        printable(f"{file}:{_place(problem)} {problem.message}", limit=400) for problem in done.final.outcome.problems
    )


def _place(problem: Problem) -> str:
    found = problem.range
    return "" if found is None else f"{found.start_line + 1}:{found.start_column + 1}:"


def _why(error: ApiError | StorageError, server: str) -> tuple[str, ExitCode]:
    if isinstance(error, StorageError):
        return str(error), ExitCode.CONFLICT
    return describe_error(error, server, asked="function").headline, of_read(error)


def _told_push(done: Done) -> tuple[str, ExitCode]:
    found = done.found
    if found is None:
        return "neither here nor on the server", ExitCode.NOT_FOUND
    file = done.read.found.name if done.read is not None else found.slug
    match found.state:
        case State.ONLY_THERE:
            return "there is no file of it here", ExitCode.NOT_FOUND
        case State.UNUSABLE:
            return f"not sent: {state_words(found)}", ExitCode.USAGE
        case State.BOTH_CHANGED | State.DELETED_THERE:
            return f"not sent: {state_words(found)}", ExitCode.CONFLICT
        case State.FOLDER_AHEAD | State.ONLY_HERE if found.marks_line:
            return f"not sent: {file}:{found.marks_line}: marks of a merge stand there", ExitCode.CONFLICT
        case State.FOLDER_AHEAD:
            return "not sent", ExitCode.CONFLICT
        case State.SAME:
            return "nothing to send: both are the same", ExitCode.DONE
        case _:
            return f"not sent: {state_words(found)}", ExitCode.DONE


def _told_pull(done: Done) -> tuple[str, ExitCode]:
    found = done.found
    if done.merged is not None:
        result = done.merged
        if result.is_clean:
            return "merged; push saves it", ExitCode.DONE
        places = f"{result.places} place{'s' if result.places > 1 else ''} with marks" if result.places else ""
        kept = f"{', '.join(result.kept)} changed on both sides and stays as it is here" if result.kept else ""
        return f"merged, and not all could be: {'; '.join(part for part in (places, kept) if part)}", ExitCode.CONFLICT
    if found is None:
        return "neither here nor on the server", ExitCode.NOT_FOUND
    if done.wrote:
        return f"written ({_fields(found.there_changed)})" if found.there_changed else "written", ExitCode.DONE
    match found.state:
        case State.SAME:
            return "nothing to fetch: both are the same", ExitCode.DONE
        case State.ONLY_HERE:
            return "the server has no such function", ExitCode.NOT_FOUND
        case State.UNUSABLE:
            return f"not written: {state_words(found)}", ExitCode.USAGE
        case State.BOTH_CHANGED if found.marks_line:
            return f"not written: line {found.marks_line}: marks of a merge stand there already", ExitCode.CONFLICT
        case State.BOTH_CHANGED:
            return f"not written: {state_words(found)}", ExitCode.CONFLICT
        case State.DELETED_THERE:
            return "deleted on the server; the file stays", ExitCode.DONE
        case _:
            return f"not written: {state_words(found)}", ExitCode.DONE
