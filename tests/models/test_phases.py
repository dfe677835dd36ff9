"""Phases tile their episode or are no track at all; a taxonomy that contradicts itself is refused."""

from itertools import pairwise
from pathlib import Path

import pytest

from models.errors import KnownError
from models.phases import Phase, PhaseTrack, load_taxonomy
from models.timebase import TimeRange
from tests.support.labels import TAXONOMY

EPISODE = TimeRange(100, 200)


def track(*cuts_ns: int) -> PhaseTrack:
    edges = (100, *cuts_ns, 200)
    return PhaseTrack(
        EPISODE,
        tuple(Phase(f"p{i}", "grasp", a, b) for i, (a, b) in enumerate(pairwise(edges))),
    )


@pytest.mark.parametrize(
    "phases",
    [
        (Phase("a", "x", 101, 200),),
        (Phase("a", "x", 100, 199),),
        (Phase("a", "x", 100, 150), Phase("b", "x", 151, 200)),
        (Phase("a", "x", 100, 160), Phase("b", "x", 150, 200)),
        (Phase("a", "x", 100, 100), Phase("b", "x", 100, 200)),
        (Phase("a", "x", 100, 150), Phase("a", "x", 150, 200)),
    ],
    ids=["late start", "early end", "gap", "overlap", "empty phase", "shared id"],
)
def test_what_does_not_tile_is_no_track(phases: tuple[Phase, ...]) -> None:
    with pytest.raises(ValueError, match=r"phase"):
        PhaseTrack(EPISODE, phases)


def test_a_boundary_belongs_to_the_phase_that_begins_there() -> None:
    two = track(150)
    assert [two.index_at(t) for t in (99, 100, 149, 150, 199, 200, 201)] == [None, 0, 0, 1, 1, 1, None]
    assert two.boundaries_ns == (150,)
    assert two.at(150) == two.phases[1]
    assert two.index_of("p1") == 1
    assert two.index_of("nobody") is None


def test_an_empty_track_has_nothing_anywhere() -> None:
    assert PhaseTrack(EPISODE).index_at(150) is None
    assert PhaseTrack(EPISODE).boundaries_ns == ()


def test_the_template_says_what_comes_next() -> None:
    assert TAXONOMY.next_in_template(None, 0) == "idle"
    assert TAXONOMY.next_in_template("idle", 1) == "approach"
    assert TAXONOMY.next_in_template("grasp", 7) == "lift"
    assert TAXONOMY.next_in_template("idle", 8) == "approach"


def test_labels_have_names_in_two_languages_and_fall_back() -> None:
    grasp = TAXONOMY.phase_by_key("2")
    assert grasp is not None
    assert (grasp.name(), grasp.name("zh_CN"), grasp.name("fr")) == ("Grasp", "抓取", "Grasp")
    assert TAXONOMY.reason("dropped") is not None
    assert TAXONOMY.reason("boundary_off") is not None
    assert TAXONOMY.reason("nonsense") is None


MINIMAL = """
id = "t"
version = 1
idle = "a"
phases = [{ code = "a", key = "1", slot = 0, names = { en = "A" } }]
grades = [{ code = "success", key = "S", names = { en = "Success" } }]
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id = ", "no valid TOML"),
        ("id = 't'", "lacks the field version"),
        (MINIMAL.replace('idle = "a"', 'idle = "z"'), "names the phase z"),
        (MINIMAL + 'template = ["a", "q"]', "names the phase q"),
        (
            MINIMAL.replace("phases = [", 'phases = [{ code = "b", key = "1", slot = 1, names = {} }, '),
            "phase key 1",
        ),
        (
            MINIMAL.replace("phases = [", 'phases = [{ code = "a", key = "2", slot = 1, names = {} }, '),
            "phase code a",
        ),
        (MINIMAL.replace("version = 1", 'version = "one"'), "no valid TOML"),
        (MINIMAL.replace("grades = [", "grades = [4, "), "no valid TOML"),
    ],
)
def test_a_bad_taxonomy_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "taxonomy.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnownError, match=sentence):
        load_taxonomy(path)


def test_a_missing_taxonomy_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="cannot be read"):
        load_taxonomy(tmp_path / "nowhere.toml")


def test_a_small_taxonomy_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.toml"
    path.write_text(MINIMAL, encoding="utf-8")
    assert load_taxonomy(path).next_in_template(None, 0) is None
