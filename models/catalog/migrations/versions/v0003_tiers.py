"""Phases know the arm that they are of; events and mistakes have a table of their own."""

from importlib import resources

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SQLITE = (
    "ALTER TABLE segment ADD COLUMN tier TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE mark (site_id INTEGER NOT NULL REFERENCES site (site_id), episode_id TEXT NOT NULL,"
    " mark_id TEXT NOT NULL, tier TEXT NOT NULL, label TEXT NOT NULL, start_ns INTEGER NOT NULL,"
    " end_ns INTEGER NOT NULL, body TEXT NOT NULL, deleted BOOLEAN NOT NULL,"
    " PRIMARY KEY (site_id, episode_id, mark_id)) WITHOUT ROWID",
)


def upgrade() -> None:
    """What there was is of the main track; nothing older speaks of events."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        sql = resources.files("models.catalog").joinpath("sql", "tiers.sql").read_text(encoding="utf-8")
        connection.exec_driver_sql(sql.replace("%", "%%"))
        return
    for statement in _SQLITE:
        connection.exec_driver_sql(statement)
