"""``rushes propose EPISODE --from LABELS.json...``: phases that labelled repeats of the task suggest."""

import argparse
from dataclasses import replace
from pathlib import Path

from app.cli.console import Console
from app.cli.options import add_json, recording_place
from app.cli.tables import table
from models.proposals.examples import example_of
from models.proposals.labels_file import read_labels
from models.proposals.motion import motion_of
from models.proposals.propose import Proposal, propose
from models.readers import open_episode
from models.timebase import NS_PER_S

_UNSURE = 0.5


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
        help="labelled repeats of the task, as export --format json writes them",
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
    files = [read_labels(path) for path in arguments.examples]
    steps = (example_of(file) for file in files)
    examples = list(console.progress(steps, total=len(files), unit=" examples"))
    with open_episode(arguments.path, arguments.episode) as episode:
        motion = motion_of(episode)
    if arguments.task is not None:
        motion = replace(motion, task=arguments.task)
    proposal = propose(examples, motion)
    if console.json:
        console.document(_document(proposal))
    else:
        _print(proposal, motion.range.start_ns, console)
    return 0


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
