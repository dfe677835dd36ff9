"""Builds everything and connects it: one readable function."""

from app.actions import ActionTable, load_keymap
from app.actions.table import all_actions, taxonomy_keys
from app.application import Application
from app.main_window import ANNOTATE, REVIEW, MainWindow
from app.paths import resource
from app.services import Who, open_services
from app.settings import Settings
from app.translations import Language
from app.wiring import connect
from models.phases import load_taxonomy
from models.review import Role

TAXONOMY = ("taxonomies", "pick_place.toml")


def build(*, who: Who, settings: Settings, language: Language) -> Application:
    """An application whose window is ready to be shown; nothing is open yet.

    Raises:
        KnownError: the store is owned by another process or cannot be opened, or a shipped file is damaged.
    """
    taxonomy = load_taxonomy(resource(*TAXONOMY))
    keymap = load_keymap(resource("keymap.toml")) | taxonomy_keys(taxonomy)
    services = open_services(who, taxonomy)
    window = MainWindow(keys={name: keymap[f"window.{name}"][0] for name in (ANNOTATE, REVIEW)})
    actions = ActionTable(window, keymap)
    app = Application(services=services, window=window, language=language, settings=settings, actions=actions)
    actions.add(all_actions(app))
    connect(app)
    window.top_bar.set_user(who.user, who.role)
    window.set_workspace(REVIEW if who.role in {Role.LEAD, Role.ADMIN} else ANNOTATE)
    app.set_language(language.name)
    services.queue.refresh()
    return app
