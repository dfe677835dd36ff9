"""A phase that comes again after a miss: in which order, and where it begins."""

from models.proposals.detours import detour
from models.proposals.transfer import compared
from tests.models.proposals.test_propose import GOALS, LABELS, example, motion

# The load never came: up, open again while it goes back, and once more from reaching on.
AGAIN = (*GOALS[:3], (0.2, 0.7, 0.3, 0.0), (1.0, 0.4, 1.0, 0.0), *GOALS[2:])
AGAIN_S = (1.0, 2.5, 1.0, 2.0, 2.5, 1.0, 3.0, 1.0, 2.5)


def test_the_order_of_a_repeat_that_goes_as_the_example_is_the_example_s():
    one = example()
    assert detour(compared(one, motion(seed=4)), one.cuts).order == tuple(range(len(LABELS)))


def test_where_the_example_is_put_together_the_grip_that_came_back_is_a_stroke():
    one = example()
    way = detour(compared(one, motion(AGAIN_S, AGAIN, seed=4)), one.cuts)
    assert len(way.order) > len(LABELS)
    (leap,) = way.pair.leaps
    at = int(way.cuts[leap])
    grip, stroke = way.pair.ours["grip"], way.pair.ours["stroke"]
    assert abs(grip[at, 0] - grip[at - 1, 0]) > 0.5
    assert stroke[at : at + 10].min() >= 0.0
