"""What a schedule hangs on besides itself, as far as it is known: functions that it calls, secrets it sends along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tui.app.shell.known_secrets import KnownSecrets
from tui.model.function import FunctionSummary


@dataclass(frozen=True)
class Surroundings:
    """`listed` finds a function of the list by its slug, once the list `is_list_known`; `functions` are all of them."""

    listed: Callable[[str], FunctionSummary | None]
    functions: Callable[[], Sequence[FunctionSummary]]
    is_list_known: Callable[[], bool]
    secrets: KnownSecrets

    def keys(self, now: datetime) -> tuple[str, ...] | None:
        """The keys of the secrets that are good now; None while the secrets are not known."""
        if not self.secrets.is_known:
            return None
        good = (each for each in self.secrets.secrets if each.is_active)
        return tuple(each.key for each in good if each.expires_at is None or each.expires_at > now)
