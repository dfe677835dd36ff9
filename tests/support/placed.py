"""Data sets of LeRobot with labels in them, beside the ones they were made from."""

from pathlib import Path
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from app.exporting import copy_dataset
from models.episode import EpisodeRecord
from models.exports.files import Export, Options
from models.exports.formats import format_named
from models.exports.labelset import LabelSet
from models.ingest import jobs_for, look
from models.ingest.look import Found
from models.readers import open_episode

FULL = Options()
_COPIES = UUID("0b7e6a4e-1e5f-5c53-a3a8-5f6c1f2b9d10")


def placed(name: str, labelsets: list[LabelSet], root: Path, out: Path, options: Options = FULL) -> Export:
    """The data set ``root`` with labels, as ``out``."""
    export = format_named(name).write(labelsets, root, options)
    copy_dataset(root, out, export.files)
    return export


def records_of(root: Path) -> list[EpisodeRecord]:
    """The episodes of a data set, as ingest finds them."""
    (job,) = jobs_for([root], ())
    return [found.record for found in look(job).found if isinstance(found, Found)]


def stamps_of(record: EpisodeRecord) -> NDArray[np.int64]:
    """Stamps of its rows."""
    with open_episode(record.path, record.inner_id) as episode:
        return np.array(episode.streams["timestamp"].stamps())


def fresh(folder: Path, *names: object) -> Path:
    """A place in ``folder`` where nothing is yet."""
    return folder / str(uuid5(_COPIES, repr(names) + str(len(list(folder.iterdir())))))
