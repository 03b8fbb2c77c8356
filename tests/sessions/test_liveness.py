"""What a proof says of one function, and of all."""

from __future__ import annotations

from tui.sessions.liveness import Liveness, LivenessProof, ServerProof, of_runtime


def test_which_active_functions_nobody_can_call() -> None:
    active = ["a", "b"]
    assert of_runtime("running").uncallable(active) == of_runtime(None).uncallable(active) == frozenset()
    assert of_runtime("unavailable").uncallable(active) == of_runtime("stopping").uncallable(active) == {"a", "b"}
    assert ServerProof(Liveness.LIVE, "u", served=frozenset({"a"})).uncallable(active) == {"b"}
    assert ServerProof(Liveness.NO_ANSWER, "u").uncallable(active) == {"a", "b"}


def test_what_is_known_of_the_server_is_known_of_each_function() -> None:
    served = ServerProof(Liveness.LIVE, "u", served=frozenset({"a"}))
    assert served.of("a") == LivenessProof(Liveness.LIVE, "u")
    assert served.of("b") == LivenessProof(Liveness.NOT_SERVED, "u")
    assert of_runtime("unavailable").of("a") == LivenessProof(Liveness.RUNTIME_DOWN)
    assert of_runtime("").of("a") == LivenessProof(Liveness.UNKNOWN)
