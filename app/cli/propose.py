"""``rushes propose EPISODE --from LABELS.json...``: phases that labelled repeats of the task suggest.

``--from`` one data set, or one file of another format than a labels file, says the phases of the episode itself.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from app.cli.console import Console
from app.cli.options import add_json, recording_place
from app.cli.tables import table
from models.episode import EpisodeRecord
from models.errors import KnownError, NoLabelsError
from models.exports.formats import FORMATS, format_of
from models.exports.outside import OUTSIDE, PER_MILLE, data_set_of, phases_in
from models.proposals.examples import example_of
from models.proposals.labels_file import read_labels
from models.proposals.motion import motion_of
from models.proposals.propose import Proposal, ProposedPhase, propose
from models.readers import open_episode
from models.timebase import NS_PER_S

_UNSURE = 0.5
LABELS = "json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "path", metavar="EPISODE", type=recording_place, help="a recording: a file, a folder, or a URL of one"
    )
    parser.add_argument(
        "--from",
        dest="examples",
        metavar="LABELS.json",
        type=Path,
        nargs="+",
        required=True,
        help="labelled repeats of the task, as export --format json writes them; or one data set or file of others "
        "that says the phases of this episode",
    )
    parser.add_argument("--episode", metavar="ID", help="one episode of several, see inspect")
    parser.add_argument(
        "--task", metavar="TEXT", help="what is done in it (default: what the recording says)"
    )
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Print the phases, the boundaries of each, and how sure they are.

    Returns:
        0.

    Raises:
        KnownError: a file cannot be read, or nothing can be compared.
    """
    others = [path for path in map(data_set_of, arguments.examples) if _is_of_others(path)]
    if others and len(arguments.examples) > 1:
        raise KnownError("{path} says the phases of the episode itself; give it alone", path=others[0])
    if others:
        proposal, origin_ns = _said(others[0], arguments.path, arguments.episode)
    else:
        proposal, origin_ns = _worked_out(arguments, console)
    if console.json:
        console.document(_document(proposal))
    else:
        _print(proposal, origin_ns, console)
    return 0


def _worked_out(arguments: argparse.Namespace, console: Console) -> tuple[Proposal, int]:
    """From labelled repeats; and when the episode begins."""
    files = [read_labels(path) for path in arguments.examples]
    steps = (example_of(file) for file in files)
    examples = list(console.progress(steps, total=len(files), unit=" examples"))
    with open_episode(arguments.path, arguments.episode) as episode:
        motion = motion_of(episode)
    if arguments.task is not None:
        motion = replace(motion, task=arguments.task)
    return propose(examples, motion), motion.range.start_ns


def _is_of_others(path: Path) -> bool:
    """Whether it is something else than a labels file; one that is damaged counts as one."""
    if path.is_file() and path.suffix.casefold() == ".json":
        try:
            return format_of(path).name != LABELS
        except KnownError:
            return False
    return path.is_dir() or any(path.name.casefold().endswith(one.suffix) for one in FORMATS if one.suffix)


def _said(path: Path, recording: Path | str, episode_id: str | None) -> tuple[Proposal, int]:
    """What others say of the episode, where nobody said how sure it is without confidence; and when it begins."""
    with open_episode(recording, episode_id) as episode:
        summary = episode.summary
    record = EpisodeRecord(
        summary.id,
        str(recording),
        episode_id or summary.id,
        summary.id,
        summary.format,
        summary.start_ns,
        summary.end_ns,
    )
    phases = phases_in(path, record)
    if not phases:
        raise NoLabelsError("{path} says no phases of {episode}", path=path, episode=summary.id)
    found = tuple(
        ProposedPhase(one.code, one.start_ns, one.end_ns, (one.confidence_pm or 0) / PER_MILLE)
        for one in phases
    )
    return Proposal(found, OUTSIDE + path.name), summary.start_ns


def _document(proposal: Proposal) -> dict[str, object]:
    phases = [
        {
            "label": phase.label,
            "start_ns": phase.start_ns,
            "end_ns": phase.end_ns,
            "confidence": phase.confidence,
        }
        for phase in proposal.phases
    ]
    return {"phases": phases, "method": proposal.method}


def _print(proposal: Proposal, origin_ns: int, console: Console) -> None:
    rows = [
        (
            phase.label,
            f"{(phase.start_ns - origin_ns) / NS_PER_S:.3f}",
            f"{(phase.end_ns - origin_ns) / NS_PER_S:.3f}",
            f"{phase.confidence:.2f}",
            "look" if phase.confidence < _UNSURE else "",
        )
        for phase in proposal.phases
    ]
    console.say(table(("phase", "start s", "end s", "confidence", ""), rows))
    console.say(f"Found by {proposal.method}; least confidence {proposal.confidence:.2f}")
