"""Where the jobs of ingest run: here, in several processes of this machine, or on a Dask cluster."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.processes import Lost, run_in_processes
from models.errors import KnownError, UnreadableRecordingError
from models.ingest.look import Job, Looked, look

LOCAL = "local"
DASK = "dask://"
PATIENCE_S = 120.0

_FEW = 3
_WORKER_NBYTES = 6 << 30
_RETRIES = 3
_CONNECT_S = 10
_AHEAD_A_CORE = 4


def looked(jobs: Sequence[Job], *, engine: str = LOCAL, workers: int | None = None) -> Iterator[Looked]:
    """An answer for every job, in the order in which they get done.

    Args:
        jobs: from ``jobs_for``.
        engine: ``local`` or ``dask://HOST:PORT``.
        workers: processes on this machine; as many as it has cores for None. 1 does without any, as do few jobs.

    Raises:
        KnownError: there is no such engine, or it cannot be reached.
    """
    if engine.startswith(DASK):
        yield from (_answer(job, result) for job, result in _on_dask(jobs, engine.removeprefix(DASK)))
        return
    if engine != LOCAL:
        raise KnownError("There is no engine {engine}; use local or dask://HOST:PORT", engine=engine)
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(jobs) <= _FEW:
        yield from map(look, jobs)
        return
    running = run_in_processes(
        look, jobs, workers=min(workers, len(jobs)), patience_s=PATIENCE_S, memory_nbytes=_WORKER_NBYTES
    )
    yield from (_answer(job, result) for job, result in running)


def _answer(job: Job, result: Looked | Lost) -> Looked:
    return result if isinstance(result, Looked) else Looked(job.path, found=(_given_up(job.path, result),))


def _given_up(path: Path, lost: Lost) -> UnreadableRecordingError:
    if lost.why == "hang":
        return UnreadableRecordingError(
            "{path} was given up: it could not be read within {s} s", path=str(path), s=round(PATIENCE_S)
        )
    if lost.why == "bug":
        last = lost.detail.strip().splitlines()[-1:] or [""]
        return UnreadableRecordingError(
            "{path} was left out, reading it met a bug in Rushes: {why}", path=str(path), why=last[0]
        )
    return UnreadableRecordingError(
        "{path} was left out: the process that read it ended ({why})", path=str(path), why=lost.detail
    )


def _on_dask(jobs: Iterable[Job], address: str) -> Iterator[tuple[Job, Looked | Lost]]:
    """A few jobs a core are under way at any time, so that a plan of any length fits the scheduler.

    A worker that dies gives its jobs back; one that kills several workers is given up.
    """
    client, as_completed = _client(address)
    with client:
        waiting = iter(jobs)
        jobs_of: dict[str, Job] = {}

        def begun(count: int) -> list[Any]:
            futures = []
            for _, job in zip(range(count), waiting, strict=False):
                futures.append(client.submit(look, job, pure=False, retries=_RETRIES))
                jobs_of[futures[-1].key] = job
            return futures

        begin_with = begun(max(1, sum(client.ncores().values()) * _AHEAD_A_CORE))
        running = as_completed(begin_with, loop=client.loop)
        for future in running:
            error = future.exception()
            result = future.result() if error is None else Lost("crash", str(error))
            for another in begun(1):
                running.add(another)
            yield jobs_of.pop(future.key), result


def _client(address: str) -> tuple[Any, Any]:
    """The client, and the function that gives futures as they get done."""
    try:
        from distributed import Client, as_completed  # noqa: PLC0415 - an optional part
    except ImportError as error:
        raise KnownError(
            "The engine Dask is not installed; install it with: pip install 'rushes[dask]'"
        ) from error
    try:
        return Client(f"tcp://{address}", timeout=_CONNECT_S, set_as_default=False), as_completed
    except (OSError, ValueError) as error:
        raise KnownError(
            "The Dask scheduler at {address} cannot be reached: {why}", address=address, why=error
        ) from error
