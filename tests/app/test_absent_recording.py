"""Labels wait for no recording: one that is gone, one that hangs, one that comes later."""

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from app.opening import FAR_LANE
from app.paths import Places
from app.settings import put_path_rule
from models.catalog.gateway import init_catalog, open_catalog
from models.catalog.media import open_media
from models.episode import EpisodeRecord
from models.media.mapping import PathRule
from models.media.register import MediaCopy
from models.media.shelf import Shelf
from models.privacy import Flag, Privacy
from models.review import Role, State
from models.storage.label_store import LabelStore
from tests.support.data import DEMO
from tests.support.servers import http_server, s3_server
from tests.support.window import Person, sits_down
from widgets.labels import Label
from widgets.offline_dialog import OfflineDialog
from widgets.view_note import ViewNote

NAME = "pick_missed_grasp"
FILE = f"{NAME}.mcap"


pytestmark = pytest.mark.usefixtures("nothing_is_left_behind")


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return Places(tmp_path / "data")


@pytest.fixture
def moved(tmp_path: Path, where: Places, demo_records: dict[str, EpisodeRecord]) -> EpisodeRecord:
    """An episode of ann's list whose recording lies at another place than its record says."""
    (tmp_path / "there").mkdir()
    shutil.copy(DEMO / FILE, tmp_path / "there")
    return listed(where, demo_records[NAME], "/gone/there/" + FILE)


def listed(where: Places, record: EpisodeRecord, path: str) -> EpisodeRecord:
    from dataclasses import replace

    moved = replace(record, path=path)
    with LabelStore.open(where.profile("ann"), user="ann", role="annotator", now_ns=time.time_ns()) as store:
        store.put_episodes([moved])
    return moved


def note(person: Person) -> ViewNote | None:
    shown = person.window.centre.currentWidget()
    return shown if isinstance(shown, ViewNote) else None


def open_absent(person: Person, record: EpisodeRecord) -> ViewNote:
    person.app.services.queue.open(record.id)
    person.wait(lambda: person.open_name() == record.name and note(person) is not None, "the note is shown")
    shown = note(person)
    assert shown is not None
    return shown


def label(person: Person) -> None:
    """Phases, a grade and a note by keys."""
    person.press("Shift+Right", "1", "Shift+Right", "2", "S", "N")
    person.type("from memory")
    person.press("Return")
    assert [phase.label for phase in person.document.track.phases] == ["idle", "approach", "grasp"]
    assert (person.document.grade, person.document.note) == ("success", "from memory")


def test_one_that_is_gone_is_told_in_the_place_of_the_views_and_can_be_labelled(where, moved, qapp):
    with sits_down(where, "ann") as person:
        shown = open_absent(person, moved)
        assert "/gone/there" in shown.sentence
        assert shown.action == "Fetch it"
        label(person)
        person.press("Ctrl+Return")
        assert person.document.state is State.SUBMITTED
        person.press("Ctrl+L")
        assert "录制" in note(person).sentence
        person.press("Ctrl+L")


def test_a_rule_of_paths_finds_it(where, moved, tmp_path, qapp):
    put_path_rule(where, PathRule("/gone", str(tmp_path)))
    with sits_down(where, "ann") as person:
        person.app.services.queue.open(moved.id)
        person.wait_open(NAME)
        assert note(person) is None
        assert person.app.board.views


def test_the_catalog_knows_a_copy(where, moved, tmp_path, qapp):
    init_catalog(where.embedded_catalog)
    gateway = open_catalog(where.embedded_catalog)
    gateway.hello(user="lea", role=Role.LEAD, device_id="desk")
    gateway.register("main", [moved])
    register = open_media(where.embedded_catalog)
    register.put_copies("main", [MediaCopy(moved.id, str(tmp_path / "there" / FILE))])
    with sits_down(where, "ann") as person:
        person.app.services.queue.open(moved.id)
        person.wait(lambda: bool(person.app.board.views), "the views are there")
        assert note(person) is None


