"""Attacks by the catalog's own door: work pushed in another's name, verdicts out of turn, history told anew."""

import json
import uuid
from collections.abc import Iterator

from models.catalog.attacks.calls import Pushing, Typed, call, changes
from models.catalog.attacks.values import NO_RIGHT, Attack, End, Must, Scene

_FORBIDDEN = frozenset({"forbidden"})
_BAD = frozenset({"bad"})
_FAILS = NO_RIGHT | {"22P02", "2202E", "22004", "2200H", "54001", "22023", "23502", "2202G"}


def attacks(scene: Scene, who: str) -> Iterator[Attack]:
    """All of one attacker."""
    yield from _names(scene, who)
    yield from _verdicts(scene, who)
    yield from _places(scene, who)
    yield from _history(scene, who)
    yield from _forms(scene, who)
    yield from _registers(scene, who)
    yield from _versions(who)


def _kept(name: str, who: str, answers: frozenset[str], *tries: str) -> Attack:
    return Attack(name, who, tries, answers=answers, end=End.KEPT)


def _names(scene: Scene, who: str) -> Iterator[Attack]:
    pushing, draft = Pushing(scene, who), scene.episodes.draft
    colleague = scene.people["colleague"].login
    yield _kept(
        "pushes in another's name",
        who,
        _FORBIDDEN,
        pushing.push(draft, author=colleague),
        pushing.push(draft, author="postgres", role="admin"),
        pushing.push(draft, author=scene.people[who].login.upper()),
    )
    signed = changes(state="submitted", annotator=colleague)
    yield _kept("submits in another's name", who, _FORBIDDEN, pushing.push(draft, signed))
    yield _kept("changes who annotated", who, _FORBIDDEN, pushing.push(draft, changes(annotator=colleague)))
    yield _kept("names the reviewer", who, _FORBIDDEN, pushing.push(draft, changes(reviewer=colleague)))


def _verdicts(scene: Scene, who: str) -> Iterator[Attack]:
    pushing, episodes = Pushing(scene, who), scene.episodes
    locked = frozenset({"locked"})
    if who == "lead":
        verdicts = [
            pushing.push(episodes.of_lead, changes(state=state)) for state in ("approved", "returned")
        ]
        yield _kept("judges its own labels", who, _FORBIDDEN, *verdicts)
        signed = changes(state="approved", annotator=scene.people["colleague"].login)
        yield _kept(
            "judges its own labels under another's name",
            who,
            _FORBIDDEN,
            pushing.push(episodes.of_lead, signed),
        )
    else:
        for role in ("annotator", "lead", "admin"):
            verdicts = [
                pushing.push(episodes.submitted, changes(state=state), role=role)
                for state in ("approved", "returned")
            ]
            yield _kept(f"approves and returns, calling itself {role}", who, _FORBIDDEN, *verdicts)
        yield _kept("edits submitted labels", who, _FORBIDDEN, pushing.push(episodes.submitted))
        yield _kept(
            "opens an approved episode again",
            who,
            locked,
            pushing.push(episodes.approved, changes(state="submitted")),
        )
    jump = frozenset({"bad", "forbidden"})
    yield _kept("approves a draft", who, jump, pushing.push(episodes.draft, changes(state="approved")))
    yield _kept(
        "edits an approved episode",
        who,
        locked,
        pushing.push(episodes.approved),
        pushing.push(episodes.approved, parent=""),
    )
    both = changes(state="submitted", note="and more")
    yield _kept(
        "edits an approved episode while it opens it", who, locked, pushing.push(episodes.approved, both)
    )
    yield _kept("invents a state", who, _BAD, pushing.push(episodes.draft, changes(state="perfect")))


def _places(scene: Scene, who: str) -> Iterator[Attack]:
    pushing, episodes = Pushing(scene, who), scene.episodes
    yield _kept(
        "pushes to a foreign site",
        who,
        _FORBIDDEN,
        pushing.push(episodes.foreign, site=scene.foreign_site),
        pushing.push(episodes.draft, site=scene.foreign_site),
        pushing.push(episodes.draft, site="no such site"),
    )
    yield _kept("draws a foreign episode to its own site", who, _BAD, pushing.push(episodes.foreign))
    yield _kept(
        "brings another episode under this one's name",
        who,
        _BAD,
        pushing.push(episodes.draft, named=episodes.held),
    )
    yield _kept("labels a withdrawn episode", who, frozenset({"locked"}), pushing.push(episodes.withdrawn))
    if who != "lead":
        yield _kept(
            "writes over a colleague who holds the episode",
            who,
            frozenset({"conflict"}),
            pushing.push(episodes.held),
            pushing.push(episodes.held, token=10**9),
            pushing.push(episodes.held, token=-1),
        )


