"""Where taxonomies lie: those that ship, and those of this machine, which stand in front of them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.files import write_atomically
from app.paths import Places, resource
from models.errors import KnownError
from models.taxonomy import Taxonomy, load_taxonomy
from models.taxonomy.saving import taxonomy_text

DEFAULT: Final = "pick_place"
SETTING: Final = "taxonomy"
"""Name of the value that says with which taxonomy a person labels."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,63}")


@dataclass(frozen=True, slots=True)
class TaxonomyShelf:
    """``shipped`` is never written to; ``own`` holds what was edited here, and ``own/earlier`` what it replaced."""

    shipped: Path
    own: Path

    def paths(self) -> dict[str, Path]:
        """The file of each taxonomy by its id, an own one before the one that ships."""
        files = [path for folder in (self.shipped, self.own) for path in sorted(folder.glob("*.toml"))]
        return {path.stem: path for path in files}

    def load(self, taxonomy_id: str) -> Taxonomy:
        """The taxonomy of that id, the shipped default where there is none.

        Raises:
            KnownError: its file is damaged or contradicts itself, or it has another id than its file.
        """
        known = self.paths()
        path = known.get(taxonomy_id) or known[DEFAULT]
        taxonomy = load_taxonomy(path)
        if taxonomy.id != path.stem:
            raise KnownError("The taxonomy {path} must have the id {id}", path=path, id=path.stem)
        return taxonomy

    def save(self, taxonomy: Taxonomy) -> Path:
        """Write it to ``own`` in one step; what stood there is kept under its version.

        Raises:
            KnownError: the id cannot name a file, or the file cannot be written.
        """
        if not _ID.fullmatch(taxonomy.id):
            raise KnownError(
                "A taxonomy cannot have the id {id}: up to 64 letters, digits, - and _", id=repr(taxonomy.id)
            )
        path = self.own / f"{taxonomy.id}.toml"
        self._keep(self.paths().get(taxonomy.id), taxonomy)
        self._write(path, taxonomy)
        return path

    def _keep(self, path: Path | None, taxonomy: Taxonomy) -> None:
        if path is None:
            return
        before = load_taxonomy(path)
        kept = self.own / "earlier" / f"{before.id}.v{before.version}.toml"
        if before.version != taxonomy.version and not kept.exists():
            self._write(kept, before)

    def _write(self, path: Path, taxonomy: Taxonomy) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KnownError("{path} cannot be written: {why}", path=path, why=error.strerror) from error
        write_atomically(path, taxonomy_text(taxonomy).encode("utf-8"))


def taxonomy_shelf(where: Places) -> TaxonomyShelf:
    """That of everybody at this machine."""
    return TaxonomyShelf(shipped=resource("taxonomies"), own=where.taxonomies)
