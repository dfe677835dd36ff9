"""A small AgiBot World data set, field names after any4lerobot's ``agibot2lerobot``."""

import json
from pathlib import Path
from typing import Any

import cv2
import h5py
import numpy as np

from tests.support.video_factory import write_video

FRAMES = 20
TASK, EPISODES = 327, (648642, 648649)
CAMERAS = ("head_color", "hand_left_color")
# The gripper moves in some frames only.
MOVED = np.array([2, 5, 9, 14])


def table(episode: int) -> dict[str, np.ndarray]:
    """Arrays of ``proprio_stats.h5``."""
    rng = np.random.default_rng(episode)
    return {
        "state/joint/position": rng.normal(size=(FRAMES, 14)),
        "state/joint/current_value": rng.normal(size=(FRAMES, 14)),
        "state/effector/position": rng.normal(size=(FRAMES, 2)),
        "state/end/position": rng.normal(size=(FRAMES, 2, 3)),
        "state/end/orientation": rng.normal(size=(FRAMES, 2, 4)),
        "state/head/position": rng.normal(size=(FRAMES, 2)),
        "state/waist/position": rng.normal(size=(FRAMES, 2)),
        "action/joint/position": rng.normal(size=(FRAMES, 14)),
        "action/joint/index": np.arange(FRAMES),
        "action/effector/position": rng.normal(size=(len(MOVED), 2)),
        "action/effector/index": MOVED,
        "action/robot/velocity": rng.normal(size=(FRAMES, 2)),
    }


def depth_mm(frame: int) -> np.ndarray:
    """uint16 (24, 32) with a hole."""
    values = np.random.default_rng(frame).integers(300, 4000, (24, 32)).astype(np.uint16)
    values[:2, :2] = 0
    return values


def entry(episode: int) -> dict[str, Any]:
    """One episode of ``task_327.json``."""
    steps = [
        {"start_frame": 0, "end_frame": 12, "action_text": "Pick up onion from the shelf.", "skill": "Pick"}
    ]
    return {
        "episode_id": episode,
        "task_id": TASK,
        "task_name": "Picking items in Supermarket",
        "init_scene_text": "The robot is in front of the fruit shelf.",
        "label_info": {"action_config": steps},
    }


def episode_folder(root: Path, episode: int = EPISODES[0]) -> Path:
    """Where videos and depth lie."""
    return root / f"observations/{TASK}/{episode}"


def table_file(root: Path, episode: int = EPISODES[0]) -> Path:
    """Where states and actions lie."""
    return root / f"proprio_stats/{TASK}/{episode}/proprio_stats.h5"


def write_table(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """An HDF5 file of these arrays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        for name, values in arrays.items():
            file[name] = values


def write_agibot(root: Path) -> Path:
    """Two episodes, the second without depth."""
    (root / "task_info").mkdir(parents=True)
    entries = [entry(episode) for episode in EPISODES]
    (root / "task_info" / f"task_{TASK}.json").write_text(json.dumps(entries))
    for episode in EPISODES:
        write_table(table_file(root, episode), table(episode))
        for camera in CAMERAS:
            write_video(episode_folder(root, episode) / "videos" / f"{camera}.mp4", range(FRAMES))
    (episode_folder(root) / "depth").mkdir()
    for frame in range(FRAMES):
        path = episode_folder(root) / "depth" / f"head_depth_{frame:06d}.png"
        cv2.imwrite(str(path), depth_mm(frame))
    return root
