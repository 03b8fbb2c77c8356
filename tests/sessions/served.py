"""Lets a server answer an edit session: the real machine and the real calls of a save, without a screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.sessions.driven import Driven
from tui.flows import save
from tui.model.function import Function, FunctionChanges
from tui.sessions.edit.effects import Create, Look, ReadTrail, Send
from tui.sessions.edit.events import Command, Looked, SendAnswered, TrailRead
from tui.sessions.edit.values import Ended

Sleep = Callable[[float], Awaitable[None]]


async def at_once(_seconds: float) -> None:
    """Time goes by for the session alone."""


async def serve(session: Driven, server: save.SaveApi, sleep: Sleep = at_once, *, seen: int = 0) -> None:
    """Answer what the session asks for, from its effect number `seen` on, until it waits for nothing more."""
    slug = session.state.slug
    while True:
        while seen < len(session.all):
            effect = session.all[seen]
            seen += 1
            match effect:
                case Look(request=number):
                    session.happen(Looked(number, await save.look(server, slug)))
                case Send(request=number, changes=changes):
                    session.happen(SendAnswered(number, await save.send(server, slug, changes)))
                case Create(request=number, new=new):
                    session.happen(SendAnswered(number, await save.create(server, new)))
                case ReadTrail(request=number, seen=before):
                    session.happen(TrailRead(number, await save.read_trail(server, before)))
                case _:
                    pass
        if session.state.saving is None:
            return
        # It looks again later.
        assert session.state.wake is not None
        seconds = max(0.0, session.state.wake - session.now)
        await sleep(seconds)
        session.wait(seconds)


async def saved(
    server: save.SaveApi,
    base: Function,
    changes: FunctionChanges,
    *,
    delays: tuple[float, ...] = (0.0, 0.0),
    sleep: Sleep = at_once,
) -> Ended:
    """Open `base`, change it and save; what is told of that at last."""
    session = Driven(base=base, delays=delays)
    session.edit(changes.code, **{name: value for name, value in changes._asdict().items() if value and name != "code"})
    return await asked(session, Command.SAVE, server, sleep)


async def asked(session: Driven, command: Command, server: save.SaveApi, sleep: Sleep = at_once) -> Ended:
    """Ask for a save, a creation or a look-up; what is told of it at last."""
    seen = len(session.all)
    session.ask(command)
    await serve(session, server, sleep, seen=seen)
    assert isinstance(session.told, Ended), session.told
    return session.told
