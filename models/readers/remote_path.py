"""Paths of other places, as the readers need them."""

from typing import Any

from upath import UPath
from upath.implementations.http import HTTPPath
from upath.registry import register_implementation

from models.readers.remote_file import facts_of


class WebPath(HTTPPath):
    """A file or folder of a web server, which knows no folders: asking it for one would fetch a whole file.

    What has a suffix is taken for a file. Nothing is fetched to find out.
    """

    def exists(self, **_options: Any) -> bool:
        """Whether the server has it, by its head alone.

        Raises:
            UnreadableRecordingError: the server does not answer, or refuses.
        """
        return facts_of(self) is not None

    def is_dir(self, **_options: Any) -> bool:
        """By its name alone."""
        return "." not in self.name

    def is_file(self, **_options: Any) -> bool:
        """By its name, and whether the server has it."""
        return "." in self.name and self.exists()


def remote_path(url: str, options: dict[str, Any]) -> UPath:
    """The path of a URL.

    Raises:
        ValueError, ImportError: there is no file system for it.
    """
    path: UPath = UPath(url, **options)
    return path


for _protocol in ("http", "https"):
    register_implementation(_protocol, WebPath, clobber=True)
