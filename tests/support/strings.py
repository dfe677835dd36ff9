"""Every sentence that a window can show, read from the source without running it.

``python -m tests.support.strings zh_CN`` prints what the translation lacks, as messages to paste and fill in, and what
nobody says any more.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "widgets", "models")
TRANSLATES = {"tr": 0}
TEMPLATE = "template"
OF_PATHS = {"fill_template"}


@dataclass
class Module:
    """One file; ``said`` are its sentences, ``unread`` the lines of templates that are no literal."""

    where: str
    tree: ast.Module
    said: list[str] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of them."""
        return list(ast.walk(self.tree))


def modules(root: Path = ROOT) -> list[Module]:
    """The files of the application."""
    paths = (path for room in ROOMS for path in sorted((root / room).rglob("*.py")))
    return [parsed(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()) for path in paths]


def parsed(source: str, where: str = "") -> Module:
    """A file as a tree."""
    return Module(where, ast.parse(source))


def collect(files: list[Module]) -> list[Module]:
    """The same files with what they say.

    A sentence is the first argument of ``tr``, and whatever is handed to a parameter or field called ``template``:
    that of ``KnownError`` and the errors derived from it, of ``Missing``, and of functions that pass it on.
    """
    takers = TRANSLATES | _takers(files)
    for file in files:
        for call in (node for node in file.nodes if isinstance(node, ast.Call)):
            place = _place(call, takers, file)
            if place is not None:
                _read(call, place, file)
        for call, place in _calls_of_base(file, takers):
            _read(call, place, file)
        file.said.extend(_defaults(file))
    return files


def strings(root: Path = ROOT) -> dict[str, str]:
    """File by sentence, in the order of the files."""
    found: dict[str, str] = {}
    for file in collect(modules(root)):
        for sentence in file.said:
            found.setdefault(sentence, file.where)
    return found


def places(sentence: str) -> list[str]:
    """Names of its ``{name}`` places, sorted."""
    return sorted(re.findall(r"\{(\w+)[^}]*\}", sentence))


def _read(call: ast.Call, place: int, file: Module) -> None:
    argument = _argument(call, place)
    sentences = list(_literals(argument, file)) if argument is not None else []
    file.said.extend(sentences)
    if argument is not None and not sentences and not _is_passed_on(argument):
        file.unread.append(call.lineno)


def _argument(call: ast.Call, place: int) -> ast.expr | None:
    named = (keyword.value for keyword in call.keywords if keyword.arg == TEMPLATE)
    return call.args[place] if place < len(call.args) else next(named, None)


def _is_passed_on(argument: ast.expr) -> bool:
    return _name(argument) == TEMPLATE


def _literals(node: ast.expr, file: Module) -> Iterator[str]:
    """The texts that an expression can be: a literal, a choice, a name or a function of the same file."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from (*_literals(body, file), *_literals(other, file))
        case ast.Name(id=name):
            for value in _assigned(name, file):
                yield from _literals(value, file)
        case ast.Call(func=ast.Name(id=name)):
            for value in _returned(name, file):
                yield from _literals(value, file)


def _assigned(name: str, file: Module) -> Iterator[ast.expr]:
    for node in file.nodes:
        if isinstance(node, ast.Assign) and [getattr(t, "id", "") for t in node.targets] == [name]:
            yield node.value


def _returned(name: str, file: Module) -> Iterator[ast.expr]:
    for function in file.nodes:
        if isinstance(function, ast.FunctionDef) and function.name == name:
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value is not None:
                    yield node.value


def _place(call: ast.Call, takers: dict[str, int], file: Module) -> int | None:
    """Where ``call`` takes its template; also through a local name that stands for one of several errors."""
    name = _name(call.func)
    stands_for = [name, *(choice for value in _assigned(name, file) for choice in _choices(value))]
    return next((takers[one] for one in stands_for if one in takers), None)


def _calls_of_base(file: Module, takers: dict[str, int]) -> Iterator[tuple[ast.Call, int]]:
    """``super().__init__("...")`` in a class whose base takes a template."""
    for node in file.nodes:
        if isinstance(node, ast.ClassDef):
            place = next((takers[_name(base)] for base in node.bases if _name(base) in takers), None)
            for call in ast.walk(node) if place is not None else ():
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
                    yield call, place or 0


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _choices(value: ast.expr) -> list[str]:
    parts = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
    return [part.id for part in parts if isinstance(part, ast.Name)]


def _takers(files: Iterable[Module]) -> dict[str, int]:
    """Place of the parameter or field ``template`` by name of the function or class, subclasses included."""
    nodes = [node for file in files for node in file.nodes]
    functions = {node.name: _parameter(node) for node in nodes if isinstance(node, ast.FunctionDef)}
    found = {name: place for name, place in functions.items() if place is not None and name not in OF_PATHS}
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    known = -1
    while known < len(found):
        known = len(found)
        places_by_class = {node.name: _place_in_class(node, found) for node in classes}
        found |= {name: place for name, place in places_by_class.items() if place is not None}
    return found


def _place_in_class(node: ast.ClassDef, found: dict[str, int]) -> int | None:
    init = next((part for part in node.body if getattr(part, "name", "") == "__init__"), None)
    if isinstance(init, ast.FunctionDef):
        return _parameter(init)
    fields = [part for part in node.body if isinstance(part, ast.AnnAssign)]
    own = next((place for place, one in enumerate(fields) if _is_template(_name(one.target), one)), None)
    return own if own is not None else next((found[_name(b)] for b in node.bases if _name(b) in found), None)


def _parameter(function: ast.FunctionDef) -> int | None:
    arguments = [argument for argument in function.args.args if argument.arg != "self"]
    return next((place for place, one in enumerate(arguments) if _is_template(one.arg, one)), None)


def _is_template(name: str, declared: ast.arg | ast.AnnAssign) -> bool:
    return name == TEMPLATE and declared.annotation is not None and _name(declared.annotation) == "str"


def _defaults(file: Module) -> Iterator[str]:
    for function in file.nodes:
        if isinstance(function, ast.FunctionDef):
            arguments = function.args.args
            with_default = arguments[len(arguments) - len(function.args.defaults) :]
            for argument, default in zip(with_default, function.args.defaults, strict=True):
                if argument.arg == TEMPLATE:
                    yield from _literals(default, file)


def main(language: str) -> int:
    """Print what ``language`` lacks and what it says in vain; 1 if there is any."""
    from app.translations import read_ts

    said = strings()
    have = read_ts(ROOT / "resources" / "translations" / f"{language}.ts")
    lacking = [text for text in said if text not in have]
    for text in lacking:
        source = f"<source>{escape(text)}</source>"
        print(f"    <message>{source}<translation></translation></message>  <!-- {said[text]} -->")
    stale = [text for text in have if text not in said]
    for text in stale:
        print(f"nobody says: {text}")
    return 1 if lacking or stale else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
