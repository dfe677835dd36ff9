import json

import pytest

from models.errors import KnownError
from models.readers import open_episode
from models.robot import channel_limits, known_robot, limits_from_urdf, load_limits
from tests.support.data import DEMO, ROOT, shared

G1 = ROOT / "resources" / "robots" / "unitree_g1_dex1.toml"


def test_the_description_in_a_recording_gives_the_limits_of_every_joint_it_names():
    truth = json.loads(shared("sim/ep_101.truth.json").read_text(encoding="utf-8"))
    with open_episode(shared("sim/ep_101.mcap")) as episode:
        limits = limits_from_urdf(episode.streams["/robot_description"].message(0)["data"])
    assert set(truth["joints"]) <= set(limits)
    assert limits["right_elbow_joint"].effort == 25.0
    assert limits == {name: limits[name] for name in limits if limits[name].lower < limits[name].upper}


def test_the_file_of_the_robot_says_what_its_description_says():
    with open_episode(shared("sim/ep_101.mcap")) as episode:
        limits = limits_from_urdf(episode.streams["/robot_description"].message(0)["data"])
    assert load_limits(G1) == limits


def test_the_demo_is_a_robot_that_is_known():
    truth = json.loads((DEMO / "pick_can_success.truth.json").read_text(encoding="utf-8"))
    robot = known_robot(truth["joints"], [load_limits(G1)])
    assert robot["right_shoulder_pitch_joint"].effort == 25.0


def test_a_stranger_has_no_limits():
    assert known_robot(["elbow"], [load_limits(G1)]) == {}
    assert known_robot([], [load_limits(G1)]) == {}


def test_each_quantity_has_its_own_limit():
    urdf = '<robot><joint name="j"><limit effort="5" lower="-1" upper="2" velocity="3"/></joint></robot>'
    limits = limits_from_urdf(urdf)
    assert channel_limits(("effort.j", "velocity.j", "position.j", "effort.other"), limits) == {
        "effort.j": (-5.0, 5.0),
        "velocity.j": (-3.0, 3.0),
        "position.j": (-1.0, 2.0),
    }


@pytest.mark.parametrize(
    "text", ["<robot>", "no xml", "<!DOCTYPE a><robot/>", '<r><joint><limit effort="x"/></joint></r>']
)
def test_a_broken_description_is_a_sentence(text: str):
    with pytest.raises(KnownError):
        limits_from_urdf(text)


def test_a_broken_robot_file_is_a_sentence(tmp_path):
    path = tmp_path / "robot.toml"
    path.write_text("[joints.a]\neffort = 1\n")
    with pytest.raises(KnownError):
        load_limits(path)
