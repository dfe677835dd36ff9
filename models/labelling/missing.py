"""One thing that is missing before labels can be handed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Missing:
    """One line of the list under the submit button.

    ``template`` with ``values`` is the English sentence, as in ``KnownError``; a phase or grade among the values is
    its label, so that a window can name it in another language. ``t_ns`` is where to look, None for the whole
    episode; ``key`` mends it, "" where no single key does; a blocking one refuses the submission.
    """

    code: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    t_ns: int | None = None
    key: str = ""
    blocking: bool = True

    def __str__(self) -> str:
        return self.template.format(**self.values)
