"""A data set as LeRobot's own writer makes it: three joints, one task, as many rows an episode as are asked for."""

import json
import sys
from pathlib import Path

import numpy as np
from lerobot.datasets.lerobot_dataset import LeRobotDataset

_FPS, _JOINTS = 30, 3


def main(root: Path, *lengths: int) -> None:
    """The folder must not be there yet."""
    state = {"dtype": "float32", "shape": (_JOINTS,), "names": ["shoulder", "elbow", "wrist"]}
    dataset = LeRobotDataset.create(
        "local/set", fps=_FPS, features={"observation.state": state}, root=root, use_videos=False
    )
    for length in lengths:
        for number in range(length):
            moved = np.full(_JOINTS, number / length, np.float32)
            dataset.add_frame({"observation.state": moved, "task": "put the cup on the shelf"})
        dataset.save_episode()
    dataset.finalize()
    print(json.dumps(len(lengths)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
