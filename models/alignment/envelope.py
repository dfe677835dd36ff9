"""What approved repeats of a task have in common: the usual range of every channel at every part of every phase."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.alignment.time_map import pair_phases
from models.phases import Phase, PhaseTrack
from models.streams import Stamps
from models.timebase import NS_PER_S, TimeRange

LEAST_EPISODES = 3
PARTS = 40
PERCENTILES = (10, 50, 90)

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """One approved episode: ``values`` (channels, N) at ``stamps_ns`` int64 (N,), and its phases."""

    channels: tuple[str, ...]
    stamps_ns: Stamps
    values: NDArray[np.floating]
    track: PhaseTrack


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """Percentiles of ``episodes`` episodes at ``PARTS`` even places of each phase of ``track``.

    ``track`` is a made one whose phases last a second each. ``bands`` is float32 (3, channels, phases x PARTS): the
    10th, 50th and 90th percentile, NaN where fewer than three episodes have the phase.
    """

    channels: tuple[str, ...]
    track: PhaseTrack
    bands: Values
    episodes: int


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """An envelope of one channel on an episode's own time: ``t_ns`` int64 (M,), the rest float32 (M,)."""

    t_ns: Stamps
    low: Values
    median: Values
    high: Values
    episodes: int


def sampled(course: Course, template: PhaseTrack) -> Values | None:
    """The course at even places of the template's phases, float32 (channels, phases x PARTS).

    NaN in phases that the episode lacks; None where it shares no phase with the template.
    """
    pairs = {mine.id: theirs for mine, theirs in pair_phases(template.phases, course.track.phases)}
    if not pairs or not len(course.stamps_ns):
        return None
    found = np.full((len(course.channels), PARTS * len(template.phases)), np.nan, np.float32)
    origin_ns = int(course.stamps_ns[0])
    x = (course.stamps_ns - origin_ns).astype(np.float64)
    for place, phase in enumerate(template.phases):
        theirs = pairs.get(phase.id)
        if theirs is None:
            continue
        at = theirs.start_ns - origin_ns + theirs.duration_ns * (np.arange(PARTS) + 0.5) / PARTS
        for channel, row in enumerate(course.values):
            found[channel, place * PARTS : (place + 1) * PARTS] = np.interp(at, x, row)
    return found


def template_of(tracks: Sequence[PhaseTrack]) -> PhaseTrack | None:
    """The order of phases that most of the episodes have, each a second long; None without any phases."""
    orders = Counter(tuple(phase.label for phase in track.phases) for track in tracks if track.phases)
    if not orders:
        return None
    labels = orders.most_common(1)[0][0]
    phases = tuple(
        Phase(f"{place}", label, place * NS_PER_S, (place + 1) * NS_PER_S)
        for place, label in enumerate(labels)
    )
    return PhaseTrack(TimeRange(0, len(labels) * NS_PER_S), phases)


def envelope_of(
    channels: tuple[str, ...], template: PhaseTrack, courses: Sequence[Values]
) -> Envelope | None:
    """Of what ``sampled`` gave, all with the same channels; None of fewer than three episodes."""
    if len(courses) < LEAST_EPISODES:
        return None
    stack = np.stack(courses)
    enough = np.isfinite(stack).sum(axis=0) >= LEAST_EPISODES
    bands = np.full((len(PERCENTILES), *stack.shape[1:]), np.nan, np.float32)
    bands[:, enough] = np.nanpercentile(stack[:, enough], PERCENTILES, axis=0)
    return Envelope(channels, template, bands, len(courses))


def band_on(envelope: Envelope, channel: str, track: PhaseTrack) -> Band | None:
    """The envelope of one channel over the phases of an episode; None where they share no phase or not the channel."""
    pairs = {theirs.id: mine for mine, theirs in pair_phases(track.phases, envelope.track.phases)}
    if not pairs or channel not in envelope.channels:
        return None
    row = envelope.bands[:, envelope.channels.index(channel)]
    t_ns: list[Stamps] = []
    parts: list[Values] = []
    for place, phase in enumerate(envelope.track.phases):
        mine = pairs.get(phase.id)
        if mine is not None:
            shares = (np.arange(PARTS) + 0.5) / PARTS
            t_ns.append(mine.start_ns + (mine.duration_ns * shares).astype(np.int64))
            parts.append(row[:, place * PARTS : (place + 1) * PARTS])
    low, median, high = np.concatenate(parts, axis=1)
    return Band(np.concatenate(t_ns), low, median, high, envelope.episodes)
