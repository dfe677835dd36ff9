"""Sites, a log with a chain for each, leases, and logins of PostgreSQL; what there was belongs to the site "main"."""

from alembic import op

from models.catalog.migrations import sites_postgres, sites_sqlite

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Each home in its own words: PostgreSQL has partitions, policies and owners that a file knows nothing of."""
    connection = op.get_bind()
    (sites_postgres if connection.dialect.name == "postgresql" else sites_sqlite).upgrade(connection)
