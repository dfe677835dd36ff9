"""The last scans together and in the camera's colours, at the real window on a real episode."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.privacy import Flag, Privacy, Veil
from models.readers import open_episode
from models.readers.scene import scene_of
from models.streams import index_at
from tests.support.data import DEMO
from tests.support.window import Person, left_behind, sits_down
from widgets.cloud_scene import HEIGHT, PICTURE
from widgets.cloud_view import CloudView

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

RECORDING = DEMO / "pick_can_success.mcap"
LIDAR = "/lidar/points"


@pytest.fixture(scope="module")
def ann(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Person]:
    with sits_down(Places(tmp_path_factory.mktemp("ann")), "ann", path=RECORDING) as person:
        person.wait_open("pick_can_success")
        yield person
    assert left_behind() == []


@pytest.fixture(autouse=True)
def _in_the_middle(ann: Person) -> Iterator[None]:
    time_range = ann.app.services.player.clock.range
    ann.app.services.player.seek(time_range.start_ns + time_range.duration_ns // 2)
    ann.settle()
    yield
    ann.app.space.trail.set_count(1)
    cloud(ann).set_colour_by(HEIGHT)
    ann.settle()


def cloud(ann: Person) -> CloudView:
    view = ann.app.board.views[LIDAR]
    assert isinstance(view, CloudView)
    return view


def drawn(ann: Person) -> list[int]:
    """Indexes of the scans that are drawn."""
    layers = cloud(ann).layers
    assert layers.cloud is not None
    return [layers.cloud.index, *(scan.cloud.index for scan in layers.past.drawn("world"))]


def test_one_key_shows_more_scans_together_and_then_one_again(ann: Person) -> None:
    present = cloud(ann).layers.cloud.index
    for count in (5, 10, 20):
        ann.press("V")
        ann.settle()
        assert drawn(ann) == list(range(present, present - count, -1))
        assert cloud(ann).header.facts[-1] == f"scans: {count}"
    ann.press("V")
    ann.settle()
    assert drawn(ann) == [present]


def test_all_of_them_lie_in_the_world_by_their_own_stamps(ann: Person) -> None:
    ann.app.space.trail.set_count(5)
    ann.settle()
    buffer, layers = cloud(ann).canvas.buffer, cloud(ann).layers
    with open_episode(RECORDING) as episode:
        scene = scene_of(episode)
        scans = [episode.streams[LIDAR].sample(index) for index in drawn(ann)]
        expected = []
        for scan, placed in zip(scans, (None, *layers.past.drawn("world")), strict=True):
            pose = scene.pose(LIDAR, scan.t_ns).root_from_sensor
            stride = 1 if placed is None else placed.stride
            expected.append(scan.xyz()[::stride] @ pose[:3, :3].T + pose[:3, 3])
    np.testing.assert_allclose(buffer.world_xyz(10**7), np.concatenate(expected), atol=1e-4)
    assert buffer.total == sum(len(scan.points) for scan in scans)


def test_after_a_seek_the_scans_before_the_new_place_are_there(ann: Person) -> None:
    ann.app.space.trail.set_count(10)
    ann.settle()
    player, stamps_ns = ann.app.services.player, ann.app.services.player.opened.tracks[LIDAR].stamps_ns
    for t_ns in (player.t_ns + 3_000_000_000, player.t_ns - 5_000_000_000, int(stamps_ns[3])):
        player.seek(t_ns)
        ann.settle()
        present = index_at(stamps_ns, t_ns)
        assert drawn(ann) == list(range(present, max(present - 10, -1), -1))
    assert cloud(ann).header.facts[-1] == "scans: 4"


def test_while_it_plays_no_scan_is_read_twice(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    ann.app.space.trail.set_count(5)
    ann.settle()
    read: list[int] = []
    desk = ann.app.space.reads.desk
    monkeypatch.setattr(desk, "past_scans", lambda _stream, indexes, **_: read.extend(indexes) or {})
    player = ann.app.services.player
    for _ in range(4):
        player.seek(player.t_ns + 100_000_000)
        ann.settle()
    assert read == []
    assert len(drawn(ann)) == 5


def test_scans_take_the_colours_of_the_reference_camera(ann: Person) -> None:
    view = cloud(ann)
    view.set_colour_by(PICTURE)
    ann.settle()
    own = view.canvas.buffer.own
    assert own is not None
    assert len(np.unique(own)) > 200
    with open_episode(RECORDING) as episode:
        made = scene_of(episode)
        camera = ann.app.services.player.reference
        frame = ann.app.space.reads.pictures[camera]
        scan = view.layers.cloud
        in_camera = made.between(camera, frame.t_ns, LIDAR, scan.t_ns)
        height, width = frame.rgb.shape[:2]
        lens = made.camera(camera).of_size(width, height)
        at = scan.xyz() @ in_camera[:3, :3].T + in_camera[:3, 3]
        pixels, inside = lens.project(at)
    outside = own[~inside]
    assert len(np.unique(outside)) == 1, "what the picture does not show is neutral"
    neutral = outside[0]
    seen = np.flatnonzero(inside & (own != neutral))
    columns, rows = np.rint(pixels[seen]).astype(int).T
    words = own[seen][:, None] >> np.array([16, 8, 0], np.uint32) & np.uint32(255)
    np.testing.assert_array_equal(words, frame.rgb[rows, columns])


def test_the_scans_before_are_coloured_too(ann: Person) -> None:
    cloud(ann).set_colour_by(PICTURE)
    ann.app.space.trail.set_count(5)
    ann.settle()
    buffer = cloud(ann).canvas.buffer
    assert buffer.own is not None
    last = buffer.own[-len(cloud(ann).layers.past.scans[-1].cloud.points) :]
    assert len(np.unique(last)) > 100


def test_scans_take_no_colours_that_a_picture_does_not_show(ann: Person) -> None:
    view, player = cloud(ann), ann.app.services.player
    view.set_colour_by(PICTURE)
    ann.settle()
    open_colours = np.unique(view.canvas.buffer.own)
    hidden = Veil(Privacy(flag=Flag.RESTRICTED))
    ann.app.space.set_veil(hidden)
    assert len(np.unique(view.canvas.buffer.own)) == 1, "the colours of before are gone at once"
    ann.app.board.set_veil(hidden)
    ann.settle()
    assert len(np.unique(view.canvas.buffer.own)) <= 12 * 12 + 1 < len(open_colours)
    for holder in (ann.app.space, ann.app.board):
        holder.set_veil(Veil(Privacy()))
    player.redraw()
    ann.settle()
    np.testing.assert_array_equal(np.unique(view.canvas.buffer.own), open_colours)


def test_an_answer_from_before_the_blurring_is_not_shown(ann: Person) -> None:
    view = cloud(ann)
    view.set_colour_by(PICTURE)
    ann.settle()
    ann.app.space.tint._ask(LIDAR)
    ann.app.space.set_veil(Veil(Privacy(flag=Flag.RESTRICTED)))
    ann.settle()
    assert len(np.unique(view.canvas.buffer.own)) == 1
    ann.app.space.set_veil(Veil(Privacy()))
    ann.app.services.player.redraw()
    ann.settle()
    assert len(np.unique(view.canvas.buffer.own)) > 200
