"""What became of a save is told as far as it is known, and no further."""

from __future__ import annotations

from tests.stage import FUNCTIONS
from tui.app.outcomes import describe_outcome
from tui.sessions.edit.outcome import NothingToSave, Saved


def test_what_was_not_looked_at_is_not_told() -> None:
    unasked = describe_outcome(NothingToSave(), "localhost:7130")
    assert unasked.headline == "Nothing to save: nothing is changed here since it was fetched."
    looked_at = describe_outcome(NothingToSave(FUNCTIONS[0]), "localhost:7130")
    assert looked_at.headline == "Nothing to save: the server holds exactly this."


def test_where_functions_are_deployed_a_lost_answer_leaves_open_whether_this_one_was() -> None:
    lost = Saved(FUNCTIONS[0], ("code",), looked_up=True)
    told = describe_outcome(lost, "localhost:7130", deploys=True)
    assert "live" not in told.headline
    assert "callers may still get the version before" in told.next_step
    assert "and live" in describe_outcome(lost, "localhost:7130").headline
    answered = Saved(FUNCTIONS[0], ("code",))
    assert describe_outcome(answered, "localhost:7130", deploys=True).headline == "Saved code and live."
