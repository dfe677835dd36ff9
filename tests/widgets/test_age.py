"""How late a view is, in words and states."""

import pytest

from widgets.age import AgeState, age_state, age_text, badge_text

MS = 1_000_000


@pytest.mark.parametrize(
    ("age_ms", "state"),
    [
        (0, AgeState.EXACT),
        (33, AgeState.EXACT),
        (34, AgeState.STALE),
        (99, AgeState.STALE),
        (100, AgeState.LATE),
    ],
)
def test_the_state_follows_the_period_of_the_stream(age_ms: int, state: AgeState) -> None:
    assert age_state(age_ms * MS, 33 * MS) is state


def test_without_a_period_nothing_is_called_late() -> None:
    assert age_state(10**12, None) is AgeState.EXACT
    assert age_state(10**12, 0) is AgeState.EXACT
    assert age_state(None, 33 * MS) is AgeState.NONE


def test_what_was_not_asked_for_is_never_called_exact() -> None:
    assert age_state(0, 33 * MS, exact=False) is AgeState.INEXACT
    assert badge_text(412 * MS, exact=False) == "late, \u2212412 ms"


@pytest.mark.parametrize(
    ("age_ns", "words"),
    [
        (0, "0 ms"),
        (999, "0 ms"),
        (7 * MS, "\u22127 ms"),
        (-7 * MS, "+7 ms"),
        (1_950 * MS, "\u22121.95 s"),
        (250_000 * MS, "\u2212250 s"),
    ],
)
def test_age_is_signed_with_a_true_minus(age_ns: int, words: str) -> None:
    assert age_text(age_ns) == words
