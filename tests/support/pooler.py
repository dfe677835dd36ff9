"""PgBouncer between people and a running ``PostgresServer``, set up word for word as the guide says."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.support.guide import block
from tests.support.postgres import PostgresServer

POOLER_PASSWORD = "pooler's own"
_START_S = 20.0


class Pooler:
    """With ``with``: it listens on the loopback. Skips the test where PgBouncer is not installed.

    Args:
        server: behind it.
        url: of the catalog's database, as its superuser.
        changes: settings that differ from the guide's.
    """

    def __init__(self, server: PostgresServer, url: str, changes: dict[str, str] | None = None) -> None:
        program = shutil.which("pgbouncer", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if program is None:
            pytest.skip("pgbouncer is not installed (on Debian: apt install pgbouncer)")
        self._program, self._server = program, server
        self.database = url.split("@/")[1].split("?", maxsplit=1)[0]
        self.directory = Path(tempfile.mkdtemp(prefix="rushes-pool-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._changes = changes or {}
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, user: str, password: str) -> str:
        """Of a person, by TCP to the pooler."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{self.database}"

    def __enter__(self) -> Self:
        for sql in (
            block("pgbouncer.sql").replace("PASSWORD", POOLER_PASSWORD.replace("'", "''")).split(";\n")
        ):
            if sql.strip():
                self._server.execute(
                    sql.replace("database rushes", f"database {self.database}"), self.database
                )
        (self.directory / "userlist.txt").write_text(f'"pgbouncer" "{POOLER_PASSWORD}"\n', encoding="utf-8")
        (self.directory / "pgbouncer.ini").write_text(self._settings(), encoding="utf-8")
        self._launch()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
        self._server.drop_database(f"@/{self.database}")
        self._server.execute("drop role if exists pgbouncer")
        shutil.rmtree(self.directory, ignore_errors=True)

    def _settings(self) -> str:
        """The guide's, on this machine: other places and ports, and no TLS, which the tests' server does not have."""
        here = {
            "listen_addr": "127.0.0.1",
            "listen_port": str(self.port),
            "auth_file": str(self.directory / "userlist.txt"),
            **self._changes,
        }
        lines = []
        for line in block("pgbouncer.ini").splitlines():
            name = line.split("=")[0].strip()
            if name == "rushes":
                told = line.split("=", 1)[1].replace("host=db.example port=5432", self._where())
                lines.append(f"{self.database} = {told}")
            elif "_tls_" not in name:
                lines.append(f"{name} = {here[name]}" if name in here else line)
        return "\n".join([*lines, "unix_socket_dir =", ""])

    def _where(self) -> str:
        return f"host=127.0.0.1 port={self._server.port}"

    def _launch(self) -> None:
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        if user:
            owner = pwd.getpwnam("nobody")
            for path in (self.directory, *self.directory.iterdir()):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        command = [self._program, *user, str(self.directory / "pgbouncer.ini")]
        with (self.directory / "log").open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        end = time.monotonic() + _START_S
        while time.monotonic() < end and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("PgBouncer does not start:\n" + (self.directory / "log").read_text())
