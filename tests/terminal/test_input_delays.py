"""How long an escape waits, and what the environment says of it."""

from __future__ import annotations

from tests.cases import cases
from tui.terminal.input_delays import InputDelays, delays_of, mouse_delays_escape


@cases("name", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
def test_over_ssh_everything_waits_longer(name: str) -> None:
    here, remote = delays_of({}), delays_of({name: "x"})
    assert here == InputDelays()
    assert all(there > local for there, local in zip(remote, here, strict=True))
    assert delays_of({name: ""}) == here


def test_escdelay_is_honoured_when_it_is_sane() -> None:
    assert delays_of({"ESCDELAY": "25"}).escape == 0.025
    assert delays_of({"ESCDELAY": " 1000 ", "SSH_TTY": "/dev/pts/1"}).escape == 1.0
    # No delay at all would be a wait without end.
    assert delays_of({"ESCDELAY": "0"}).escape == 0.001
    # What has begun waits at least as long as an escape.
    assert delays_of({"ESCDELAY": "3000"}).sequence == 3.0
    for nonsense in ("", "x", "-1", "1e3", "99999999999999999999", "6000", "²", "25\x00"):
        assert delays_of({"ESCDELAY": nonsense}) == InputDelays()


@cases(
    ("environment", "expected"),
    [
        ({"STY": "4711.pts-0.host", "TERM": "screen.xterm-256color"}, True),
        ({"TERM": "screen.xterm-256color"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"STY": "4711.pts-0.host", "TMUX": "/tmp/tmux-0/default,1,0", "TERM": "screen"}, False),
        ({"TERM": "xterm-256color"}, False),
    ],
)
def test_the_mouse_is_left_alone_where_it_would_delay_escape(environment: dict[str, str], expected: bool) -> None:
    assert mouse_delays_escape(environment) is expected
