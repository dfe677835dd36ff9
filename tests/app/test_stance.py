"""The robot's pose in the cloud, at the real window on a real episode."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from mcap.reader import make_reader
from mcap.writer import Writer
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.readers import open_episode
from models.readers.body import Body
from models.readers.scene import scene_of
from tests.support.data import DEMO, shared
from tests.support.window import Person, left_behind, sits_down
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
        person.settle()
        yield person
    assert left_behind() == []


def cloud(ann: Person) -> CloudView:
    view = ann.app.board.views[LIDAR]
    assert isinstance(view, CloudView)
    return view


def hand_m(ann: Person) -> np.ndarray:
    skeleton = cloud(ann).canvas.skeleton
    assert skeleton is not None
    return skeleton.points_m[skeleton.names.index("right_wrist_yaw_link")]


def test_one_key_shows_the_robot_where_its_transforms_have_it_and_takes_it_away(ann: Person) -> None:
    player = ann.app.services.player
    assert cloud(ann).canvas.skeleton is None
    ann.press("J")
    with open_episode(RECORDING) as episode:
        body = Body(scene_of(episode).frames, episode.streams)
        for share in (0.2, 0.9, 0.5):
            t_ns = player.clock.range.start_ns + int(player.clock.range.duration_ns * share)
            player.seek(t_ns)
            ann.settle()
            pose = body.at(t_ns)
            assert pose is not None
            expected = pose.frames["right_wrist_yaw_link"].root_from_sensor[:3, 3]
            np.testing.assert_allclose(hand_m(ann), expected, atol=1e-9)
    assert cloud(ann).skeleton_button.isChecked()
    ann.press("J")
    ann.settle()
    assert cloud(ann).canvas.skeleton is None
    assert not cloud(ann).skeleton_button.isChecked()


def test_while_it_is_scrubbed_the_newest_place_counts(ann: Person) -> None:
    player = ann.app.services.player
    ann.press("J")
    start_ns, length_ns = player.clock.range.start_ns, player.clock.range.duration_ns
    asked: list[int] = []
    desk = ann.app.space.reads.desk
    read = desk.robot_pose
    desk.robot_pose = lambda t_ns: asked.append(t_ns) or read(t_ns)
    for step in range(60):
        player.seek(start_ns + length_ns * step // 60)
    ann.settle()
    assert asked[-1] == player.t_ns
    assert len(asked) < 10, "poses of places that were left are not read"
    desk.robot_pose = read
    ann.press("J")
    ann.settle()


def without_transforms(path: Path, copy: Path) -> Path:
    """A recording as one that has joint states and a description only."""
    with path.open("rb") as source, copy.open("wb") as target:
        reader, writer = make_reader(source), Writer(target)
        writer.start()
        schemas: dict[int, int] = {0: 0}
        channels: dict[int, int] = {}
        for schema, channel, message in reader.iter_messages(log_time_order=False):
            if channel.topic not in KEPT:
                continue
            if schema is not None and schema.id not in schemas:
                schemas[schema.id] = writer.register_schema(schema.name, schema.encoding, schema.data)
            if channel.id not in channels:
                schema_id = schemas[channel.schema_id]
                channels[channel.id] = writer.register_channel(
                    channel.topic, channel.message_encoding, schema_id, channel.metadata
                )
            writer.add_message(
                channels[channel.id], message.log_time, message.data, message.publish_time, message.sequence
            )
        writer.finish()
    return copy


KEPT = {"/robot_description", "/joint_states", LIDAR}


def test_without_transforms_the_description_and_the_joints_tell_the_pose(
    tmp_path: Path, qapp: QApplication
) -> None:
    path = without_transforms(shared("sim/ep_101.mcap"), tmp_path / "quiet.mcap")
    with sits_down(Places(tmp_path), "bob", path=path) as bob:
        bob.wait_open("quiet")
        bob.settle()
        bob.press("J")
        bob.settle()
        skeleton = cloud(bob).canvas.skeleton
        assert skeleton is not None
        places = dict(zip(skeleton.names, skeleton.points_m, strict=True))
        # The scan is drawn in its sensor's frame, since nothing places that; the robot stands around it.
        np.testing.assert_allclose(places["mid360_link"], 0, atol=1e-9)
        assert 0.2 < np.linalg.norm(places["right_wrist_yaw_link"]) < 0.9


def test_names_are_asked_for_in_the_menu(ann: Person) -> None:
    ann.press("J")
    ann.settle()
    assert not cloud(ann).skeleton_named
    cloud(ann).skeleton_names_requested.emit(True)
    assert cloud(ann).skeleton_named
    cloud(ann).skeleton_names_requested.emit(False)
    ann.press("J")
    ann.settle()
