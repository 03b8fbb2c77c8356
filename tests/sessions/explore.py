"""Random walks of the edit session in its model, as many as asked for: a finding is told with the seed that shows it.

python -m tests.sessions.explore --steps 1000000 --seed 1 --jobs 2
python -m tests.sessions.explore --faults --seed 1        how many steps each fault takes that is put in by hand
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.sessions.faults import FAULTS, put_in
from tests.sessions.model import ACTIONS, Broken, World
from tui.sessions.edit.state import EditState

STEPS_A_WALK = 300
_WEIGHTED = [action for weight, action in ACTIONS for _ in range(weight)]


@dataclass
class Exploration:
    """What walks found: steps of the session, distinct states by their shape, and the first finding."""

    steps: int = 0
    walks: int = 0
    states: set[tuple[object, ...]] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    finding: str = ""
    finding_seed: int = 0
    is_crash: bool = False


def shape(state: EditState) -> tuple[object, ...]:
    """A state without its texts and numbers: what tells one situation from another."""
    prompts, shown = state.prompts, state.shown
    told = None if shown is None else shown.told
    return (
        type(state.saving),
        getattr(state.saving, "looks", 0),
        None if prompts.open is None else (type(prompts.open.question), prompts.open.is_unasked),
        tuple(type(each) for each in prompts.waiting),
        type(told),
        type(getattr(told, "outcome", None)),
        shown is not None and shown.typed_over,
        state.base is None,
        state.is_deleted,
        state.is_new,
        state.fetching is not None,
        len(state.trails),
        state.meanwhile is not None,
        state.watch.stirred,
        state.watch.found is not None,
        state.unanswered is not None,
        state.draft.place,
        state.draft.left is not None,
        state.draft.waiting_since is not None,
        state.merged,
        min(len(state.undo_steps), 2),
        state.after_key,
        state.has_left,
    )


def walk(seed: int, found: Exploration, steps: int = STEPS_A_WALK) -> None:
    """One walk from the beginning; raises Broken."""
    numbers = random.Random(seed)
    draw = numbers.random

    def choose(count: int) -> int:
        return int(draw() * count)

    world = World(choose)
    found.walks += 1
    try:
        if choose(4):
            # Most walks begin with the function in the editor.
            for _ in range(2):
                world.deliver(choose)
            world.open_draft(choose)
        for _ in range(steps):
            _WEIGHTED[choose(len(_WEIGHTED))](world, choose)
            found.states.add(shape(world.state))
            if world.has_left:
                break
    finally:
        found.steps += world.steps
        found.outcomes += world.outcomes


def explore(steps: int, seed: int) -> Exploration:
    """Walk until the session has taken so many steps, or something does not hold."""
    found = Exploration()
    while found.steps < steps:
        number = seed * 1_000_000_007 + found.walks
        try:
            walk(number, found)
        except Broken as broken:
            found.finding, found.finding_seed = str(broken), number
            break
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
            # The session itself gave way.
            found.finding, found.finding_seed, found.is_crash = repr(error), number, True
            break
    return found


def explore_beside(steps: int, seed: int, jobs: int) -> tuple[Exploration, float]:
    """`explore` in so many processes, seeds from `seed` on; what all found, and the seconds of their processors."""
    whole, seconds = Exploration(), 0.0
    with multiprocessing.Pool(jobs) as pool:
        for found, took in pool.starmap(_explored, [(steps // jobs, seed + number) for number in range(jobs)]):
            seconds += took
            whole.steps += found.steps
            whole.walks += found.walks
            whole.states |= found.states
            whole.outcomes += found.outcomes
            if found.finding and not whole.finding:
                whole.finding, whole.finding_seed = found.finding, found.finding_seed
    return whole, seconds


def _explored(steps: int, seed: int) -> tuple[Exploration, float]:
    begun = time.process_time()
    return explore(steps, seed), time.process_time() - begun


def tell_faults(steps: int, seed: int) -> int:
    """Put each fault in and print what finds it; 1 if one is not found."""
    missed = 0
    for name in FAULTS:
        with put_in(name):
            found = explore(steps, seed)
        missed += not found.finding
        print(f"{name:56} {found.steps:6} steps: {found.finding or 'not found'}", flush=True)
    return 1 if missed else 0


def main() -> int:
    """Read the options, walk, print what was found; 1 if something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="so many processes, each with a seed of its own")
    parser.add_argument("--faults", action="store_true", help="put each fault in, and tell how many steps find it")
    options = parser.parse_args()
    if options.faults:
        return tell_faults(options.steps, options.seed)
    found, seconds = explore_beside(options.steps, options.seed, options.jobs)
    print(
        f"{found.steps} steps in {found.walks} walks, {len(found.states)} distinct states, "
        f"{found.steps / seconds:,.0f} steps/s of one processor"
    )
    print("outcomes of saves:", dict(found.outcomes.most_common()))
    if found.finding:
        print(f"does not hold: {found.finding} (walk {found.finding_seed})")
    return 1 if found.finding else 0


if __name__ == "__main__":
    raise SystemExit(main())
