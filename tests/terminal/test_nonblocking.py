"""Writing to a terminal never waits for one that does not read, and leaves the shell's own descriptor as it is."""

from __future__ import annotations

import os
import pty
import time

from tui.terminal.nonblocking import open_outlet, say_last, write_all, write_some


def test_a_terminal_that_never_reads_holds_nobody_up() -> None:
    there, here = pty.openpty()
    outlet = open_outlet(here)
    assert outlet is not None
    began = time.monotonic()
    written = 0
    while (some := write_some(outlet, b"x" * 2048)) > 0:
        written += some
    assert not write_all(outlet, b"y" * 10_000, seconds=0.1)
    say_last(here, "nobody reads this\n", seconds=0.1)
    assert time.monotonic() - began < 5
    assert written > 0
    # The shell shares this one: it must block as ever.
    assert os.get_blocking(here)
    for each in (outlet, here, there):
        os.close(each)


def test_what_is_said_last_is_said_whole() -> None:
    there, here = pty.openpty()
    say_last(here, "Ended by SIGTERM. ✓\n")
    assert os.read(there, 100) == "Ended by SIGTERM. ✓\r\n".encode()
    os.close(there)
    say_last(here, "to a terminal that is gone")
    os.close(here)
    say_last(here, "to no terminal at all")


def test_a_pipe_has_no_outlet_and_takes_what_it_can() -> None:
    reader, writer = os.pipe()
    assert open_outlet(writer) is None
    assert write_all(writer, b"all")
    assert os.read(reader, 10) == b"all"
    os.close(reader)
    assert write_some(writer, b"nobody there") == len(b"nobody there")
    os.close(writer)
