"""Commands declared on methods, and how a class's are collected."""

from __future__ import annotations

from tui.app.widgets.command import (
    Command,
    CommandDefaults,
    CommandSet,
    Scope,
    action,
    actions,
    command,
    commands_of,
    grouped,
    named,
    shared,
)


class Base:
    COMMAND_DEFAULTS = CommandDefaults("base")

    @command(keys=("q",), title="Leave", help="Leave.")
    def leave(self) -> None: ...


class Page(Base):
    COMMAND_DEFAULTS = CommandDefaults("page", "On a page", Scope.MAIN, lambda page: page.reason)

    def __init__(self, reason: str | None = None) -> None:
        self.did: list[str] = []
        self.reason = reason

    @command(keys=("a",), title="First", help="Do the first.", writes=True)
    def first(self) -> None:
        self.did.append("first")

    moves = CommandSet((shared("move.down", "Down", "Go down.", ("j",), lambda page, key: page.did.append(key)),))

    @command(keys=("1", "2"), title="Choose", help="Choose.", disabled=lambda _: None)
    @command(id="app.choose", keys=("enter",), title="Choose in the box", help="Choose.", group="Box", scope=Scope.BOX)
    async def choose(self, key: str) -> None:
        self.did.append(f"chose {key}")


def ids(kind: type) -> list[str]:
    return [each.id for each in commands_of(kind)]


def found(name: str) -> Command:
    return named(commands_of(Page), name)


def test_commands_stand_in_the_order_of_their_declaration_and_those_of_bases_last() -> None:
    assert ids(Page) == ["page.first", "move.down", "page.choose", "app.choose", "base.leave"]
    assert ids(Base) == ["base.leave"]
    assert ids(object) == []


def test_what_a_command_does_not_say_its_class_says() -> None:
    first, leave, box = found("first"), found("leave"), found("app.choose")
    assert (first.group, first.scope, first.why_not(Page("Not yet."))) == ("On a page", Scope.MAIN, "Not yet.")
    assert first.writes
    # What a base declares stands under the title of the class that has it.
    assert (leave.group, leave.scope, leave.why_not(Page("Not yet."))) == ("On a page", Scope.ANYWHERE, None)
    assert (box.group, box.scope) == ("Box", Scope.BOX)
    assert found("page.choose").why_not(Page("Not yet.")) is None


async def test_a_command_runs_its_method_with_the_key_where_it_wants_it_and_waits_for_it() -> None:
    page = Page()
    await found("first").perform(page, "a")
    await found("choose").perform(page, "2")
    await found("down").perform(page, "j")
    assert page.did == ["first", "chose 2", "j"]


async def test_a_method_that_is_overridden_is_the_one_that_runs() -> None:
    class Other(Page):
        def first(self) -> None:
            self.did.append("other")

    page = Other()
    await commands_of(Other)[-2].perform(page, "2")
    await named(commands_of(Other), "first").perform(page)
    assert page.did[-1] == "other"


def test_groups_stand_in_the_order_of_their_first_command_those_of_a_box_last() -> None:
    assert [group.title for group in grouped(commands_of(Page))] == ["On a page", "Box"]


async def test_an_action_of_textual_is_a_command() -> None:
    class Text:
        moved: object = None

        def action_left(self, select: bool = False) -> None:
            self.moved = select

    left, selecting = actions(
        "text", "Moving", action("left", "Go left.", "left"), action("left(True)", "Select.")
    ).commands
    assert (left.id, left.title, left.group, selecting.id) == ("text.left", "Go left", "Moving", "text.left_selecting")
    text = Text()
    await selecting.perform(text)
    assert text.moved is True
    await left.perform(text)
    assert text.moved is False
