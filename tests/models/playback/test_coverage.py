import numpy as np

from models.episode import Severity
from models.playback.coverage import find_gaps


def test_a_gap_runs_from_the_last_sample_before_to_the_first_after():
    stamps_ns = np.array([*range(0, 100, 10), *range(150, 250, 10), *range(500, 600, 10)], np.int64)
    gaps = find_gaps(stamps_ns)
    assert [(gap.start_ns, gap.end_ns, gap.severity) for gap in gaps] == [
        (90, 150, Severity.WARNING),
        (240, 500, Severity.CRITICAL),
    ]


def test_two_messages_have_no_period_hence_no_gap():
    assert find_gaps(np.array([0, 10**9], np.int64)) == ()
