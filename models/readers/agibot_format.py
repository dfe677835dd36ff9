"""AgiBot World: a data set of many episodes, or the folder of one.

The libraries are loaded when a recording is opened, not to find out that a folder is none.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UnreadableRecordingError
from models.readers.agibot_files import find_episodes

if TYPE_CHECKING:
    from models.readers.agibot_recording import AgibotRecording


def recognises(path: Path) -> bool:
    """A folder with ``proprio_stats`` or ``task_info``, or that of one of its episodes."""
    return bool(find_episodes(path))


def open_recording(path: Path) -> "AgibotRecording":
    """List the episodes.

    Raises:
        UnreadableRecordingError: there is none.
    """
    episodes = find_episodes(path)
    if not episodes:
        raise UnreadableRecordingError("{path} holds no episode of AgiBot World", path=path)
    from models.readers.agibot_recording import AgibotRecording  # noqa: PLC0415 see above

    return AgibotRecording(path, episodes)
