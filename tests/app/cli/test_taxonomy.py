"""``rushes taxonomy``: check a file, and bring labels along, counted first."""

import time
from dataclasses import replace
from pathlib import Path

from app.paths import places
from app.taxonomies import TaxonomyShelf, taxonomy_shelf
from models.labelling.apply import apply
from models.labelling.commands import CutPhase, SetGrade
from models.labelling.document import Document
from models.review import Role
from models.storage.label_store import LabelStore
from models.taxonomy import Taxonomy
from models.taxonomy.migrations import Kind, Rename
from models.taxonomy.saving import taxonomy_text
from tests.support.cli import CommandLine
from tests.support.data import DEMO
from tests.support.labels import TAXONOMY


def opened(rushes: CommandLine) -> LabelStore:
    folder = places(rushes.data_dir).profile("ann")
    return LabelStore.open(folder, user="ann", role=Role.ANNOTATOR, now_ns=time.time_ns())


def label_first(rushes: CommandLine, taxonomy: Taxonomy = TAXONOMY) -> None:
    with opened(rushes) as store:
        record = store.episodes()[0].record
        document = store.load(record, taxonomy)
        for command in (CutPhase(record.start_ns + 10**9, "grasp", "g" * 8, "i" * 8), SetGrade("success")):
            applied = apply(document, command, taxonomy=taxonomy, role=Role.ANNOTATOR)
            store.commit(applied, before=document, now_ns=time.time_ns())
            document = applied.document


def first(rushes: CommandLine) -> Document:
    with opened(rushes) as store:
        return store.load(store.episodes()[0].record, TAXONOMY)


def next_version(shelf: TaxonomyShelf) -> Taxonomy:
    version = TAXONOMY.version + 1
    phases = tuple(replace(one, code="seize") if one.code == "grasp" else one for one in TAXONOMY.phases)
    step = Rename(version, Kind.PHASE, "grasp", "seize")
    made = replace(TAXONOMY, version=version, phases=phases, template=(), migrations=(step,))
    shelf.save(made)
    return made


def test_a_file_is_checked_with_its_line(rushes: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(taxonomy_text(TAXONOMY), encoding="utf-8")
    facts = rushes("taxonomy", "check", path, "--json").document
    assert (facts["id"], facts["phases"], facts["marks"]) == ("pick_place", 7, 2)
    path.write_text(taxonomy_text(TAXONOMY).replace("slot = 3", 'slot = "three"'), encoding="utf-8")
    answer = rushes("taxonomy", "check", path)
    assert answer.code == 2
    assert "slot must be a whole number" in answer.sentence


def test_those_of_this_machine_are_listed_before_those_that_ship(rushes: CommandLine) -> None:
    next_version(taxonomy_shelf(places(rushes.data_dir)))
    rows = {row["id"]: row for row in rushes("taxonomy", "list", "--user", "ann", "--json").document}
    assert rows["pick_place"]["version"] == TAXONOMY.version + 1
    assert rows["pick_place"]["chosen"]
    assert {"bimanual_fold", "insertion", "navigation"} <= rows.keys()


def test_labels_are_counted_then_brought_along(rushes: CommandLine) -> None:
    rushes("ingest", DEMO, "--user", "ann")
    label_first(rushes)
    made = next_version(taxonomy_shelf(places(rushes.data_dir)))
    counted = rushes("taxonomy", "migrate", "--dry-run", "--user", "ann", "--json").document
    assert counted["episodes"] == 1
    assert counted["codes"] == [{"kind": "phase", "from": "grasp", "to": "seize", "n": 1}]
    assert [phase.label for phase in first(rushes).track.phases] == ["idle", "grasp"]
    brought = rushes("taxonomy", "migrate", "--user", "ann")
    assert brought.code == 0, brought.err
    assert "1 episodes were brought to version" in brought.out
    after = first(rushes)
    assert [phase.label for phase in after.track.phases] == ["idle", "seize"]
    assert after.taxonomy_version == made.version
    assert rushes("taxonomy", "migrate", "--user", "ann", "--json").document["episodes"] == 0


def test_labels_of_a_newer_version_are_left_with_the_reason(rushes: CommandLine) -> None:
    rushes("ingest", DEMO, "--user", "ann")
    label_first(rushes, replace(TAXONOMY, version=TAXONOMY.version + 5))
    answer = rushes("taxonomy", "migrate", "--user", "ann", "--json")
    assert answer.code == 1
    (left,) = answer.document["left"]
    assert "looked at, not edited" in left["why"]
