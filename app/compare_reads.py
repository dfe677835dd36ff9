"""What comparing reads and works out on its lane: companions, maps between their times, one channel of all."""

import contextlib
from dataclasses import dataclass
from enum import StrEnum

from app.background_reads import LoadedSignal, load_signal
from app.board import streams_to_show
from app.privacy import ATTRIBUTE
from app.recording import OpenedEpisode, open_described, reference_stream
from models.alignment.dtw import by_dtw, resampled
from models.alignment.time_map import TimeMap, by_phase, by_start
from models.episode import EpisodeRecord, StreamKind
from models.errors import KnownError
from models.labelling.document import Document
from models.playback.budget import held_nbytes
from models.playback.overlay import Laid, laid_over
from models.playback.pyramid import SignalPyramid, value_range
from models.privacy import Privacy, effective
from models.timebase import TimeRange
from widgets.signal_words import first_channels

READERS_NBYTES = 48 << 20
SIGNAL_NBYTES = 64 << 20


class Alignment(StrEnum):
    """How the times of two episodes are laid over one another."""

    START = "start"
    PHASE = "phase"
    DTW = "dtw"


@dataclass(frozen=True, slots=True, eq=False)
class Companion:
    """An episode beside another: its files, its labels, the camera that is shown and the signal that is plotted."""

    opened: OpenedEpisode
    document: Document
    camera: str | None
    signal: LoadedSignal | None

    @property
    def privacy(self) -> Privacy:
        """What holds of it: what a person said, else what the recording says of itself."""
        return effective(self.document.privacy, self.opened.summary.attributes.get(ATTRIBUTE, ""))

    @property
    def nbytes(self) -> int:
        """Memory of its signal and of what its readers keep."""
        signal = 0 if self.signal is None else self.signal.pyramid.nbytes
        return signal + held_nbytes(self.opened.episode.streams.values())

    @property
    def range(self) -> TimeRange:
        """From the first to the last stamp."""
        return self.opened.summary.range


@dataclass(frozen=True, slots=True, eq=False)
class Aligned:
    """``used`` is START where the wish could not be had; ``unpaired`` are labels without a counterpart."""

    map: TimeMap
    used: Alignment
    unpaired: tuple[str, ...] = ()
    cost: float | None = None


def open_companion(record: EpisodeRecord, document: Document) -> Companion:
    """Open an episode beside the one that is worked on.

    Raises:
        KnownError: it cannot be opened.
    """
    opened = open_described(record, READERS_NBYTES)
    signal = None
    names = [n for n in streams_to_show(opened.infos) if opened.infos[n].kind is StreamKind.SIGNAL]
    if names:
        with contextlib.suppress(KnownError):
            signal = load_signal(opened.episode.streams[names[0]], SIGNAL_NBYTES)
    return Companion(opened, document, reference_stream(opened.infos), signal)


def align(lead: Companion, other: Companion, wish: Alignment) -> Aligned:
    """By phases only where both have some in common, by warping only where both have the same joints; else by start."""
    if wish is Alignment.PHASE:
        found = by_phase(lead.range, lead.document.track.phases, other.range, other.document.track.phases)
        if found is not None:
            return Aligned(found.map, wish, found.unpaired)
    if wish is Alignment.DTW and lead.signal is not None and other.signal is not None:
        rows = _common_positions(lead.signal, other.signal)
        if rows:
            one, two = (
                resampled(each.signal.pyramid.stamps_ns, each.signal.pyramid.values[list(chosen)], each.range)
                for each, chosen in zip((lead, other), zip(*rows, strict=True), strict=True)
                if each.signal is not None
            )
            warped = by_dtw(lead.range, one, other.range, two)
            return Aligned(warped.map, wish, cost=warped.cost)
    return Aligned(by_start(lead.range, other.range), Alignment.START)


def _common_positions(one: LoadedSignal, two: LoadedSignal) -> list[tuple[int, int]]:
    """Rows of the channels that both have: positions where there are any, else all."""
    places = {name: row for row, name in enumerate(two.info.channels)}
    common = [(row, places[name], name) for row, name in enumerate(one.info.channels) if name in places]
    positions = [(a, b) for a, b, name in common if name.startswith("position.")]
    return positions or [(a, b) for a, b, _ in common]


def common_channels(companions: tuple[Companion, ...]) -> tuple[str, ...]:
    """Channels that the signals of all have, what tells most of the first in front; see ``first_channels``."""
    signals = [each.signal for each in companions]
    if not signals or any(signal is None for signal in signals):
        return ()
    sets = [set(signal.info.channels) for signal in signals if signal is not None]
    first = signals[0]
    if first is None:
        return ()
    names = first.info.channels
    telling = first_channels(first.pyramid, names)
    spans = {row: high - low for row in telling for low, high in (value_range(first.pyramid, row),)}
    order = [*sorted(telling, key=lambda row: -spans[row]), *(r for r in range(len(names)) if r not in spans)]
    return tuple(names[row] for row in order if all(names[row] in each for each in sets))


def one_channel(
    companions: tuple[Companion, ...], maps: tuple[TimeMap, ...], channel: str
) -> SignalPyramid | None:
    """The channel of all over the time of the first, each with its own samples; None where one of them lacks it."""
    laid = []
    for companion, time_map in zip(companions, maps, strict=True):
        signal = companion.signal
        if signal is None or channel not in signal.info.channels:
            return None
        laid.append(Laid(signal.pyramid, signal.info.channels.index(channel), time_map))
    lead, *others = laid
    return laid_over(lead.pyramid, lead.channel, companions[0].range, others)


def identity(companion: Companion) -> TimeMap:
    """Of the lead onto itself."""
    return by_start(companion.range, companion.range)