@contextmanager
def silent_server() -> Iterator[str]:
    """Takes connections and never answers, until it is left."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("protocol", ["s3", "http"])
def test_a_server_that_hangs_delays_no_edit_and_no_other_episode(
    where, demo_records, qapp, monkeypatch, protocol
):
    with ExitStack() as answers:
        url = answers.enter_context(silent_server())
        if protocol == "s3":
            for name, value in {
                "AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
                "AWS_DEFAULT_REGION": "us-east-1",
            }.items():  # fmt: skip
                monkeypatch.setenv(name, value)
            from s3fs import S3FileSystem

            S3FileSystem.clear_instance_cache()
        address = f"s3://rushes-test/{FILE}" if protocol == "s3" else f"{url}/{FILE}"
        far = listed(where, demo_records[NAME], address)
        near = demo_records["pick_can_success"]
        listed(where, near, near.path)
        with sits_down(where, "ann") as person:
            shown = open_absent(person, far)
            assert "has not come yet" in shown.sentence
            label(person)
            person.app.services.queue.open(near.id)
            person.wait_open("pick_can_success")
            assert note(person) is None
            assert person.app.services.tasks.lane(FAR_LANE).busy
            open_absent(person, far)
            assert [phase.label for phase in person.document.track.phases] == ["idle", "approach", "grasp"]
            answers.close()
            person.wait(lambda: not person.app.services.tasks.busy, "everybody has given up")


def test_from_a_bucket_it_is_fetched_and_the_views_come_with_the_labels_kept(where, moved, tmp_path, qapp):
    import boto3

    with s3_server():
        boto3.client("s3").upload_file(str(DEMO / FILE), "rushes-test", FILE)
        with sits_down(where, "ann") as person:
            open_absent(person, moved)
            label(person)
            t_ns = person.app.services.player.t_ns
            Shelf(where.shelf).put_copies("main", [MediaCopy(moved.id, f"s3://rushes-test/{FILE}")])
            person.app.offline_desk.fetch_open()
            person.wait(person.window.status.fetching.isVisible, "the status bar tells it")
            assert "It is being fetched" in note(person).second
            person.wait(lambda: note(person) is None and bool(person.app.board.views), "the views are there")
            person.settle()
            assert person.app.services.player.t_ns == t_ns
            assert person.document.note == "from memory"
            assert not person.window.status.fetching.isVisible()
            assert Path(person.app.services.player.opened.record.path).is_relative_to(where.media)


def test_the_next_ones_are_taken_offline_stay_and_are_released(where, demo_records, tmp_path, qapp):
    with ExitStack() as answers:
        served = answers.enter_context(http_server(DEMO))
        records = [
            listed(where, record, f"{served.url}/{Path(record.path).name}")
            for record in list(demo_records.values())[:3]
        ]
        with sits_down(where, "ann") as person:
            person.app.offline_desk.choose()
            (dialog,) = person.window.findChildren(OfflineDialog)
            dialog.count.setText("2")
            person.click(dialog.go)
            person.wait(lambda: not dialog.bar.isHidden() and dialog.bar.value() > 0, "the bar moves")
            person.wait(lambda: any("on this machine" in words for words in person.said()), "all came")
            assert dialog.bar.isHidden()
            dialog.budget.setValue(7)
            assert person.app.offline._home().budget_nbytes == 7 << 30
            person.click(dialog.leave)
            cache = person.app.offline._home().cache
            assert [one.pinned for one in cache.recordings()] == [True, True]
            person.wait(lambda: not person.app.services.tasks.busy, "the first episode is read")
            served.stalls = True
            kept = next(record for record in records if cache.find(record.fingerprint))
            person.app.services.queue.open(kept.id)
            person.wait_open(kept.name)
            assert note(person) is None
            person.app.offline.release()
            person.wait(lambda: "2 offline copies released" in person.said(), "they are released")
            assert [one.pinned for one in cache.recordings()] == [False, False]
            answers.close()
            person.wait(lambda: not person.app.services.tasks.busy, "everybody has given up")


def test_stopping_keeps_what_came_and_goes_on_later(where, moved, qapp):
    with ExitStack() as answers, sits_down(where, "ann") as person:
        served = answers.enter_context(http_server(DEMO))
        served.stalls = True
        Shelf(where.shelf).put_copies("main", [MediaCopy(moved.id, f"{served.url}/{FILE}")])
        open_absent(person, moved)
        person.app.offline_desk.take(1)
        person.wait(lambda: served.requests > 0, "it is asked for")
        person.app.actions.trigger("episode.stop_fetching")
        assert person.app.offline.progress is None
        assert not person.window.status.fetching.isVisible()
        person.wait(lambda: "0 of 1 recordings are on this machine" in person.said(), "it is told")
        answers.close()
        person.wait(lambda: not person.app.services.tasks.busy, "everybody has given up")


def test_what_does_not_come_is_listed_with_its_reason(where, moved, qapp):
    with http_server(DEMO) as served, sits_down(where, "ann") as person:
        Shelf(where.shelf).put_copies("main", [MediaCopy(moved.id, f"{served.url}/nothing.mcap")])
        open_absent(person, moved)
        person.app.offline_desk.take(1)
        person.wait(lambda: "0 of 1 recordings" in "".join(person.said()), "it is told")
        person.app.offline_desk.choose()
        (dialog,) = person.window.findChildren(OfflineDialog)
        told = [label.text() for label in dialog.misses.findChildren(Label)]
        assert dialog.missed.text() == "1 recording did not come:"
        assert any("nothing.mcap" in words for words in told), told
        person.click(dialog.leave)


def test_what_must_not_be_seen_does_not_stay(where, moved, qapp):
    with http_server(DEMO) as served, sits_down(where, "ann") as person:
        Shelf(where.shelf).put_copies("main", [MediaCopy(moved.id, f"{served.url}/{FILE}")])
        person.app.offline.take([moved])
        cache = person.app.offline._home().cache
        person.wait(lambda: cache.find(moved.fingerprint) is not None, "it is here")
        person.wait(lambda: person.app.offline.progress is None, "it is done")
        person.app.services.queue.open(moved.id)
        person.wait_open(NAME)
        person.app.services.privacy.say(Privacy(flag=Flag.CLEAR, retain_until="2030-01-01"))
        person.wait(lambda: cache.find(moved.fingerprint) is None and cache.nbytes() == 0, "it is removed")
        person.app.offline.take([moved])
        person.wait(lambda: any("No copy of" in words for words in person.said()), "it is refused")
