"""The description of a ROS 2 bag, metadata.yaml.

Read by lines: what is needed are three keys that rosbag2 always writes one a line, and a YAML library takes
seconds for a large file and follows references without an end.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from models.readers.place import open_binary

METADATA = "metadata.yaml"
_TITLE = "rosbag2_bagfile_information"
_MAX_SIZE = 4 << 20
_SUFFIXES = (".db3", ".mcap", ".db3.zstd", ".mcap.zstd", ".db3.zst", ".mcap.zst")


@dataclass(frozen=True, slots=True)
class BagMetadata:
    """``files`` by name without folder; ``mode`` of compression: none, file or message."""

    files: tuple[str, ...] = ()
    mode: str = "none"


def read_metadata(path: Path) -> BagMetadata | None:
    """What a metadata.yaml says, None where it is none of a bag."""
    if not path.is_file():
        return None
    try:
        with open_binary(path) as file:
            content = file.read(_MAX_SIZE).decode(errors="replace")
    except OSError:
        return None
    lines = content.splitlines()
    if not any(line.startswith(_TITLE) for line in lines):
        return None
    return BagMetadata(tuple(_files(lines)), _mode(lines))


def _files(lines: list[str]) -> list[str]:
    start = next((n for n, line in enumerate(lines) if line.strip().startswith("relative_file_paths:")), None)
    if start is None:
        return []
    inline = lines[start].partition(":")[2].strip(" []")
    if inline:
        return [_name(item) for item in inline.split(",")]
    found: list[str] = []
    for line in lines[start + 1 :]:
        match = re.match(r"\s*-\s+(.*)", line)
        if match is None:
            break
        found.append(_name(match[1]))
    return found


def _name(text: str) -> str:
    # Old bags name the folder too, under which the bag was recorded, and nothing outside of it is meant.
    return text.strip().strip("\"'").replace("\\", "/").rsplit("/", maxsplit=1)[-1]


def _mode(lines: list[str]) -> str:
    keys = dict(line.strip().split(":", 1) for line in lines if line.strip().startswith("compression_"))
    mode = keys.get("compression_mode", "").strip().strip("\"'").lower()
    return mode if mode in ("file", "message") else "none"


def storage_files(folder: Path, metadata: BagMetadata | None) -> list[Path]:
    """The files of a bag that are there: those that are listed, else all that look like some, in their order."""
    listed = metadata.files if metadata is not None else ()
    named = [folder / name for name in listed if name.endswith(_SUFFIXES) and (folder / name).is_file()]
    if named:
        return named
    found = [file for file in folder.iterdir() if file.is_file() and file.name.endswith(_SUFFIXES)]
    return sorted(
        found, key=lambda file: [int(p) if p.isdigit() else 0 for p in re.split(r"(\d+)", file.name)]
    )
