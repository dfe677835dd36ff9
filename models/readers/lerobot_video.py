"""A camera of a LeRobot episode: its rows and the pictures of a video file, matched by time."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.episode import Problem, Severity, StreamInfo, StreamKind
from models.errors import NoSampleError
from models.readers.lerobot_depth import DepthCoding, first_plane, to_metres
from models.readers.lerobot_episodes import VideoPart
from models.readers.lerobot_streams import checked, timed_info
from models.readers.video import FileVideo
from models.streams import DepthImage, Sample, Stamps, VideoFrame
from models.timebase import NS_PER_S, seconds_to_ns

NO_PICTURE = -1

Report = Callable[[Problem], None]


def match_pictures(wanted_ns: Stamps, pts_ns: Stamps, tolerance_ns: int) -> NDArray[np.int64]:
    """Index of the picture for each row, int64 (N,): the nearest within the tolerance, else the last shown
    before, -1 before the first and after the last.

    Args:
        wanted_ns: times of the rows, int64 (N,).
        pts_ns: times of the pictures, int64 (M,), ascending.
        tolerance_ns: half a frame period.
    """
    if not len(pts_ns):
        return np.full(len(wanted_ns), NO_PICTURE, np.int64)
    before = np.searchsorted(pts_ns, wanted_ns, side="right") - 1
    after = np.minimum(before + 1, len(pts_ns) - 1)
    gap_after = np.abs(pts_ns[after] - wanted_ns)
    gap_before = np.where(
        before >= 0, np.abs(wanted_ns - pts_ns[np.maximum(before, 0)]), np.iinfo(np.int64).max
    )
    match = np.where((gap_after < gap_before) & (gap_after <= tolerance_ns), after, before)
    match[wanted_ns > pts_ns[-1] + tolerance_ns] = NO_PICTURE
    return match.astype(np.int64)


class VideoStream:
    """One camera. Opening reads the video's header; where that shows a picture for every row, they are matched
    when the first one is asked for, else at once, and rows without a picture are no samples.

    Raises:
        UnreadableRecordingError: the video is missing or damaged beyond use.
    """

    def __init__(
        self, info: StreamInfo, part: VideoPart, row_stamps_ns: Stamps, *, period_s: float, report: Report
    ) -> None:
        self._part = part
        self._name = info.name
        self._report = report
        self._tolerance_ns = seconds_to_ns(period_s / 2)
        self._row_stamps_ns = row_stamps_ns
        self._video = _open_part(part, slack_s=period_s / 2)
        self._rows = np.arange(len(row_stamps_ns))
        if self._video.declared_count != len(row_stamps_ns):
            self._rows = np.flatnonzero(self._picture_of_row != NO_PICTURE)
        described = replace(info, encoding=self._video.codec, shape=(*self._video.size(), 3))
        self._info = timed_info(described, self.stamps())

    @property
    def info(self) -> StreamInfo:
        """With the codec and the size that the video's header says."""
        return self._info

    def describe(self) -> StreamInfo:
        """The same."""
        return self._info

    def stamps(self) -> Stamps:
        """Stamps of the rows that have a picture, int64 (count,)."""
        return self._row_stamps_ns[self._rows]

    def sample(self, index: int) -> Sample:
        """The picture of sample ``index``.

        Raises:
            NoSampleError: out of range, missing or damaged.
        """
        picture = self._picture(index)
        rgb = self._video.frame(picture)
        return VideoFrame(t_ns=int(self._row_stamps_ns[self._rows[index]]), index=index, rgb=rgb)

    def message(self, index: int) -> Mapping[str, Any]:
        """File and time in it of the picture."""
        pts_ns = int(self._video.pts_ns[self._picture(index)])
        return {self._info.name: {"path": self._part.path.name, "timestamp": pts_ns / NS_PER_S}}

    @property
    def held_nbytes(self) -> int:
        """Decoded pictures that are kept."""
        return self._video.ring.used_nbytes

    def hold_at_most(self, nbytes: int) -> None:
        """Bound them."""
        self._video.ring.hold_at_most(nbytes)

    def close(self) -> None:
        """Release the file and the decoder."""
        self._video.close()

    def _picture(self, index: int) -> int:
        picture = int(self._picture_of_row[self._rows[checked(index, self._info)]])
        if picture == NO_PICTURE:
            raise NoSampleError(
                "The video of {stream} has no picture {index}", stream=self._info.name, index=index
            )
        return picture

    @cached_property
    def _picture_of_row(self) -> NDArray[np.int64]:
        wanted_ns = self._row_stamps_ns + seconds_to_ns(self._part.start_s)
        match = match_pictures(wanted_ns, self._video.pts_ns, self._tolerance_ns)
        self._report_differences(wanted_ns, match)
        return match

    def _report_differences(self, wanted_ns: Stamps, match: NDArray[np.int64]) -> None:
        rows, pictures = len(wanted_ns), self._video.count
        if pictures != rows:
            self._warn("video_count", f"The video has {pictures} pictures for {rows} rows")
            return
        shown = match != NO_PICTURE
        apart_ns = np.abs(self._video.pts_ns[match[shown]] - wanted_ns[shown])
        if not shown.all() or (len(apart_ns) and apart_ns.max() > self._tolerance_ns):
            self._warn(
                "video_offset", "The pictures of the video lie more than half a period from their rows"
            )

    def _warn(self, code: str, message: str) -> None:
        self._report(Problem(code=code, severity=Severity.WARNING, message=message, stream=self._name))


class DepthVideoStream(VideoStream):
    """A depth camera whose video has more than 8 bits a pixel; with fewer its pictures are shown as they are.

    Raises:
        UnreadableRecordingError: the video is missing or damaged beyond use.
    """

    def __init__(
        self,
        info: StreamInfo,
        part: VideoPart,
        row_stamps_ns: Stamps,
        *,
        period_s: float,
        report: Report,
        coding: DepthCoding,
    ) -> None:
        super().__init__(info, part, row_stamps_ns, period_s=period_s, report=report)
        self._coding = coding
        self._bits = self._video.bits
        if self._bits <= 8:
            self._note("depth_8_bit", "The depth video has 8 bits a pixel and is shown as pictures")
            return
        self._info = replace(self._info, kind=StreamKind.DEPTH, shape=self._video.size())
        if coding.assumed and self._bits < 16:
            limits = f"{coding.min_m:g} to {coding.max_m:g} m"
            self._note(
                "assumed_depth", f"The limits of the depth are not said; LeRobot's {limits} were assumed"
            )

    def sample(self, index: int) -> Sample:
        """Depth of sample ``index`` in metres.

        Raises:
            NoSampleError: out of range, missing or damaged.
        """
        if self._bits <= 8:
            return super().sample(index)
        codes = first_plane(self._video.decoded(self._picture(index)))
        depth_m = to_metres(codes, self._bits, self._coding)
        return DepthImage(t_ns=int(self._row_stamps_ns[self._rows[index]]), index=index, depth_m=depth_m)

    def _note(self, code: str, message: str) -> None:
        self._report(Problem(code=code, severity=Severity.INFO, message=message, stream=self._name))


def _open_part(part: VideoPart, *, slack_s: float) -> FileVideo:
    """The pictures of a stretch. Its limits are sums of rounded durations, so half a period is left on both sides."""
    end_s = None if part.end_s is None else part.end_s - slack_s
    return FileVideo(part.path, start_s=max(part.start_s - slack_s, 0.0), end_s=end_s)
