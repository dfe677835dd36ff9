"""Small HDF5 recordings in the layouts of the field, written with h5py."""

import json
from pathlib import Path

import cv2
import h5py
import numpy as np

from tests.support.video_factory import numbered_picture

ROWS = 12
CAMERAS = ("cam_high", "cam_left_wrist")
JOINTS = 14
STEP_NS = 20_000_000


def pictures(first: int = 0) -> np.ndarray:
    """RGB uint8 (ROWS, 96, 192, 3)."""
    return np.stack([numbered_picture(first + i) for i in range(ROWS)])


def depths_mm() -> np.ndarray:
    """uint16 (ROWS, 24, 32) with holes."""
    values = np.random.default_rng(4).integers(300, 4000, (ROWS, 24, 32)).astype(np.uint16)
    values[:, :3, :5] = 0
    return values


def jpegs(images: np.ndarray) -> list[np.ndarray]:
    """Each RGB picture as JPEG, uint8 (bytes,)."""
    return [cv2.imencode(".jpg", image[..., ::-1])[1].reshape(-1) for image in images]


def pngs(images: np.ndarray) -> list[np.ndarray]:
    """Each image of 16 bits as PNG, uint8 (bytes,)."""
    return [cv2.imencode(".png", image)[1].reshape(-1) for image in images]


def vectors(width: int, seed: int = 1) -> np.ndarray:
    """float64 (ROWS, width)."""
    return np.random.default_rng(seed).normal(size=(ROWS, width))


def write_aloha(path: Path, *, compressed: bool = False) -> Path:
    """As tonyzhaozh/act and the real ALOHA write it: 50 Hz by an attribute, pictures padded to one length."""
    with h5py.File(path, "w") as file:
        file.attrs["sim"] = False
        file.attrs["compress"] = compressed
        file.attrs["fps"] = 50
        for place, name in enumerate(("qpos", "qvel", "effort")):
            file[f"observations/{name}"] = vectors(JOINTS, place)
        file["action"] = vectors(JOINTS, 9)
        lengths = []
        for place, camera in enumerate(CAMERAS):
            images = pictures(100 * place)
            if compressed:
                coded = jpegs(images)
                lengths.append([len(data) for data in coded])
                padded = np.zeros((ROWS, max(map(len, coded)) + 5), np.uint8)
                for row, data in zip(padded, coded, strict=True):
                    row[: len(data)] = data
                images = padded
            file.create_dataset(f"observations/images/{camera}", data=images, chunks=(1, *images.shape[1:]))
        if compressed:
            file["compress_len"] = np.array(lengths, np.float64)
    return path


def write_compressed(path: Path) -> Path:
    """ALOHA with JPEG pictures and their lengths."""
    return write_aloha(path, compressed=True)


def write_robomimic(path: Path) -> Path:
    """As ARISE-Initiative/robomimic writes it: two demos, a mask, rates in ``env_args``."""
    settings = {"env_name": "Lift", "env_kwargs": {"control_freq": 20}}
    with h5py.File(path, "w") as file:
        file.create_group("data").attrs["env_args"] = json.dumps(settings)
        for number in (10, 9):
            demo = file.create_group(f"data/demo_{number}")
            demo.attrs["num_samples"] = ROWS
            demo["actions"] = vectors(7, number)
            demo["rewards"] = np.arange(ROWS) / ROWS
            demo["dones"] = (np.arange(ROWS) == ROWS - 1).astype(np.int64)
            demo["obs/robot0_eef_pos"] = vectors(3, number + 50)
            demo["obs/agentview_image"] = pictures(number)
            demo["obs/agentview_depth"] = depths_mm()[..., None].astype(np.float32) / 1000
        file["mask/train"] = np.array([b"demo_9"])
        file["mask/valid"] = np.array([b"demo_10"])
    return path


def write_robomind(path: Path) -> Path:
    """As RoboMIND writes it: coded pictures of any length, no stamps."""
    with h5py.File(path, "w") as file:
        file["language_raw"] = np.array([b"put the bread into the toaster"])
        anyhow = h5py.vlen_dtype(np.uint8)
        for name, coded in (("rgb_images", jpegs(pictures())), ("depth_images", pngs(depths_mm()))):
            dataset = file.create_dataset(f"observations/{name}/camera_top", (ROWS,), anyhow)
            for row, data in enumerate(coded):
                dataset[row] = data
        file["puppet/joint_position"] = vectors(16, 2)
        file["puppet/end_effector"] = vectors(6, 3)
        file["master/joint_position"] = vectors(16, 4)
    return path


def write_stamped(path: Path) -> Path:
    """No known layout: stamps in two groups, names and units in attributes, a table, words, planar pictures."""
    with h5py.File(path, "w") as file:
        file["robot"] = "arm of two joints"
        times_ns = 1_700_000_000_000_000_000 + np.arange(ROWS) * STEP_NS
        file["arm/timestamp"] = times_ns
        file["arm/torque"] = vectors(2, 5)
        file["arm/torque"].attrs["joint_names"] = ["shoulder", "elbow"]
        file["arm/torque"].attrs["unit"] = "N·m"
        file["arm/note"] = np.array([f"row {i}" for i in range(ROWS)], h5py.string_dtype())
        table = np.zeros(ROWS, [("x", "f4"), ("count", "i4")])
        table["x"], table["count"] = np.arange(ROWS) / 3, np.arange(ROWS)
        file["arm/table"] = table
        file["eye/time"] = 1_700_000_000 + np.arange(5) * 0.1
        file["eye/planar"] = np.ascontiguousarray(pictures()[:5].transpose(0, 3, 1, 2))
        file["eye/depth"] = depths_mm()[:5]
        file["eye/intrinsics"] = np.eye(3)
        file["eye/homography"] = np.eye(3)
    return path
