from models.cutting_aids.aiming import Aim, aim
from models.cutting_aids.evidence import Evidence, Kind
from models.timebase import NS_PER_MS, TimeRange

WHOLE = TimeRange(0, 10_000 * NS_PER_MS)
CLOSES = Evidence(5_000 * NS_PER_MS, Kind.GRIP_MOVES, 1.0)


def aimed(raw_ms: int, *, lag_ms: int = 0, window_ms: int = 200, within: TimeRange = WHOLE) -> Aim:
    return aim(
        raw_ms * NS_PER_MS,
        lag_ns=lag_ms * NS_PER_MS,
        evidence=(CLOSES,),
        window_ns=window_ms * NS_PER_MS,
        within=within,
    )


def test_without_evidence_nearby_it_is_as_early_as_the_person_is_late():
    assert aimed(3_000, lag_ms=250) == Aim(2_750 * NS_PER_MS, 3_000 * NS_PER_MS)


def test_the_lag_is_taken_off_before_evidence_is_looked_for():
    assert aimed(5_350, lag_ms=250) == Aim(CLOSES.t_ns, 5_350 * NS_PER_MS, CLOSES)
    assert aimed(5_350).evidence is None


def test_a_cut_does_not_leave_the_phase_it_was_made_in():
    within = TimeRange(5_100 * NS_PER_MS, 9_000 * NS_PER_MS)
    assert aimed(5_200, lag_ms=150, within=within) == Aim(5_200 * NS_PER_MS, 5_200 * NS_PER_MS)
