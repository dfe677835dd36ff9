"""A catalog of many episodes in PostgreSQL, made once by SQL straight into its tables, and started again by each run.

Six sites share the episodes unevenly, as a company's do; most are approved, a few wait. Notes are Chinese, every third
is empty; ``RARE`` stands in one of 30,000, ``TEN`` in ten of all. ``lea`` leads two of the sites, ``adm`` sees all.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from filelock import FileLock

from models.catalog import administration
from models.catalog.admin_postgres import FirstAdmin, init_postgres
from models.review import Role
from tests.benchmarks.harness import Stage
from tests.support.data import ROOT
from tests.support.postgres import PostgresServer, as_user, postgres_address

SITES = ("sz1", "bj1", "sh2", "cd1", "wh1", "test")
LEAD_SITES = ("sz1", "cd1")
RARE, TEN = "磨损", "蓝鲸"
REDUCED, FULL = 300_000, 3_000_000
LOG_ROWS = 20_000
_DATABASE = "catalog"
_MAKING = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "autovacuum": "off",
    "maintenance_work_mem": "512MB",
    "shared_buffers": "256MB",
}
USING = {"fsync": "on", "shared_buffers": "256MB", "autovacuum": "off"}
_EPISODES = """
insert into rushes.episode (
    site_id, episode_id, added, record, name, task, robot, state, annotator, grade, note, head, updated_at)
select
    case when n %% 100 < 50 then 1 when n %% 100 < 70 then 2 when n %% 100 < 82 then 3 when n %% 100 < 91 then 4
        when n %% 100 < 97 then 5 else 6 end,
    md5('e' || n)::uuid, n,
    format('{"end_ns": %%s, "fingerprint": "%%s", "format": "mcap", "id": "%%s", "inner_id": "0", '
        '"name": "episode %%s", "path": "/data/robots/line %%s/ep_%%s.mcap", "robot": "arm-%%s", "site": "", '
        '"start_ns": %%s, "streams": ["/camera/wrist", "/camera/front", "/joint_states", "/gripper", "/force"]}',
        n * 60000000000 + 20000000000, md5('f' || n), md5('e' || n)::uuid, n, h %% 40, n, h %% 24,
        n * 60000000000),
    'episode ' || n,
    (array['放下', '抓取苹果', '倒水', '叠衣服', '开抽屉', '插充电器', '擦桌子', '拧瓶盖'])[1 + least(h %% 8, h2 %% 8)]
        || ' ' || h2 %% 5,
    'arm-' || lpad(least(h %% 24, h2 %% 24)::text, 2, '0'),
    state, case when state = 'new' then '' else 'p' || least(h2 %% 300, h %% 400) end,
    case when state = 'new' then '' when h %% 10 < 7 then 'success' else 'failure' end,
    case when state = 'new' or h2 %% 3 = 0 then '' else
        (array['抓取时滑落', '第二次才成功', '夹爪没有合拢', '光线太暗', '物体位置偏左', '动作流畅', '放下时碰到盒子',
            '需要重新标注', '手臂停顿两秒', '相机有一帧丢失', '瓶盖没拧紧', '衣服折了一半'])[1 + h %% 12]
        || (array['。', ',请复查', ',阶段边界已改', ',与上一条相同', '', ',左侧遮挡', ',速度偏慢'])[1 + h2 %% 7] end
        || case when n %% 30000 = 7 then '夹爪磨损' else '' end
        || case when n %% (%(count)s / 10) = 11 then '蓝鲸贴纸' else '' end,
    case when state = 'new' then null else md5('h' || n)::uuid end,
    now() - (%(count)s - n) * interval '10 seconds'
from (
    select n, h, h2, case
        when n > %(count)s * 0.96 and h %% 3 > 0 then 'new'
        when h2 %% 100 < 80 then 'approved' when h2 %% 100 < 88 then 'submitted' when h2 %% 100 < 93 then 'draft'
        when h2 %% 100 < 96 then 'returned' else 'new' end as state
    from (select n, abs(hashint8(n)::bigint) as h, abs(hashint8(n + 7919)::bigint) as h2
        from generate_series(%(first)s::bigint, %(last)s) n) numbers) stated
"""
_LOG = (
    """
