"""Which key does what: the shipped key map, a person's own over it, and what the taxonomy gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.actions.keymap import laid_over, load_keymap, own_keymap, scope_of
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


def load_keys(who: Who) -> Keys:
    """The key map that ships with the program, and the taxonomy that the person chose.

    Raises:
        KnownError: a file is damaged, or gives one key to two actions.
    """
    chosen = load_settings(who.where.settings(who.user)).values.get(SETTING, DEFAULT)
    taxonomy = taxonomy_shelf(who.where).load(str(chosen))
    own = own_keymap(who.where.keymap(who.user))
    keymap = laid_over(load_keymap(resource("keymap.toml")), own)
    return Keys(taxonomy, keymap | without_taken(taxonomy_keys(taxonomy), keymap))


def taxonomy_keys(taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    """Keys that the taxonomy gives: a digit a phase, with Alt exactly at the playhead; a letter a grade, with Alt of
    the phase at the playhead; those of the marks.
    """
    keys: dict[str, tuple[str, ...]] = {f"cut.{label.code}": (label.key,) for label in taxonomy.phases}
    keys |= {f"exact.{label.code}": (f"Alt+{label.key}",) for label in taxonomy.phases}
    keys |= {f"grade.{label.code}": (label.key,) for label in taxonomy.grades}
    keys |= {f"phase_grade.{label.code}": (f"Alt+{label.key}",) for label in taxonomy.grades}
    return keys | {f"mark.{label.code}": (label.key,) for _, label in taxonomy.marks() if label.key}


def without_taken(
    given: Mapping[str, tuple[str, ...]], keymap: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Keys of the taxonomy without those that mean something else already: one key for two things does neither."""
    taken = {key for action, keys in keymap.items() if not scope_of(action) for key in keys}
    return {action: tuple(key for key in keys if key not in taken) for action, keys in given.items()}
