"""Random labels of an episode, and what must hold of them after a way through a file."""

from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.episode import EpisodeRecord
from models.exports.files import Answer
from models.exports.importing import commands_of
from models.exports.labelset import Frames, LabelSet, labelset_of
from models.exports.losses import Losses
from models.labelling.apply import apply
from models.labelling.document import Document, empty_document
from models.phases import Phase, PhaseTrack
from models.review import Role, State
from models.taxonomy import GradeLabel, PhaseLabel, Reason, Taxonomy
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
    return_reasons=(),
    idle="idle",
)
EPISODE_ID = "6f3c1c52-7f5e-5a3e-9a52-2f6a0f6f6d11"
FPS = 30
some = settings(deadline=None, max_examples=40)
few = settings(deadline=None, max_examples=12)


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
    values: dict[str, object] = {"state": State.DRAFT, "taxonomy_id": TAXONOMY.id, **fields}
    document = Document(record.id, PhaseTrack(record.range, phases), **values)  # type: ignore[arg-type]
    return Case(record, document, Frames("camera", stamps_ns, float(FPS)))


def imported(case: Case, answer: Answer) -> Document:
    """The document after what was read went through the door."""
    made = commands_of(answer.labels, case.blank, TAXONOMY, new_id=iter_ids().__next__)
    document = case.blank
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
    phases = tuple(replace(phase, id=str(index)) for index, phase in enumerate(document.track.phases))
    return replace(document, track=PhaseTrack(document.range, phases))


def _cuts(track: PhaseTrack, *, joined: bool) -> list[int]:
    pairs = zip(track.phases, track.phases[1:], strict=False)
    inner = [right.start_ns for left, right in pairs if not joined or left.label != right.label]
    return [track.range.start_ns, *inner, track.range.end_ns]
