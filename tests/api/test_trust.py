"""Certificate variables: used where they can be, named where they can't, and nothing is trusted that was not before."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cases import cases
from tui.api.trust import load_trust
from tui.errors import Unreachable


def authorities(context: ssl.SSLContext) -> int:
    """How many certificates are trusted that were read by now (folders are read when one is looked for)."""
    return context.cert_store_stats()["x509_ca"]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run(
        [*command, "-subj", "/CN=ca", "-keyout", str(file.with_suffix(".key")), "-out", str(file)],
        check=True,
        capture_output=True,
    )
    return file


def hostile_files(folder: Path) -> dict[str, Path]:
    """What stands where a file of certificates belongs."""
    (folder / "text.pem").write_text("no certificate\n")
    (folder / "empty.pem").write_bytes(b"")
    (folder / "binary.pem").write_bytes(os.urandom(100_000))
    (folder / "odd.pem").write_text("-----BEGIN CERTIFICATE-----\nxxxx\n-----END CERTIFICATE-----\n")
    os.mkfifo(folder / "pipe.pem")
    return {
        "which does not exist": folder / "none.pem",
        "which is a folder": folder,
        "which is no file": folder / "pipe.pem",
        **{
            f"which holds no certificates ({name})": folder / f"{name}.pem"
            for name in ("text", "empty", "binary", "odd")
        },
        "which can't be read (File name too long)": folder / ("x" * 5000),
        "which does not exist (not UTF-8)": folder / "\udcff.pem",
    }


@pytest.mark.skipif(os.name == "nt", reason="makes a pipe")
def test_a_certificate_file_that_can_not_be_used_is_named_and_the_usual_ones_are_trusted(tmp_path: Path) -> None:
    usual = authorities(load_trust({}, None).context)
    assert usual > 50
    for why, path in hostile_files(tmp_path).items():
        trust = load_trust({"SSL_CERT_FILE": str(path)}, None)
        [notice] = trust.notices
        assert notice.startswith(f"SSL_CERT_FILE names {path}, {why.partition(' (')[0]}"), why
        assert notice.endswith("the usual certificates are used.")
        assert authorities(trust.context) == usual
        assert trust.context.verify_mode is ssl.CERT_REQUIRED
        assert trust.context.check_hostname


@cases("name", ["SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"])
def test_an_empty_variable_is_none(name: str) -> None:
    assert load_trust({name: ""}, None).notices == ()


def test_certificate_folders_that_can_not_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "ca.pem").write_text("x")
    usual = authorities(load_trust({}, None).context)
    for path, why in (
        ("none", "which does not exist"),
        ("file", "which is no folder"),
        ("folder", "which holds no certificates as 'openssl rehash' names them"),
    ):
        trust = load_trust({"SSL_CERT_DIR": str(tmp_path / path)}, None)
        assert trust.notices == (f"SSL_CERT_DIR names {tmp_path / path}, {why}: the usual certificates are used.",)
        assert authorities(trust.context) == usual


def test_what_the_variables_name_is_trusted_in_place_of_the_usual(authority: Path, tmp_path: Path) -> None:
    usual = authorities(load_trust({}, None).context)
    trust = load_trust({"SSL_CERT_FILE": str(authority), "SSL_CERT_DIR": str(tmp_path / "none")}, None)
    assert authorities(trust.context) < usual
    assert trust.notices == (f"SSL_CERT_DIR names {tmp_path / 'none'}, which does not exist: ignored.",)
    (tmp_path / "0a1b2c3d.0").write_bytes(authority.read_bytes())
    both = load_trust({"SSL_CERT_DIR": f"{tmp_path / 'none'}{os.pathsep}{tmp_path}"}, None)
    assert both.notices == ()
    assert authorities(both.context) < usual


def test_a_ca_file_that_can_not_be_used_is_an_error(tmp_path: Path) -> None:
    for path in ("", str(tmp_path), "nul\0l", str(tmp_path / "none")):
        with pytest.raises(Unreachable, match="ca_file"):
            load_trust({}, path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other paths")
def test_keys_are_written_where_asked_and_a_place_that_takes_none_is_named(tmp_path: Path) -> None:
    trust = load_trust({"SSLKEYLOGFILE": str(tmp_path / "keys")}, None)
    assert trust.context.keylog_filename == str(tmp_path / "keys")
    assert trust.notices == (f"SSLKEYLOGFILE is set: the keys of TLS connections are written to {tmp_path / 'keys'}.",)
    os.mkfifo(tmp_path / "pipe")
    for path, why in (
        ("/nonexistent/k", "which can't be written (No such file or directory)"),
        (str(tmp_path), "which is no file"),
        (str(tmp_path / "pipe"), "which is no file"),
    ):
        trust = load_trust({"SSLKEYLOGFILE": path}, None)
        assert not trust.context.keylog_filename
        assert trust.notices == (f"SSLKEYLOGFILE names {path}, {why}: no keys are written.",)


def test_an_openssl_that_was_set_up_without_tls_is_told_with_the_variable(tmp_path: Path) -> None:
    settings = tmp_path / "openssl.cnf"
    settings.write_text(
        "openssl_conf = a\n[a]\nproviders = b\n[b]\nfips = c\n[c]\nactivate = 1\nmodule = /nonexistent/fips.so\n"
    )
    code = """
import os
from tui.api.trust import load_trust
from tui.errors import Unreachable
try:
    load_trust(os.environ, None)
except Unreachable as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "OPENSSL_CONF": str(settings)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    if not done.stdout:
        pytest.skip("this OpenSSL takes its own providers all the same")
    assert "OpenSSL can't be used on this machine" in done.stdout
    assert "Check what OPENSSL_CONF says, or unset it" in done.stdout
