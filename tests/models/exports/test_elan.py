"""ELAN files, read back by pympi and by the importer."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from models.errors import KnownError
from models.exports import elan
from models.exports.files import Answer, Options
from models.exports.labelset import LabelSet, Mark
from models.exports.losses import Losses
from models.labelling.document import Remark
from models.timebase import NS_PER_MS
from tests.support.label_sets import (
    Case,
    assert_no_farther,
    assert_unchanged,
    cases,
    imported,
    left_out,
    plain_case,
    some,
)

OPTIONS = Options(author="anna", made_at="2026-11-22T17:00:00+00:00")
ORDER = ["HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE"]


def written(labels: LabelSet, path: Path) -> Losses:
    export = elan.write([labels], path, OPTIONS)
    path.write_bytes(export.files[0].content())
    return export.losses


def read(case: Case, path: Path, **options: str) -> Answer:
    answer = elan.read(path, Options(**options))(case.base)  # type: ignore[arg-type]
    assert answer is not None
    return answer


@some
@given(case=cases())
def test_no_boundary_moves_beyond_what_the_report_states(
    case: Case, tmp_path_factory: pytest.TempPathFactory
):
    path = tmp_path_factory.mktemp("elan") / "episode.eaf"
    losses = written(case.labels, path)
    assert losses.largest_ns <= NS_PER_MS
    after = imported(case, read(case, path))
    assert_no_farther(case, after, losses)
    if not left_out(losses):
        assert_unchanged(case, read(case, path))
    assert (after.grade, after.reasons, after.note) == (
        case.document.grade,
        case.document.reasons,
        case.document.note,
    )


def test_the_report_counts_what_is_rounded(tmp_path: Path):
    losses = written(plain_case().labels, tmp_path / "a.eaf")
    assert losses.sentences == ("ELAN rounds 5 of 5 boundaries by up to 0.334 ms",)


def test_elements_stand_in_the_order_of_the_schema(tmp_path: Path):
    written(plain_case().labels, tmp_path / "a.eaf")
    root = ET.parse(tmp_path / "a.eaf").getroot()
    assert list(dict.fromkeys(child.tag for child in root)) == ORDER
    assert (root.get("FORMAT"), root.get("AUTHOR")) == ("2.8", "anna")


def test_pympi_reads_the_phases_as_they_were_meant(tmp_path: Path):
    pympi = pytest.importorskip("pympi", reason="pympi-ling of the development packages is not installed")
    case = plain_case()
    written(case.labels, tmp_path / "a.eaf")
    eaf = pympi.Elan.Eaf(str(tmp_path / "a.eaf"))
    told = sorted(eaf.get_annotation_data_for_tier("phase"))
    assert told == [
        (round(phase.start_ns / NS_PER_MS), round(phase.end_ns / NS_PER_MS), phase.label)
        for phase in case.document.track.phases
    ]
    assert dict(eaf.properties)["rushes:grade"] == "failure"


def test_a_file_that_pympi_made_is_read(tmp_path: Path):
    pympi = pytest.importorskip("pympi", reason="pympi-ling of the development packages is not installed")
    eaf = pympi.Elan.Eaf()
    eaf.remove_tier("default")
    eaf.add_tier("steps")
    eaf.add_annotation("steps", 0, 400, "grasp")
    eaf.add_annotation("steps", 700, 1967, "取罐")
    eaf.to_file(str(tmp_path / "a.eaf"))
    case = plain_case()
    answer = elan.read(tmp_path / "a.eaf", Options())(case.base, anyway=True)
    assert answer is not None
    labels = [phase.label for phase in imported(case, answer).track.phases]
    assert labels == ["grasp", "idle", "取罐"]


def test_events_and_remarks_have_tiers_of_their_own(tmp_path: Path):
    case = plain_case()
    remark = Remark("r", 500 * NS_PER_MS, "li", "Look here")
    labels = replace(
        case.labels, marks=(Mark("slip", 0, 0), Mark("contact", 0, NS_PER_MS * 9)), remarks=(remark,)
    )
    losses = written(labels, tmp_path / "a.eaf")
    assert losses.largest_ns < NS_PER_MS
    again = read(case, tmp_path / "a.eaf").labels
    assert [(mark.code, mark.end_ns) for mark in again.marks] == [
        ("slip", 0),
        ("contact", NS_PER_MS * 9),
    ]
    assert [(one.code, one.start_ns) for one in again.phases] == [
        (one.code, one.start_ns) for one in case.labels.phases
    ]
    assert [(one.author, one.text, one.t_ns) for one in again.remarks] == [
        ("li", "Look here", 500 * NS_PER_MS)
    ]


def test_what_is_said_of_a_phase_lies_in_tiers_beside_it(tmp_path: Path):
    """Others see instructions, grades and questions; what they change of them is taken."""
    pympi = pytest.importorskip("pympi", reason="pympi-ling of the development packages is not installed")
    case = plain_case()
    first, *others = case.labels.phases
    said = replace(first, text="wait", text_zh="等待", grade="success")
    asked = Remark("r", 500 * NS_PER_MS, "li", "which?", kind="question", asked="lead", answer="the red one")
    written(replace(case.labels, segments=(said, *others), remarks=(asked,)), tmp_path / "a.eaf")
    eaf = pympi.Elan.Eaf(str(tmp_path / "a.eaf"))
    told = {tier: eaf.get_annotation_data_for_tier(tier) for tier in eaf.get_tier_names() if ":" in tier}
    assert told == {
        "instruction:phase": [(0, 333, "wait")],
        "instruction_zh:phase": [(0, 333, "等待")],
        "grade:phase": [(0, 333, "success")],
        "question:li": [(500, 501, "which?")],
    }
    again = read(case, tmp_path / "a.eaf").labels
    assert (again.phases[0].text_zh, again.phases[0].grade) == ("等待", "success")
    assert [(one.asked, one.answer) for one in again.remarks] == [("lead", "the red one")]
    changed = (tmp_path / "a.eaf").read_text(encoding="utf-8").replace(">等待<", ">稍等<")
    (tmp_path / "a.eaf").write_text(changed, encoding="utf-8")
    after = read(case, tmp_path / "a.eaf").labels.phases
    assert (after[0].text_zh, after[0].text, after[0].end_ns) == ("稍等", "wait", first.end_ns)


def test_control_characters_are_left_out_and_told(tmp_path: Path):
    case = plain_case()
    losses = written(replace(case.labels, note="a\x0bb"), tmp_path / "a.eaf")
    assert "ELAN cannot hold these control characters; left out: 1" in losses.sentences
    assert read(case, tmp_path / "a.eaf").labels.note == "ab"


def test_of_several_tiers_one_must_be_named(tmp_path: Path):
    case = plain_case()
    one = case.labels.phases[0]
    labels = replace(case.labels, segments=(replace(one, tier="left"), replace(one, tier="right")))
    written(labels, tmp_path / "a.eaf")
    text = (tmp_path / "a.eaf").read_text(encoding="utf-8")
    without = text.replace('<TIER LINGUISTIC_TYPE_REF="phase" TIER_ID="phase" />', "")
    (tmp_path / "a.eaf").write_text(without, encoding="utf-8")
    with pytest.raises(KnownError, match="tiers left, right; say which"):
        read(case, tmp_path / "a.eaf")
    assert [segment.tier for segment in read(case, tmp_path / "a.eaf", tier="left").labels.segments] == [
        "phase",
        "right",
    ]


def test_what_is_no_elan_file_is_a_sentence(tmp_path: Path):
    (tmp_path / "a.eaf").write_text("<html/>", encoding="utf-8")
    with pytest.raises(KnownError, match="is no ELAN file: html"):
        elan.read(tmp_path / "a.eaf", Options())
    (tmp_path / "b.eaf").write_bytes(b"\x00\x01")
    with pytest.raises(KnownError, match="is no ELAN file"):
        elan.read(tmp_path / "b.eaf", Options())
