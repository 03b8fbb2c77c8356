"""Many small cases of one test of values, run as one: to collect, start and report each costs more than it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Test = Callable[..., None]


def cases(names: str | tuple[str, ...], values: Iterable[object]) -> Callable[[Test], Callable[[], None]]:
    """Run a test for each of the values, which have the names of its parameters: as `parametrize` does, but in one.

    For tests that need nothing else and leave nothing behind. The failure of a case names it.
    """
    named = [name.strip() for name in (names.split(",") if isinstance(names, str) else names)]

    def of_test(test: Test) -> Callable[[], None]:
        def every_case() -> None:
            count = 0
            for value in values:
                given = dict(zip(named, value if len(named) > 1 else [value], strict=True))  # type: ignore[call-overload]  # a table of any kinds
                try:
                    test(**given)
                except BaseException as error:
                    error.add_note(f"case {count}: " + ", ".join(f"{name}={what!r}" for name, what in given.items()))
                    raise
                count += 1
            assert count, "there is no case"

        every_case.__name__, every_case.__doc__, every_case.__module__ = test.__name__, test.__doc__, test.__module__
        return every_case

    return of_test
