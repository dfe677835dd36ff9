"""The index of an MCAP file: schemas, channels, segments, and where each channel's message indexes lie.

A whole file gives it from its summary. Where that is missing or damaged, or where messages lie outside of
what it lists, the file is read record by record.
"""

from dataclasses import dataclass

from models.episode import Problem, Severity
from models.readers.archive import Channel, Schema, bad_chunk
from models.readers.byte_source import ByteSource
from models.readers.mcap_records import MAGIC, BadRecordError, ChunkIndex
from models.readers.mcap_runs import Runs, indexed_runs, merge_runs, walked_runs
from models.readers.mcap_scan import Found, scan, walk_segment
from models.readers.mcap_segments import Segment
from models.readers.mcap_summary import Summary


@dataclass(frozen=True, slots=True)
class McapIndex:
    """Everything but the messages. ``segments`` are in file order; ``runs`` by channel id."""

    profile: str
    library: str
    schemas: dict[int, Schema]
    channels: dict[int, Channel]
    segments: tuple[Segment, ...]
    runs: dict[int, Runs]
    metadata: dict[str, dict[str, str]]
    problems: tuple[Problem, ...]


def read_index(source: ByteSource) -> McapIndex:
    """From the summary where it can be trusted, else from the records themselves."""
    try:
        summary = Summary.read(source)
    except BadRecordError as error:
        return _scanned(source, (_why_scanned(source, str(error)),))
    if not summary.usable:
        why = Problem("no_summary", Severity.INFO, "The summary has no index; the file was read through")
        return _scanned(source, (why,))
    try:
        return _indexed(source, summary)
    except BadRecordError as error:
        return scanned_index(source, str(error))


def scanned_index(source: ByteSource, why: str) -> McapIndex:
    """The index by reading every record, for a file whose own index has turned out wrong."""
    problem = Problem(
        "bad_index", Severity.WARNING, f"The index is damaged ({why}); the file was read through"
    )
    return _scanned(source, (problem,), trust=False)


def _why_scanned(source: ByteSource, why: str) -> Problem:
    if source.read_at(source.size - len(MAGIC), len(MAGIC)) != MAGIC:
        text = "The file ends in the middle of the recording; everything up to the damage was recovered"
        return Problem("truncated", Severity.CRITICAL, text)
    text = f"The summary cannot be used ({why}); the file was read through"
    return Problem("no_summary", Severity.WARNING, text)


def _indexed(source: ByteSource, summary: Summary) -> McapIndex:
    """Runs from the chunk indexes, plus whatever lies between the chunks."""
    found = Found(schemas=summary.schemas, channels=summary.channels, metadata=summary.metadata)
    listed = {chunk.position: _segment(chunk) for chunk in summary.chunks}
    for chunk in summary.chunks:
        if not chunk.offsets:
            walk_segment(source, found, listed.pop(chunk.position))
    for start, end in summary.gaps():
        scan(source, found, start=start, end=end)
    segments = tuple(sorted([*listed.values(), *found.segments], key=lambda segment: segment.position))
    number = {segment.position: n for n, segment in enumerate(segments)}
    walked = [(number[s.position], rows) for s, rows in zip(found.segments, found.messages, strict=True)]
    return McapIndex(
        summary.profile,
        summary.library,
        summary.schemas,
        summary.channels,
        segments,
        merge_runs(indexed_runs(summary.chunks, number), walked_runs(walked)),
        summary.metadata,
        _bad_chunks(found),
    )


def _segment(chunk: ChunkIndex) -> Segment:
    return Segment(
        position=chunk.position,
        length=chunk.length,
        size=chunk.size,
        compression=chunk.compression,
        stored_size=chunk.stored_size,
        start_ns=chunk.start_ns,
        end_ns=chunk.end_ns,
    )


def _scanned(source: ByteSource, problems: tuple[Problem, ...], *, trust: bool = True) -> McapIndex:
    found = Found()
    scan(source, found, start=len(MAGIC), end=source.size, trust=trust)
    if found.damage_at is not None and not any(p.code == "truncated" for p in problems):
        text = f"A record at byte {found.damage_at} is damaged; everything before it was recovered"
        problems = (*problems, Problem("truncated", Severity.CRITICAL, text))
    walked = list(enumerate(found.messages))
    return McapIndex(
        found.profile,
        found.library,
        found.schemas,
        found.channels,
        tuple(found.segments),
        walked_runs(walked),
        found.metadata,
        (*problems, *_bad_chunks(found)),
    )


def _bad_chunks(found: Found) -> tuple[Problem, ...]:
    return tuple(bad_chunk((segment.start_ns, segment.end_ns), why) for segment, why in found.bad)
