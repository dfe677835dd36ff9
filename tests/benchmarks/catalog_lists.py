"""Lists of a catalog of 300,000 episodes, in a full run 3 million, for a lead of two sites under row-level security.

The limit of a page of 100 and of a search is one row fetched by its id: a plain SELECT of the same columns as the same
login over the same connection, made into the same value. Goals: a queue page within 5 times that, a deep page within 2
times the first, a search within 30 times a fetch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from models.catalog.address import PostgresAddress
from models.catalog.postgres import PostgresCatalog
from models.catalog.postgres_link import connect
from models.catalog.postgres_rows import episodes_of_rows
from models.catalog.values import CatalogRow, EpisodeQuery
from models.review import State
from tests.benchmarks.catalog_made import RARE, SITES, TEN, many_episodes
from tests.benchmarks.harness import Contest, Measure, Side, Stage, timed
from tests.support.postgres import as_user, postgres_address

ONE_SITE = EpisodeQuery(site="sz1", state=State.SUBMITTED)
ALL_MINE = EpisodeQuery(state=State.SUBMITTED)
_BY_ID = """
select %s, episode_id::text, name, task, robot, state, annotator, grade, note, coalesce(head::text, '')
from rushes.episode where site_id = %s and episode_id = %s
"""


class Lead:
    """``lea``'s gateway, and fetches over the very same connection."""

    def __init__(self, address: PostgresAddress) -> None:
        self.gateway = PostgresCatalog(address)
        self._link = connect(address)
        self.gateway._connection = self._link
        self._ids = self._some_ids()

    def fetch(self, number: int) -> CatalogRow:
        """An episode of one of the sites."""
        rows = self._link.execute(_BY_ID, self._ids[number % len(self._ids)]).fetchall()
        (row,) = episodes_of_rows(rows)
        return row

    def page(self, query: EpisodeQuery, _number: int) -> None:
        assert len(self.gateway.page(query).rows) == query.limit

    def search(self, text: str, _number: int) -> None:
        assert len(self.gateway.search(text)) >= 1

    def deep(self) -> EpisodeQuery:
        """The page in the middle of a site's queue."""
        row = self._link.execute(
            "select percentile_disc(0.5) within group (order by added) from rushes.episode "
            "where site_id = 1 and state = 'submitted'"
        ).fetchone()
        assert row is not None
        return EpisodeQuery(site="sz1", state=State.SUBMITTED, after=str(row[0]))

    def _some_ids(self) -> list[tuple[str, int, str]]:
        found = self._link.execute(
            "select site_id, episode_id from rushes.episode tablesample system (0.1) limit 500"
        ).fetchall()
        return [(SITES[site - 1], site, str(episode)) for site, episode in found]


@contextmanager
def _lead(stage: Stage) -> Iterator[Lead]:
    with many_episodes(stage) as (_, url):
        lead = Lead(postgres_address(as_user(url, "lea")))
        try:
            yield lead
        finally:
            lead.gateway.close()


@contextmanager
def _page(query: EpisodeQuery, stage: Stage) -> Iterator[Contest]:
    with _lead(stage) as lead:
        yield Contest(Side(partial(lead.page, query)), limit=Side(lead.fetch))


@contextmanager
def _deep(stage: Stage) -> Iterator[Contest]:
    with _lead(stage) as lead:
        yield Contest(Side(partial(lead.page, lead.deep())), limit=Side(partial(lead.page, ONE_SITE)))


@contextmanager
def _search(text: str, stage: Stage) -> Iterator[Contest]:
    with _lead(stage) as lead:
        yield Contest(Side(partial(lead.search, text)), limit=Side(lead.fetch))


MEASURES = (
    Measure("queue page of one site", "ratio_to_limit <= 5", timed(partial(_page, ONE_SITE))),
    Measure("queue page of both sites of a lead", "ratio_to_limit <= 5", timed(partial(_page, ALL_MINE))),
    Measure("deep page against the first", "ratio_to_limit <= 2", timed(_deep)),
    Measure("search of a rare Chinese word", "ratio_to_limit <= 30", timed(partial(_search, RARE))),
    Measure("search with ten hits", "ratio_to_limit <= 30", timed(partial(_search, TEN))),
)
