"""A recording of the console that notes what was not meant, and the report such notes go into."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.output_grammar import BOUNDARY, CLIPBOARD, DRAWN, POINTER, WRITTEN, piled_marks, unmeant_sequences
from tests.terminal.recorded_console import Recording
from tests.terminal.strict_terminal import NotUnderstood

MOST_FINDINGS = 20


class TooManyFindings(Exception):
    """More would say nothing new."""


@dataclass
class Report:
    """How many hostile strings each place showed, and what was found."""

    shown: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def note(self, place: str, what: str, texts: Sequence[str]) -> None:
        """Note a finding. Raises TooManyFindings."""
        self.findings.append(f"{place}: {what}; the strings put in were {[text[:80] for text in texts[:4]]!r}")
        if len(self.findings) >= MOST_FINDINGS:
            raise TooManyFindings


class Watched(Recording):
    """A recording that notes what was not meant instead of failing at it.

    `begun` says that the first frame stands, `copied` that something is being copied to the clipboard.
    """

    def __post_init__(self) -> None:
        self.findings: list[str] = []
        self.begun = self.copied = False
        super().__post_init__()

    def wrote(self, text: str) -> None:
        self.findings += [f"Textual's frames: {each}" for each in unmeant_sequences(text, WRITTEN, *self._allowed())]
        try:
            super().wrote(text)
        except NotUnderstood as error:
            self.findings.append(f"Textual's frames: {error}")

    def drain(self) -> None:
        before = len(self.sent)
        try:
            super().drain()
        except (NotUnderstood, UnicodeDecodeError) as error:
            self.findings.append(f"the line: {error}")
        for sent in self.sent[before:]:
            self.findings += [f"the line: {each}" for each in unmeant_sequences(sent, DRAWN, *self._allowed())]
        # Keys by the thousand: only the last words are looked at when something is wrong.
        del self.sent[:-3]

    def _allowed(self) -> list[re.Pattern[str]]:
        """What may be sent beside what is drawn: modes before the first frame, and a copy when one was asked for."""
        return [POINTER] + [each for each, now in ((BOUNDARY, not self.begun), (CLIPBOARD, self.copied)) if now]

    def take_findings(self) -> list[str]:
        """What was noted since this was asked before, each once; the two screens and their cells are compared too."""
        try:
            self.check()
        except AssertionError as error:
            self.findings.append(f"the screens differ: {str(error)[:300]}")
        for y, cells in enumerate(self.diffed.rows):
            self.findings += [f"row {y}: {wrong}" for cell in cells if (wrong := piled_marks(cell.text))]
        found, self.findings = self.findings, []
        return list(dict.fromkeys(found))
