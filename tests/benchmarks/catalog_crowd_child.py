"""Many clients at once, each a process of its own, forked when everything is loaded: they share the cores with the
server. ``python -m tests.benchmarks.catalog_crowd_child`` takes JSON on its standard input and prints JSON.
"""

import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

from models.catalog.gateway import Gateway, open_catalog
from models.labelling.changes import ChangeSet
from models.review import Role
from tests.benchmarks.catalog_push import OPS, edits, phases
from tests.support.catalogs import changeset, episode

SITE, PULLED = "main", 100
_EDITS = 5
_ALONE = 4
_INTERVAL_S = 0.02
Work = Callable[[], Any]


class Client:
    """A forked process that makes itself ready, waits for the others, works, and tells what came of it."""

    def __init__(self, prepare: Callable[[], Work], go: int) -> None:
        self._told, told = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.close(self._told)
                _work(prepare, go, told)
            finally:
                os._exit(0)
        os.close(told)
        os.read(self._told, 1)

    def result(self) -> Any:
        """What the work returned; {"error": ...} where it failed."""
        text = b""
        while part := os.read(self._told, 1 << 16):
            text += part
        os.close(self._told)
        os.waitpid(self._pid, 0)
        return json.loads(text or '{"error": "it is gone"}')


def _work(prepare: Callable[[], Work], go: int, told: int) -> None:
    work = prepare()
    os.write(told, b"r")
    os.read(go, 1)
    try:
        done = work()
    except Exception as error:
        done = {"error": f"{type(error).__name__}: {error}"}
    part = json.dumps(done).encode()
    while part:
        part = part[os.write(told, part) :]


def at_once(prepared: list[Callable[[], Work]], meanwhile: Work = lambda: None) -> list[Any]:
    """The results of clients that begin together."""
    go, start = os.pipe()
    clients = [Client(prepare, go) for prepare in prepared]
    os.write(start, b"g" * len(clients))
    meanwhile()
    results = [client.result() for client in clients]
    os.close(go)
    os.close(start)
    return results


def visit(url: str) -> Callable[[], Work]:
    """Connect, hello, push 5 change-sets of 20 phases, pull 100 entries."""
    login = url.split("//")[1].split(":", maxsplit=1)[0]
    record = episode(f"of {login}", seconds=OPS)
    changesets = edits(record, _EDITS, login)

    def prepare() -> Work:
        def work() -> str:
            gateway = open_catalog(url)
            gateway.hello(user=login, role=Role.ANNOTATOR, device_id="bench")
            answers = gateway.push(SITE, changesets, {record.id: record})
            page = gateway.pull(SITE, after=0, limit=PULLED)
            gateway.close()
            whys = {answer.why or answer.status.value for answer in answers} - {"applied"}
            return ", ".join(whys) if whys or len(page.entries) == PULLED else "a short page"

        return work

    return prepare


def crowd(urls: list[str], rounds: int) -> dict[str, Any]:
    """Wall times in ms of clients alone, one after the other, and of all at once; what failed."""
    alone: list[float] = []
    together: list[float] = []
    errors: list[str] = []

    def timed(some: list[str], into: list[float]) -> None:
        prepared = [visit(url) for url in some]
        go_s = [0.0]
        results = at_once(prepared, lambda: go_s.__setitem__(0, time.perf_counter()))
        into.append((time.perf_counter() - go_s[0]) * 1000.0)
        errors.extend(str(result) for result in results if result)

    for number in range(rounds):
        for place in range(_ALONE):
            timed([urls[(number + place) % len(urls)]], alone)
        timed(urls, together)
    return {"alone": alone, "together": together, "errors": errors}


def writer(url: str, seconds: float) -> Callable[[], Work]:
    """One change-set after another, each a push of its own, for a while; the ids that were acknowledged."""

    def prepare() -> Work:
        login = url.split("//")[1].split(":", maxsplit=1)[0]
        gateway = open_catalog(url)
        gateway.hello(user=login, role=Role.ANNOTATOR, device_id="bench")

        def work() -> list[str]:
            acknowledged: list[str] = []
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                made = changeset(
                    str(uuid.uuid4()), *phases(OPS), author=login, changeset_id=str(uuid.uuid4())
                )
                _applied(gateway, made)
                acknowledged.append(made.id)
            return acknowledged

        return work

    return prepare


def _applied(gateway: Gateway, made: ChangeSet) -> None:
    (answer,) = gateway.push(SITE, [made], {})
    if answer.status.value != "applied":
        raise RuntimeError(f"{answer.status}: {answer.why}")


def writers(urls: list[str], seconds: float) -> dict[str, Any]:
    """Commits in ``seconds`` of one writer and of all, and what a puller beside them missed or saw twice."""
    alone = at_once([writer(urls[0], seconds)])
    reader = open_catalog(urls[0])
    seen: list[str] = []
    place = [0, ""]

    def pull() -> bool:
        page = reader.pull(SITE, after=int(place[0]), chain=str(place[1]))
        if page.entries:
            place[:] = [page.entries[-1].seq, page.entries[-1].chain]
        seen.extend(entry.item_id for entry in page.entries if entry.item_id)
        return bool(page.entries)

    def follow() -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pull()
            time.sleep(_INTERVAL_S)

    together = at_once([writer(url, seconds) for url in urls], follow)
    while pull():
        pass
    errors = [str(result) for result in (*alone, *together) if isinstance(result, dict)]
    acknowledged = {one for result in (*alone, *together) if isinstance(result, list) for one in result}
    return {
        "alone": len(alone[0]),
        "together": sum(map(len, together)),
        "missed": len(acknowledged - set(seen)) + len(seen) - len(set(seen)),
        "errors": errors,
    }


if __name__ == "__main__":
    wish = json.load(sys.stdin)
    act: Callable[..., dict[str, Any]] = {"crowd": crowd, "writers": writers}[wish.pop("act")]
    json.dump(act(**wish), sys.stdout)
