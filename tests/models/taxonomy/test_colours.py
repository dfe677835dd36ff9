"""Distances of colours are those of the literature, and the palette keeps what its design promises."""

from itertools import combinations
from pathlib import Path

import pytest

from models.taxonomy import load_taxonomy
from models.taxonomy.colours import LEAST_DISTANCE, Sight, _de00, contrast, nearest, worst
from tests.support.data import ROOT
from widgets.theme import DARK, LIGHT, slot_of

PROMISED = {
    ("dark", Sight.NORMAL): (12.4, 13.0),
    ("dark", Sight.PROTAN): (9.6, 10.8),
    ("dark", Sight.DEUTAN): (9.4, 10.6),
    ("dark", Sight.TRITAN): (9.7, 9.5),
    ("light", Sight.NORMAL): (10.2, 10.9),
    ("light", Sight.PROTAN): (8.2, 8.8),
    ("light", Sight.DEUTAN): (8.2, 9.9),
    ("light", Sight.TRITAN): (8.0, 9.5),
}


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_ciede2000_gives_the_published_values(one, other, distance: float) -> None:
    assert _de00(one, other) == pytest.approx(distance, abs=1e-4)


@pytest.mark.parametrize(("theme", "sight"), PROMISED, ids=str)
def test_the_palette_is_told_apart_as_far_as_its_design_says(theme: str, sight: Sight) -> None:
    fills = (DARK if theme == "dark" else LIGHT).phase_fills
    pairs = [nearest(one, [other], sight) for one, other in combinations(fills, 2)]
    found = [pair for pair in pairs if pair is not None]
    least = (min(pair.oklab for pair in found), min(pair.de00 for pair in found))
    assert least == pytest.approx(PROMISED[theme, sight], abs=0.06)


def test_red_and_green_are_alike_to_some_eyes_only() -> None:
    normal = nearest("#c05050", ["#50a0ff", "#808020"], Sight.NORMAL)
    blind = worst("#c05050", ["#50a0ff", "#808020"])
    assert normal is not None
    assert blind is not None
    assert normal.is_safe
    assert not blind.is_safe
    assert blind.sight is not Sight.NORMAL
    assert min(blind.oklab, blind.de00) < LEAST_DISTANCE


def test_a_lone_colour_is_near_to_nothing() -> None:
    assert worst("#000000", []) is None


def test_contrast_goes_from_1_to_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("fills", [DARK.phase_fills, LIGHT.phase_fills], ids=["dark", "light"])
@pytest.mark.parametrize(
    "path", sorted((ROOT / "resources" / "taxonomies").glob("*.toml")), ids=lambda path: path.stem
)
def test_what_lies_in_one_lane_is_told_apart_by_every_eye(path: Path, fills: tuple[str, ...]) -> None:
    taxonomy = load_taxonomy(path)
    lanes = [taxonomy.phases, *(tier.labels for tier in taxonomy.mark_tiers)]
    for labels in lanes:
        colours = {label.code: fills[slot_of(label)] for label in labels}
        for code, colour in colours.items():
            near = worst(colour, [other for name, other in colours.items() if name != code])
            assert near is not None, code
            assert min(near.oklab, near.de00) >= LEAST_DISTANCE - 0.1, code
