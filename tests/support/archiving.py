"""A server with a WAL archive, its base backups, and its recovery to a moment, as the guide says."""

import shutil
import subprocess
from pathlib import Path

from tests.support.guide import block
from tests.support.postgres import PostgresServer
from tests.support.replica import until


class ArchivingServer(PostgresServer):
    """``archive`` is where its log goes, a directory that is there already."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        super().__init__()
        self._own(archive)

    def base_backup(self, target: Path) -> None:
        """By pg_basebackup, while people work."""
        words = block("base.sh").split()
        assert words[:3] == ["pg_basebackup", "-h", "db.example"]
        given = {"/backup/monday": str(target), "replicator": "postgres"}
        self._run(
            words[0], "-h", str(self.directory), "-p", str(self.port), *(given.get(w, w) for w in words[3:])
        )

    def now(self) -> str:
        """A moment as ``recovery_target_time`` takes it; what is committed later is after it."""
        return str(self.execute("select clock_timestamp()::text")[0][0])

    def archive_all(self) -> None:
        """Close the open segment and wait until it lies in the archive."""
        name = self.execute("select pg_walfile_name(pg_current_wal_lsn())")[0][0]
        self.execute("select pg_switch_wal()")
        until((self._archive / str(name)).exists, "the segment is not archived")

    def recover(self, base: Path, moment: str) -> None:
        """In place of what the server had; it takes writes when this returns."""
        self.stop()
        shutil.rmtree(self._data)
        subprocess.run(["cp", "-a", str(base), str(self._data)], check=True)
        told = self._here(block("recovery.conf")).replace("2026-05-03 14:55:00+08", moment)
        with (self._data / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
            settings.write(told)
        (self._data / "recovery.signal").touch()
        self._own(self._data / "recovery.signal")
        self.start()
        until(lambda: self.execute("select pg_is_in_recovery()") == [(False,)], "it does not take over")

    def _initialise(self) -> None:
        super()._initialise()
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(self._here(block("archive.conf")))

    def _here(self, text: str) -> str:
        return text.replace("/archive/", f"{self._archive}/")
