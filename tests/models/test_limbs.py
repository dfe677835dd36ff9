"""Joints of many robots, each in its limb."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.limbs import Limb, limb_of, limbs_of

NAMES = {
    Limb.LEFT_ARM: (
        "position.left_shoulder_pitch_joint", "effort.left_elbow_joint", "velocity.left_wrist_yaw_joint",
        "kLeftWristRoll", "position.kLeftElbow", "l_shoulder_pan_joint", "l_forearm_roll_joint",
        "left_waist", "left_forearm_roll", "left_shoulder_pan.pos", "idx21_arm_l_joint1", "Joint1_l",
        "LShoulderPitch", "LARM_JOINT0", "openarm_left_joint3", "panda_left_joint3", "left_joint_1", "leftArm3",
        "arm_left_1_joint", "left_arm.q.0",
    ),
    Limb.RIGHT_ARM: (
        "position.right_shoulder_roll_joint", "kRightWristYaw", "effort.r_elbow_flex_joint", "RElbowRoll",
        "right_wrist_angle", "idx61_arm_r_joint1", "RARM_JOINT6", "right-elbow", "Joint7_r", "rightarm_joint_2",
    ),
    Limb.ARM: (
        "shoulder_pan_joint", "elbow_flex.pos", "wrist_3_joint", "panda_joint1", "xarm_joint3", "arm_sh0",
        "joint_arm_l0", "main_shoulder_lift",
    ),
    Limb.LEFT_HAND: (
        "position.left_dex1_finger_joint_1", "kLeftHandThumbRotation", "left_hand_palm_joint", "left_gripper",
        "l_gripper_joint", "LHand", "lh_FFJ3", "left_gripper.pos", "left_little_1_joint", "L_thumb_proximal_yaw_joint",
        "joint_gripper_finger_left", "idx31_gripper_l_inner_joint1", "left_ring_joint",
    ),
    Limb.RIGHT_HAND: (
        "effort.right_dex1_finger_joint_2", "kRightHandIndex", "r_gripper_l_finger_joint", "RHand", "rh_THJ5",
        "rh_WRJ1", "right_dex3_index_0", "right_gripper_finger",
    ),
    Limb.HAND: ("gripper.pos", "panda_finger_joint1", "gripper", "finger_joint"),
    Limb.TORSO: (
        "waist_yaw_joint", "position.waist_pitch_joint", "torso_lift_joint", "idx01_body_joint1", "CHEST_JOINT0",
        "joint_lift", "torso_1_joint",
    ),
    Limb.HEAD: ("head_pan_joint", "HeadYaw", "idx11_head_joint1", "neck_pitch", "joint_head_tilt", "head_joint"),
    Limb.LEFT_LEG: (
        "position.left_hip_pitch_joint", "left_knee_joint", "left_ankle_roll_joint", "LF_HAA", "LH_KFE", "FL_hip_joint",
        "RL_calf_joint", "fl.hx", "hl.kn", "LHipYawPitch", "LLEG_JOINT3", "l_leg_kny", "leftToePitch",
    ),
    Limb.RIGHT_LEG: (
        "right_hip_yaw_joint", "RF_HFE", "RH_HAA", "FR_thigh_joint", "RR_hip_joint", "hr.hy", "RAnkleRoll",
        "RLEG_JOINT0", "r_leg_akx",
    ),
    Limb.BASE: (
        "front_left_wheel_joint", "fl_caster_rotation_joint", "joint_left_wheel", "base_mount", "wheel_left_joint",
        "base.x",
    ),
    Limb.OTHER: (
        "force.x", "torque.z", "0", "frame_index", "task_index", "orientation.w", "ranges.17", "pose.pose.position.x",
        "position.joint_3", "rpy.r", "button.left", "linear.x", "fr3_joint1", "", "reading", "index", "q.l",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("limb", "name"), [(limb, name) for limb, names in NAMES.items() for name in names])
def test_a_joint_is_in_its_limb(limb: Limb, name: str) -> None:
    assert limb_of(name) is limb


def test_every_limb_has_an_example() -> None:
    assert set(NAMES) == set(Limb)


@given(st.text(max_size=40))
def test_every_name_has_one(name: str) -> None:
    assert limb_of(name) in Limb


@given(st.sampled_from([name for names in NAMES.values() for name in names if name]))
def test_what_a_joint_is_measured_in_changes_nothing(name: str) -> None:
    assert limb_of(f"effort.{name}") is limb_of(name)


def test_limbs_come_in_their_order_with_their_channels_in_theirs() -> None:
    channels = ("right_knee", "left_elbow", "x", "right_hip", "left_wrist")
    found = limbs_of(channels, range(5))
    assert list(found.items()) == [(Limb.LEFT_ARM, (1, 4)), (Limb.RIGHT_LEG, (0, 3)), (Limb.OTHER, (2,))]
    assert limbs_of(channels, (3, 1)) == {Limb.LEFT_ARM: (1,), Limb.RIGHT_LEG: (3,)}
    assert limbs_of((), ()) == {}
