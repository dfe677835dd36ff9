"""Attacks on the server below the catalog: its files, its disk, its other sessions."""

from collections.abc import Iterator

from models.catalog.attacks.values import NO_RIGHT, Attack, End, Must, Scene

_ABSENT = NO_RIGHT | {"42883", "0A000", "55000"}


def attacks(scene: Scene, who: str) -> Iterator[Attack]:
    """All of one attacker."""
    for name, tries in _REFUSED.items():
        yield Attack(name, who, tries, states=_ABSENT)
    colleague = scene.people["colleague"].login
    others = f"select pg_{{}}_backend(pid) from pg_stat_activity where usename = '{colleague}'"
    yield Attack("ends other sessions", who, (others.format("terminate"), others.format("cancel")))
    yield Attack(
        "locks others out",
        who,
        (
            "lock table rushes.stream_head in share mode",
            "lock table rushes.meta in exclusive mode",
            "lock table rushes.app_user in row exclusive mode",
            f"select * from rushes.stream_head where site_id = {scene.site_id} for update",
            f"select * from rushes.episode where site_id = {scene.site_id} for share",
            "lock table pg_catalog.pg_authid in access exclusive mode",
        ),
    )
    yield Attack("leaves a prepared transaction", who, _PREPARED, states=_ABSENT | {"42704"}, end=End.ALONE)
    yield Attack("maintains what others own", who, _MAINTENANCE, Must.HARMLESS, end=End.ALONE)
    yield Attack("speaks and listens beside the catalog", who, _MESSAGES, Must.HARMLESS, end=End.KEPT)


_PREPARED = ("begin; select 1; prepare transaction 'rushes attack'", "rollback prepared 'rushes attack'")
_MAINTENANCE = (
    "vacuum rushes.episode",
    "analyze rushes.episode",
    "reindex table rushes.episode",
    "cluster rushes.site using site_pkey",
    "vacuum full rushes.meta",
)
_MESSAGES = (
    "listen rushes; notify rushes, 'attack'; unlisten *",
    "select pg_notify('rushes', repeat('x', 7000))",
    "select pg_export_snapshot()",
)
_REFUSED = {
    "reads files of the server": (
        "select pg_read_file('/etc/passwd')",
        "select pg_read_binary_file('postgresql.conf')",
        "select pg_ls_dir('.')",
        "select pg_stat_file('postgresql.conf')",
        "select * from pg_ls_waldir()",
        "select * from pg_ls_tmpdir()",
        "select * from pg_ls_logdir()",
        "select current_setting('data_directory')",
        "select current_setting('hba_file')",
    ),
    "reads the server's rules": (
        "select * from pg_hba_file_rules",
        "select * from pg_file_settings",
        "select * from pg_ident_file_mappings",
        "select * from pg_backend_memory_contexts",
    ),
    "moves rows to and from files": (
        "copy rushes.episode to '/tmp/rushes-attack'",
        "copy rushes.episode from '/etc/passwd'",
        "copy (select 1) to '/tmp/rushes-attack'",
    ),
    "runs programs": (
        "copy (select 1) to program 'id'",
        "copy rushes.meta from program 'id'",
        "copy rushes.episode to program 'cat > /tmp/rushes-attack'",
    ),
    "fills the disk by large objects": (
        "select lo_creat(-1)",
        "select lo_create(0)",
        "select lo_from_bytea(0, 'x')",
        "select lo_import('/etc/passwd')",
        "select lo_export(1, '/tmp/rushes-attack')",
        "select lo_put(1, 0, 'x')",
        "select lo_unlink(1)",
        "select loread(1, 1)",
        "select * from pg_largeobject",
    ),
    "fills the log of the server": (
        "select pg_logical_emit_message(false, 'attack', 'x')",
        "select pg_create_restore_point('attack')",
        "select pg_switch_wal()",
        "select pg_create_logical_replication_slot('attack', 'pgoutput')",
        "select pg_create_physical_replication_slot('attack')",
        "select pg_replication_origin_create('attack')",
        "select pg_log_backend_memory_contexts(pg_backend_pid())",
    ),
    "takes advisory locks": (
        "select pg_advisory_lock(1)",
        "select pg_advisory_lock(1, 1)",
        "select pg_try_advisory_lock(1)",
        "select pg_advisory_xact_lock(1381126984)",
        "select pg_try_advisory_xact_lock(1)",
        "select pg_advisory_lock_shared(1)",
        "select pg_advisory_unlock_all()",
    ),
    "steers the server": (
        "select pg_reload_conf()",
        "select pg_rotate_logfile()",
        "select pg_promote()",
        "select pg_wal_replay_pause()",
        "select pg_backup_start('attack')",
        "select pg_stat_reset()",
        "select pg_stat_reset_shared('archiver')",
        "select pg_import_system_collations('pg_catalog')",
    ),
}