def _history(scene: Scene, who: str) -> Iterator[Attack]:
    pushing, episodes, heads = Pushing(scene, who), scene.episodes, scene.heads
    again = frozenset({"id_reused"})
    others = heads[episodes.submitted]
    yield _kept(
        "sends other content under a known id",
        who,
        again,
        pushing.push(episodes.submitted, id=others, parent=""),
    )
    yield _kept("sends a known id for another episode", who, again, pushing.push(episodes.draft, id=others))
    yield _kept(
        "builds on a change-set of another episode", who, _BAD, pushing.push(episodes.draft, parent=others)
    )
    foreign = heads[episodes.foreign]
    yield _kept(
        "builds on a change-set of a foreign site", who, _BAD, pushing.push(episodes.draft, parent=foreign)
    )
    yield _kept(
        "forks an episode from its beginning",
        who,
        frozenset({"conflict", "forbidden"}),
        pushing.push(episodes.draft, parent=""),
    )
    unknown = str(uuid.uuid4())
    yield _kept(
        "builds on what nobody has", who, frozenset({"orphan"}), pushing.push(episodes.draft, parent=unknown)
    )
    yield _kept("builds on itself", who, _BAD, pushing.push(episodes.draft, id=unknown, parent=unknown))


def _forms(scene: Scene, who: str) -> Iterator[Attack]:
    pushing, draft = Pushing(scene, who), scene.episodes.draft
    put: dict[str, object] = {
        "op": "put_phase",
        "body": {"id": "p", "label": "x", "start_ns": 10**30, "end_ns": 0},
    }
    drop: dict[str, object] = {"op": "drop_phase", "body": {"id": "never there"}}
    yield _kept("pushes numbers that nothing holds", who, _BAD, pushing.push(draft, [put]))
    yield _kept("drops what is not there", who, _BAD, pushing.push(draft, [drop]))
    yield _kept("invents an operation", who, _BAD, pushing.push(draft, [{"op": "drop table", "body": {}}]))
    deep = "[" * 50_000 + "]" * 50_000
    texts = ("", "null", "[]", "{", '{"id": 1}', deep, '{"a": ' + deep + "}", '"' + "x" * 1_100_000 + '"')
    tries = (pushing.push(draft, text=text) for text in texts)
    yield Attack("pushes what is no change-set", who, tuple(tries), Must.HARMLESS, answers=_BAD, end=End.KEPT)
    yield Attack(
        "pushes lists that do not fit together",
        who,
        tuple(_lists(scene)),
        Must.HARMLESS,
        _FAILS,
        end=End.KEPT,
    )


def _lists(scene: Scene) -> Iterator[str]:
    version, site = scene.schema_version, scene.site
    some, no = Typed([scene.episodes.held], "uuid[]"), Typed([], "uuid[]")
    none, numbers = Typed([], "text[]"), Typed([], "bigint[]")
    yield call("push", version, site, "d", some, none, none, no, none, no, numbers)
    yield call("push", version, site, "d", some, ["x", "y"], ["{}"], some, none, some, numbers)
    yield call("push", version, site, "d", None, None, None, None, None, None, None)
    yield call(
        "push",
        version,
        site,
        "d",
        Typed([None], "uuid[]"),
        [None],
        [None],
        Typed([None], "uuid[]"),
        [None],
        no,
        numbers,
    )
    yield call("register", version, site, some, none)
    yield call("register", version, site, Typed([None], "uuid[]"), [None])
    yield call("take_leases", version, site, Typed([None], "uuid[]"), "d", 8.0, False)


def _registers(scene: Scene, who: str) -> Iterator[Attack]:
    version, episodes = scene.schema_version, scene.episodes
    record = json.dumps({"name": "attacked"})

    def register(site: str, episode: str) -> str:
        return call("register", version, site, Typed([episode], "uuid[]"), [record])

    new = "00000000-0000-7000-8000-00000000cafe"
    yield Attack("registers episodes at a foreign site", who, (register(scene.foreign_site, new),))
    if who == "annotator":
        yield Attack("registers episodes", who, (register(scene.site, new),))
        return
    known = (episodes.draft, episodes.foreign, episodes.withdrawn)
    tries = tuple(register(scene.site, episode) for episode in known)
    yield Attack("gives known episodes other records", who, tries, Must.NOTHING, end=End.KEPT)


def _versions(who: str) -> Iterator[Attack]:
    lies = (-1, 0, 2**31 - 1)
    tries = tuple(call("hello", version) for version in lies)
    yield Attack("lies about its version", who, tries, states=frozenset({"RU001"}))
