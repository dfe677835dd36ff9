"""Figures are over whole episodes, counted once, and told for a span of time, a task, a person."""

import pytest

from models.effort import Effort
from models.figures import Answer, Answered, Figures, Pace, Stay, Tally, Verdict, sees_others, team
from models.review import Role

KEPT, CHANGED, REFUSED = (Answer("transfer", "grasp", verdict) for verdict in Verdict)
ANN = Figures(
    "ann",
    (
        Stay("a", Effort(10, 4), "fold", 100),
        Stay("a", Effort(20, 4), "fold", 200),
        Stay("b", Effort(50, 10), "pick", 300),
    ),
    (Answered("a", (REFUSED,), "fold", 100), Answered("a", (KEPT, CHANGED), "fold", 200)),
)


def test_stays_at_an_episode_count_together_and_only_its_last_answers_do() -> None:
    assert ANN.pace == Pace(2, 40.0, 50, 9.0, Tally(kept=1, changed=1))
    assert ANN.pace.tally.share == 0.5
    assert Figures("bob").pace == Pace(0, None, None, None, Tally())
    assert Tally().share is None


def test_nine_of_ten_take_no_longer_than_the_90th_percentile() -> None:
    stays = tuple(Stay(str(n), Effort(float(n), n)) for n in range(1, 21))
    assert Figures("ann", stays).pace.p90_s == 18.0


def test_a_span_and_a_task_leave_out_the_rest() -> None:
    assert ANN.since(250).pace.episodes == 1
    assert ANN.tasks == ("fold", "pick")
    assert ANN.of_task("pick").pace.median_s == 50
    assert ANN.of_task("pick").pace.tally.count == 0


def test_verdicts_are_told_by_method_and_label_the_most_frequent_first() -> None:
    answers = (KEPT, REFUSED, Answer("change points", "place", Verdict.KEPT))
    told = Figures("ann", (), (Answered("a", answers),)).tallies
    assert list(told.items()) == [
        (("transfer", "grasp"), Tally(kept=1, refused=1)),
        (("change points", "place"), Tally(kept=1)),
    ]


def test_what_somebody_handed_over_twice_counts_once() -> None:
    longer = Figures("ann", (*ANN.stays, Stay("c", Effort(1, 1), "fold", 400)), ANN.answered)
    together = team([longer, Figures("abe"), ANN])
    assert [(one.user, one.pace.episodes) for one in together] == [("abe", 0), ("ann", 3)]


@pytest.mark.parametrize("role", list(Role))
def test_only_who_leads_sees_others(role: Role) -> None:
    assert sees_others(role) is (role in {Role.LEAD, Role.ADMIN})
