"""Everything that the lanes draw, as one value that setters replace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.cutting_aids.suggestions import Suggestions
from models.labelling.document import Document, Remark
from models.phases import Phase, PhaseTrack
from models.taxonomy import PhaseLabel, Taxonomy
from models.timebase import NS_PER_S, TimeRange
from widgets.i18n import tr
from widgets.timeline.blocks import Blocks
from widgets.timeline.event_lane import Begun, EventLane
from widgets.timeline.layout import Inventory
from widgets.timeline.values import CoverageLane, DifferenceBar, ModeSpan, Picture, ProblemMark, SignalLane


@dataclass(frozen=True, slots=True, eq=False)
class Tier:
    """Another reading of the episode; ``key`` takes it where readings differ."""

    title: str
    blocks: Blocks
    key: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ArmLane:
    """The ``phases`` of one arm; ``tier`` is its code, "" for the main track. Other members as of ``Content``."""

    tier: str
    phases: tuple[Phase, ...]
    title: str
    blocks: Blocks
    tail_hints: tuple[str, ...] = ()
    raw_ns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """``open_until_ns`` is the end of the last phase while labelling goes on, None once everything is drawn.
    ``tail_hints`` say the same in ever fewer words.

    ``idle`` are stretches in which nothing moves, ``hurries`` whether they are passed faster.
    ``arms`` are the lanes where there is more than one; ``blocks``, ``tail_hints`` and ``raw_ns`` are then those of
    the ``chosen`` one, which keys cut.
    ``title`` names the phases where "Phases" would not do, ``tiers`` are other readings below them, ``differences``
    where these differ, None without any. ``events`` are lanes of marks, ``picked`` is the mark with the outline, and
    ``begun`` are intervals without an end. ``pictures`` is None without a filmstrip.
    ``in_out`` is the loop range, either end may be missing. ``raw_ns`` are times of keys whose cuts went elsewhere.
    """

    range: TimeRange = field(default_factory=lambda: TimeRange(0, NS_PER_S))
    blocks: Blocks = field(default_factory=Blocks.none)
    open_until_ns: int | None = None
    tail_hints: tuple[str, ...] = ()
    arms: tuple[ArmLane, ...] = ()
    chosen: int = 0
    selected: str | None = None
    title: str = ""
    tiers: tuple[Tier, ...] = ()
    differences: tuple[DifferenceBar, ...] | None = None
    events: tuple[EventLane, ...] = ()
    picked: str | None = None
    begun: tuple[Begun, ...] = ()
    remarks: tuple[Remark, ...] = ()
    problems: tuple[ProblemMark, ...] = ()
    modes: tuple[ModeSpan, ...] = ()
    signals: tuple[SignalLane, ...] = ()
    coverage: tuple[CoverageLane, ...] = ()
    pictures: tuple[Picture, ...] | None = None
    in_out: tuple[int | None, int | None] = (None, None)
    idle: tuple[TimeRange, ...] = ()
    hurries: bool = False
    raw_ns: tuple[int, ...] = ()
    proposals: Suggestions = field(default_factory=Suggestions)
    proposal_labels: Mapping[str, PhaseLabel] = field(default_factory=dict)

    def of_arm(self, index: int) -> "Content":
        """As the lane of that arm shows it."""
        if index == self.chosen or index >= len(self.arms):
            return self
        arm = self.arms[index]
        return replace(self, blocks=arm.blocks, tail_hints=arm.tail_hints, raw_ns=arm.raw_ns)

    def proposals_below(self, index: int) -> Suggestions:
        """Those for the arm of that lane; of the number behind the last one those that have no lane of an arm."""
        arms = [arm.tier for arm in self.arms]
        if index < len(arms):
            return self.proposals.of_tiers(arms[index : index + 1])
        return self.proposals.of_tiers([tier for tier in self.proposals.tiers if tier not in arms])

    def inventory(self, *, compact: bool) -> Inventory:
        """What the layout has to place."""
        return Inventory(
            compact=compact,
            arms=max(1, len(self.arms)),
            events=len(self.events),
            tiers=len(self.tiers),
            proposals=tuple(
                index for index in range(len(self.arms) + 1) if self.proposals_below(index).phases
            ),
            differences=self.differences is not None,
            filmstrip=self.pictures is not None,
            signals=min(len(self.signals), 2),
            mode=bool(self.modes),
            streams=len(self.coverage),
        )

    @property
    def drawn(self) -> Blocks:
        """The phases as the lane shows them: the last one only up to where labelling has come."""
        if self.open_until_ns is None or not len(self.blocks):
            return self.blocks
        return self.blocks.ending_at(min(self.open_until_ns, self.range.end_ns))

    @property
    def settled(self) -> Blocks:
        """The phases that stay as they are while the episode plays: all, or all but the last."""
        return (
            self.blocks if self.open_until_ns is None else self.blocks.part(0, max(len(self.blocks) - 1, 0))
        )

    @property
    def growing(self) -> Blocks:
        """The last phase while it grows with the playhead, else none."""
        count = len(self.blocks)
        if self.open_until_ns is None or not count:
            return self.blocks.part(count, count)
        return self.blocks.part(count - 1, count).ending_at(min(self.open_until_ns, self.range.end_ns))

    @property
    def tail_start_ns(self) -> int:
        """Where the stretch begins that is not labelled; the end of the episode where there is none."""
        if not len(self.blocks):
            return self.range.start_ns
        return self.range.end_ns if self.open_until_ns is None else int(self.growing.ends[-1])


def arm_lanes(
    document: Document,
    taxonomy: Taxonomy,
    tiers: tuple[str, ...],
    language: str,
    before: Sequence[ArmLane] = (),
) -> tuple[ArmLane, ...]:
    """The lanes of these tracks; ``before`` are lanes of the same episode, taxonomy and language."""
    known = {lane.tier: lane for lane in before}
    return tuple(_arm_lane(document.track_of(tier), taxonomy, language, known.get(tier)) for tier in tiers)


def _arm_lane(track: PhaseTrack, taxonomy: Taxonomy, language: str, before: ArmLane | None) -> ArmLane:
    if before is None:
        blocks = Blocks.of(track, taxonomy, language)
    else:
        blocks = before.blocks.after(before.phases, track.phases, taxonomy)
    last = blocks.labels[-1].code if len(blocks) else None
    arm = taxonomy.arm(track.tier)
    return ArmLane(
        track.tier,
        track.phases,
        arm.name(language) if arm is not None else track.tier or tr("Phases"),
        blocks,
        tail_hints(taxonomy, last, len(blocks), language),
        tuple(phase.raw_ns for phase in track.phases if phase.raw_ns is not None),
    )


def tail_hints(taxonomy: Taxonomy, last: str | None, used: int, language: str) -> tuple[str, ...]:
    """What the tail says, longest first: the key of the phase that the template expects next.

    The first cut of an empty track makes the time before it idle, so idle is not worth a key there.
    """
    done = used >= len(taxonomy.template) and last == (taxonomy.template or ("",))[-1]
    code = None if done else taxonomy.next_in_template(last, used)
    if used == 0 and code == taxonomy.idle and len(taxonomy.template) > 1:
        code = taxonomy.template[1]
    label = taxonomy.phase(code) if code is not None else None
    if label is None:
        return (tr("Not labelled yet."),)
    words = tr("Not labelled yet. {key} begins {phase} here.", key=label.key, phase=label.name(language))
    return (words, tr("{key} begins {phase}", key=label.key, phase=label.name(language)), label.key)
