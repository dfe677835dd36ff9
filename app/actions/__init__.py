"""What a person can do, as records: id, title, keys, when it is allowed, and what it calls."""

from app.actions.keymap import load_keymap
from app.actions.records import Action, ActionTable

__all__ = ["Action", "ActionTable", "load_keymap"]
