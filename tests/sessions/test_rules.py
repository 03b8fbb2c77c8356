"""What a save sends: only what differs, and nothing is emptied unasked."""

from __future__ import annotations

from tests.cases import cases
from tui.errors import ApiError, Forbidden, NotFound, ResponseLost, ServerFailed, Unauthorised
from tui.model.function import Edited, Function, FunctionChanges, FunctionSummary
from tui.sessions.edit.outcome import Deleted, Unknown
from tui.sessions.edit.rules import after_look_up, plan_save

BASE = Function(FunctionSummary("greet", "Greet", "active", description=None), "one();\ntwo();\n")


def test_only_what_differs_is_planned() -> None:
    plan = plan_save(BASE, Edited("Greet", "", "draft", BASE.code))
    assert plan.changes == FunctionChanges(status="draft")
    assert plan.emptied == ()


def test_an_empty_description_is_not_a_change_of_none() -> None:
    assert plan_save(BASE, Edited("Greet", "", "active", BASE.code)).changes.names() == ()


@cases("empty", ["", " \n\t"])
def test_emptied_name_and_code_are_named_so_that_the_user_is_asked(empty: str) -> None:
    assert plan_save(BASE, Edited(empty, "", "active", empty)).emptied == ("name", "code")


@cases(
    ("found", "is_final"),
    [
        (Unauthorised(401, "", "no"), True),
        (Forbidden(403, "", "no"), True),
        (NotFound(404, "", "gone"), True),
        (ServerFailed(500, "", "broken"), False),
        (ResponseLost("cut"), False),
    ],
)
def test_a_look_up_is_repeated_only_where_it_may_tell_more(found: ApiError, is_final: bool) -> None:
    lost = ResponseLost("cut")
    looked = after_look_up(BASE, FunctionChanges(code="new"), lost, found, 0.0)
    assert looked.is_final is is_final
    assert looked.outcome == (Deleted(found) if isinstance(found, NotFound) else Unknown(lost, found))
