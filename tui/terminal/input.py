"""What arrives from a terminal is bytes from a line: here they become keys, pastes, mouse, reports and focus.

Owns where one of these ends and the next begins, however the line has cut them. Pure: it is told the bytes and the
time, and says when it wants to be woken. What the driver does:

    events = parser.feed(data, now)      # whenever there are bytes
    parser.wake_at                       # until then wait for more bytes; None: for ever
    events = parser.expire(now)          # when that time has come and there are none

Time decides only what bytes alone can't: whether an escape is the Escape key, and when something that has begun is not
going to end. Between the marks of a paste nothing is ever a key.
"""

from __future__ import annotations

import re

from tui.terminal.background import MOST_ANSWER_BYTES, background_of
from tui.terminal.input_delays import InputDelays
from tui.terminal.input_events import ESCAPE_ENTER, CursorReport, InputEvent, Key, KeyboardFlags
from tui.terminal.key_names import key_of_control, key_with_alt
from tui.terminal.key_sequences import key_of_linux_console, keys_of_csi, keys_of_ss3
from tui.terminal.paste_buffer import PASTE_END, PASTE_LIMIT_BYTES, PASTE_START, PasteBuffer, incomplete_at_end
from tui.terminal.reports import old_mouse_report, replaces, report_of_csi
from tui.terminal.skipped_strings import STRING_STARTS, SkippedString
from tui.terminal.text_runs import TextRun

_LONGEST_SEQUENCE = 256
"""Kitty's longest are below 60 bytes; what goes on is dropped to its end."""

_ESC = 0x1B
_OSC = 0x5D
_TEXT = re.compile(rb"[\t\n\r -~\x80-\xff]+")
_CSI = re.compile(rb"\x1b\[([ -?]{0,256}?)([ -/]{0,2})([@-~])")
_CSI_BEGUN = re.compile(rb"\x1b\[[ -?]*")
_RXVT_SHIFTED = re.compile(rb"\x1b\[(\d{1,2})\$")
_SS3 = re.compile(rb"\x1bO([0-9;]{0,8})([ -/:<-~])")
_SS3_BEGUN = re.compile(rb"\x1bO[0-9;]{0,8}")
_FINAL_BYTES = range(0x40, 0x7F)
_KITTY_DISAMBIGUATES = 1


