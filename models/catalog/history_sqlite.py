"""The history of a catalog file."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from models.catalog.history import PAGE_ROWS, HistoryRow, HistorySite, history_row
from models.catalog.tables import change_log, episode, meta, revision, site, stream_head


class SqliteHistory:
    """See ``History``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        who = connection.execute(select(meta)).one()
        self.catalog_id, self.epoch = str(who.catalog_id), int(who.epoch)
        rows = connection.execute(
            select(site.c.code, site.c.site_id, stream_head.c.head, stream_head.c.chain)
            .join_from(site, stream_head, site.c.site_id == stream_head.c.site_id)
            .order_by(site.c.site_id)
        ).all()
        self._ids = {row.code: row.site_id for row in rows}
        self.sites = tuple(HistorySite(row.code, row.head, row.chain) for row in rows)

    def rows(self, code: str, *, after: int, up_to: int) -> list[HistoryRow]:
        """See ``History.rows``."""
        log = change_log.c
        wanted = (
            select(
                log.seq,
                log.server_at,
                log.kind,
                log.episode_id,
                log.changeset_id,
                episode.c.annotator,
                episode.c.name,
                episode.c.task,
                episode.c.robot,
                revision.c.body,
            )
            .select_from(change_log)
            .outerjoin(revision, revision.c.changeset_id == log.changeset_id)
            .outerjoin(episode, episode.c.episode_id == log.episode_id)
            .where(log.site_id == self._ids[code], log.seq > after, log.seq <= up_to)
            .order_by(log.seq)
            .limit(PAGE_ROWS)
        )
        return [_row(*row) for row in self._connection.execute(wanted)]

    def chain_at(self, code: str, seq: int) -> str:
        """See ``History.chain_at``."""
        log = change_log.c
        found = self._connection.execute(
            select(log.chain).where(log.site_id == self._ids[code], log.seq == seq)
        ).scalar()
        return str(found or "")


def _row(
    seq: int, at: str, kind: str, episode_id: str, changeset_id: str | None, *facts: str | None
) -> HistoryRow:
    moment = datetime.fromisoformat(at)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    _, *rest = facts
    return history_row(seq, moment, kind, episode_id, changeset_id, "", *rest)
