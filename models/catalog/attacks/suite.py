"""Running the attacks: each by the attacker's own connection, the state before and after beside each other."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from models.catalog.address import PostgresAddress
from models.catalog.attacks import forging, functions, holding, reading, roles, server, writing
from models.catalog.attacks.stage import ATTACKERS, entered, staged
from models.catalog.attacks.state import changed, fingerprint
from models.catalog.attacks.values import Attack, End, Must, Outcome, Scene
from models.catalog.owner import as_owner

_THEMES = (writing, reading, roles, server, forging, holding, functions)
_FAILURES = ("XX", "57", "58030", "53")
"""States that no attacker may cause: a bug of the server, a session that was cut or ran out of time, a full disk."""


_ABOUT_RIGHTS = (roles, server)


def attacks(scene: Scene) -> Iterator[tuple[Attack, bool]]:
    """All of them, attacker by attacker, and whether each might change rights beyond the catalog's tables."""
    for who in ATTACKERS:
        for theme in _THEMES:
            for attack in theme.attacks(scene, who):
                yield attack, theme in _ABOUT_RIGHTS


def run_suite(
    address: PostgresAddress,
    *,
    chosen: Callable[[Attack], bool] = lambda _: True,
    told: Callable[[Outcome], None] = lambda _: None,
) -> tuple[Outcome, ...]:
    """Attack the catalog as its own people could; ``told`` hears of each outcome at once.

    Needs the login that made the catalog. Sites and people made for it are gone afterwards. What works at the catalog
    meanwhile is not disturbed; who administers it meanwhile is mistaken for an attacker.

    Raises:
        CatalogError: not the one who made it, the suite is running already, or its people cannot connect.
        CatalogUnreachableError: no answer.
    """
    outcomes = []
    with as_owner(address) as owner, staged(owner, address) as scene, _Attackers(scene, address) as attackers:
        watch = _Watch(owner, scene)
        for attack, rights in attacks(scene):
            if not chosen(attack):
                continue
            outcome = _outcome(attack, attackers, watch, rights=rights)
            outcomes.append(outcome)
            told(outcome)
        end = watch.difference()
        if end:
            last = Outcome("all of it together", "everybody", "", f"changed {end}")
            outcomes.append(last)
            told(last)
    return tuple(outcomes)


@dataclass(slots=True)
class _Watch:
    """Notices changes, each once."""

    owner: Connection[TupleRow]
    scene: Scene
    last: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.last = fingerprint(self.owner, self.scene)

    def difference(self, *, rights: bool = True) -> str:
        """What changed since the last look."""
        now = fingerprint(self.owner, self.scene, rights=rights)
        found, self.last = changed(self.last, now), {**self.last, **now}
        return found


@dataclass(slots=True)
class _Attackers:
    """Their connections, opened when they are needed and again when they were lost."""

    scene: Scene
    address: PostgresAddress
    _links: dict[str, Connection[TupleRow]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def __enter__(self) -> "_Attackers":
        self.of("colleague")
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        for link in self._links.values():
            link.close()

    def of(self, who: str) -> Connection[TupleRow]:
        """That of one attacker."""
        link = self._links.get(who)
        if link is None or link.closed:
            link = self._links[who] = entered(self.address, self.scene.people[who])
            link.add_notice_handler(lambda notice: self.notices.append(str(notice.message_primary)))
        return link


def _outcome(attack: Attack, attackers: _Attackers, watch: _Watch, *, rights: bool) -> Outcome:
    states: set[str] = set()
    breach, ran = "", attack.end is not End.TAKEN_BACK
    for text in attack.tries:
        attackers.notices.clear()
        state, wrong = _tried(attack, text, attackers)
        states.add(state)
        ran = ran or not state
        if wrong and not breach:
            shown = " ".join(text.split())
            breach = f"{wrong}: {shown[:200]}"
    effect = watch.difference(rights=rights) if ran else ""
    if effect:
        breach = f"{breach}; changed {effect}" if breach else f"changed {effect}"
    return Outcome(attack.name, attack.who, _how(states), breach)


def _how(states: set[str]) -> str:
    refused = ", ".join(sorted(states - {""}))
    if not refused:
        return "without effect"
    return f"refused ({refused})" + (", else without effect" if "" in states else "")


def _tried(attack: Attack, text: str, attackers: _Attackers) -> tuple[str, str]:
    """The state that it ended with ("" where nothing was refused), and what is wrong with that."""
    link = attackers.of(attack.who)
    try:
        if attack.end is not End.ALONE:
            link.execute("begin")
        results = _results(link.execute(text.encode(errors="surrogatepass")))
        state, wrong, said = "", _judged(attack, results), str(results)
        if attack.end is End.KEPT:
            link.execute("commit")
    except psycopg.Error as error:
        state = error.sqlstate or "no answer"
        wrong, said = _judged_error(attack, state, error), str(error)
    with suppress(psycopg.Error):
        link.execute("rollback")
        if (attack.end is not End.TAKEN_BACK or "prepare" in text) and not text.startswith("declare"):
            link.execute("discard all")
    said += "".join(attackers.notices)
    if any(word in said for word in attackers.scene.secrets):
        wrong = "showed what is hidden"
    return state, wrong


def _results(cursor: psycopg.Cursor[TupleRow]) -> list[list[TupleRow]]:
    found = []
    while True:
        if cursor.description is not None:
            found.append(cursor.fetchall())
        if not cursor.nextset():
            return found


def _judged(attack: Attack, results: list[list[TupleRow]]) -> str:
    rows = [row for result in results for row in result]
    if attack.answers:
        answers = [item["status"] for row in rows for item in row[0] or ()]
        return "" if answers and set(answers) <= attack.answers else f"was answered {answers}"
    if attack.must is Must.REFUSED:
        return "was allowed"
    if attack.must is Must.NOTHING and any(value not in _EMPTY for row in rows for value in row):
        return f"got {str(rows[0])[:100]}"
    return ""


_EMPTY: tuple[object, ...] = (None, "", 0, [], {})


def _judged_error(attack: Attack, state: str, error: psycopg.Error) -> str:
    sentence = (str(error).strip().splitlines() or [""])[0]
    failed = state == "no answer" or (state.startswith(_FAILURES) and state not in attack.states)
    if failed or (attack.must is not Must.HARMLESS and state not in attack.states):
        return f"ended in {state} {sentence}"
    return ""
