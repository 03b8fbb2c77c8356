"""The command line: options, files and environment are read here, and the rooms are wired together."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from tui.app.start import ConsoleStart, SandboxView
from tui.cli.console_arguments import ConsoleArguments, read_console_arguments
from tui.errors import ConsoleError, StorageError, UsageError
from tui.flows.connect import (
    Missing,
    Options,
    Target,
    normalise_url,
    resolve_target,
)
from tui.flows.local_stores import (
    console_folder,
    fetched_code,
    kept_runs,
    outside_files,
    saved_requests,
    trusted_servers,
)
from tui.flows.outside_left import left_outside
from tui.model.secret import Secret
from tui.store.credentials import ProjectFile, find_project_file, run_key_command
from tui.store.drafts import DraftStore
from tui.store.history import HistoryStore
from tui.store.list_cache import ListCache
from tui.store.paths import cache_dir, config_file, data_dir, folder_notices, state_dir
from tui.store.profiles import Settings, load_settings
from tui.store.reports import last_lines, write_report
from tui.store.trust import TrustedServers
from tui.terminal.sanitise import printable
from tui.terminal.variables import unusable as look_at_variables

if TYPE_CHECKING:
    from tui.sandbox.launch import SandboxProcess

COMMANDS = (
    *("completion", "doctor", "import", "link", "logs", "man", "pull", "push", "run", "save", "status", "watch"),
)
"""Words that begin a command without a screen. A function of such a slug is opened with `insforge-tui -- save`."""
_KEY_OPTIONS = ("--key", "--api-key", "--apikey", "--token", "--password")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the console; returns the exit code. A bad option or file is one line on stderr and 2."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Loading makes many objects and no garbage: looking for some costs a tenth of the time to the first frame. The
    # console turns it on again when that frame stands.
    gc.disable()
    unusable = look_at_variables(os.environ, has_size=_terminal_has_size())
    for name in unusable.names:
        # With some of them Textual writes down each key and each field's text, passwords among them.
        os.environ.pop(name, None)
    if not sys.warnoptions or {"PYTHONWARNINGS", "PYTHONDEVMODE"} & set(os.environ):
        # They are for who works on the console; on a user's terminal they would stand in what is drawn there, and as
        # errors end it. `python -W` shows them.
        warnings.simplefilter("ignore")
    try:
        code = _run_or_help(arguments, unusable.notices)
        if sys.stdout is not None:
            sys.stdout.flush()
    except ConsoleError as error:
        # What it quotes comes from files and the command line: it must neither drive the terminal nor fill two lines.
        return _said(f"insforge-tui: {printable(str(error))}", 2)
    except BrokenPipeError:
        # Whoever read the help has read enough.
        _silence(sys.stdout)
        return 1
    except OSError as error:
        _silence(sys.stdout)
        return _said(f"insforge-tui: it can't go on: {printable(error.strerror or str(error))}", 1)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  # what nobody thought of ends in a report and not in a traceback
        report = write_report(state_dir(), error)
        return _said(last_lines((), None if report is None else printable(str(report))), 1)
    return code


def _terminal_has_size() -> bool:
    """Whether the terminal says how large it is; a serial line, for one, may not."""
    try:
        size = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ is not None else 1)
    except (OSError, ValueError):
        return False
    return size.columns > 0 and size.lines > 0


def _run_or_help(arguments: Sequence[str], notices: Sequence[str]) -> int:
    try:
        if arguments and arguments[0] == "--watch":
            arguments = ("watch", *arguments[1:])
        if arguments and arguments[0] in COMMANDS:
            return _run_command(arguments)
        return _run(arguments, notices)
    except SystemExit as done:
        # --help and --version: what they wrote is not out yet.
        return done.code if isinstance(done.code, int) else 0


def _run_command(arguments: Sequence[str]) -> int:
    """A command without a screen."""
    _refuse_key_options(arguments)
    # No first frame waits here, and a log may be followed for days.
    gc.enable()
    from tui.cli.commands import run_command

    return run_command(arguments)


def _refuse_key_options(arguments: Sequence[str]) -> None:
    for argument in arguments:
        if argument.split("=", 1)[0] in _KEY_OPTIONS:
            raise UsageError(
                "no option takes a key or password (others can read a command line): "
                "set INSFORGE_API_KEY, or use a profile"
            )


def _said(sentence: str, code: int) -> int:
    """Say why it ends, where there is somebody to tell; returns the exit code."""
    if sys.stderr is not None:
        try:
            print(sentence, file=sys.stderr, flush=True)
        except OSError:
            _silence(sys.stderr)
    return code


def _silence(stream: TextIO | None) -> None:
    """What could not be written is given up: Python would try once more at its end, and complain."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(arguments: Sequence[str], variable_notices: Sequence[str]) -> int:
    _refuse_key_options(arguments)
    options = read_console_arguments(arguments)
    settings = _with_options(load_settings(config_file()), options)
    if options.keys:
        from tui.cli.keys_command import run_keys

        return run_keys(settings, sys.stdout, as_json=options.json)
    drafts = DraftStore(state_dir() / "drafts")
    # What another editor left is looked for first: it is kept as a draft whatever else goes wrong.
    notices = (*variable_notices, *folder_notices(os.environ), *left_outside(state_dir() / "outside", drafts))
    wants_sandbox = options.sandbox or options.sandbox_dir is not None or options.sandbox_dialect is not None
    server = _sandbox(options) if wants_sandbox else _named_server(options, settings)
    _require_terminal()
    start = ConsoleStart(
        server.resolve,
        options.slug,
        settings,
        server.sandbox,
        server.known,
        ListCache(cache_dir() / "lists"),
        drafts,
        HistoryStore(state_dir() / "history"),
        server.trusted,
        notices=(*notices, *server.notices),
        config=config_file(),
        requests=lambda: saved_requests(server.project_folder),
        runs=kept_runs,
        codes=fetched_code,
        read_only=options.read_only,
        outside=outside_files,
        folder=console_folder,
    )
    try:
        return _console()(start)
    finally:
        server.stop()


