"""httpx is loaded without its command line, and works."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tui.api.http_library import httpx

_TOP = Path(__file__).parents[2]
_NOT_NEEDED = ("httpx._main", "click", "rich", "markdown_it", "pygments")


def said_by(code: str) -> object:
    """What a fresh Python prints, as JSON."""
    done = subprocess.run([sys.executable, "-c", code], cwd=_TOP, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_command_line_is_not_loaded_and_the_rest_works() -> None:
    code = f"""
import json, sys
import tui.api.client
from tui.api.http_library import httpx
with httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200, text=request.url.path))) as client:
    answer = client.get("http://localhost/there").text
print(json.dumps([answer, [name for name in {_NOT_NEEDED!r} if name in sys.modules]]))
"""
    assert said_by(code) == ["/there", []]


def test_httpx_would_load_it_otherwise() -> None:
    """When this fails, httpx no longer loads its command line: then `tui.api.http_library` is not needed any more."""
    pytest.importorskip("click")
    assert said_by("import json, sys, httpx; print(json.dumps('httpx._main' in sys.modules))") is True


def test_who_wants_the_command_line_later_gets_it() -> None:
    pytest.importorskip("click")
    code = "import json, tui.api.http_library, httpx._main; print(json.dumps(callable(httpx._main.main)))"
    assert said_by(code) is True


def test_it_is_the_one_httpx_of_the_process() -> None:
    assert httpx is sys.modules["httpx"]
    code = "import json, httpx; from tui.api import http_library; print(json.dumps(http_library.httpx is httpx))"
    assert said_by(code) is True
