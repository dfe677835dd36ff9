"""What Label Studio's SDK finds wrong with a task and its annotation, and whether it would find a missing range."""

import json
import sys
from pathlib import Path
from typing import Any

from label_studio_sdk.label_interface import LabelInterface


def main(path: Path) -> dict[str, Any]:
    """Errors of each region, whether the whole is valid, and whether it is without its first range."""
    (task,) = json.loads(path.read_text("utf-8"))
    interface = LabelInterface(task["data"]["rushes_config"])
    interface.validate()
    (annotation,) = task["annotations"]
    told = {
        "regions": [interface.validate_region(one, return_errors=True) for one in annotation["result"]],
        "valid": interface.validate_annotation(annotation),
    }
    annotation["result"][0]["value"]["ranges"] = []
    return {**told, "valid without a range": interface.validate_annotation(annotation)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
