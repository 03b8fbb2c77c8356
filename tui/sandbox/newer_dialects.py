"""How the newest servers word their answers: self-hosted, and in the cloud.

Owns what they say differently from 2.3.1. Refuses to know what a deployment does.
"""

from tui.sandbox.dialects import Dialect23


class NewestDialect(Dialect23):
    """The newest self-hosted server: it reserves a slug, and writes addresses plainly."""

    name = "newest"
    type_checks = False
    reserved_slugs = ("health",)
    runtime_is_down = "request to http://deno:7133/{slug} failed, reason: connect ECONNREFUSED deno:7133"

    def address(self, host: str) -> str:
        return host

    def nobody_answers(self, place: str) -> str:
        return "error fetching next item from iterator"


class CloudDialect(NewestDialect):
    """A project in InsForge's cloud: functions are checked, deployed together and called at an address of their own."""

    name = "cloud"
    deploys = True
    schedules_by_seconds = True
