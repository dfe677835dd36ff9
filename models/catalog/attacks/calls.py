"""The catalog's functions called by hand: SQL text with every argument written out."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from models.catalog.attacks.values import Scene


@dataclass(frozen=True, slots=True)
class Typed:
    """A value with the type that it is cast to."""

    value: object
    type: str


def literal(value: object) -> str:  # noqa: PLR0911  a row of a table each
    """A value as SQL; lists are arrays of text."""
    match value:
        case Typed(value=inner, type=name):
            return f"{literal(inner)}::{name}"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return f"'{value}'::float8"
        case list():
            return f"array[{', '.join(map(literal, value))}]::text[]"
        case _:
            text = str(value).replace("'", "''")
            return f"'{text}'"


def call(name: str, *arguments: object) -> str:
    """``select * from rushes.name(...)``."""
    return f"select * from rushes.{name}({', '.join(map(literal, arguments))})"


def changes(**fields: object) -> list[dict[str, object]]:
    """Changes that set fields."""
    return [{"op": "set_field", "body": {"field": name, "value": value}} for name, value in fields.items()]


@dataclass(frozen=True, slots=True)
class Pushing:
    """Change-sets of one attacker."""

    scene: Scene
    who: str

    def body(self, episode: str, said: Sequence[dict[str, object]], **other: object) -> dict[str, object]:
        """A change-set on the head of its episode in one's own name, unless ``other`` says something else."""
        role = self.who if self.who in ("lead", "engineer") else "annotator"
        return {
            "id": str(uuid.uuid4()),
            "episode_id": episode,
            "parent": self.scene.heads.get(episode, ""),
            "author": self.scene.people[self.who].login,
            "role": role,
            "made_at_ns": 0,
            "changes": list(said),
            **other,
        }

    def push(
        self,
        episode: str,
        said: Sequence[dict[str, object]] = (),
        *,
        site: str = "",
        named: str = "",
        text: str | None = None,
        token: int | None = None,
        **other: object,
    ) -> str:
        """The call. ``named`` is the episode that it comes for, ``text`` stands in place of the body."""
        body = self.body(episode, said or changes(note="attacked"), **other)
        record = json.dumps({"id": episode, "name": "attacked"})
        tokens: tuple[list[object], list[object]] = ([episode], [token]) if token is not None else ([], [])
        return call(
            "push",
            self.scene.schema_version,
            site or self.scene.site,
            "attack",
            Typed([body["id"]], "uuid[]"),
            [named or episode],
            [json.dumps(body) if text is None else text],
            Typed([episode], "uuid[]"),
            [record],
            Typed(tokens[0], "uuid[]"),
            Typed(tokens[1], "bigint[]"),
        )
