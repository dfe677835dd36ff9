"""``rushes catalog history``: the history of labels as Parquet by day, for DuckDB, Spark and the like."""

import argparse
from pathlib import Path

from app.cli.catalog_action import Action, done, url_of
from app.cli.console import Console


def _history(arguments: argparse.Namespace, console: Console) -> int:
    from models.catalog.history import reading_history  # noqa: PLC0415  PyArrow costs a fifth of a second
    from models.catalog.history_files import export_history  # noqa: PLC0415

    with console.bar(unit=" entries") as show, reading_history(url_of(arguments)) as history:
        report = export_history(history, arguments.folder, anew=arguments.anew, progress=show)
    document = {"rows": report.rows, "files": report.files, "withdrawn": report.withdrawn}
    return done(console, document, f"{report.rows} new entries in {report.files} files of {arguments.folder}")


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="where day=YYYY-MM-DD/*.parquet are kept")
    parser.add_argument(
        "--anew", action="store_true", help="throw away what is there, for instance after a restore"
    )


ACTIONS = (
    Action(
        "history",
        "write the history of labels as Parquet by day; the next run adds what is new",
        _history,
        _add,
        description="Write the history of labels as Parquet, a folder a day. Only reading is needed: name a replica. "
        "An example query is resources/queries/success_per_robot_and_task.sql.",
    ),
)
