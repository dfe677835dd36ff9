"""Random labels of an episode, and what must hold of them after a way through a file."""

from dataclasses import dataclass, replace
from itertools import pairwise
from uuid import UUID

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.episode import EpisodeRecord
from models.exports.files import Answer
from models.exports.importing import commands_of
from models.exports.labelset import Frames, LabelSet, labelset_of
from models.exports.losses import Losses
from models.labelling.apply import apply
from models.labelling.document import Document, Mark, Remark, empty_document
from models.phases import Phase, PhaseTrack
from models.review import Role, State
from models.taxonomy import ArmLabel, Criterion, GradeLabel, MarkLabel, MarkTier, PhaseLabel, Reason, Taxonomy
from models.timebase import NS_PER_S

CODES = ("idle", "grasp", "取罐", 'Ünïcode <&> "x"', "lift; place, go", "a=b")
TAXONOMY = Taxonomy(
    id="many-tongues",
    version=3,
    phases=tuple(
        PhaseLabel(code, str(index), index, {"en": f"Name of {code}", "zh_CN": f"名称{index}"})
        for index, code in enumerate(CODES)
    ),
    grades=(GradeLabel("success", "S", {"en": "Success"}), GradeLabel("failure", "F", {"en": "Fail"}, True)),
    failure_reasons=(
        Reason("dropped", "1", {"en": "Dropped"}),
        Reason("collision", "2", {"en": "Collision"}),
    ),
    return_reasons=(Reason("boundary", "1", {"en": "Boundary"}),),
    unusable_reasons=(Reason("blind", "1", {"en": "Blind"}),),
    idle="idle",
    arms=(ArmLabel("left", {"en": "Left arm"}), ArmLabel("右", {"en": "Right arm"})),
    mark_tiers=(
        MarkTier(
            "events", {"en": "Events"}, (MarkLabel("slip", "", 0, {}), MarkLabel("contact", "", 1, {}, True))
        ),
        MarkTier("mistakes", {"en": "Mistakes"}, (MarkLabel("slip", "", 0, {}),)),
    ),
    criteria=(Criterion("care", {"en": "Care"}), Criterion("pace = speed", {"en": "Pace"}, 3)),
)
EPISODE_ID = "6f3c1c52-7f5e-5a3e-9a52-2f6a0f6f6d11"
FPS = 30
some = settings(deadline=None, max_examples=40)
few = settings(deadline=None, max_examples=12)
whole = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Case:
    """An episode of so many frames at 33.33 ms, the first of them ``origin_ns``, with labels."""

    record: EpisodeRecord
    document: Document
    frames: Frames

    @property
    def labels(self) -> LabelSet:
        """As an export gets them."""
        return labelset_of(self.document, self.record, TAXONOMY, self.frames)

    @property
    def base(self) -> LabelSet:
        """As a reader gets the episode: nothing said of it yet."""
        return labelset_of(self.blank, self.record, TAXONOMY, self.frames)

    @property
    def blank(self) -> Document:
        """Nobody labelled it."""
        return empty_document(episode_id=self.record.id, time_range=self.record.range)


@st.composite
def cases(draw: st.DrawFn, *, stamps_ns: NDArray[np.int64] | None = None, inner_id: str = "") -> Case:
    """Random tilings, phases of one frame among them; cuts lie on frames, between them, or both."""
    on_frames = draw(st.booleans())
    if stamps_ns is None:
        count = draw(st.integers(2, 60))
        start_ns = draw(st.sampled_from((0, 1_767_396_000_982_006_467)))
        stamps_ns = start_ns + np.rint(np.arange(count) * NS_PER_S / FPS).astype(np.int64)
    record = EpisodeRecord(
        EPISODE_ID,
        "/data/a",
        inner_id,
        "episode 取罐 / 1",
        "mcap",
        int(stamps_ns[0]),
        int(stamps_ns[-1]),
        task="pick 罐",
    )
    inside = st.sampled_from([int(t) for t in stamps_ns[1:]])
    between = st.integers(record.start_ns + 1, record.end_ns)
    cuts = sorted(draw(st.sets(inside if on_frames else inside | between, max_size=8)))
    edges = [record.start_ns, *cuts, record.range.end_ns]
    labels = draw(st.lists(st.sampled_from(CODES), min_size=len(edges) - 1, max_size=len(edges) - 1))
    phases = tuple(
        Phase(str(UUID(int=index + 1)), label, edges[index], edges[index + 1])
        for index, label in enumerate(labels)
    )
    graded = draw(st.sampled_from((("", ()), ("success", ()), ("failure", ("dropped", "collision")))))
    document = Document(
        record.id,
        PhaseTrack(record.range, phases),
        state=State.DRAFT,
        grade=graded[0],
        reasons=graded[1],
        note=draw(st.sampled_from(("", "clean", '=1+1 "取罐"\nsecond <line> & more\ttab'))),
        taxonomy_id=TAXONOMY.id,
        taxonomy_version=TAXONOMY.version,
    )
    return Case(record, document, Frames("camera", stamps_ns, float(FPS)))


