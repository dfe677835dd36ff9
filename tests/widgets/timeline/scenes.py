"""Documents and taxonomies that the timeline's tests show."""

import json
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from models.labelling.document import Document, Remark
from models.phases import Phase, PhaseTrack
from models.review import State
from models.taxonomy import PhaseLabel, Taxonomy, load_taxonomy
from models.timebase import NS_PER_S, TimeRange
from tests.support.data import DEMO, ROOT

S = NS_PER_S
T0_NS = 1_767_363_600_101_095_306
WITH_MARKS = load_taxonomy(ROOT / "resources" / "taxonomies" / "pick_place.toml")
PICK_PLACE = replace(WITH_MARKS, mark_tiers=())
FOURTEEN = Taxonomy(
    id="fourteen",
    version=1,
    phases=tuple(PhaseLabel(f"c{i}", f"{i:x}", i, {"en": f"Phase {i}"}) for i in range(14)),
    grades=(),
    failure_reasons=(),
    return_reasons=(),
    idle="c0",
)


def track(durations_ns: Sequence[int], labels: Sequence[str]) -> PhaseTrack:
    """Phases one after another from ``T0_NS`` on."""
    phases, start = [], T0_NS
    for number, (duration, label) in enumerate(zip(durations_ns, labels, strict=True)):
        phases.append(Phase(str(UUID(int=number)), label, start, start + duration))
        start += duration
    return PhaseTrack(TimeRange(T0_NS, start), tuple(phases))


def document(
    phases: PhaseTrack, state: State = State.SUBMITTED, remarks: tuple[Remark, ...] = ()
) -> Document:
    """Labels of an episode."""
    return Document(episode_id="episode", track=phases, state=state, remarks=remarks)


def demo_track() -> PhaseTrack:
    """The true phases of the shipped episode in which the can is picked."""
    truth = json.loads((DEMO / "pick_can_success.truth.json").read_text(encoding="utf-8"))["phases"]
    phases = tuple(
        Phase(str(UUID(int=number)), row["name"], row["start_ns"], row["end_ns"])
        for number, row in enumerate(truth)
    )
    return PhaseTrack(TimeRange(phases[0].start_ns, phases[-1].end_ns), phases)


def ten_seconds(count: int = 5) -> PhaseTrack:
    """``count`` phases of equal length in ten seconds."""
    codes = ["idle", "approach", "grasp", "lift", "transport", "place", "retreat"]
    return track([10 * S // count] * count, [codes[number % 7] for number in range(count)])
