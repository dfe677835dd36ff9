"""The central catalog: one gateway contract, two homes (PostgreSQL, a SQLite file), and sync."""