@st.composite
def whole_cases(draw: st.DrawFn, *, stamps_ns: NDArray[np.int64] | None = None, inner_id: str = "") -> Case:
    """The same with everything that can be said: arms, marks, remarks, questions, scores, instructions."""
    case = draw(cases(stamps_ns=stamps_ns, inner_id=inner_id))
    document = case.document
    span = st.integers(document.range.start_ns, document.range.end_ns)
    unusable = draw(st.sampled_from(("", "", "cannot_judge")))
    said = replace(
        document,
        track=_said(draw, document.track),
        arms=tuple(
            _said(draw, PhaseTrack(document.range, _arm(case, draw(span), tier), tier))
            for tier in draw(st.sets(st.sampled_from(("left", "右"))))
        ),
        marks=tuple(_mark(draw, index, draw(span), draw(span)) for index in range(draw(st.integers(0, 3)))),
        remarks=tuple(_remark(draw, index, draw(span)) for index in range(draw(st.integers(0, 3)))),
        score=draw(st.integers(0, 5)),
        rubric=draw(st.sampled_from(((), (("care", 5),), (("care", 1), ("pace = speed", 3))))),
        unusable=unusable,
        grade="" if unusable else document.grade,
        reasons=("blind",) if unusable else document.reasons,
        instruction=draw(_TEXTS),
        instruction_zh=draw(_TEXTS),
    )
    return replace(case, document=said)


_TEXTS = st.sampled_from(("", "put it there", "把罐子放好，\n<&>"))


_SAYINGS: tuple[dict[str, object], ...] = (
    {},
    {"grade": "success", "text": "put it there", "raw_ns": 5},
    {"text_zh": "把罐子放好", "source": "transfer", "confidence_pm": 731},
    {"grade": "failure", "text": "二\n<&>", "text_zh": "二", "confidence_pm": 0},
)


def _said(draw: st.DrawFn, track: PhaseTrack) -> PhaseTrack:
    phases = (replace(phase, **draw(st.sampled_from(_SAYINGS))) for phase in track.phases)  # type: ignore[arg-type]
    return replace(track, phases=tuple(phases))


def _arm(case: Case, cut_ns: int, tier: str) -> tuple[Phase, ...]:
    whole = case.document.range
    edges = [whole.start_ns, *([cut_ns] if whole.start_ns < cut_ns < whole.end_ns else []), whole.end_ns]
    return tuple(
        Phase(f"{tier}{index}", CODES[index], start_ns, end_ns, tier)
        for index, (start_ns, end_ns) in enumerate(pairwise(edges))
    )


def _mark(draw: st.DrawFn, index: int, one_ns: int, other_ns: int) -> Mark:
    tier, label = draw(st.sampled_from((("events", "slip"), ("events", "contact"), ("mistakes", "slip"))))
    point = draw(st.booleans())
    return Mark(
        f"mark{index}",
        tier,
        label,
        min(one_ns, other_ns),
        min(one_ns, other_ns) if point else max(one_ns, other_ns),
        text=draw(_TEXTS),
        stream=draw(st.sampled_from(("", "/camera"))),
        source=draw(st.sampled_from(("", "signals"))),
        confidence_pm=draw(st.sampled_from((None, 1000))),
    )


def _remark(draw: st.DrawFn, index: int, t_ns: int) -> Remark:
    plain = Remark(f"remark{index}", t_ns, draw(st.sampled_from(("anna", "李"))), f"look {index}")
    asked = replace(plain, kind="question", asked="lead", answer=draw(_TEXTS))
    pinned = replace(plain, reason="dropped", stream="/torque", value="12.4 Nm")
    one = draw(st.sampled_from((plain, pinned, asked)))
    return replace(one, answered_by="lead" if one.answer else "")


