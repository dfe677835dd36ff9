"""The taxonomy is edited, saved as its next version, and another one is chosen."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.profile import REOPEN, Who
from app.taxonomies import SETTING, taxonomy_shelf
from models.errors import KnownError
from models.taxonomy import Taxonomy
from widgets.taxonomy_editor import TaxonomyEditor

Keep = Callable[[str, object], None]


class TaxonomyDesk(QObject):
    """``keep`` remembers a setting; ``warn`` says why something did not happen."""

    def __init__(
        self,
        *,
        who: Who,
        taxonomy: Taxonomy,
        keys: frozenset[str],
        keep: Keep,
        warn: Callable[[KnownError], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._shelf = taxonomy_shelf(who.where)
        self._taxonomy, self._keys = taxonomy, keys
        self._keep, self._warn = keep, warn
        self.language = "en"
        self.editor: TaxonomyEditor | None = None

    def edit(self) -> None:
        """Open the editor over the window."""
        self.editor = TaxonomyEditor(
            self._taxonomy, taken=self._keys, language=self.language, parent=self._window
        )
        self.editor.saved.connect(self._save)
        self.editor.open()

    def choose(self) -> None:
        """Which taxonomy the window labels with, from now on and next time; it opens anew."""
        menu = QMenu(self._window)
        for name in sorted(self._shelf.paths()):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(name == self._taxonomy.id)
            action.triggered.connect(lambda _on=False, name=name: self.use(name))
        menu.popup(self._window.mapToGlobal(self._window.rect().center()))

    def use(self, taxonomy_id: str) -> None:
        """Label with it."""
        try:
            self._shelf.load(taxonomy_id)
        except KnownError as error:
            self._warn(error)
            return
        self._keep(SETTING, taxonomy_id)
        QApplication.exit(REOPEN)

    def _save(self, taxonomy: Taxonomy) -> None:
        try:
            self._shelf.save(taxonomy)
        except KnownError as error:
            self._warn(error)
            return
        if self.editor is not None:
            self.editor.done(1)
            self.editor = None
        self.use(taxonomy.id)
