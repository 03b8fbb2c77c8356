"""The functions a new sandbox begins with.

Owns the examples' metadata and ages; their code is in `examples/`, as the files it would be in. Refuses to know how
functions are kept.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tui.sandbox.store import FunctionSeed

_EXAMPLES = Path(__file__).with_name("examples")


def examples(now: datetime | None = None) -> Iterator[FunctionSeed]:
    """Each example of the manifest, its times set back from `now` by the hours given there."""
    moment = now or datetime.now(UTC)
    manifest: list[dict[str, object]] = json.loads((_EXAMPLES / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest:
        deployed = entry["deployed_hours_ago"]
        yield FunctionSeed(
            slug=str(entry["slug"]),
            name=str(entry["name"]),
            description=str(entry["description"]),
            code=(_EXAMPLES / str(entry["file"])).read_bytes().decode("utf-8"),
            status=str(entry["status"]),
            created_at=moment - _hours(entry["created_hours_ago"]),
            updated_at=moment - _hours(entry["updated_hours_ago"]),
            deployed_at=None if deployed is None else moment - _hours(deployed),
        )


def _hours(value: object) -> timedelta:
    return timedelta(hours=float(str(value)))
