"""What a save sends: only what differs, and nothing is emptied unasked."""

from __future__ import annotations

import pytest

from tui.model.function import Edited, Function, FunctionChanges, FunctionSummary
from tui.sessions.edit.rules import plan_save

BASE = Function(FunctionSummary("greet", "Greet", "active", description=None), "one();\ntwo();\n")


def test_only_what_differs_is_planned() -> None:
    plan = plan_save(BASE, Edited("Greet", "", "draft", BASE.code))
    assert plan.changes == FunctionChanges(status="draft")
    assert plan.emptied == ()


def test_an_empty_description_is_not_a_change_of_none() -> None:
    assert plan_save(BASE, Edited("Greet", "", "active", BASE.code)).changes.names() == ()


@pytest.mark.parametrize("empty", ["", " \n\t"])
def test_emptied_name_and_code_are_named_so_that_the_user_is_asked(empty: str) -> None:
    assert plan_save(BASE, Edited(empty, "", "active", empty)).emptied == ("name", "code")
