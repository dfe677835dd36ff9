"""The same reads from a streaming replica and from its primary, while somebody writes to the primary.

Both run on this machine with the same settings. Goals: a pull of 500 entries and a page of a queue take no longer than
1.5 times the primary's. The lag is the time from a commit's answer to the moment when the replica shows it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache, partial

from models.catalog.gateway import Gateway, open_catalog
from models.catalog.values import EpisodeQuery
from models.review import Role, State
from tests.benchmarks.catalog_made import LOG_ROWS, REDUCED, USING, many_episodes
from tests.benchmarks.catalog_push import OPS, edits
from tests.benchmarks.harness import MS_PER_S, Contest, Figures, Measure, Side, Stage, timed
from tests.support.catalogs import episode, new_id
from tests.support.postgres import as_user
from tests.support.replica import Replica

_PULLED = 500
_QUEUE = EpisodeQuery(site="sz1", state=State.SUBMITTED)
_TEST_SITE = "cd1"
Read = Callable[[Gateway, int], object]


class Both:
    """``lea`` at the primary and at the replica."""

    def __init__(self, primary_url: str, replica_url: str) -> None:
        self.primary, self.replica = (open_catalog(as_user(url, "lea")) for url in (primary_url, replica_url))

    def write(self, _number: int) -> None:
        """A commit at another site, for the replica to follow."""
        record = episode(new_id(), seconds=OPS)
        self.primary.push(_TEST_SITE, edits(record, 1, "lea"), {record.id: record})

    def close(self) -> None:
        self.primary.close()
        self.replica.close()


@contextmanager
def _both(stage: Stage) -> Iterator[Both]:
    with many_episodes(stage, REDUCED) as (server, url):
        replica = Replica(server, settings=USING)
        try:
            replica.start()
            replica.catch_up()
            both = Both(url, replica.url("catalog"))
            yield both
            both.close()
        finally:
            replica.destroy()


@cache
def _measured(stage: Stage) -> dict[str, Figures]:
    """All of them at one pair: making the copy takes longer than reading."""
    with _both(stage) as both:
        return {
            "pull": timed(lambda _: nullcontext(_contest(both, _pull)))(stage),
            "page": timed(lambda _: nullcontext(_contest(both, _page)))(stage),
            "lag": Figures([_shown_after_ms(both) for _ in range(stage.repetitions)]),
        }


def _contest(both: Both, read: Read) -> Contest:
    return Contest(
        Side(partial(read, both.replica), before=both.write),
        limit=Side(partial(read, both.primary), before=both.write),
    )


def _pull(gateway: Gateway, number: int) -> None:
    after = abs(number) * 997 % (LOG_ROWS - _PULLED)
    assert len(gateway.pull("sz1", after=after, limit=_PULLED).entries) == _PULLED


def _page(gateway: Gateway, _number: int) -> None:
    assert len(gateway.page(_QUEUE).rows) == _QUEUE.limit


def _shown_after_ms(both: Both) -> float:
    both.write(0)
    head = _head(both.primary)
    begin = time.perf_counter()
    while _head(both.replica) < head:
        pass
    return (time.perf_counter() - begin) * MS_PER_S


def _head(gateway: Gateway) -> int:
    hello = gateway.hello(user="lea", role=Role.LEAD, device_id="bench")
    return next(site.head for site in hello.sites if site.code == _TEST_SITE)


def _row(name: str, part: str, goal: str) -> Measure:
    return Measure(name, goal, lambda stage: _measured(stage)[part])


MEASURES = (
    _row("pull of 500 from a replica", "pull", "ratio_to_limit <= 1.5"),
    _row("queue page from a replica", "page", "ratio_to_limit <= 1.5"),
    _row("lag of a replica", "lag", "median <= 1000"),
)
