"""Lists, search and counts of a catalog file: statements inside a caller's transaction."""

from typing import Any

from sqlalchemy import Connection, Row, func, select

from models.catalog.sqlite_episodes import grams_of
from models.catalog.tables import episode, gram, revision, site, stream_head
from models.catalog.values import CatalogPage, CatalogRow, CatalogStatus, EpisodeQuery
from models.errors import CatalogError
from models.review import State
from models.storage.values import AnswerStatus

_LISTED = (
    select(episode, site.c.code)
    .join_from(episode, site, site.c.site_id == episode.c.site_id)
    .where(episode.c.withdrawn.is_(False))
    .order_by(episode.c.added.desc())
)
_RARE = 500


def page(connection: Connection, query: EpisodeQuery) -> CatalogPage:
    """See ``Gateway.page``.

    Raises:
        CatalogError: ``after`` is no key of a page.
    """
    wanted = _LISTED.limit(query.limit + 1)
    if query.state is not None:
        wanted = wanted.where(episode.c.state == query.state.value)
    for column, value in (
        (site.c.code, query.site),
        (episode.c.task, query.task),
        (episode.c.robot, query.robot),
        (episode.c.annotator, query.annotator),
    ):
        if value:
            wanted = wanted.where(column == value)
    if query.after is not None:
        wanted = wanted.where(episode.c.added < _key(query.after))
    rows = connection.execute(wanted).all()
    shown = rows[: query.limit]
    more = len(rows) > query.limit and bool(shown)
    return CatalogPage(tuple(map(_row, shown)), str(shown[-1].added) if more else None)


def search(connection: Connection, text: str, *, limit: int) -> tuple[CatalogRow, ...]:
    """Newest first; the rarest pair of characters leads, the others and the text itself are asked of what it finds."""
    needle = text.lower()
    if not needle or limit < 1:
        return ()
    found: list[CatalogRow] = []
    for row in connection.execution_options(stream_results=True).execute(_candidates(connection, needle)):
        if any(needle in words.lower() for words in (row.name, row.task, row.note)):
            found.append(_row(row))
            if len(found) == limit:
                break
    return tuple(found)


def status(connection: Connection) -> CatalogStatus:
    """See ``Gateway.status``."""
    counted = select(episode.c.state, func.count()).group_by(episode.c.state)
    states = {
        str(state): int(count)
        for state, count in connection.execute(counted.where(episode.c.withdrawn.is_(False)))
    }
    conflicts = select(func.count()).where(revision.c.status == AnswerStatus.CONFLICT)
    heads = select(site.c.code, stream_head.c.head).join_from(
        site, stream_head, site.c.site_id == stream_head.c.site_id
    )
    return CatalogStatus(
        episodes=sum(states.values()),
        revisions=connection.execute(select(func.count()).select_from(revision)).scalar_one(),
        conflicts=connection.execute(conflicts).scalar_one(),
        states=states,
        sites={str(row.code): int(row.head) for row in connection.execute(heads)},
    )


def _candidates(connection: Connection, needle: str) -> Any:
    pairs = sorted(grams_of(needle) - {needle[-1] + "\n"})
    if not pairs:
        one = select(gram.c.added).where(gram.c.gram >= needle, gram.c.gram < needle + "\U0010ffff")
        return _LISTED.where(episode.c.added.in_(one))
    first, *others = sorted(pairs, key=lambda pair: _frequency(connection, pair))
    led = gram.alias("led")
    wanted = (
        select(episode, site.c.code)
        .select_from(led)
        .join(episode, episode.c.added == led.c.added)
        .join(site, site.c.site_id == episode.c.site_id)
        .where(led.c.gram == first, episode.c.withdrawn.is_(False))
        .order_by(led.c.added.desc())
    )
    for pair in others[:2]:
        has = select(gram.c.added).where(gram.c.gram == pair, gram.c.added == led.c.added)
        wanted = wanted.where(has.exists())
    return wanted


def _frequency(connection: Connection, pair: str) -> int:
    some = select(gram.c.added).where(gram.c.gram == pair).limit(_RARE).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _key(after: str) -> int:
    try:
        return int(after)
    except ValueError as error:
        raise CatalogError("This page of the catalog's list is not known any more; begin anew") from error


def _row(row: Row[Any]) -> CatalogRow:
    return CatalogRow(
        site=row.code,
        episode_id=row.episode_id,
        name=row.name,
        task=row.task,
        robot=row.robot,
        state=State(row.state),
        annotator=row.annotator,
        grade=row.grade,
        note=row.note,
        head=row.head or "",
    )
