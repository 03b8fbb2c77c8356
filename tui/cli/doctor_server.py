"""What `insforge-tui doctor` says of the server: it is asked, and nothing is sent that changes it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tui.api.client import Client
from tui.app.shell.notice import Report, describe_error
from tui.cli.findings import Finding, Grade
from tui.errors import ApiError, ErrorResponse, Forbidden, InvalidResponse, ResponseLost, Unauthorised, Unreachable
from tui.flows.connect import Missing, Target
from tui.flows.liveness import prove_deployment, prove_undeployed
from tui.model.address import is_loopback
from tui.model.function import ACTIVE, FunctionList
from tui.model.secret import Secret
from tui.model.server import WriteBudget
from tui.sessions.liveness import UNDEPLOYED, Liveness, ServerProof, of_runtime

SERVER = "Server"
_KEY_START = "ik_"
_MOST_CLOCK_SECONDS = 30
"""So far two clocks may be apart: the answer was on its way, and its date has whole seconds."""
_SLOW_SECONDS = 2.0


def connection_findings(found: Target | Missing) -> Iterator[Finding]:
    """Where URL and key come from. The key itself is not told: how long it is, and whether it begins as keys do."""
    if found.url is None:
        step = "Give --url or --profile, or set INSFORGE_URL."
        yield Finding(SERVER, "URL", Grade.FAILED, "no server is known", step)
        return
    source = f"{found.url} (from {found.url_source})"
    if urlsplit(found.url).scheme == "http" and not is_loopback(urlsplit(found.url).hostname or ""):
        yield Finding(SERVER, "URL", Grade.WARNING, f"{source}: not encrypted", "Use https://, or others read the key.")
    else:
        yield Finding(SERVER, "URL", Grade.OK, source)
    if isinstance(found, Missing):
        step = "Set INSFORGE_API_KEY, or keep one in a profile."
        yield Finding(SERVER, "key", Grade.FAILED, "no key is known for it", step)
    else:
        yield _key(found.key, found.key_source)
    if found.read_only:
        yield Finding(SERVER, "read-only", Grade.OK, "yes: nothing is sent that changes the server")
    if found.ca_file:
        yield Finding(SERVER, "certificates", Grade.OK, "an authority of the profile's own (ca_file)")


def _key(key: Secret, source: str) -> Finding:
    text = key.reveal()
    start = f"begins with {_KEY_START}" if text.startswith(_KEY_START) else f"does not begin with {_KEY_START}"
    said = f"{len(text)} characters, {start} (from {source})"
    if not text.startswith(_KEY_START):
        return Finding(SERVER, "key", Grade.WARNING, said, "API keys begin so. Was it copied whole?")
    return Finding(SERVER, "key", Grade.OK, said)


async def server_findings(
    client: Client,
    server: str,
    *,
    sends_key: bool,
    monotonic: Callable[[], float] = time.monotonic,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> AsyncIterator[Finding]:
    """Ask the server, which sentences call `server`. Without `sends_key` only what needs none is asked."""
    started = monotonic()
    health_error: ApiError | None = None
    version = ""
    try:
        version = (await client.health.server()).version
    except (Unreachable, ResponseLost) as error:
        yield _failed("reachable", describe_error(error, server))
        return
    except ApiError as error:
        # Some servers have no health call: an answer is an answer.
        health_error = error
    seconds = monotonic() - started
    if isinstance(health_error, InvalidResponse):
        yield _failed("reachable", describe_error(health_error, server))
    else:
        yield _reached(seconds)
    clock = _clock(client.answered_at, now())
    there: FunctionList | None = None
    if sends_key:
        try:
            there = await client.functions.list()
            many = len(there.functions)
            yield Finding(SERVER, "key accepted", Grade.OK, f"yes; {many} function{'' if many == 1 else 's'}")
        except ApiError as error:
            yield _refused(error, server)
    if there is None:
        yield _version(version, "")
    else:
        proof = await _proof(client, there)
        is_cloud = there.deployment_url is not None or proof == UNDEPLOYED
        yield _version(version, ", a cloud project" if is_cloud else ", self-hosted")
        yield _runs(proof, "deployment" if is_cloud else "runtime")
    yield _budget(client.budget, client.request_budget)
    yield clock


def _failed(name: str, report: Report) -> Finding:
    details = f" ({'; '.join(report.details)})" if report.details else ""
    return Finding(SERVER, name, Grade.FAILED, report.headline + details, report.next_step)


def _reached(seconds: float) -> Finding:
    said = f"yes, in {seconds * 1000:,.0f} ms with connecting"
    if seconds > _SLOW_SECONDS:
        return Finding(SERVER, "reachable", Grade.WARNING, said, "That is slow: check the network, a VPN or a proxy.")
    return Finding(SERVER, "reachable", Grade.OK, said)


def _refused(error: ApiError, server: str) -> Finding:
    report = describe_error(error, server)
    if isinstance(error, Unauthorised | Forbidden):
        return _failed("key accepted", report)._replace(next_step="Check INSFORGE_API_KEY or the profile.")
    name = "functions" if isinstance(error, ErrorResponse) else "answers"
    return _failed(name, report)


def _version(version: str, kind: str) -> Finding:
    if not version:
        return Finding(SERVER, "version", Grade.NOT_KNOWN, f"the server does not say{kind}")
    return Finding(SERVER, "version", Grade.OK, f"{version}{kind}")


async def _proof(client: Client, there: FunctionList) -> ServerProof:
    """Whether what runs the functions answers."""
    if there.deployment_url is not None:
        return await prove_deployment(client, there.deployment_url)
    proof = of_runtime(there.runtime)
    if proof.liveness is Liveness.LIVE and any(each.status == ACTIVE for each in there.functions):
        with suppress(ApiError):
            return await prove_undeployed(client) or proof
    return proof


def _runs(proof: ServerProof, name: str) -> Finding:
    """What that is, and what to do."""
    match proof.liveness:
        case Liveness.LIVE:
            return Finding(SERVER, name, Grade.OK, "it answers" if name == "deployment" else "running")
        case Liveness.UNKNOWN:
            return Finding(SERVER, name, Grade.NOT_KNOWN, "the server does not say")
        case Liveness.NOTHING_DEPLOYED if proof.url is None:
            step = "Look at the build log, and save the fix: that deploys all active functions."
            return Finding(SERVER, name, Grade.FAILED, "none has succeeded yet, all calls fail", step)
        case Liveness.NOTHING_DEPLOYED:
            step = "Save the code of an active function: that deploys all of them."
            return Finding(SERVER, name, Grade.FAILED, f"nothing is deployed at {proof.url}", step)
        case Liveness.RUNTIME_DOWN:
            said = f"the server says: {proof.status}; all calls fail"
            return Finding(SERVER, name, Grade.FAILED, said, "Start the functions runtime on the server.")
        case _:
            why = describe_error(proof.error, proof.url or "").headline if proof.error is not None else ""
            said = f"{proof.url} does not answer as a deployment. {why}".strip()
            return Finding(SERVER, name, Grade.FAILED, said, "Calls may fail. Look at the project's deployments.")


def _budget(writes: WriteBudget | None, requests: WriteBudget | None) -> Finding:
    if writes is not None:
        return Finding(SERVER, "write budget", Grade.OK, f"{writes.remaining} of {writes.limit} left")
    others = "" if requests is None else f"; of all requests {requests.remaining} of {requests.limit} are left"
    said = f"servers tell it in the answer to a write, and none is sent here{others}"
    return Finding(SERVER, "write budget", Grade.NOT_KNOWN, said)


def _clock(theirs: datetime | None, ours: datetime) -> Finding:
    if theirs is None:
        return Finding(SERVER, "clock", Grade.NOT_KNOWN, "the server does not say what time it has")
    seconds = round((ours - theirs).total_seconds())
    if abs(seconds) <= _MOST_CLOCK_SECONDS:
        return Finding(SERVER, "clock", Grade.OK, "this machine and the server have the same time")
    said = f"this machine is {abs(seconds):,} seconds {'ahead of' if seconds > 0 else 'behind'} the server"
    return Finding(SERVER, "clock", Grade.WARNING, said, "Set the clock that is wrong: times are shown wrongly else.")
