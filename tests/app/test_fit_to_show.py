"""A panel, a question and a page of details write out what could drive a terminal, whoever has left it in."""

from __future__ import annotations

from textual.widgets import Static

from tests.console_fixture import FakeServer, FixtureConsole, settled
from tui.app.shell.asked_text import AskText
from tui.app.shell.notice import Report, Tone
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.questions import Choice, DetailsScreen, QuestionScreen
from tui.app.shell.screen import Dialog

_SHOWN = {QuestionScreen: 3, AskText: 2, DetailsScreen: 4}
"""How often each shows the text."""
HOSTILE, SHOWN = "a\x1b[31mb\nc", "a^[[31mb\nc"


async def test_what_is_shown_of_a_hostile_text_drives_no_terminal() -> None:
    report = Report(Tone.BAD, HOSTILE, HOSTILE, (HOSTILE,))
    dialogs: list[Dialog[str | None] | Dialog[None]] = [
        QuestionScreen(HOSTILE, HOSTILE, [Choice("yes", HOSTILE)]),
        AskText(HOSTILE, HOSTILE, lambda text: ""),
        DetailsScreen(report, [("label", HOSTILE)]),
    ]
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for dialog in dialogs:
            app.push_screen(dialog)
            await settled(pilot)
            shown = "".join(str(each.content) for each in dialog.query(Static))
            assert ("\x1b" in shown, shown.count("a^[[31mb")) == (False, _SHOWN[type(dialog)])
            await pilot.press("escape")
        panel = OutcomePanel()
        await app.screen.mount(panel)
        panel.show(report)
        assert panel.report == Report(Tone.BAD, SHOWN, SHOWN, (SHOWN,))
