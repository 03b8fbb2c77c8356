"""A start server: programs in Python that tests start are forked from a process that has loaded what they load.

Two thirds of what a console's start costs is loading modules. Here one process loads them once, and each start is a
fork of it that is given its terminal, folder, environment and arguments, and runs what `python -m` would run. It is a
child of who asked, as one that is really started: signals, exit codes and the processor's time are seen as ever. What
is read before the first line of a program runs (Python's own variables, the locale) can't be given to a fork: who asks
for another is told so, and starts a process of its own, as everybody does outside pytest.
"""

from __future__ import annotations

import atexit
import ctypes
import fcntl
import gc
import importlib.util
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.machinery import SourceFileLoader
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from types import ModuleType
from typing import IO, NamedTuple

TOP = Path(__file__).parents[1]

READ_LATE = frozenset(
    (
        *("COLORTERM", "COLUMNS", "EDITOR", "HOME", "LINES", "NO_COLOR", "PATH", "PYTEST_CURRENT_TEST", "PYTHONPATH"),
        *("SHELL", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "TERM", "TMPDIR", "USER_TOKEN", "VISUAL"),
    )
)
READ_LATE_PREFIXES = ("INSFORGE_", "XDG_")
"""Variables that nothing reads while it is loaded: a fork that is given others knows no difference."""

LOADED_LATE = (
    "_ctypes",
    "anyio._backends._asyncio",
    "anyio.streams.tls",
    "concurrent.futures.thread",
    "encodings.idna",
    "encodings.utf_8_sig",
    "httpcore._async.http_proxy",
    "rich._unicode_data.unicode17-0-0",
    "runpy",
    "textual.drivers.linux_driver",
    "textual.layouts.factory",
    "textual.scrollbar",
    "tree_sitter_javascript",
    "tree_sitter_typescript",
    "uvicorn.lifespan.off",
    "uvicorn.protocols.http.h11_impl",
)
"""What programs load besides their own modules when they come to need it. One that is not there is done without."""

_INHERITED_SIGNALS = (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM, signal.SIGTSTP)
"""Those that whoever starts a program may ignore, and it then too."""

_PR_SET_CHILD_SUBREAPER = 36
_MOST_BYTES = 1 << 20


class Start(NamedTuple):
    """What is to be started: the words after `python`, and what it finds when it starts."""

    words: tuple[str, ...]
    folder: str
    environment: dict[str, str]
    terminal: bool
    ignored_signals: tuple[int, ...] = ()
    """As in a job that a shell runs in the background. It may not be so any more since the server was started."""

    @property
    def is_forked(self) -> bool:
        """Whether a fork can stand for it: a module, with no other switch for Python."""
        return len(self.words) > 1 and self.words[0] == "-m"


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class StartServer:
    """The process that forks, as seen by who asks it."""

    def __init__(self, its_socket: socket.socket, process: subprocess.Popen[bytes] | None = None) -> None:
        self._environment = dict(os.environ)
        self._socket = its_socket
        self._process = process

    @classmethod
    def started(cls) -> StartServer:
        """A new one, which loads all first."""
        ours, its = _socket_pair()
        with its:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.forked_start", str(its.fileno())],
                cwd=TOP,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(its.fileno(),),
                start_new_session=True,
            )
        return cls(ours, process)

    def end(self) -> None:
        """It ends when nobody can ask any more."""
        self._socket.close()
        if self._process is not None:
            self._process.wait()

    def start(self, start: Start, streams: tuple[int, int, int]) -> int | None:
        """The id of a process that is this one's child; None for one that has to be really started."""
        if not start.is_forked or read_early(self._environment, start.environment):
            return None
        with _adopting():
            socket.send_fds(self._socket, [json.dumps(start).encode()], streams)
            answer = self._socket.recv(_MOST_BYTES)
        if not answer:
            raise RuntimeError("the start server is gone")
        return int(answer)


