"""Which key does what: the shipped key map, a person's own over it, and what the taxonomy gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.actions.keymap import laid_over, load_keymap, own_keymap
from app.main_window import ANNOTATE, REVIEW
from app.paths import resource
from app.profile import Who
from app.settings import load_settings
from app.taxonomies import DEFAULT, SETTING, taxonomy_shelf
from models.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Keys:
    """The taxonomy, and keys by action id."""

    taxonomy: Taxonomy
    keymap: Mapping[str, tuple[str, ...]]

    @property
    def workspaces(self) -> dict[str, str]:
        """The key of each workspace."""
        return {name: next(iter(self.keymap[f"window.{name}"]), "") for name in (ANNOTATE, REVIEW)}


def load_keys(who: Who) -> Keys:
    """The key map that ships with the program, and the taxonomy that the person chose.

    Raises:
        KnownError: a file is damaged, or gives one key to two actions.
    """
    chosen = load_settings(who.where.settings(who.user)).values.get(SETTING, DEFAULT)
    taxonomy = taxonomy_shelf(who.where).load(str(chosen))
    own = own_keymap(who.where.keymap(who.user))
    return Keys(taxonomy, laid_over(load_keymap(resource("keymap.toml")), own) | taxonomy_keys(taxonomy))


def taxonomy_keys(taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    """Keys that the taxonomy gives: a digit a phase, with Alt exactly at the playhead, a letter a grade."""
    keys: dict[str, tuple[str, ...]] = {f"cut.{label.code}": (label.key,) for label in taxonomy.phases}
    keys |= {f"exact.{label.code}": (f"Alt+{label.key}",) for label in taxonomy.phases}
    return keys | {f"grade.{label.code}": (label.key,) for label in taxonomy.grades}
