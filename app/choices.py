"""What a person chooses for good: theme, language, memory, quick copies, the catalog and as whom."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.actions.records import ActionTable
from app.main_window import MainWindow
from app.memory import SETTING
from app.parts import Parts
from app.profile import CHANGE_USER
from app.quick_copies import SETTING as QUICK_COPIES
from app.services import Services
from app.settings import Settings
from app.translations import Language
from models.playback.budget import MIB
from models.review import Role
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind
from widgets.states import role_word
from widgets.theme import ThemeName, apply_theme, tokens


class Choices(Parts):
    """Each is done at once and kept in the settings, which are written when the window closes."""

    def __init__(
        self,
        *,
        services: Services,
        window: MainWindow,
        language: Language,
        settings: Settings,
        actions: ActionTable,
    ) -> None:
        super().__init__(services=services, window=window, settings=settings, actions=actions)
        self.speech = language

    def change_user(self) -> None:
        """Leave the event loop; the entry closes this person's window and asks who works."""
        QApplication.exit(CHANGE_USER)

    def take_catalog(self, url: str) -> None:
        """Sync with another catalog from the next opening of the window on; "" for the one beside the profiles."""
        self.settings = replace(self.settings, catalog_url=url)

    def take_role(self, role: Role) -> None:
        """Work as what the catalog says, from now on and next time: another role's edits would be refused there."""
        self.services.store.role = role
        self.settings = replace(self.settings, role=role.value)
        self.window.top_bar.set_user(self.services.who.user, role)
        self.presenter.say(NoticeKind.INFO, tr("The catalog knows you as {role}", role=role_word(role)))

    def remember(self, path: Path) -> None:
        """What was opened last."""
        self.settings = self.settings.with_recent(path)

    def toggle_quick_copies(self) -> None:
        """Make quick copies of videos with distant keyframes, from now on and next time, or no longer."""
        self.copies.set_on(not self.copies.on)
        self.settings = self.settings.with_value(QUICK_COPIES, self.copies.on)
        words = (
            tr("Quick copies of videos with distant keyframes are made in the background")
            if self.copies.on
            else tr("No quick copies are made or used")
        )
        self.presenter.say(NoticeKind.INFO, words)

    def set_memory_budget(self, nbytes: int) -> None:
        """Bound what is kept in memory, from now on and next time."""
        self.memory.set_budget(nbytes)
        self.settings = self.settings.with_value(SETTING, nbytes // MIB)
        self.presenter.tell_memory()

    def toggle_theme(self) -> None:
        """The other theme."""
        self.set_theme(ThemeName.LIGHT if tokens().name is ThemeName.DARK else ThemeName.DARK)

    def set_theme(self, name: ThemeName) -> None:
        """Dark or light, from now on and next time."""
        qapp = QApplication.instance()
        assert isinstance(qapp, QApplication)
        apply_theme(qapp, name)
        self.window.status.set_theme(name)
        self.settings = replace(self.settings, theme=name.value)

    def toggle_language(self) -> None:
        """The next language that there is."""
        names = self.speech.available()
        self.set_language(names[(names.index(self.speech.name) + 1) % len(names)])

    def set_language(self, name: str) -> None:
        """Speak another language, from now on and next time."""
        self.speech.switch(name)
        self.window.status.set_language(self.speech.name)
        self.board.set_language(self.speech.name)
        self.space.reads.language = self.speech.name
        self.presenter.language = self.speech.name
        self.compare.language = self.speech.name
        self.taxonomy.language = self.speech.name
        self.conflicts.language = self.speech.name
        self.settings = replace(self.settings, language=self.speech.name)
        self.services.queue.refresh()
        self.say_again()

    def say_again(self) -> None:
        """Whatever was put into words by itself, in another language or with other keys."""
        self.presenter.show_document()
        self.conflicts.show()
        self.feed.retranslate()
