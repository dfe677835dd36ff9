"""``python -m tests.soak.every_sample``: each sample of each stream of every recording on hand, against its library.

The contract suite looks at some of each; this looks at all, of all recordings of the shared data as well. It prints a
line a recording and goes on behind a difference; exit code 1 where there was one.
"""

import sys
import time
import traceback
from pathlib import Path

from models.readers import open_episode, open_recording
from tests.support.data import SHARED, shared
from tests.support.reader_cases import (
    CASES,
    BagExpected,
    Case,
    CloudExpected,
    LeRobotExpected,
    McapExpected,
    arrays,
)

FAILED = 1
LEFT_OUT = {
    "mcap/pj_test_embedded_timestamp.mcap": "its messages are shorter than their definition says",
    "mcap/rosbag2_topics_and_services.mcap": "rosbags does not parse definitions of service events",
}


def cases() -> list[Case]:
    """Those of the contract, and the rest of what is on hand."""
    found = list(CASES)
    known = {case.path() for case in found}
    for pattern, expected in (
        ("sim/*.mcap", McapExpected),
        ("mcap/*.mcap", McapExpected),
        ("mcap/rosbag2_split/*.mcap", McapExpected),
        ("bag/*.bag", BagExpected),
        ("pointcloud/*.*", CloudExpected),
        ("pointcloud/pypcd4/*.pcd", CloudExpected),
        ("hdf5/*.hdf5", arrays.hdf5_expected()),
    ):
        for path in sorted(SHARED.glob(pattern)):
            if path not in known:
                found.append(Case(path.relative_to(SHARED).as_posix(), lambda path=path: path, expected))
    for name in ("lerobot/g1_v21", "lerobot/g1_v30"):
        for episode_id in open_recording(shared(name)).episode_ids:
            expected = lambda path, number=int(episode_id): LeRobotExpected(path, episode=number)  # noqa: E731
            found.append(Case(f"{name}/{episode_id}", lambda name=name: shared(name), expected, episode_id))
    return found


def walk(case: Case, path: Path) -> int:
    """How many samples were compared; raises at the first that differs."""
    expected, count = case.expected(path), 0
    with open_episode(path, case.episode_id) as episode:
        for stream in episode.streams.values():
            for index in range(stream.info.count):
                expected.check(stream, index)
                count += 1
    return count


def main() -> int:
    """Exit code."""
    total, differing = 0, []
    for case in cases():
        begun_s = time.monotonic()
        if case.name in LEFT_OUT:
            print(f"{case.name}: left out, {LEFT_OUT[case.name]}", flush=True)
            continue
        try:
            count = walk(case, case.path())
        except Exception:
            differing.append(case.name)
            print(f"{case.name}: DIFFERS", flush=True)
            traceback.print_exc(limit=-3)
            continue
        total += count
        print(f"{case.name}: {count} samples, {time.monotonic() - begun_s:.1f} s", flush=True)
    print(f"{total} samples compared, differing: {', '.join(differing) or 'none'}")
    return FAILED if differing else 0


if __name__ == "__main__":
    sys.exit(main())