def read_early(known: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """The variables in which two environments differ, and that may have been read by what is loaded already."""
    return sorted(
        name
        for name in known.keys() | wanted.keys()
        if known.get(name) != wanted.get(name) and name not in READ_LATE and not name.startswith(READ_LATE_PREFIXES)
    )


_server: list[StartServer] = []
_is_wanted = False


def use(server: StartServer) -> None:
    """From now on programs are forked from this one."""
    global _is_wanted
    _server.append(server)
    _is_wanted = True


def enable() -> None:
    """From now on programs are forked, where the system can. The first that is asked for starts the server."""
    global _is_wanted
    _is_wanted = sys.platform == "linux"


def fork_instead(
    argv: Sequence[str],
    environment: Mapping[str, str],
    folder: str | os.PathLike[str] | None,
    streams: tuple[int, int, int],
    *,
    terminal: bool = False,
) -> int | None:
    """Start a program with these streams; its id, or None where it has to be really started.

    With `terminal` it leads a session of its own, whose terminal its standard input is; else only its streams are its
    own, and its session too.
    """
    if not _is_wanted or argv[0] != sys.executable:
        return None
    # Tests that may start nothing are told by this.
    sys.audit("os.fork")
    if not _server:
        _server.append(StartServer.started())
        atexit.register(_server[0].end)
    ignored = tuple(int(each) for each in _INHERITED_SIGNALS if signal.getsignal(each) is signal.SIG_IGN)
    start = Start(tuple(argv[1:]), os.fspath(folder or Path.cwd()), dict(environment), terminal, ignored)
    return _server[0].start(start, streams)


class Forked:
    """A forked program, with as much of `subprocess.Popen` as its owners use; its streams are pipes or files."""

    def __init__(self, pid: int, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, once it has ended."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended. Raises `TimeoutExpired` after so many seconds."""
        if (code := self.poll()) is not None:
            return code
        handle = os.pidfd_open(self.pid)
        try:
            ended, _, _ = select.select([handle], [], [], timeout)
        finally:
            os.close(handle)
        code = self.poll() if ended else None
        if code is None:
            raise subprocess.TimeoutExpired("a forked program", timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def run(
    argv: Sequence[str], environment: Mapping[str, str], folder: Path, text: str = "", seconds: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end with this as its standard input; forked where it can be."""
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as complaints:
        given.write(text.encode())
        given.seek(0)
        pid = fork_instead(argv, environment, folder, (given.fileno(), out.fileno(), complaints.fileno()))
        if pid is None:
            return subprocess.run(
                list(argv),
                input=text,
                env=environment,
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        child = Forked(pid)
        try:
            code = child.wait(seconds)
        finally:
            child.kill()
        said = []
        for file in (out, complaints):
            file.seek(0)
            said.append(file.read().decode())
        return subprocess.CompletedProcess(list(argv), code, *said)


@contextmanager
def _adopting() -> Iterator[None]:
    """Whoever loses its parent meanwhile becomes a child of this process."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no process can be adopted")
    try:
        yield
    finally:
        library.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


# The server itself


def load() -> None:
    """All modules of the console and the sandbox, and what they load when they come to need it."""
    import tui

    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in (*LOADED_LATE, "tests.shared_sandbox"):
        with suppress(ImportError):
            importlib.import_module(name)


def _serve(requests: socket.socket) -> Start | None:
    """Fork whenever asked; in a fork, what it is to be, and None in the server when nobody can ask any more."""
    while True:
        message, streams, _flags, _address = socket.recv_fds(requests, _MOST_BYTES, 3)
        if not message:
            return None
        report, reported = os.pipe()
        between = os.fork()
        if between == 0:
            # A fork of a fork loses its parent at once, and is adopted by who asks.
            if (child := os.fork()) != 0:
                os.write(reported, str(child).encode())
                os._exit(0)
            words, *others = json.loads(message)
            start = Start(tuple(words), *others)
            requests.detach()
            _take(start, streams)
            return start
        os.waitpid(between, 0)
        child_id = os.read(report, 64)
        for handle in (report, reported, *streams):
            os.close(handle)
        requests.send(child_id)


def _take(start: Start, streams: Sequence[int]) -> None:
    """Become what was asked for, as far as the system sees it."""
    os.setsid()
    for each in _INHERITED_SIGNALS:
        by_default = signal.default_int_handler if each is signal.SIGINT else signal.SIG_DFL
        signal.signal(each, signal.SIG_IGN if each in start.ignored_signals else by_default)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, max(streams) + 64)
    if start.terminal:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(start.folder)
    earlier = os.environ.get("PYTHONPATH", "")
    os.environ.clear()
    os.environ.update(start.environment)
    time.tzset()
    if (path := start.environment.get("PYTHONPATH", "")) != earlier:
        sys.path[1:1] = [os.path.abspath(part) for part in path.split(os.pathsep) if part]  # noqa: PTH100  # as Python
    sys.path[0] = os.getcwd()  # noqa: PTH109  # as Python does
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        made = _stream(number, getattr(sys, name))
        setattr(sys, name, made)
        setattr(sys, f"__{name}__", made)
    if "--sandbox" in start.words:
        _fork_its_sandbox()


def _fork_its_sandbox() -> None:
    """A console that starts its sandbox has it forked too, from a start server of its own: a fork of what it is now."""
    ours, its = _socket_pair()
    if os.fork() == 0:
        ours.close()
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            # Nobody waits for a terminal to be let go of that is open here.
            os.dup2(nothing, number)
        start = _serve(its)
        if start is None:
            os._exit(0)
        _run(start.words)
        raise SystemExit(0)
    its.close()
    # This module runs as a program, and is loaded once more as what others use.
    from tests import forked_start, shared_sandbox
    from tui.sandbox import launch

    forked_start.use(forked_start.StartServer(ours))
    vars(launch)["start_sandbox"] = shared_sandbox.start_sandbox


def _stream(number: int, like: TextIOWrapper) -> TextIOWrapper:
    """One of the standard streams as Python makes it when it starts, in the coding of another."""
    at_once = like.write_through
    handle = os.fdopen(number, "wb" if number else "rb", 0 if at_once and number else -1, closefd=False)
    return TextIOWrapper(
        handle,
        like.encoding,
        like.errors,
        newline="\n",
        line_buffering=not at_once and (number == 2 or os.isatty(number)),
        write_through=at_once,
    )


def _run(words: Sequence[str]) -> None:
    """Run a module as `python -m` does."""
    _switch, name, *arguments = words
    spec = importlib.util.find_spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = importlib.util.find_spec(f"{name}.__main__")
    assert spec is not None
    loader = spec.loader
    assert isinstance(loader, SourceFileLoader)
    main = ModuleType("__main__")
    main.__dict__.update(
        __spec__=spec, __file__=spec.origin, __loader__=loader, __package__=spec.parent, __cached__=spec.cached
    )
    sys.modules["__main__"] = main
    sys.argv = [str(spec.origin), *arguments]
    code = loader.get_code(spec.name)
    assert code is not None
    exec(code, main.__dict__)


def main() -> None:
    """Load, wait for requests; in each fork, run what was asked for."""
    load()
    assert threading.active_count() == 1
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        gc.collect()
        gc.freeze()
        start = _serve(requests)
    if start is not None:
        _run(start.words)


if __name__ == "__main__":
    main()
