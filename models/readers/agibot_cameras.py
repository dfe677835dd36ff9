"""Camera parameters of AgiBot World.

Files of ``parameters/{task}/{episode}/parameters/camera``, in the challenge's variant of the episode's own folder:
``{camera}_intrinsic_params.json`` with fx, fy, ppx, ppy and coefficients in pixels, and
``{camera}_extrinsic_params_aligned.json`` with the camera in the robot's frame, one a frame of the video.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import KnownError
from models.geometry.camera import Camera, NoIntrinsicsError, make_camera
from models.geometry.poses import Link, turn_of
from models.geometry.transforms import TransformTable
from models.readers.agibot_files import MOST_JSON_NBYTES, AgibotEpisode
from models.readers.array_episode import Survey
from models.readers.plain_episode import Report
from models.streams import Stamps

INTRINSIC, EXTRINSIC = "_intrinsic_params.json", "_extrinsic_params_aligned.json"
WORLD = "robot"
_ENDINGS = ("_color", "_colour", "_depth", "_rgb")
_CENTRE = (("ppx", "cx"), ("ppy", "cy"))
_COEFFICIENTS = ("k1", "k2", "p1", "p2", "k3", "k4", "k5", "k6")
_FISHEYE = ("k1", "k2", "k3", "k4")


def survey_of(episode: AgibotEpisode, streams: Mapping[str, Stamps], report: Report) -> Survey:
    """Cameras and their poses; a file that cannot be used is told.

    Args:
        episode: whose files are looked for.
        streams: stamps of each stream of pictures by its name.
        report: takes what is told.
    """
    cameras: dict[str, Camera] = {}
    tables: dict[str, TransformTable] = {}
    for name, stamps_ns in streams.items():
        camera = _camera_name(name)
        try:
            intrinsic = _file(episode, camera + INTRINSIC)
            if intrinsic is not None:
                cameras[name] = read_intrinsics(intrinsic, camera)
            extrinsic = _file(episode, camera + EXTRINSIC)
            if extrinsic is not None and camera not in tables:
                tables[camera] = TransformTable(list(read_extrinsics(extrinsic, camera, stamps_ns)))
        except KnownError as error:
            report.warn("parameters_unreadable", str(error), stream=name)
    return Survey(cameras, tuple(tables.values()))


def read_intrinsics(path: Path, frame: str) -> Camera:
    """The camera of a file of intrinsics; sizes are those of the picture.

    Raises:
        NoIntrinsicsError: it cannot be used.
    """
    told = _json(path)
    told = told.get("intrinsic", told) if isinstance(told, dict) else {}
    try:
        fx, fy = float(told["fx"]), float(told["fy"])
        cx, cy = (float(told[name] if name in told else told[other]) for name, other in _CENTRE)
        fisheye = "fisheye" in f"{frame} {told.get('distortion_model')}".lower()
        d = [float(told.get(name) or 0) for name in (_FISHEYE if fisheye else _COEFFICIENTS)]
        return make_camera(
            width=int(told.get("width") or 0),
            height=int(told.get("height") or 0),
            k=np.array([[fx, 0, cx], [0, fy, cy], [0, 0, 1]]),
            distortion=np.array(d),
            model="equidistant" if fisheye else "rational_polynomial",
            frame_id=frame,
            source=path.name,
        )
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise NoIntrinsicsError("{source} is no calibration of a camera", source=path.name) from error


def read_extrinsics(path: Path, frame: str, stamps_ns: Stamps) -> Iterator[tuple[int, Link]]:
    """Poses of a camera, one a frame; those that are no pose are left out.

    Raises:
        NoIntrinsicsError: the file cannot be used.
    """
    told = _json(path)
    for t_ns, row in zip(stamps_ns.tolist(), told if isinstance(told, list) else [told], strict=False):
        try:
            pose: Mapping[str, Any] = row["extrinsic"]
            turn = turn_of(np.array(pose["rotation_matrix"], np.float64).reshape(3, 3))
            x, y, z = (float(part) for part in pose["translation_vector"])
        except (KeyError, TypeError, ValueError):
            continue
        yield t_ns, Link(WORLD, frame, (x, y, z), turn)


def _camera_name(stream: str) -> str:
    name = stream.rsplit("/", maxsplit=1)[-1]
    return next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)


def _file(episode: AgibotEpisode, name: str) -> Path | None:
    return next((path for place in _places(episode) if (path := place / name).is_file()), None)


def _places(episode: AgibotEpisode) -> Iterator[Path]:
    own = episode.folders[0]
    homes = [own, own / "parameters"]
    if episode.root is not None:
        homes.append(episode.root / "parameters" / episode.task_id / own.name)
    for home in homes:
        yield from (home, home / "camera", home / "parameters" / "camera")


def _json(path: Path) -> Any:
    try:
        if path.stat().st_size > MOST_JSON_NBYTES:
            raise ValueError("it is too large")
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise NoIntrinsicsError("{source} is no calibration of a camera", source=path.name) from error
