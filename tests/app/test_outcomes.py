"""What became of a save is told as far as it is known, and no further."""

from __future__ import annotations

from tests.stage import FUNCTIONS
from tui.app.outcomes import describe_outcome
from tui.flows.save_outcome import NothingToSave


def test_what_was_not_looked_at_is_not_told() -> None:
    unasked = describe_outcome(NothingToSave(), "localhost:7130")
    assert unasked.headline == "Nothing to save: nothing is changed here since it was fetched."
    looked_at = describe_outcome(NothingToSave(FUNCTIONS[0]), "localhost:7130")
    assert looked_at.headline == "Nothing to save: the server holds exactly this."
