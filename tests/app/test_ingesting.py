"""Ingest as a centre runs it: killed and begun again, with bad recordings among good ones, on a cluster."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.ingesting import looked
from models.errors import KnownError
from models.ingest import find_recordings, jobs_for, steps_of
from models.review import Role
from models.storage.label_store import LabelStore
from models.storage.previews import PreviewStore
from tests.support.data import ROOT
from tests.support.day import make_day

COUNT = 60
PATIENCE_S = 90.0


def stored(data_dir: Path) -> tuple[list[str], int]:
    """Names on the list of ann, and how many have a preview."""
    profile = data_dir / "profiles" / "ann"
    with LabelStore.open(profile, user="ann", role=Role.ANNOTATOR, now_ns=1) as store:
        records = [row.record for row in store.episodes()]
    with PreviewStore.open(profile) as previews:
        lacking = previews.without(record.id for record in records)
    return [record.name for record in records], len(records) - len(lacking)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_day(tmp_path_factory.mktemp("day"), COUNT)


def begin(day: Path, data_dir: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "main.py"), "ingest", str(day), "--user", "ann", *words]
    return subprocess.Popen(
        command,
        env={**os.environ, "RUSHES_DATA_DIR": str(data_dir)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def test_killed_at_any_moment_it_goes_on_where_it_was(day: Path, tmp_path: Path):
    kills = 0
    for pause_s in (0.6, 0.9, 1.2, 0.8):
        running = begin(day, tmp_path, "--jobs", "2")
        time.sleep(pause_s)
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            kills += 1
        running.wait(PATIENCE_S)
    assert kills
    assert begin(day, tmp_path, "--jobs", "2").wait(PATIENCE_S) == 0
    names, previews = stored(tmp_path)
    assert names == [f"ep_{number:05d}" for number in range(COUNT)]
    assert previews == COUNT


def test_a_second_run_opens_nothing_and_makes_what_lacks(day: Path, tmp_path: Path):
    assert begin(day, tmp_path, "--no-previews").wait(PATIENCE_S) == 0
    assert stored(tmp_path) == ([f"ep_{number:05d}" for number in range(COUNT)], 0)
    assert begin(day, tmp_path, "--jobs", "2").wait(PATIENCE_S) == 0
    assert stored(tmp_path)[1] == COUNT


def test_the_order_in_which_processes_answer_does_not_matter(day: Path):
    paths = find_recordings(day)
    jobs = jobs_for(paths, ())
    alone = {step.record for step in steps_of(looked(jobs, workers=1), (), total=len(jobs))}
    together = {step.record for step in steps_of(looked(jobs, workers=2), (), total=len(jobs))}
    assert alone == together
    assert len(alone) == COUNT


def test_an_engine_that_is_not_there_is_a_sentence(day: Path):
    jobs = jobs_for(find_recordings(day), ())
    with pytest.raises(KnownError, match="no engine"):
        list(looked(jobs, engine="spark://x"))
    with pytest.raises(KnownError, match="cannot be reached"):
        list(looked(jobs, engine="dask://127.0.0.1:9"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_every_episode_once(day: Path):
    distributed = pytest.importorskip("distributed")
    jobs = jobs_for(find_recordings(day), (), previews=True)
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
    ) as cluster:
        answers = looked(jobs, engine=f"dask://{cluster.scheduler_address.removeprefix('tcp://')}")
        first = next(answers)
        victim = next(iter(cluster.workers.values()))
        os.kill(victim.pid, signal.SIGKILL)
        rest = list(answers)
    steps = list(steps_of([first, *rest], (), total=len(jobs)))
    assert sorted(step.path for step in steps) == sorted(job.path for job in jobs)
    assert all(step.record is not None and step.preview is not None for step in steps)
    assert len({step.record.id for step in steps if step.record is not None}) == COUNT
