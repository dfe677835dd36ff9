"""What LeRobot's own library reads of a data set, one of v2.1 after its own converter has made it a v3.0 in place."""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from lerobot.annotations.steerable_pipeline.reader import reconstruct_subtask_spans
from lerobot.data_processing.sarm_annotations.subtask_annotation import load_annotations_from_dataset
from lerobot.datasets.lerobot_dataset import LeRobotDataset
from lerobot.scripts.convert_dataset_v21_to_v30 import convert_dataset

_NAME = "local/set"


def main(root: Path) -> dict[str, Any]:
    """Rows by episode with the spans of their language, and the stages of SARM."""
    if json.loads((root / "meta/info.json").read_text("utf-8"))["codebase_version"] == "v2.1":
        convert_dataset(_NAME, root=root, push_to_hub=False)
    dataset = LeRobotDataset(_NAME, root=root, video_backend="pyav")
    episodes: dict[int, list[dict[str, Any]]] = {}
    for item in dataset:
        episodes.setdefault(int(item["episode_index"]), []).append(item)
    stages = load_annotations_from_dataset(root, "dense")
    subtasks = root / "meta/subtasks.parquet"
    return {
        "episodes": [_episode(rows) for _, rows in sorted(episodes.items())],
        "stages": {number: [one.name for one in told.subtasks] for number, told in stages.items()},
        "subtasks": list(pd.read_parquet(subtasks).index) if subtasks.exists() else [],
    }


def _episode(rows: list[dict[str, Any]]) -> dict[str, Any]:
    times_s = [float(row["timestamp"]) for row in rows]
    spans = reconstruct_subtask_spans(rows[0]["language_persistent"], episode_end_t=times_s[-1])
    return {
        "times_s": times_s,
        "task": rows[0]["task"],
        "subtasks": [int(row["subtask_index"]) for row in rows],
        "success": [bool(row["next.success"]) for row in rows],
        "spans": [[span["text"], span["start"], span["end"]] for span in spans],
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
