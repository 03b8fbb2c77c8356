"""Freed memory goes back to the system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.app.shell.malloc import give_back

_TOP = Path(__file__).parents[2]
_CODE = """
import sys
from pathlib import Path
from tui.app.shell.malloc import give_back

def kibibytes():
    return int(next(l for l in Path("/proc/self/status").read_text().splitlines() if l.startswith("VmRSS")).split()[1])

if "give back" in sys.argv:
    assert give_back()
bytearray(4_000_000)
before = kibibytes()
# Small blocks between the large ones keep a heap from shrinking.
texts = [(bytearray(b"x" * 700_000), bytearray(b"y" * 2_000)) for _ in range(20)]
small = [text[1] for text in texts]
del texts
print(kibibytes() - before)
"""


def _glibc() -> bool:
    try:
        return sys.platform == "linux" and (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    except (ValueError, OSError):
        return False


def kept_kibibytes(*arguments: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", _CODE, *arguments], cwd=_TOP, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(not _glibc(), reason="about glibc")
def test_what_long_texts_took_goes_back() -> None:
    assert kept_kibibytes() > 5_000
    assert kept_kibibytes("give back") < 2_000


def test_any_other_system_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not give_back()
