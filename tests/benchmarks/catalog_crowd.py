"""60 clients, in a full run 200, at one instant; and 16 writers with a puller beside them.

Each client connects by TCP with SCRAM, says hello, pushes 5 change-sets of 20 phases and pulls 100 entries, as a
process of its own on the cores of the server. The limit is that of one client alone, as often as there are clients,
divided by the cores. Goal: all are done within 2 times that, and none fails.

The writers commit one change-set after another, each on an episode of its own, for some seconds, at one site: its log
is numbered one commit at a time. The puller must see every one that was acknowledged, once. Their commits are compared
with those of one writer alone.
"""

import json
import os
import subprocess
import sys
from functools import cache, partial
from typing import Any

import psycopg

from models.catalog.administration import scram_verifier
from tests.benchmarks.catalog_crowd_child import PULLED
from tests.benchmarks.catalog_push import disk_server
from tests.benchmarks.harness import MS_PER_S, Figures, Measure, Stage
from tests.support.data import ROOT
from tests.support.postgres import PostgresServer, as_user, people_catalog

_PASSWORD = "of a bench"
_CLIENTS, _FULL_CLIENTS = 60, 200
_WRITERS = 16
_ROUNDS, _FULL_ROUNDS = 2, 10
_WRITE_S, _FULL_WRITE_S = 2.0, 20.0


def _crowd(part: str, stage: Stage) -> Figures:
    clients = _FULL_CLIENTS if stage.full else _CLIENTS
    found = _crowded(clients, _FULL_ROUNDS if stage.full else _ROUNDS)
    if part == "errors":
        return Figures([float(len(found["errors"]))], actions=clients * len(found["together"]))
    cores = os.cpu_count() or 1
    return Figures(found["together"], limit=[one * clients / cores for one in found["alone"]])


def _writers(part: str, stage: Stage) -> Figures:
    seconds = _FULL_WRITE_S if stage.full else _WRITE_S
    found = _written(seconds)
    if part == "missed":
        stage.say(f"  {found['together'] / seconds:.0f} commits/s of {_WRITERS} writers")
        return Figures([float(found["missed"])], actions=found["alone"] + found["together"])
    ms = seconds * MS_PER_S
    return Figures([ms / found["together"]], limit=[ms / found["alone"]], actions=found["together"])


@cache
def _crowded(clients: int, rounds: int) -> dict[str, Any]:
    found = _child(clients, act="crowd", rounds=rounds)
    for error in found["errors"][:3]:
        print(f"  a client failed: {error}", file=sys.stderr)
    return found


@cache
def _written(seconds: float) -> dict[str, Any]:
    found = _child(_WRITERS, act="writers", seconds=seconds)
    if found["errors"]:
        raise RuntimeError(found["errors"][0])
    return found


def _child(clients: int, **wish: object) -> dict[str, Any]:
    running = disk_server()
    url = running.fresh_database(people_catalog)
    try:
        told = {"urls": _people(running, url, clients), **wish}
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.catalog_crowd_child"],
            cwd=ROOT, input=json.dumps(told), capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"the clients did not get through: {done.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    finally:
        running.drop_database(url)


def _people(running: PostgresServer, url: str, count: int) -> list[str]:
    """As many logins at the site "main", and a log that is long enough to pull."""
    logins = [f"client{n}" for n in range(count)]
    with psycopg.connect(as_user(url, "adm"), autocommit=True) as link:
        link.execute(
            "select rushes.admin_add_user(l, l, 'annotator', %s, '{main}') from unnest(%s::text[]) l",
            (scram_verifier("client", _PASSWORD), logins),
        )
    database = url.split("@/")[1].split("?", maxsplit=1)[0]
    with psycopg.connect(as_user(url, "eve"), autocommit=True) as link:
        link.execute(
            "select rushes.register(2, 'main', array_agg(md5(n::text)::uuid), array_agg('{}'::text))"
            " from generate_series(1, %s::int) n",
            (PULLED,),
        )
    return [running.tcp_url(database, user=login, password=_PASSWORD.replace(" ", "%20")) for login in logins]


MEASURES = (
    Measure("60 or 200 clients at one instant", "ratio_to_limit <= 2", partial(_crowd, "together")),
    Measure("clients at one instant that failed", "median == 0", partial(_crowd, "errors"), unit="of all"),
    Measure("commit of 16 writers at once", "ratio_to_limit <= 1", partial(_writers, "commit")),
    Measure("rows missed beside 16 writers", "median == 0", partial(_writers, "missed"), unit="of all"),
)
