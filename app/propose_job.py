"""Phases for an episode from labelled repeats, on a lane."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.cutting_aids.suggestions import Suggestion
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.phases import PhaseTrack
from models.proposals.arms import Cuts, Tracks, propose_tracks
from models.proposals.motion import Motion, motion_of
from models.readers import open_episode

Examples = Sequence[tuple[EpisodeRecord, Sequence[PhaseTrack]]]
MOTIONS_KEPT = 8


class ProposeJob:
    """Called on one lane only; it keeps the movement of the recordings read last, since examples come again."""

    def __init__(self) -> None:
        self._motions: dict[str, Motion] = {}

    def __call__(self, record: EpisodeRecord, examples: Examples) -> tuple[Suggestion, ...]:
        """What is proposed; examples that cannot be read are left out.

        Raises:
            KnownError: the episode cannot be read, or nothing can be compared.
        """
        known = []
        for each, tracks in examples:
            with contextlib.suppress(KnownError):
                motion = self._motion(each)
                known.append(Tracks(motion, {track.tier: _cuts(motion, track) for track in tracks}))
        return tuple(
            Suggestion(phase.label, phase.start_ns, phase.end_ns, phase.confidence, tier=tier)
            for tier, proposal in propose_tracks(known, self._motion(record)).items()
            for phase in proposal.phases
        )

    def _motion(self, record: EpisodeRecord) -> Motion:
        motion = self._motions.pop(record.id, None)
        if motion is None:
            with open_episode(record.path, record.inner_id) as episode:
                motion = replace(motion_of(episode), task=record.task)
        self._motions[record.id] = motion
        for old in list(self._motions)[:-MOTIONS_KEPT]:
            del self._motions[old]
        return motion


def _cuts(motion: Motion, track: PhaseTrack) -> Cuts:
    steps = np.array([motion.step_of(cut_ns) for cut_ns in track.boundaries_ns], np.float64)
    return Cuts(tuple(phase.label for phase in track.phases), steps)
