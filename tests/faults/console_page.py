"""A page object of the whole console: worked by keys, read from its screen, with what its user has seen and typed.

Every act waits until the console has done it. The codes are small and the terminal is tall, so that all of a function
stands on the screen.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path
from random import Random

from tests.faults.oracle import SLUG, Done, Fault, Stored, Tokens, drafts_in, stored_in, tokens_in
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tui.sandbox.launch import SandboxProcess

TOP = Path(__file__).parents[2]

_COLUMNS, _ROWS = 138, 120
_FOLLOW_SECONDS = 60.0
_ASK_AGAIN_SECONDS = 20.0
_TRIES = 3

QUESTIONS = {
    "draft": r"There is an unsaved draft of this function\.",
    "conflict": r"Somebody changed this function\. Nothing was sent",
    "look": r"The draft beside what the server holds\.",
    "leave": r"Leave with unsaved changes\?",
    "reload": r"Fetch the function again\?",
    "marks": r"Save with \d+ conflicts? still marked\?",
    "empty": r"Save with an empty",
}
_ASKED = "|".join(QUESTIONS.values())
_BARRIERS = (
    ("\x1b[21~", r"There is no save whose outcome is unknown\."),
    ("\x0e", r"The function is there: a save is"),
)
"""Keys that only say a sentence: once it stands, all keys before have had their effect."""


class ConsolePage:
    """One console, and what its user knows. `base` is the version the editor's content is made from."""

    def __init__(self, letter: str, home: Path, sandbox: SandboxProcess, sandbox_folder: Path) -> None:
        self.letter, self.home = letter, home
        self._sandbox, self._folder = sandbox, sandbox_folder
        self._typed = 0
        self._barrier = 0
        self.known: set[str] = set()
        self.open()

    # Coming and going

    def open(self) -> None:
        """Start the console with the function; a draft that was left must be offered."""
        self.base = stored_in(self._folder)
        left = next((draft for draft in drafts_in(self.home) if not draft.holder), None)
        env = {
            **surroundings(self.home),
            "INSFORGE_URL": self._sandbox.url,
            "INSFORGE_API_KEY": self._sandbox.api_key,
        }
        argv = [sys.executable, "-m", "tui", SLUG]
        self.terminal = TerminalSession(argv, columns=_COLUMNS, rows=_ROWS, env=env, cwd=TOP)
        self.terminal.wait_for(rf"no changes|another console|{_ASKED}")
        self.editor = self.base.tokens
        self.known |= self.editor
        if left is not None and left.edited != self.base:
            self.mine, self.mine_base = left.edited.tokens, left.base.tokens
            self.known |= self.mine | self.mine_base
            self.terminal.wait_for(QUESTIONS["draft"])
        else:
            self._until_place_taken()
            self._settle()
        self._read()

    def _until_place_taken(self) -> None:
        limit = time.monotonic() + _FOLLOW_SECONDS
        locks = self.home / "state" / "insforge-tui" / "drafts"
        while str(self.terminal.pid) not in [lock.read_text() for lock in locks.glob("*.lock")]:
            if time.monotonic() > limit:
                raise Fault("the console took no place for its draft")
            time.sleep(0.01)

    def end(self) -> None:
        """Take the console away, however it stands."""
        if self.terminal.exit_code is None:
            os.kill(self.terminal.pid, signal.SIGKILL)
            os.waitpid(self.terminal.pid, 0)
            self.terminal.exit_code = -signal.SIGKILL
        os.close(self.terminal.fd)

    def kill(self) -> Done:
        """`kill -9` once the draft has followed the typing, then open the function again."""
        limit = time.monotonic() + _FOLLOW_SECONDS
        while self.editor != self.base.tokens and not any(
            draft.holder == self.terminal.pid and draft.edited.tokens == self.editor for draft in drafts_in(self.home)
        ):
            if time.monotonic() > limit:
                raise Fault("the draft does not follow the typing")
            time.sleep(0.02)
        self.end()
        self.open()
        return Done()

    def leave(self) -> Done:
        """ctrl+q; the console must ask when something is unsaved."""
        if self._is_unsaved():
            self.terminal.press("ctrl+q")
            self.terminal.wait_for(QUESTIONS["leave"])
            self._read()
            return Done()
        return self._left("ctrl+q")

    def _left(self, key: str, let_go: Tokens = frozenset()) -> Done:
        self.terminal.press(key)
        if self.terminal.wait_end() != 0:
            raise Fault(f"the console ended with {self.terminal.exit_code}")
        self.end()
        self.open()
        return Done(let_go=let_go)

    def _is_unsaved(self) -> bool:
        """What the console itself says, with the key that compares."""
        self.terminal.press("\x1b[24~")
        text = self.terminal.wait_for(r"Nothing is changed: a save would|What a save would send\.")
        if "Nothing is changed" in text:
            if self.editor != self.base.tokens:
                raise Fault("it says that nothing is changed")
            return False
        self.terminal.press("escape")
        self.terminal.wait_gone(r"What a save would send\.")
        return True

    # Reading

    @property
    def question(self) -> str:
        """The question that stands on the screen; empty in the editor."""
        text = self.terminal.text
        return next((name for name, pattern in QUESTIONS.items() if re.search(pattern, text)), "")

    @property
    def unsaved(self) -> Tokens:
        """What the editor holds beyond the version it was made from."""
        return self.editor - self.base.tokens

    @property
    def lines(self) -> int:
        """How many lines of code stand in the editor."""
        return len(re.findall(r"^ *\d+(?=[ !]|$)", self.terminal.text, re.MULTILINE))

    def _settle(self) -> None:
        """Wait until all keys have had their effect. Another sentence may take the place of the one asked for."""
        for _ in range(_TRIES - 1):
            try:
                self._say_once(_ASK_AGAIN_SECONDS)
            except AssertionError:
                continue
            return
        self._say_once(_FOLLOW_SECONDS)

    def _say_once(self, seconds: float) -> None:
        key, said = _BARRIERS[self._barrier]
        self._barrier = 1 - self._barrier
        self.terminal.press(key)
        self.terminal.wait_for(rf"{said}|{_ASKED}", seconds=seconds)

    def _read(self) -> None:
        if not self.question:
            self.editor = tokens_in(self.terminal.text)

    # Working

    def type(self, rng: Random) -> Done:
        """A new token in the code: on a line of its own, or at the end of one."""
        token = self._new_token("c")
        self.terminal.press("ctrl+home", *["down"] * rng.randrange(self.lines))
        if rng.random() < 0.65:
            self.terminal.press("home", f"// {token}\r")
        else:
            self.terminal.press("end", f" {token}")
        return self._worked(token)

    def describe(self, _rng: Random) -> Done:
        """A new token as the description; the one that stood there is let go."""
        token = self._new_token("d")
        before = self.editor
        self.terminal.press("f6", "tab", "tab", "\x05", "\x15", token, "f6")
        done = self._worked(token)
        return done._replace(let_go=frozenset(each for each in before - self.editor if each.endswith("d")))

    def _new_token(self, kind: str) -> str:
        self._typed += 1
        token = f"{self.letter}{self._typed:04}{kind}"
        self.known.add(token)
        return token

    def _worked(self, token: str) -> Done:
        self._settle()
        self._read()
        if token not in self.editor:
            raise Fault(f"{token} was typed and is not in the editor")
        return Done()

    def undo(self, rng: Random) -> Done:
        return self._took_away(*["ctrl+z"] * rng.randint(1, 3))

    def cut(self, rng: Random) -> Done:
        count = 1 if self.lines < 20 else 10
        return self._took_away("ctrl+home", *["down"] * rng.randrange(self.lines), *["\x18"] * count)

    def _took_away(self, *keys: str) -> Done:
        before = self.editor
        self.terminal.press(*keys)
        self._settle()
        self._read()
        return Done(let_go=before - self.editor)

    def reload(self, _rng: Random) -> Done:
        self.terminal.press("f5")
        self._settle()
        return Done() if self.question else self._fetched(self.editor)

    def _fetched(self, before: Tokens) -> Done:
        self.terminal.wait_gone(r"Fetching shared")
        self.base = stored_in(self._folder)
        self.known |= self.base.tokens
        self._settle()
        self._read()
        if self.editor != self.base.tokens:
            raise Fault("what was fetched is not what the server holds")
        return Done(let_go=before - self.editor)

    def save(self, _rng: Random) -> Done:
        return self._saved("ctrl+s")

    def _saved(self, key: str) -> Done:
        asked = self.question
        self.terminal.press(key)
        if asked:
            self.terminal.wait_gone(QUESTIONS[asked])
        self._settle()
        text = self.terminal.wait_gone(r"Saving [a-z, ]+\. esc stops waiting")
        if not self.question and "Not saved: somebody changed" in text:
            self.terminal.wait_for(QUESTIONS["conflict"])
        if self.question == "conflict":
            return self._met_conflict()
        if self.question:
            return Done()
        there = stored_in(self._folder)
        self._read()
        # Whether it is live is found out behind it, and may not be told yet.
        if re.search(r"(?:ok|\?\?) Saved [a-z, ]+(?: and live|; it is live|\.|, but calls)", text):
            self.base = there
            return Done("saved")
        if "Nothing to save: the server holds exactly this." in text:
            self.base = there
            return Done("nothing, the server holds this")
        if "Nothing to save: nothing is changed here" in text and self.editor == self.base.tokens:
            return Done("nothing")
        raise Fault(f"a save came to nothing that is known:\n{text}")

    def _met_conflict(self) -> Done:
        self.mine, self.mine_base = self.editor, self.base.tokens
        self._shown(stored_in(self._folder))
        return Done("conflict")

    def _shown(self, theirs: Stored) -> None:
        """The conflict's screen stands: it must hold what the other one did."""
        self.theirs = theirs
        for token in sorted(theirs.tokens - self.mine_base - tokens_in(self.terminal.text)):
            # The end of a long line.
            self.terminal.press("right")
            self.terminal.wait_for(token, seconds=_FOLLOW_SECONDS)
        self.known |= theirs.tokens
