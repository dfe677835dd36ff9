"""Builds everything and connects it: one readable function, in steps between which the event loop may turn."""

import gc
from collections.abc import Generator
from dataclasses import dataclass

from app.actions.records import ActionTable
from app.actions.table import all_actions
from app.application import Application
from app.heap import free_large_blocks_at_once
from app.keys import Keys, load_keys
from app.main_window import ANNOTATE, REVIEW, MainWindow
from app.profile import Who
from app.services import Services, Stores, open_stores
from app.settings import Settings, list_order
from app.translations import Language
from app.wiring import connect
from models.review import DECIDING
from widgets.printed_keys import show_keys

Steps = Generator[None, None, Application]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What is read from the disk before anything is built on it."""

    keys: Keys
    stores: Stores

    def close(self) -> None:
        """Give the store free."""
        self.stores.close()


def read_ground(who: Who) -> Ground:
    """The key map, the taxonomy and the person's store; on any thread.

    Raises:
        KnownError: the store is owned by another process or cannot be opened, or a shipped file is damaged.
    """
    return Ground(keys=load_keys(who), stores=open_stores(who))


def build(*, who: Who, settings: Settings, language: Language) -> Application:
    """An application whose window is ready to be shown; nothing is open yet.

    Raises:
        KnownError: as ``read_ground``.
    """
    steps = build_on(MainWindow(), read_ground(who), who=who, settings=settings, language=language)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            app: Application = done.value
            return app


def build_on(
    window: MainWindow, ground: Ground, *, who: Who, settings: Settings, language: Language
) -> Steps:
    """The same on a window that may be on the screen already; the generator returns the application."""
    free_large_blocks_at_once()
    show_keys(ground.keys.keymap)
    try:
        yield from window.furnish()
    except GeneratorExit:
        ground.close()
        raise
    services = Services(who=who, stores=ground.stores, taxonomy=ground.keys.taxonomy)
    actions = ActionTable(window, ground.keys.keymap)
    app = Application(services=services, window=window, language=language, settings=settings, actions=actions)
    actions.add(all_actions(app))
    connect(app)
    window.top_bar.set_user(who.user, who.role)
    window.set_workspace(REVIEW if who.role in DECIDING else ANNOTATE)
    app.set_language(language.name)
    window.queue.set_order(list_order(settings))
    services.queue.set_order(list_order(settings))
    services.queue.refresh()
    gc.enable()
    return app
