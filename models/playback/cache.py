"""Decoded samples under one byte budget, least recently used first out."""

from collections import OrderedDict

from models.streams import DepthImage, Message, PointCloud, Sample, SignalSample, VideoFrame

Key = tuple[str, int]

MESSAGE_NBYTES = 4096


def sample_nbytes(sample: Sample) -> int:
    """Memory of a decoded sample; of a message a flat guess, since it is a tree of Python objects."""
    match sample:
        case VideoFrame():
            return sample.rgb.nbytes
        case DepthImage():
            return sample.depth_m.nbytes
        case PointCloud():
            return sample.points.nbytes
        case SignalSample():
            return sample.values.nbytes
        case Message():
            return MESSAGE_NBYTES


class SampleCache:
    """Keyed by (stream name, index). Touched by one thread only."""

    def __init__(self, budget_nbytes: int) -> None:
        self.budget_nbytes = budget_nbytes
        self.used_nbytes = 0
        self._samples: OrderedDict[Key, Sample] = OrderedDict()

    def get(self, stream: str, index: int) -> Sample | None:
        """The sample, which becomes the most recently used."""
        sample = self._samples.get((stream, index))
        if sample is not None:
            self._samples.move_to_end((stream, index))
        return sample

    def __contains__(self, key: object) -> bool:
        return key in self._samples

    def put(self, stream: str, sample: Sample) -> None:
        """Keep a sample; older ones go until the budget holds. One larger than the budget is not kept."""
        self._drop((stream, sample.index))
        nbytes = sample_nbytes(sample)
        if nbytes > self.budget_nbytes:
            return
        while self.used_nbytes + nbytes > self.budget_nbytes:
            self._drop(next(iter(self._samples)))
        self._samples[(stream, sample.index)] = sample
        self.used_nbytes += nbytes

    def set_budget(self, nbytes: int) -> None:
        """Another budget; what exceeds it goes at once."""
        self.budget_nbytes = nbytes
        while self.used_nbytes > self.budget_nbytes:
            self._drop(next(iter(self._samples)))

    def clear(self) -> None:
        """Forget everything."""
        self._samples.clear()
        self.used_nbytes = 0

    def _drop(self, key: Key) -> None:
        sample = self._samples.pop(key, None)
        if sample is not None:
            self.used_nbytes -= sample_nbytes(sample)
