"""``rushes sync``: send labels to the catalog and fetch those of others."""

import argparse
from collections.abc import Iterator
from dataclasses import replace

from app.cli.console import Console
from app.cli.options import Profile, add_json, profile_of
from app.cli.store import opened_store
from app.settings import save_settings
from models.catalog.gateway import open_catalog


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_json(parser)