class InputParser:
    """Turns bytes into events. `linux` says that the terminal is the Linux console."""

    def __init__(
        self,
        delays: InputDelays | None = None,
        *,
        linux: bool = False,
        paste_limit_bytes: int = PASTE_LIMIT_BYTES,
    ) -> None:
        self._delays = delays or InputDelays()
        self._linux = linux
        self._paste_limit = paste_limit_bytes
        self._out: list[InputEvent] = []
        self._pending = b""
        """The beginning of something, at the end of what came."""
        self._given_up = b""
        """A beginning that silence has ended. The line may have cut it all the same: its rest is still known."""
        self._paste: PasteBuffer | None = None
        self._string: SkippedString | None = None
        self._text = TextRun(self._delays.burst)
        self._silence = 0.0
        self._earlier = 0
        self._deadline: float | None = None
        self._now = 0.0
        self._reports_asked = 0
        self._backgrounds_asked = 0
        self.keyboard_flags = 0
        """What the terminal says it does of kitty's keyboard protocol, when it was asked."""

    @property
    def wake_at(self) -> float | None:
        """When silence decides something; None when it decides nothing."""
        return min((time for time in (self._deadline, self._text.deadline) if time is not None), default=None)

    def ask_cursor_report(self) -> None:
        """The terminal was asked where the cursor is: the next report is one, and no shift+F3."""
        self._reports_asked += 1

    def ask_background(self) -> None:
        """The terminal was asked for its background: the next answer about that is one."""
        self._backgrounds_asked += 1

    def feed(self, data: bytes, now: float) -> list[InputEvent]:
        """Take bytes that came at a time in seconds."""
        self._now = now
        if self._given_up:
            data = self._with_what_was_given_up(data)
        self._earlier = len(self._pending)
        data = self._pending + data
        self._pending = b""
        self._silence = 0.0
        position = 0
        while position < len(data):
            if self._paste is not None:
                position = self._in_paste(self._paste, data, position)
            elif self._string is not None:
                position = self._in_string(self._string, data, position)
            else:
                position = self._outside(data, position)
        for event in self._text.settle():
            self._out.append(event)
        if self._paste is not None:
            self._silence = self._delays.paste
        elif self._string is not None:
            self._silence = self._delays.string
        self._deadline = now + self._silence if self._silence else None
        return self._take()

    def expire(self, now: float) -> list[InputEvent]:
        """No bytes came until now: what silence decides is decided."""
        self._now = now
        text_deadline = self._text.deadline
        if text_deadline is not None and text_deadline <= now:
            self._out.extend(self._text.flush())
        if self._deadline is not None and self._deadline <= now:
            self._deadline = None
            pending, self._pending = self._pending, b""
            if self._paste is not None:
                # Its mark may have been cut in two: the rest is none of the keys.
                self._given_up = self._paste.mark_begun
                self._end_paste(self._paste, ended=False)
            elif self._string is not None:
                self._string = None
            else:
                self._give_up(pending)
        return self._take()

    def _take(self) -> list[InputEvent]:
        events, self._out = self._out, []
        return events

    def _emit(self, *events: InputEvent) -> None:
        self._out.extend(self._text.flush())
        self._out.extend(events)

    def _wait(self, data: bytes, position: int, seconds: float) -> int:
        """What begins at `position` is not whole: more must come within so many seconds."""
        self._pending = data[position:]
        self._silence = seconds
        return len(data)

    # Outside of pastes and strings

    def _outside(self, data: bytes, position: int) -> int:
        byte = data[position]
        if byte == _ESC:
            return self._escape(data, position)
        found = _TEXT.match(data, position)
        if found is None:
            self._emit(key_of_control(byte))
            return position + 1
        text, end = found[0], found.end()
        missing = incomplete_at_end(text) if end == len(data) else 0
        if missing:
            self._wait(data, end - missing, self._delays.sequence)
            text = text[:-missing]
        self._text.add(text.decode("utf-8", "replace"), self._now)
        return end

    def _escape(self, data: bytes, position: int) -> int:
        if position + 1 == len(data):
            # Where the Escape key has a sequence of its own this one is the beginning of something.
            known = self.keyboard_flags & _KITTY_DISAMBIGUATES
            return self._wait(data, position, self._delays.sequence if known else self._delays.escape)
        byte = data[position + 1]
        if byte == ord("["):
            return self._csi(data, position)
        if byte == ord("O"):
            return self._ss3(data, position)
        if byte == 0x0D and position >= self._earlier:
            # In one piece: alt+enter, as terminals without kitty's protocol send it.
            self._emit(ESCAPE_ENTER)
            return position + 2
        if byte < 0x20 and byte != ord("\t"):
            # Escape, and a command or an arrow soon behind it: they arrive in one piece. (Some terminals send this for
            # alt with one of them; more people press one after the other.)
            self._emit(key_of_control(_ESC))
            return position + 1
        if byte in STRING_STARTS:
            if position + 2 == len(data):
                return self._wait(data, position, self._delays.sequence)
            self._string = SkippedString(byte, MOST_ANSWER_BYTES if self._backgrounds_asked and byte == _OSC else 0)
            return position + 2
        if byte in b"\t\x7f":
            self._emit(key_of_control(byte, alt=True))
            return position + 2
        return self._alt_character(data, position + 1)

    def _alt_character(self, data: bytes, position: int) -> int:
        size = 1 if data[position] < 0xC0 else 2 if data[position] < 0xE0 else 3 if data[position] < 0xF0 else 4
        character = data[position : position + size]
        if len(character) < size and incomplete_at_end(character) == len(character):
            return self._wait(data, position - 1, self._delays.sequence)
        text = character.decode("utf-8", "replace")
        self._emit(key_with_alt(text[0]))
        return position + (size if len(text) == 1 and text != "\ufffd" else 1)

    def _csi(self, data: bytes, position: int) -> int:
        shifted = _RXVT_SHIFTED.match(data, position)
        if shifted is not None:
            self._emit(*(keys_of_csi(shifted[1].decode(), "$") or ()))
            return shifted.end()
        found = _CSI.match(data, position)
        if found is None:
            end = (_CSI_BEGUN.match(data, position) or _never(position)).end()
            if end < len(data):
                # A final byte ends a sequence that is too long. Another escape, a control or a letter that is not ASCII
                # says that it was cut off.
                self._give_up(data[position:end], known=False)
                return end + (data[end] in _FINAL_BYTES)
            if end - position <= _LONGEST_SEQUENCE:
                return self._wait(data, position, self._delays.sequence)
            self._string = SkippedString(ord("["))
            return end
        if not found[1] and not found[2] and found[3] in b"M[":
            return self._with_raw_bytes(data, position)
        parameters, final = found[1].decode(), found[3].decode()
        keys = None if found[2] or parameters[:1] in tuple("<=>?") else self._keys(parameters, final)
        if keys is not None:
            self._emit(*keys)
        else:
            self._report(parameters, found[2].decode(), final)
        return found.end()

    def _with_raw_bytes(self, data: bytes, position: int) -> int:
        """The old mouse report, three bytes of any kind behind `ESC [ M`; the Linux console's keys behind `ESC [ [`."""
        start = position + 3
        old_mouse = data[position + 2] == ord("M")
        rest = data[start : start + (3 if old_mouse else 1)]
        # A coordinate above 223 has no byte: some send a 0.
        valid = next((n for n, byte in enumerate(rest) if 0 < byte < 0x20), len(rest))
        if valid < len(rest):
            return start + valid
        if len(rest) < (3 if old_mouse else 1):
            return self._wait(data, position, self._delays.sequence)
        if not old_mouse:
            self._emit(*key_of_linux_console(chr(rest[0])))
        elif (mouse := old_mouse_report(rest)) is not None:
            self._emit(mouse)
        return start + len(rest)

    def _keys(self, parameters: str, final: str) -> tuple[Key, ...] | None:
        if final == "R" and self._reports_asked:
            return None
        return keys_of_csi(parameters, final, linux=self._linux)

    def _report(self, parameters: str, between: str, final: str) -> None:
        """What is no key. Answers to questions that nobody asked here are dropped."""
        if parameters + final == "200~":
            self._emit()
            self._paste = PasteBuffer(self._paste_limit)
            return
        match report_of_csi(parameters, between, final):
            case KeyboardFlags(flags):
                self.keyboard_flags = flags
            case CursorReport() as report:
                if self._reports_asked:
                    self._reports_asked -= 1
                    self._emit(report)
            case None:
                pass
            case report:
                self._emit()
                if self._out and replaces(report, self._out[-1]):
                    # Of many at once the newest counts.
                    self._out.pop()
                self._out.append(report)

    def _ss3(self, data: bytes, position: int) -> int:
        found = _SS3.match(data, position)
        if found is not None:
            self._emit(*keys_of_ss3(found[1].decode(), found[2].decode()))
            return found.end()
        end = (_SS3_BEGUN.match(data, position) or _never(position)).end()
        if end < len(data):
            self._give_up(data[position:end], known=False)
            return end
        return self._wait(data, position, self._delays.sequence)

    # What ends late, or never

    def _give_up(self, begun: bytes, *, known: bool = True) -> None:
        """A beginning has no rest: it is a key if it can be one, and dropped otherwise."""
        if begun[:1] != b"\x1b":
            # A part of a character.
            self._text.add(begun.decode("utf-8", "replace"), self._now)
            self._out.extend(self._text.settle())
            return
        if begun == b"\x1b":
            self._emit(key_of_control(_ESC))
        elif len(begun) == 2 and begun[1] < 0x80:
            self._emit(key_with_alt(chr(begun[1])))
        elif known and begun[:2] == b"\x1b[":
            self._given_up = begun

    def _with_what_was_given_up(self, data: bytes) -> bytes:
        """The bytes with the beginning of a sequence before them that silence had ended, if they are its rest."""
        begun, self._given_up = self._given_up, b""
        whole = begun + data
        if whole.startswith((PASTE_START, PASTE_END)):
            return whole
        found = _CSI.match(whole)
        if len(begun) < 3 or found is None or found.end() <= len(begun) or found[2]:
            return data
        return whole if self._keys(found[1].decode(), found[3].decode()) else data

    # Pastes and strings

    def _in_paste(self, paste: PasteBuffer, data: bytes, position: int) -> int:
        used = paste.add(data[position:] if position else data)
        if used is None:
            return len(data)
        self._end_paste(paste, ended=True)
        return position + used

    def _end_paste(self, paste: PasteBuffer, *, ended: bool) -> None:
        self._paste = None
        self._emit(paste.finish(ended=ended))

    def _in_string(self, string: SkippedString, data: bytes, position: int) -> int:
        end, done = string.skip(data, position)
        if done:
            self._string = None
            background = background_of(string.text)
            if background is not None:
                self._backgrounds_asked -= 1
                self._emit(background)
        elif end < len(data):
            # The escape that may be its end.
            self._pending = data[end:]
        return end if done else len(data)


def _never(position: int) -> re.Match[bytes]:
    raise AssertionError(f"a pattern that matches anything did not match at {position}")
