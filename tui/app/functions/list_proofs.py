"""Whether callers get the functions of the list: what it says itself, and what is asked for behind it.

Owns when that is asked, and who waits for it. Refuses to know how it is shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from tui.app.shell.background import Background
from tui.app.shell.connection import Connection
from tui.errors import ApiError
from tui.flows.liveness import prove_deployment, prove_undeployed
from tui.model.function import ACTIVE, FunctionList, FunctionSummary
from tui.sessions.liveness import UNDEPLOYED, Liveness, ServerProof, of_runtime

_GROUP = "liveness"


class ListProofs:
    """Asks the connected server. `show` shows what was found out after the list was shown."""

    def __init__(self, connection: Connection, background: Background, show: Callable[[ServerProof], None]) -> None:
        self._connection = connection
        self._background = background
        self._show = show
        self._waiting: list[asyncio.Future[ServerProof]] = []
        self._self_hosted: object | None = None
        """The client whose server is known to be none of the cloud."""

    def cancel(self) -> None:
        """What is being found out about the list before is no news any more."""
        self._background.cancel(_GROUP)

    def next(self) -> asyncio.Future[ServerProof]:
        """What is proven next."""
        proof = asyncio.get_running_loop().create_future()
        self._waiting.append(proof)
        return proof

    def proven(self, found: ServerProof) -> None:
        """Tell those who wait."""
        proofs, self._waiting = self._waiting, []
        for proof in proofs:
            # Who waited for it may have left.
            if not proof.done():
                proof.set_result(found)

    def of(self, found: FunctionList, *, is_quiet: bool) -> ServerProof:
        """What is known with this list; `is_quiet`: nobody asked for it, so no more is asked by itself."""
        if found.deployment_url:
            return self._of_deployment(found.deployment_url, found.functions, is_quiet=is_quiet)
        proof, known = of_runtime(found.runtime), self._connection.liveness
        is_active = any(each.status == ACTIVE for each in found.functions)
        if proof.liveness is not Liveness.LIVE or not is_active or self._self_hosted is self._connection.api:
            self.proven(proof)
            return proof
        # A cloud project whose first deployment failed has the same list: it says that its runtime runs.
        is_known = known in (proof, UNDEPLOYED)
        if is_quiet and is_known and not self._waiting:
            return known
        self._background.run(partial(self._prove_undeployed, proof), _GROUP, exclusive=True)
        return known if is_known else ServerProof(Liveness.UNKNOWN)

    def _of_deployment(self, url: str, functions: Sequence[FunctionSummary], *, is_quiet: bool) -> ServerProof:
        """The list of a cloud project says that all is well, whatever became of the deployment."""
        known = self._connection.liveness
        is_same = known.url == url
        proof = known if is_same else ServerProof(Liveness.UNKNOWN, url)
        if is_quiet and is_same and not self._waiting:
            # The deployment is not asked for its health again and again.
            self.proven(proof)
        else:
            self._background.run(partial(self._prove, url, functions), _GROUP, exclusive=True)
        return proof

    async def _prove_undeployed(self, of_server: ServerProof) -> None:
        """Ask once whether the server is self-hosted: its word for its own runtime counts then."""
        api, proof = self._connection.api, None
        try:
            proof = await prove_undeployed(api)
        except ApiError:
            # With the next list it is asked again.
            pass
        else:
            self._self_hosted = api if proof is None else None
        self._found(proof or of_server)

    async def _prove(self, url: str, functions: Sequence[FunctionSummary]) -> None:
        """Ask whether callers get anything from the deployment, and what it holds back: once after each list."""
        self._found(await prove_deployment(self._connection.api, url, functions))

    def _found(self, proof: ServerProof) -> None:
        self._connection.note_liveness(proof)
        self.proven(proof)
        self._show(proof)