insert into rushes.revision (changeset_id, site_id, episode_id, claimed, status, why, digest, body, login, device_id)
select (lpad(to_hex(1760000000000 + n * 1000), 12, '0') || substr(md5('r' || n), 13))::uuid,
    1, md5('e' || e)::uuid, md5('e' || e)::uuid, 'applied', '', md5('d' || n) || md5('g' || n), format(
        '{"author":"p%%s","changes":[{"body":{"end_ns":%%s,"id":"%%s","label":"grasp","start_ns":%%s},'
        '"op":"put_phase"},{"body":{"end_ns":%%s,"id":"%%s","label":"place","start_ns":%%s},"op":"put_phase"},'
        '{"body":{"field":"state","value":"draft"},"op":"set_field"},'
        '{"body":{"field":"grade","value":"success"},"op":"set_field"}],"episode_id":"%%s","id":"%%s",'
        '"made_at_ns":1760000000000000000,"parent":"","resolves":[],"role":"annotator"}',
        n %% 300, n * 1000, md5('a' || n), n * 2000, n * 3000, md5('b' || n), n * 4000, md5('e' || e)::uuid,
        (lpad(to_hex(1760000000000 + n * 1000), 12, '0') || substr(md5('r' || n), 13))::uuid),
    'p' || n %% 300, 'desk'
from (select n, (n / 40) * 100 + n %% 40 + 1 as e from generate_series(1, %(log)s::bigint) n) numbered
""",
    """
insert into rushes.change_log (site_id, seq, kind, episode_id, changeset_id, digest, chain, login, at)
select 1, row_number() over (order by changeset_id), 'changeset', episode_id, changeset_id, digest,
    md5('c' || changeset_id) || md5('k' || changeset_id), login,
    now() - interval '20 days' + row_number() over (order by changeset_id) * interval '1 minute'
from rushes.revision
""",
    "update rushes.stream_head set head = %(log)s, count = %(log)s where site_id = 1",
)
_STEP = 100_000


class KeptServer(PostgresServer):
    """A server whose data stay in a directory that is there already."""

    def _initialise(self) -> None:
        if not (self._data / "PG_VERSION").exists():
            super()._initialise()


@contextmanager
def running(data: Path, settings: dict[str, str]) -> Iterator[PostgresServer]:
    """A server on kept data, stopped in peace so that it starts quickly the next time."""
    server = KeptServer(data=data, settings=settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.destroy()


@contextmanager
def many_episodes(stage: Stage, count: int | None = None) -> Iterator[tuple[PostgresServer, str]]:
    """The server and the URL of its catalog; ``as_user(url, "lea")`` is the lead's."""
    count = count or (FULL if stage.full else REDUCED)
    folder = stage.work.absolute() / "catalog"
    path = folder / f"{count}-{_digest()}"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        if not path.exists():
            stage.say(f"  making {count:,} episodes in PostgreSQL; that happens once")
            for old in folder.glob(f"{count}-*/"):
                shutil.rmtree(old)
            _make(path.with_suffix(".part"), count, stage.say)
            path.with_suffix(".part").rename(path)
        with running(path, USING) as server:
            url = server.url(_DATABASE)
            init_postgres(postgres_address(url))
            yield server, url


def _make(path: Path, count: int, say: Callable[[str], None]) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    if os.geteuid() == 0:
        shutil.chown(path, "nobody")
    with running(path, _MAKING) as server:
        server.execute(f"create database {_DATABASE}")
        url = server.url(_DATABASE)
        init_postgres(postgres_address(url), sites=SITES, admin=FirstAdmin("adm"))
        people = postgres_address(as_user(url, "adm"))
        administration.add_user(people, "lea", role=Role.LEAD, display="Lea", sites=LEAD_SITES)
        with psycopg.connect(url, autocommit=True) as link:
            _fill(link, count, say)
        say("  the index of search")
        init_postgres(postgres_address(url))
        server.execute("vacuum analyze", _DATABASE)


def _fill(link: psycopg.Connection[tuple[object, ...]], count: int, say: Callable[[str], None]) -> None:
    link.execute("drop index rushes.episode_grams")
    for first in range(1, count + 1, _STEP):
        last = min(first + _STEP - 1, count)
        link.execute(_EPISODES.encode(), {"count": count, "first": first, "last": last})
        if last % 1_000_000 == 0:
            say(f"  {last:,} episodes")
    for sql in _LOG:
        link.execute(sql.encode(), {"log": LOG_ROWS})
    link.execute("select setval('rushes.episode_added', %s)", (count,))


def _digest() -> str:
    """Another one where the tables or their making have changed; functions are renewed at each start."""
    tables = (ROOT / "models" / "catalog" / "sql" / "tables.sql").read_text(encoding="utf-8")
    made_of = (tables, _EPISODES, *_LOG, *SITES, *LEAD_SITES, str(LOG_ROWS))
    return hashlib.sha256("\0".join(made_of).encode()).hexdigest()[:12]
