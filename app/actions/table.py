"""All actions of the window, by theme in modules of their own: what each does and when it may."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.actions.episode_actions import conflict_actions, episode_actions, privacy_actions, review_actions
from app.actions.label_actions import cut_actions, label_actions, mark_actions
from app.actions.records import Action
from app.actions.seeing_actions import compare_actions, player_actions, plot_actions, view_actions
from app.actions.window_actions import window_actions

if TYPE_CHECKING:
    from app.application import Application


def all_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    yield from player_actions(app)
    yield from label_actions(app)
    yield from cut_actions(app)
    yield from mark_actions(app)
    yield from review_actions(app)
    yield from episode_actions(app)
    yield from view_actions(app)
    yield from plot_actions(app)
    yield from compare_actions(app)
    yield from conflict_actions(app)
    yield from privacy_actions(app)
    yield from window_actions(app)
