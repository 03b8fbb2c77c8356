"""What runs the functions of the model's server, and its build log; and what may be said of them.

Callers get what was saved only if what runs it answers after that save, and, in a cloud project, if the save's answer
said that it was deployed. A build log may be another deployment's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tui.model.function import Deployment
from tui.model.problem import Problem
from tui.model.server import BuildLog, BuildLogEntry
from tui.sessions.edit.events import BuildLogRead, LiveChecked
from tui.sessions.edit.values import LiveCheck
from tui.sessions.liveness import Liveness, LivenessProof

Choose = Callable[[int], int]
_URL = "https://deployed.example"
_ANOTHER = "another"


@dataclass
class Check:
    """A check that was asked for behind so many sends, and what came of it."""

    sends: int
    answer: LiveChecked | None = None
    has_arrived: bool = False


@dataclass
class ModelDeployment:
    """A runtime of the server's own, or a cloud deployment; each may be down."""

    is_cloud: bool
    is_up: bool = True
    sends: int = 0
    last_send: int = 0
    deployments: int = 0
    checks: dict[int, Check] = field(default_factory=dict)
    deployed: set[int] = field(default_factory=set)
    named: str = ""

    def sent(self, request: int) -> None:
        """A save is sent."""
        self.sends, self.last_send = self.sends + 1, request

    def deployment(self, request: int, *, failed: bool, choose: Choose) -> Deployment | None:
        """What an answer says of the deployment that a save caused; nothing, on a self-hosted server."""
        self.named = ""
        if not self.is_cloud or choose(6) == 0:
            return None
        self.deployments += 1
        name = f"rev{self.deployments}"
        if not failed:
            self.deployed.add(request)
            return Deployment(name, "success", _URL)
        self.named = name
        logs = (("[error] The build failed.",), (), (), self._why(name))[choose(4)]
        return Deployment(name, "failed", None, logs)

    def _why(self, name: str) -> tuple[str, ...]:
        return (f"[error] SyntaxError: {name}\n    at functions/greet.ts:2:1",)

    def asked(self, request: int) -> None:
        """A check is asked for."""
        self.checks[request] = Check(self.sends)

    def checked(self, request: int, choose: Choose) -> LiveChecked:
        """What is found when the server is asked."""
        url = _URL if self.is_cloud else None
        down = Liveness.NOTHING_DEPLOYED if self.is_cloud else Liveness.RUNTIME_DOWN
        liveness = Liveness.UNKNOWN if choose(8) == 0 else Liveness.LIVE if self.is_up else down
        failing = (Problem("Nothing is on module.exports."),) if choose(6) == 0 else ()
        answer = LiveChecked(request, LivenessProof(liveness, url), failing)
        self.checks[request].answer = answer
        return answer

    def build_log(self, request: int, choose: Choose) -> BuildLogRead:
        """The log of the last deployment, which may be another one's by now."""
        if choose(6) == 0:
            return BuildLogRead(request, None)
        name = f"rev{self.deployments}" if choose(2) else _ANOTHER
        entries = tuple(BuildLogEntry("", line) for line in self._why(name))
        return BuildLogRead(request, BuildLog(name, "failed", entries))

    def arrived(self, request: int) -> None:
        """The answer to a check has come."""
        if request in self.checks:
            self.checks[request].has_arrived = True

    def why_not_told(self, live: LiveCheck | None, logs: tuple[str, ...]) -> str:
        """What is wrong about telling this, with these entries of a build log; nothing, where it is so."""
        if self.named and any(_ANOTHER in line for line in logs):
            return "the build log of another deployment was taken for this one's"
        if live is None or live.proof is None:
            return ""
        since = [each.answer for each in self.checks.values() if each.sends == self.sends and each.has_arrived]
        found = [each for each in since if each is not None]
        if live.is_proven:
            if not any(each.proof.liveness is Liveness.LIVE and not each.failing for each in found):
                return "live was told, and nobody found it so after that save"
            if self.is_cloud and self.last_send not in self.deployed:
                return "live was told of what nobody said was deployed"
        bad = (Liveness.NOTHING_DEPLOYED, Liveness.RUNTIME_DOWN)
        if live.is_bad_news and not any(each.proof.liveness in bad or each.failing for each in found):
            return "calls were told to fail, and nobody found that after that save"
        return ""
