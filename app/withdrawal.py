"""What remains of an episode that was withdrawn from the catalog, and how it is removed."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.media_home import MediaHome
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.media.forget import forget


@dataclass(frozen=True, slots=True)
class Remains:
    """Places of a recording: those ``removed``, and those that somebody must look after, each with a reason."""

    removed: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


def remove_media(record: EpisodeRecord | None, locations: Iterable[str]) -> Remains:
    """Remove the recording at its own path and at every location that is known and can be reached.

    What holds other episodes too, or is a folder, is left: whoever runs that place takes the episode out of it.
    """
    own = [] if record is None or not str(record.path) else [str(record.path)]
    removed: list[str] = []
    left: list[tuple[str, str]] = []
    for location in dict.fromkeys((*own, *locations)):
        why = _removed(location)
        if why:
            left.append((location, why))
        else:
            removed.append(location)
    return Remains(tuple(removed), tuple(left))


def _removed(location: str) -> str:
    """Why it is still there, "" where it is gone."""
    from models.readers.base import open_recording  # noqa: PLC0415  the readers cost half a second
    from models.readers.place import place  # noqa: PLC0415

    try:
        path = place(location)
        if not path.is_file():
            return "it is a folder" if path.is_dir() else "it cannot be reached from here"
        if len(open_recording(path).episode_ids) > 1:
            return "it holds other episodes too"
        path.unlink()
    except KnownError as error:
        return str(error)
    except OSError as error:
        return str(error.strerror or error)
    return ""


def forget_here(records: Iterable[EpisodeRecord], home: MediaHome) -> None:
    """Remove what this machine made or fetched of their recordings; the recordings themselves belong to their place.

    Raises:
        KnownError: something could not be removed.
    """
    for record in records:
        forget(record, home.keepers(), sites=dict.fromkeys(("", record.site)))
