"""A PostgreSQL that speaks TLS and SCRAM and nothing else, with a certificate of an authority made on the spot.

The Python package's server has no TLS, so the programs are those of ``postgres_programs``; who needs the server
without having npm or a network skips.
"""

import atexit
import functools
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support import postgres_programs
from tests.support.postgres import PostgresServer

RULES = "local all all trust\nhostssl all all all scram-sha-256\nhost all all all reject\n"


@dataclass(frozen=True)
class Authority:
    """A certificate authority in a directory of its own."""

    directory: Path

    @property
    def certificate(self) -> Path:
        """What clients trust."""
        return self.directory / "ca.crt"

    @classmethod
    def made(cls, directory: Path, name: str = "Rushes test authority") -> "Authority":
        """A new one; another ``directory`` gives one that nobody trusts."""
        directory.mkdir(parents=True)
        made = cls(directory)
        made._openssl(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", "ca.key", "-out", "ca.crt", "-days", "30", "-subj", f"/CN={name}"),
            *("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"),
        )
        return made

    def issue(self, host: str, *, days: int = 30) -> tuple[Path, Path]:
        """Certificate and key of a server that is reached by the name ``host``; expired with negative ``days``."""
        (self.directory / "names").write_text(f"subjectAltName=DNS:{host}\n", encoding="ascii")
        self._openssl(
            *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", "server.key", "-out", "server.csr", "-subj", f"/CN={host}"),
        )
        self._openssl(
            *("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"),
            *("-out", "server.crt", "-days", str(days), "-extfile", "names"),
        )
        return self.directory / "server.crt", self.directory / "server.key"

    def _openssl(self, *arguments: str) -> None:
        done = subprocess.run(["openssl", *arguments], cwd=self.directory, capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError("openssl failed: " + done.stderr.decode(errors="replace"))


class TlsPostgres(PostgresServer):
    """By TCP it takes TLS 1.2 or newer with SCRAM only; the tests' superuser comes by the socket."""

    def __init__(
        self, authority: Authority, *, host: str = "localhost", programs: Path | None = None
    ) -> None:
        self.authority = authority
        self._certificate = authority.issue(host)
        settings = {
            "ssl": "on",
            "ssl_min_protocol_version": "TLSv1.2",
            "password_encryption": "scram-sha-256",
        }
        super().__init__(programs=programs or tls_programs(), settings=settings, rules=RULES)

    def tls_url(
        self, database: str, *, user: str, password: str, host: str = "localhost", ca: Path | None = None
    ) -> str:
        """For a client who checks authority and name."""
        login = f"{user}:{quote(password, safe='')}"
        check = f"sslmode=verify-full&sslrootcert={quote(str(ca or self.authority.certificate))}"
        return f"postgresql://{login}@{host}:{self.port}/{database}?{check}"

    def renew_certificate(self, authority: Authority, host: str = "localhost", *, days: int = 30) -> None:
        """From now on it shows another one; connections that are open stay."""
        self._install(*authority.issue(host, days=days))
        self.execute("select pg_reload_conf()")

    def _initialise(self) -> None:
        super()._initialise()
        self._install(*self._certificate)

    def _install(self, certificate: Path, key: Path) -> None:
        for source, mode in ((certificate, 0o644), (key, 0o600)):
            target = self._data / source.name
            shutil.copyfile(source, target)
            target.chmod(mode)
            self._own(target)


@functools.cache
def tls_server() -> TlsPostgres:
    """The one of this test process, removed at its end; the calling test skips where there can be none."""
    programs = tls_programs()
    directory = Path(tempfile.mkdtemp(prefix="rushes-ca-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    running = TlsPostgres(Authority.made(directory / "ca"), programs=programs)
    atexit.register(running.destroy)
    running.start()
    return running


def tls_programs() -> Path:
    """Directory of its initdb and postgres, fetched on first use; the calling test skips where that cannot be."""
    if shutil.which("openssl") is None:
        pytest.skip("the PostgreSQL with TLS needs openssl")
    major = postgres_programs.chosen() or postgres_programs.NEWEST
    why = postgres_programs.absent(major)
    if why:
        pytest.skip(f"the PostgreSQL with TLS {why}")
    return postgres_programs.programs(major)
