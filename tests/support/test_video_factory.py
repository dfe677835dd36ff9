"""Making test videos leaves the process as it was."""

import os
from pathlib import Path

import pytest

from tests.support.video_factory import QUIET, encode_packets, write_video


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="this system has no policies of scheduling")
@pytest.mark.parametrize("codec", QUIET)
def test_no_encoder_leaves_a_real_time_thread(tmp_path: Path, codec: str) -> None:
    before = os.sched_getscheduler(0)
    encode_packets(range(2), codec=codec)
    write_video(tmp_path / "a.mp4", range(2), codec=codec)
    assert os.sched_getscheduler(0) == before
