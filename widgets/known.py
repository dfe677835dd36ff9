"""Sentences that the models wrote, with their phases, states, roles and causes told in the window's language."""

from collections.abc import Mapping

from models.errors import KnownError
from models.review import Role, State, Step
from models.taxonomy import Named
from widgets.i18n import tr_known
from widgets.states import role_word, state_word, step_word


def known_text(template: str, values: Mapping[str, object], language: str) -> str:
    """The translated template; ``language`` is the tag in which the taxonomy's names are told."""
    return tr_known(template, {place: _word(value, language) for place, value in values.items()})


def error_text(error: KnownError, language: str) -> str:
    """What went wrong."""
    return known_text(error.template, error.values, language)


def _word(value: object, language: str) -> object:
    match value:
        case Named():
            return value.name(language)
        case KnownError():
            return error_text(value, language)
        case State():
            return state_word(value)
        case Role():
            return role_word(value)
        case Step():
            return step_word(value)
    return value
