"""The counting of requests in a window."""

from tui.sandbox.limits import Allowance, FixedWindow


def test_the_window_opens_with_the_first_request_and_refused_ones_count() -> None:
    moments = iter([100.0, 100.5, 399.2, 399.9])
    window = FixedWindow(2, 300, lambda: next(moments))
    assert window.hit() == Allowance(True, 2, 1, 300, 400)
    assert window.hit() == Allowance(True, 2, 0, 300, 400)
    assert window.hit() == Allowance(False, 2, 0, 1, 400)
    assert window.hit() == Allowance(False, 2, 0, 1, 400)


def test_a_new_window_opens_when_the_old_one_is_over() -> None:
    moments = iter([100.0, 101.0, 400.0, 400.0])
    window = FixedWindow(1, 300, lambda: next(moments))
    assert [window.hit().allowed for _ in range(4)] == [True, False, True, False]


def test_a_clock_that_is_set_back_does_not_lock_anybody_out() -> None:
    moments = iter([100_000.0, 100.0])
    window = FixedWindow(1, 300, lambda: next(moments))
    assert window.hit().allowed
    assert window.hit() == Allowance(True, 1, 0, 300, 400)
