"""Opening a recording of a minute where it lies: on a web server of this machine.

The peer downloads the file and opens the copy. Between two machines the difference is larger, by as much as the line is
slower than this machine's memory. ``requests`` counts what the server is asked.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.request import urlopen

from models.readers import open_episode
from tests.benchmarks import large
from tests.benchmarks.harness import Contest, Figures, Measure, Side, Stage, timed
from tests.support.servers import http_server

_SECONDS = 60


def _open(path: Path | str, _number: int = 0) -> None:
    with open_episode(path) as episode:
        assert episode.summary.streams


def _download_and_open(url: str, copy: Path, _number: int) -> None:
    with urlopen(url) as source, copy.open("wb") as sink:
        shutil.copyfileobj(source, sink)
    _open(copy)


@contextmanager
def _opening(stage: Stage) -> Iterator[Contest]:
    path = large.recording(stage.work, _SECONDS)
    copy = path.with_name("downloaded.mcap")
    with http_server(path.parent) as served:
        url = f"{served.url}/{path.name}"
        yield Contest(Side(partial(_open, url)), Side(partial(_download_and_open, url, copy), every=3))
    copy.unlink(missing_ok=True)


def _requests(stage: Stage) -> Figures:
    path = large.recording(stage.work, _SECONDS)
    with http_server(path.parent) as served:
        _open(f"{served.url}/{path.name}")
        return Figures(ours=[served.requests], peer=[], limit=[])


MEASURES = (
    Measure("open over HTTP", "ratio_to_peer <= 1", timed(_opening), peer="download, then open"),
    Measure("requests over HTTP", "median <= 12", _requests, unit="requests"),
)
