"""Which tracks stand as lanes: the main one, and an arm each."""

from dataclasses import replace

from models.labelling.document import empty_document
from models.labelling.lanes import lanes
from models.phases import Phase, PhaseTrack
from models.taxonomy import load_taxonomy
from models.timebase import TimeRange
from tests.support.data import ROOT

TAXONOMIES = ROOT / "resources" / "taxonomies"
PICK_PLACE = load_taxonomy(TAXONOMIES / "pick_place.toml")
BIMANUAL = load_taxonomy(TAXONOMIES / "bimanual_fold.toml")
WHOLE = TimeRange(0, 10)
EMPTY = empty_document(episode_id="episode", time_range=WHOLE)


def whole(phase_id: str, tier: str) -> PhaseTrack:
    return PhaseTrack(WHOLE, (Phase(phase_id, "grasp", 0, 10, tier),), tier)


def test_an_episode_without_arms_has_one_lane() -> None:
    assert lanes(EMPTY, PICK_PLACE) == ("",)


def test_every_arm_has_a_lane_and_the_main_track_while_something_is_cut_in_it() -> None:
    assert lanes(EMPTY, BIMANUAL) == ("left", "right")
    assert lanes(replace(EMPTY, track=whole("a", "")), BIMANUAL) == ("", "left", "right")


def test_an_arm_that_the_taxonomy_lost_is_still_shown() -> None:
    assert lanes(replace(EMPTY, arms=(whole("a", "third"),)), BIMANUAL) == ("left", "right", "third")
