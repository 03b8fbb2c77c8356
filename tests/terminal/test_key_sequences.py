"""The function keys of terminals, each as its terminfo entry or its documentation has them."""

from __future__ import annotations

from tests.cases import cases
from tests.terminal.played_input import names, play
from tui.terminal.input import InputParser
from tui.terminal.input_events import Key

_F = [f"f{number}" for number in range(1, 13)]


@cases(
    ("terminal", "sent", "keys"),
    [
        ("xterm", "\x1bOP\x1bOQ\x1bOR\x1bOS\x1b[15~\x1b[17~\x1b[18~\x1b[19~\x1b[20~\x1b[21~\x1b[23~\x1b[24~", _F),
        (
            "xterm",
            "\x1b[1;2P\x1b[1;2Q\x1b[1;2R\x1b[1;2S\x1b[15;2~\x1b[19;2~",
            ["shift+f1", "shift+f2", "shift+f3", "shift+f4", "shift+f5", "shift+f8"],
        ),
        ("xterm", "\x1b[1;5P\x1b[1;3R\x1b[24;6~", ["ctrl+f1", "alt+f3", "ctrl+shift+f12"]),
        (
            "xterm",
            "\x1b[A\x1bOA\x1b[1;2A\x1b[1;5C\x1b[1;6D\x1b[1;3B",
            ["up", "up", "shift+up", "ctrl+right", "ctrl+shift+left", "alt+down"],
        ),
        (
            "xterm",
            "\x1b[H\x1b[F\x1bOH\x1bOF\x1b[1;5H\x1b[1;5F\x1b[Z",
            ["home", "end", "home", "end", "ctrl+home", "ctrl+end", "shift+tab"],
        ),
        (
            "xterm",
            "\x1b[2~\x1b[3~\x1b[5~\x1b[6~\x1b[3;5~\x1b[5;5~\x1b[6;2~",
            ["insert", "delete", "pageup", "pagedown", "ctrl+delete", "ctrl+pageup", "shift+pagedown"],
        ),
        ("xterm", "\x1b[E\x1bOE", []),
        (
            "tmux",
            "\x1b[1~\x1b[4~\x1b[1;5A\x1b[1;2R\x1b[13;2u\x1b[27;5;13~",
            ["home", "end", "ctrl+up", "shift+f3", "shift+enter", "ctrl+enter"],
        ),
        ("putty", "\x1b[11~\x1b[12~\x1b[13~\x1b[14~\x1b[15~", _F[:5]),
        (
            "putty",
            "\x1b[25~\x1b[26~\x1b[32~\x1bOp\x1bOy\x1bOj\x1bOM",
            ["shift+f3", "shift+f4", "shift+f8", "0", "9", "asterisk", "enter"],
        ),
        (
            "rxvt",
            "\x1b[7~\x1b[8~\x1b[7$\x1b[8$\x1b[7^\x1b[8^\x1b[8@",
            ["home", "end", "shift+home", "shift+end", "ctrl+home", "ctrl+end", "ctrl+shift+end"],
        ),
        (
            "rxvt",
            "\x1b[a\x1b[b\x1b[c\x1b[d\x1bOa\x1bOb\x1bOc\x1bOd",
            ["shift+up", "shift+down", "shift+right", "shift+left", "ctrl+up", "ctrl+down", "ctrl+right", "ctrl+left"],
        ),
        (
            "rxvt",
            "\x1b[23~\x1b[23$\x1b[23^\x1b[11^\x1b[25~\x1b[3$\x1b[5^",
            ["f11", "shift+f11", "ctrl+f11", "ctrl+f1", "shift+f3", "shift+delete", "ctrl+pageup"],
        ),
        (
            "linux",
            "\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E\x1b[17~\x1b[1~\x1b[4~\x1b\t",
            [*_F[:6], "home", "end", "shift+tab"],
        ),
        ("old", "\x1bO5A\x1bO2P\x1bO1;2P\x1b[5A\x1bO5C", ["ctrl+up", "shift+f1", "shift+f1", "ctrl+up", "ctrl+right"]),
    ],
)
def test_a_terminals_function_keys(terminal: str, sent: str, keys: list[str]) -> None:
    assert names(sent) == keys
    sequences = sent.count("\x1b")
    assert sequences >= len(keys) - 1
    # None of them types anything but what the keypad has printed on it, and enter.
    assert {key.character for key in play(sent) if isinstance(key, Key)} <= {None, "0", "9", "*", "\r"}


def test_shift_on_the_linux_console() -> None:
    sent = "\x1b[25~\x1b[28~\x1b[34~"
    assert play(sent, parser=InputParser(linux=True)) == [Key("shift+f1"), Key("shift+f3"), Key("shift+f8")]


def test_every_sequence_is_put_together_wherever_it_is_cut() -> None:
    sequences = (
        "\x1b[1;2R",
        "\x1b[23$",
        "\x1b[[A",
        "\x1bOa",
        "",
        "\x1b[27;2;13~",
        "\x1b[1099::115;5u",
        "\x1bO5A",
    )
    for sequence in sequences:
        for cut in range(1, len(sequence)):
            assert play(sequence[:cut], 0.12, sequence[cut:], "x") == play(sequence, "x"), (sequence, cut)
