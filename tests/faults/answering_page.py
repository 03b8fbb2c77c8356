"""A console whose user answers whatever question stands on the screen, and knows what each answer must lead to."""

from __future__ import annotations

import re
from random import Random

from tests.faults.console_page import QUESTIONS, ConsolePage
from tests.faults.oracle import Done, Fault


class AnsweringPage(ConsolePage):
    """One console and its user."""

    def answer(self, rng: Random) -> Done:
        """Answer the question that stands on the screen."""
        match self.question:
            case "conflict":
                return self._settle_conflict(rng.choices(("1", "2", "3", "escape"), (25, 25, 35, 15))[0])
            case "draft":
                return self._answer_draft(rng.choices(("1", "2", "3", "escape"), (50, 20, 15, 15))[0])
            case "look":
                return self._choose("escape")
            case "leave":
                key = rng.choice(("1", "2", "4", "escape"))
                if key not in ("2", "4"):
                    return self._choose(key)
                # No key is heard before the question can have been read.
                self.terminal.wait_to_read(QUESTIONS["leave"])
                return self._left(key, self.editor if key == "4" else frozenset())
            case "reload":
                key, before = rng.choice(("1", "2", "escape")), self.editor
                self._choose(key)
                return self._fetched(before) if key == "2" else Done()
            case _:
                return self._saved("2") if rng.random() < 0.5 else self._choose("1")

    def _choose(self, key: str) -> Done:
        pattern = QUESTIONS[self.question]
        if self.question in ("conflict", "draft", "leave"):
            # They hear nothing at first.
            self.terminal.wait_to_read(pattern)
        self.terminal.press(key)
        self.terminal.wait_gone(pattern)
        self._settle()
        self._read()
        return Done()

    def _settle_conflict(self, key: str) -> Done:
        before = self.editor
        self._choose(key)
        if key == "escape":
            return Done()
        self.base = self.theirs
        theirs, new = self.theirs.tokens, self.mine - self.mine_base
        if key == "1":
            if self.editor != theirs:
                raise Fault("theirs was taken and the editor holds something else")
            return Done(let_go=before | self.mine)
        if not new <= self.editor:
            raise Fault(f"{sorted(new - self.editor)} of mine went with the answer {key}")
        if key == "3":
            lost = {token for token in theirs - self.mine_base - self.editor if token.endswith("c")}
            if lost:
                raise Fault(f"{sorted(lost)} of theirs went in the merge")
        return Done(let_go=(before | self.mine) - new)

    def _answer_draft(self, key: str) -> Done:
        changed = "changed on the server since" in re.sub(r"[\s│]+", " ", self.terminal.text)
        self._choose(key)
        if key == "1" and changed:
            if self.question != "conflict":
                raise Fault("a draft made from an older version was not settled")
            self._shown(self.base)
        elif key == "1" and self.editor != self.mine:
            raise Fault(
                f"the draft that was gone on with is not what was left: {sorted(self.editor)}, not {sorted(self.mine)}"
                f"\n{self.terminal.text}"
            )
        return Done(let_go=self.mine if key == "3" else frozenset())