class _Server(NamedTuple):
    """What a start connects with, as `ConsoleStart` has it. `known` is its URL or name; `stop` is called at the end."""

    resolve: Callable[[], Target | Missing]
    known: str | None
    sandbox: SandboxView | None = None
    trusted: TrustedServers | None = None
    notices: tuple[str, ...] = ()
    project_folder: Path | None = None
    stop: Callable[[], None] = lambda: None


def _sandbox(options: ConsoleArguments) -> _Server:
    if options.url or options.profile:
        raise UsageError("--sandbox is a server of its own: it goes with neither --url nor --profile")
    _require_sandbox_extra()
    sandbox = _Sandbox(options.sandbox_dir or data_dir() / "sandbox", options.sandbox_dialect or "2.1")
    view = SandboxView(sandbox.dialect, sandbox.directory)
    known = f"sandbox {sandbox.dialect} {sandbox.directory.absolute()}"
    return _Server(sandbox.start, known, view, stop=sandbox.stop)


def _named_server(options: ConsoleArguments, settings: Settings) -> _Server:
    """The server of the options, the environment, the settings or the project's file."""
    chosen = Options(normalise_url(options.url) if options.url else None, options.profile, options.read_only)
    named = bool(chosen.url or chosen.profile or settings.default_profile or os.environ.get("INSFORGE_URL", "").strip())
    project, notices = _project_file(needed=not named)

    def resolve() -> Target | Missing:
        return resolve_target(chosen, os.environ, settings, project, run_key_command)

    # What is wrong with profile or URL is said before the screen is taken; a key command waits until after.
    known = resolve_target(chosen, os.environ, settings, project, lambda _command: Secret(""))
    folder = project.folder if project else None
    return _Server(resolve, known.url, trusted=trusted_servers(), notices=notices, project_folder=folder)


def _with_options(settings: Settings, options: ConsoleArguments) -> Settings:
    """The settings of this start: an option says more than the file."""
    return settings._replace(
        mouse=settings.mouse if options.mouse is None else options.mouse,
        title=settings.title if options.title is None else options.title,
        plain=settings.plain if options.plain is None else options.plain,
    )


def _project_file(*, needed: bool) -> tuple[ProjectFile | None, tuple[str, ...]]:
    """The project's file, and what is said of one that can't be read. Raises its error where nothing else says more."""
    try:
        folder = Path.cwd()
    except OSError:
        # The working folder was removed or can't be entered: then it holds no project, and nothing else needs it.
        return None, ()
    try:
        return find_project_file(folder), ()
    except (UsageError, StorageError) as error:
        if needed:
            raise
        return None, (f"{error}. The project file is ignored.",)


def _console() -> Callable[[ConsoleStart], int]:
    from tui.app.features import run

    return run


def _require_sandbox_extra() -> None:
    if any(find_spec(name) is None for name in ("starlette", "uvicorn")):
        raise UsageError("the sandbox is not installed; say: pip install 'insforge-tui[sandbox]'")


def _require_terminal() -> None:
    # A stream that was closed is None.
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError("this is a program for a terminal: standard input, output and error must be one")
    if os.environ.get("TERM") == "dumb":
        raise UsageError("the terminal is too simple (TERM=dumb): a screen can't be drawn on it")


class _Sandbox:
    """The sandbox, started when the first frame stands and stopped with the console."""

    def __init__(self, directory: Path, dialect: str) -> None:
        self.directory, self.dialect = directory, dialect
        self._process: SandboxProcess | None = None

    def start(self) -> Target:
        """Start it; raises UsageError with the reason when it can't be."""
        from tui.sandbox.launch import SandboxFailed, start_sandbox

        try:
            self._process = start_sandbox(self.directory, self.dialect)
        except SandboxFailed as error:
            raise UsageError(f"the sandbox did not start: {error}") from error
        return Target(self._process.url, Secret(self._process.api_key), "--sandbox", "--sandbox")

    def stop(self) -> None:
        """Stop it, if it runs."""
        if self._process is not None:
            self._process.stop()


if __name__ == "__main__":
    raise SystemExit(main())
