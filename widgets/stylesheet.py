"""What the palette cannot say: radii, edges, scroll bars. One template, filled from the tokens of a theme."""

from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from widgets.theme import Tokens

_TEMPLATE = Template("")


def build_stylesheet(of: "Tokens") -> str:
    """Style sheet for one theme."""
    return _TEMPLATE.substitute({name: getattr(of, name) for name in of.__dataclass_fields__})
