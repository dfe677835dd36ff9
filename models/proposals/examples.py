"""Labelled recordings as examples."""

from dataclasses import replace

import numpy as np

from models.proposals.labels_file import LabelsFile, tiles
from models.proposals.motion import motion_of
from models.proposals.transfer import Example
from models.readers.base import open_episode


def example_of(file: LabelsFile) -> Example:
    """Read the movement of the recording that a labels file names; pictures are not decoded.

    Raises:
        KnownError: the recording is missing or damaged, tells no movement, or the phases lie outside of it.
    """
    with open_episode(file.place, file.episode or None) as episode:
        motion = motion_of(episode)
    labels, cuts_ns = tiles(file, motion.range)
    if file.task:
        motion = replace(motion, task=file.task)
    cuts = np.array([motion.step_of(cut_ns) for cut_ns in cuts_ns], np.float64)
    return Example(motion, labels, cuts)