def plain_case(*, on_frames: bool = True) -> Case:
    """Six phases of sixty frames, graded, with a note; cuts lie 5 ms behind frames unless ``on_frames``."""
    stamps_ns = np.rint(np.arange(60) * NS_PER_S / FPS).astype(np.int64)
    record = EpisodeRecord(
        EPISODE_ID, "/data/a", "", "episode one", "mcap", 0, int(stamps_ns[-1]), task="pick"
    )
    cuts = [int(stamps_ns[index]) + (0 if on_frames else 5_000_000) for index in (10, 11, 25, 40, 55)]
    edges = [0, *cuts, record.range.end_ns]
    phases = tuple(
        Phase(str(UUID(int=index + 1)), CODES[index], edges[index], edges[index + 1]) for index in range(6)
    )
    document = Document(
        record.id,
        PhaseTrack(record.range, phases),
        state=State.DRAFT,
        grade="failure",
        reasons=("dropped",),
        note="slipped",
        taxonomy_id=TAXONOMY.id,
        taxonomy_version=TAXONOMY.version,
    )
    return Case(record, document, Frames("camera", stamps_ns, float(FPS)))


def case_of(
    record: EpisodeRecord, stamps_ns: NDArray[np.int64], cuts: dict[int, str], **fields: object
) -> Case:
    """Phases that begin at these frames."""
    starts = [record.start_ns if frame == 0 else int(stamps_ns[frame]) for frame in cuts]
    edges = [*starts, record.range.end_ns]
    phases = tuple(
        Phase(str(UUID(int=index + 1)), label, edges[index], edges[index + 1])
        for index, label in enumerate(cuts.values())
    )
    labelled_by = {"taxonomy_id": TAXONOMY.id, "taxonomy_version": TAXONOMY.version}
    values: dict[str, object] = {"state": State.DRAFT, **labelled_by, **fields}
    document = Document(record.id, PhaseTrack(record.range, phases), **values)  # type: ignore[arg-type]
    return Case(record, document, Frames("camera", stamps_ns, float(FPS)))


def imported(case: Case, answer: Answer) -> Document:
    """The document after what was read went through the door."""
    return taken_over(case.blank, answer)


def taken_over(document: Document, answer: Answer) -> Document:
    """The same onto labels that are there."""
    made = commands_of(answer.labels, document, TAXONOMY, new_id=iter_ids().__next__, rounded=answer.rounded)
    for command in made.commands:
        document = apply(document, command, taxonomy=TAXONOMY, role=Role.ANNOTATOR).document
    return document


def assert_unchanged(case: Case, answer: Answer) -> None:
    """Labels that went out and come back onto themselves are no edit, however the format rounds."""
    made = commands_of(
        answer.labels, case.document, TAXONOMY, new_id=iter_ids().__next__, rounded=answer.rounded
    )
    assert made.commands == ()


def iter_ids():
    """Ids of phases that are no others'."""
    return (str(UUID(int=1000 + index)) for index in range(1000))


def assert_no_farther(case: Case, after: Document, losses: Losses, *, joined: bool = False) -> None:
    """No boundary moved beyond what the report states, and away from boundaries nothing is said otherwise.

    With ``joined`` neighbours of one label may have become one.
    """
    before = case.document
    bound_ns = losses.largest_ns
    old, new = _cuts(before.track, joined=joined), _cuts(after.track, joined=joined)
    assert all(min(abs(cut - other) for other in old) <= bound_ns for cut in new)
    if not left_out(losses):
        assert len(old) == len(new)
        assert all(abs(a - b) <= bound_ns for a, b in zip(old, new, strict=True))
    for t_ns in case.frames.stamps_ns.tolist():
        if all(abs(t_ns - cut) > bound_ns for cut in old):
            was, now = before.track.at(t_ns), after.track.at(t_ns)
            assert was is not None
            assert now is not None
            assert now.label == was.label


def left_out(losses: Losses) -> bool:
    """Whether the format held no moment of some phase."""
    return any("hold no" in sentence for sentence in losses.sentences)


def without_ids(document: Document) -> Document:
    """For comparing labels alone."""

    def bare(track: PhaseTrack) -> PhaseTrack:
        phases = (replace(one, id=f"{track.tier}{index}") for index, one in enumerate(track.phases))
        return replace(track, phases=tuple(phases))

    marks = sorted((replace(mark, id="") for mark in document.marks), key=repr)
    remarks = sorted((replace(remark, id="") for remark in document.remarks), key=repr)
    return replace(
        document,
        track=bare(document.track),
        arms=tuple(map(bare, document.arms)),
        marks=tuple(replace(mark, id=str(index)) for index, mark in enumerate(marks)),
        remarks=tuple(replace(remark, id=str(index)) for index, remark in enumerate(remarks)),
    )


def _cuts(track: PhaseTrack, *, joined: bool) -> list[int]:
    pairs = zip(track.phases, track.phases[1:], strict=False)
    inner = [right.start_ns for left, right in pairs if not joined or left.label != right.label]
    return [track.range.start_ns, *inner, track.range.end_ns]
