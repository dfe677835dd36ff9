"""zarr recordings as UMI writes them: arrays of all episodes one after the other, cut by ``meta/episode_ends``.

Source of the layout: real-stanford/diffusion_policy and universal_manipulation_interface, ``ReplayBuffer``.
A store without that list is one episode.

The library is loaded when a recording is opened, not to find out that a folder is none.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from models.readers.zarr_files import find_top, look_at

if TYPE_CHECKING:
    from models.readers.zarr_recording import ZarrRecording


def recognises(path: Path) -> bool:
    """A folder or zip with a zarr group at its top."""
    return find_top(path) is not None


def open_recording(path: Path) -> "ZarrRecording":
    """List arrays and episodes.

    Raises:
        UnreadableRecordingError: damaged beyond use.
    """
    from models.readers.zarr_recording import ZarrRecording  # noqa: PLC0415 see above

    return ZarrRecording(look_at(path))
