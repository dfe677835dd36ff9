import os
import shutil
from dataclasses import replace

import pytest

from app.preparing import Preparer, prepare
from app.recording import first_full_ns
from models.streams import sample_at
from models.timebase import NS_PER_S
from tests.support.data import DEMO

CAMERA, JOINTS = "/camera/head/color", "/joint_states"
MOST_NBYTES = 64 << 20


@pytest.fixture
def records(demo_records, tmp_path):
    """Two episodes whose files may be changed."""
    moved = []
    for name in ("pick_can_success", sorted(demo_records)[0]):
        record = demo_records[name]
        path = tmp_path / f"{name}.mcap"
        shutil.copy(DEMO / f"{name}.mcap", path)
        moved.append(replace(record, path=str(path)))
    return moved


@pytest.fixture
def preparer(player, tasks, records):
    """For the episodes given, the first one first."""
    preparer = Preparer(player=player, tasks=tasks, following=lambda: records, budget_nbytes=2 * MOST_NBYTES)
    yield preparer
    preparer.close()


def test_when_the_open_episode_has_settled_those_that_follow_are_prepared(preparer, player, records, qtbot):
    player.seek(player.clock.range.start_ns + 2 * NS_PER_S)
    qtbot.waitUntil(lambda: len(preparer.ready) == len({r.id for r in records}), timeout=20_000)
    assert 0 < preparer.nbytes <= 2 * MOST_NBYTES


def test_what_is_handed_over_has_the_first_pictures_and_signals_of_the_recording(records):
    prepared = prepare(records[0], MOST_NBYTES)
    with prepared.opened.episode as episode:
        at_ns = first_full_ns(prepared.opened)
        for name, sample in prepared.samples:
            assert sample.t_ns == sample_at(episode.streams[name], at_ns).t_ns
        assert CAMERA in dict(prepared.samples)
        assert JOINTS in prepared.signals
    assert prepared.nbytes <= MOST_NBYTES


def test_where_there_is_no_room_signals_are_left_for_the_opening(records):
    prepared = prepare(records[0], 1 << 20)
    prepared.opened.episode.close()
    assert not prepared.signals
    assert prepared.samples


def test_a_recording_that_has_changed_since_is_opened_anew(preparer, player, records, qtbot):
    player.seek(player.clock.range.start_ns + 2 * NS_PER_S)
    qtbot.waitUntil(lambda: records[0].id in preparer.ready, timeout=20_000)
    os.utime(records[0].path, ns=(0, 1))
    assert preparer.take(records[0]) is None
    assert records[0].id not in preparer.ready


def test_another_recording_under_the_same_id_is_opened_anew(preparer, player, records, qtbot):
    player.seek(player.clock.range.start_ns + 2 * NS_PER_S)
    qtbot.waitUntil(lambda: records[0].id in preparer.ready, timeout=20_000)
    assert preparer.take(replace(records[0], inner_id="7")) is None


def test_an_episode_that_a_catalog_put_under_a_site_meanwhile_is_still_prepared(
    preparer, player, records, qtbot
):
    player.seek(player.clock.range.start_ns + 2 * NS_PER_S)
    qtbot.waitUntil(lambda: records[0].id in preparer.ready, timeout=20_000)
    prepared = preparer.take(replace(records[0], site="main"))
    assert prepared is not None
    assert prepared.opened.record == replace(records[0], site="main")
    prepared.opened.episode.close()


def test_one_that_cannot_be_opened_does_not_keep_the_others_from_being_prepared(
    preparer, player, records, qtbot, tmp_path
):
    broken = tmp_path / "broken.mcap"
    broken.write_bytes(b"not a recording")
    records.insert(0, replace(records[0], id="broken", path=str(broken)))
    player.seek(player.clock.range.start_ns + 2 * NS_PER_S)
    qtbot.waitUntil(lambda: records[1].id in preparer.ready, timeout=20_000)
    assert "broken" not in preparer.ready


def test_what_no_longer_follows_is_let_go(preparer, player, records, qtbot):
    player.seek(player.clock.range.start_ns + 2 * NS_PER_S)
    qtbot.waitUntil(lambda: records[0].id in preparer.ready, timeout=20_000)
    first = records.pop(0)
    records[:] = [record for record in records if record.id != first.id]
    player.seek(player.clock.range.start_ns + 5 * NS_PER_S)
    qtbot.waitUntil(lambda: first.id not in preparer.ready, timeout=20_000)
