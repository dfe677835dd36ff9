"""Attacks on the catalog's functions: those that are not for the attacker, and hostile words in each argument."""

from collections.abc import Iterator

from models.catalog.attacks.calls import Typed, call, literal
from models.catalog.attacks.values import Attack, End, Must, Scene

_HOSTILE_TEXT = (
    "'; drop table rushes.episode cascade; --",
    "' or true or '",
    "\\'; select pg_sleep(9); --",
    "$$; reset role; $$",
    "%I %L %s %1$s",
    "{}[]\"'`",
    "_%",
    "\u202e\u2028\U0001f4a3\ufeff",
    "x" * 200_000,
    None,
)
_HOSTILE_NUMBERS = (-1, 0, None)
_HOSTILE: dict[str, tuple[object, ...]] = {
    "text": _HOSTILE_TEXT,
    "integer": (*_HOSTILE_NUMBERS, 2**31 - 1, -(2**31)),
    "bigint": (*_HOSTILE_NUMBERS, 2**63 - 1, Typed("-9223372036854775808", "bigint")),
    "double precision": (*_HOSTILE_NUMBERS, 1e308, float("nan"), float("inf"), float("-inf")),
    "boolean": (True, None),
    "uuid": (Typed("ffffffff-ffff-ffff-ffff-ffffffffffff", "uuid"), None),
    "text[]": ([*_HOSTILE_TEXT], Typed("{{a,b},{c,d}}", "text[]"), None),
    "uuid[]": (Typed(["00000000-0000-0000-0000-000000000000", None], "uuid[]"), Typed([], "uuid[]"), None),
    "bigint[]": (Typed("{-1,null}", "bigint[]"), None),
    "smallint[]": (Typed("{-32768,null}", "smallint[]"), None),
}
_PLAIN: dict[str, object] = {
    "text": "",
    "integer": 10,
    "bigint": 0,
    "double precision": 1.0,
    "boolean": False,
    "uuid": Typed("00000000-0000-7000-8000-00000000beef", "uuid"),
    "text[]": Typed([], "text[]"),
    "uuid[]": Typed([], "uuid[]"),
    "bigint[]": Typed([], "bigint[]"),
    "smallint[]": Typed([], "smallint[]"),
}


def attacks(scene: Scene, who: str) -> Iterator[Attack]:
    """All of one attacker."""
    internal: list[str] = []
    for name, types in scene.functions:
        if name in scene.open_functions:
            yield from _injections(scene, who, name, types)
        elif name.startswith("admin_") or name in ("reap", "verify_chain"):
            yield Attack(f"calls the administrators' {name}", who, (_with_nothing(name, types),))
        else:
            internal.append(_with_nothing(name, types))
    yield Attack("calls what only the catalog itself calls", who, tuple(internal))
    unforeseen = f"""
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = 'rushes'::regnamespace and has_function_privilege(p.oid, 'execute')
            and p.proname <> all ({literal(sorted(scene.open_functions))})"""
    yield Attack("looks for functions that nobody opened", who, (unforeseen,), Must.NOTHING)


def _with_nothing(name: str, types: tuple[str, ...]) -> str:
    return f"select rushes.{name}({', '.join(f'null::{kind}' for kind in types)})"


def _injections(scene: Scene, who: str, name: str, types: tuple[str, ...]) -> Iterator[Attack]:
    """One a function and argument: the others are plain, and name a site so that the words come as far as they can."""
    for place, kind in enumerate(types):
        tries = []
        for hostile in _HOSTILE.get(kind, (None,)):
            values = [_PLAIN.get(other) for other in types]
            if types[0] == "integer" and place != 0:
                values[0] = scene.schema_version
            if name not in ("page", "search") and len(types) > 1 and types[1] == "text" and place != 1:
                values[1] = scene.site
            values[place] = hostile
            tries.append(
                call(name, *(_cast(value, other) for value, other in zip(values, types, strict=True)))
            )
        attack = f"puts hostile words into argument {place + 1} of {name}"
        yield Attack(attack, who, tuple(tries), Must.HARMLESS, end=End.KEPT)


def _cast(value: object, kind: str) -> object:
    return value if isinstance(value, Typed) else Typed(value, kind)
