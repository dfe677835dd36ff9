"""What was saved is read back as it was, and what ships is written as it would be saved."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from models.taxonomy import Taxonomy, load_taxonomy, read_taxonomy
from models.taxonomy.saving import taxonomy_text
from tests.support.data import ROOT
from tests.support.taxonomies import taxonomies

SHIPPED = sorted((ROOT / "resources" / "taxonomies").glob("*.toml"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(taxonomies())
def test_a_round_trip_gives_the_same_taxonomy(taxonomy: Taxonomy) -> None:
    text = taxonomy_text(taxonomy)
    assert read_taxonomy(text, Path("t.toml")) == taxonomy
    assert taxonomy_text(read_taxonomy(text, Path("t.toml"))) == text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_survives_a_round_trip(path: Path) -> None:
    taxonomy = load_taxonomy(path)
    assert read_taxonomy(taxonomy_text(taxonomy), path) == taxonomy


def test_defaults_are_left_out() -> None:
    (path,) = [path for path in SHIPPED if path.stem == "pick_place"]
    phase = tomllib.loads(taxonomy_text(load_taxonomy(path)))["phases"][1]
    assert phase == {"code": "approach", "key": "1", "slot": 1, "names": {"en": "Approach", "zh_CN": "接近"}}
