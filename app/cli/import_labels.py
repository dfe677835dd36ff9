"""``rushes import-labels FILE... EPISODE...``: labels of others become one's own, with a report."""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import uuid_utils

from app.cli.console import Console
from app.cli.episode_choice import chosen_episodes, named_by
from app.cli.losses import report
from app.cli.options import add_json, profile_of
from app.cli.store import opened_store, require_store, taxonomy_of
from models.episode import EpisodeRecord
from models.errors import KnownError, NoLabelsError
from models.exports.arriving import answer_of, planned
from models.exports.files import Answer, Options
from models.exports.formats import FORMATS, format_named, format_of
from models.exports.importing import Import
from models.exports.losses import NOTHING_LOST, Losses
from models.labelling.apply import apply
from models.storage.label_store import LabelStore
from models.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Planned:
    """What an import does to one episode."""

    record: EpisodeRecord
    made: Import


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "words",
        metavar="FILE|EPISODE",
        nargs="+",
        help="files or data sets of labels; then episodes by id or name (default: all that the files name)",
    )
    parser.add_argument("--format", choices=[one.name for one in FORMATS], help="default: by the file's name")
    parser.add_argument(
        "--map",
        metavar="LABEL=PHASE",
        action="append",
        default=[],
        help="which phase of the taxonomy a label of the file is; may be repeated",
    )
    parser.add_argument("--camera", metavar="STREAM", default="", help="whose frames were counted")
    parser.add_argument("--tier", metavar="NAME", default="", help="which tier of a file holds the phases")
    parser.add_argument(
        "--inclusive-end", action="store_true", help="agibot: end_frame is the last one of a phase"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Plan all of it, then store it: an episode that is refused leaves every other one as it was, too.

    Returns:
        0.

    Raises:
        KnownError: a file that cannot be read, a label that the taxonomy does not have, an episode that nobody may
            edit now, or no episode at all.
    """
    profile = profile_of(arguments)
    require_store(profile)
    taxonomy = taxonomy_of(profile)
    mapping = dict(map(_pair, arguments.map))
    with opened_store(profile, arguments) as store:
        records = [row.record for row in store.episodes()]
        files, named = _told_apart(arguments.words, records)
        wanted = chosen_episodes(records, named)
        plan = list(_plan(store, taxonomy, files, wanted, arguments, mapping=mapping, named=bool(named)))
        if not plan:
            raise KnownError("The files name no episode of the list; say which with EPISODE")
        changed = 0 if arguments.dry_run else sum(_commit(store, one, taxonomy) for one in plan)
    _report(console, plan, changed, dry=arguments.dry_run)
    return 0


def _pair(text: str) -> tuple[str, str]:
    label, equals, phase = text.rpartition("=")
    if not equals or not label or not phase:
        raise KnownError("--map wants LABEL=PHASE, not {text}", text=text)
    return label, phase


def _told_apart(words: Sequence[str], records: Sequence[EpisodeRecord]) -> tuple[list[Path], list[str]]:
    """Words that are on the disk are files up to the first that only the list knows; a recording after it is one."""
    names = {name for record in records for name in named_by(record)}
    files: list[Path] = []
    named: list[str] = []
    for word in words:
        if not named and Path(word).exists() and (not files or word not in names):
            files.append(Path(word))
        elif word in names:
            named.append(word)
        else:
            raise KnownError("{word} is neither a file nor an episode of the list", word=word)
    if not files:
        raise KnownError("Name the file that holds the labels first")
    return files, named


def _plan(
    store: LabelStore,
    taxonomy: Taxonomy,
    files: Sequence[Path],
    wanted: Sequence[EpisodeRecord],
    arguments: argparse.Namespace,
    *,
    mapping: dict[str, str],
    named: bool,
) -> Iterator[Planned]:
    options = Options(tier=arguments.tier, inclusive_end=arguments.inclusive_end)
    found: set[str] = set()
    for path in files:
        chosen = format_named(arguments.format) if arguments.format else format_of(path)
        labels = chosen.read(path, options)
        anyway = named and len(wanted) == 1
        for record in wanted:
            answer = answer_of(labels, chosen, record, taxonomy, camera=arguments.camera, anyway=anyway)
            if answer is not None and record.id not in found:
                found.add(record.id)
                yield _planned(store, record, answer, taxonomy, mapping)
    missing = next((record for record in wanted if record.id not in found), None)
    if named and missing is not None:
        raise NoLabelsError("The files hold no labels of {episode}", episode=missing.name)


def _planned(
    store: LabelStore, record: EpisodeRecord, answer: Answer, taxonomy: Taxonomy, mapping: dict[str, str]
) -> Planned:
    document = store.load(record, taxonomy)
    made = planned(answer, document, taxonomy, new_id=_new_id, mapping=mapping, role=store.role)
    return Planned(record, made)


def _new_id() -> str:
    """Of a phase, a mark or a remark."""
    return str(uuid_utils.uuid7())


def _commit(store: LabelStore, plan: Planned, taxonomy: Taxonomy) -> bool:
    for command in plan.made.commands:
        before = store.load(plan.record, taxonomy)
        applied = apply(before, command, taxonomy=taxonomy, role=store.role)
        store.commit(applied, before=before, now_ns=time.time_ns())
    return bool(plan.made.commands)


def _report(console: Console, plan: Sequence[Planned], changed: int, *, dry: bool) -> None:
    losses: Losses = sum((one.made.losses for one in plan), NOTHING_LOST)
    replaced: Losses = sum((one.made.replaced for one in plan), NOTHING_LOST)
    would = sum(bool(one.made.commands) for one in plan)
    episodes = [one.record.id for one in plan]
    done = f"{would} would change" if dry else f"{changed} changed"
    report(
        console,
        {
            "episodes": episodes,
            "changed": changed,
            "would_change": would,
            "replaces": list(replaced.sentences),
        },
        f"Labels of {len(plan)} episodes, {done}",
        losses,
        replaced=replaced,
    )
