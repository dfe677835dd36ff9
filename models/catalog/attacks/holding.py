"""Attacks on leases: taking what others hold, keeping it for ever, giving away what is not one's own."""

from collections.abc import Iterator

from models.catalog.attacks.calls import Typed, call
from models.catalog.attacks.values import NO_RIGHT, Attack, End, Must, Scene


def attacks(scene: Scene, who: str) -> Iterator[Attack]:
    """All of one attacker."""
    version, site = scene.schema_version, scene.site
    held = Typed([scene.episodes.held], "uuid[]")

    def take(hours: float | None, ids: Typed = held, *, breaks: bool = False) -> str:
        return call("take_leases", version, site, ids, "attack", hours, breaks)

    mine = f"select * from ({take(8.0)}) l where l.is_mine"
    yield Attack("takes an episode that a colleague holds", who, (mine,), Must.NOTHING, end=End.KEPT)
    odd = tuple(take(hours) for hours in (-1.0, 0.0, float("nan"), float("inf"), None))
    yield Attack("takes it for an odd time", who, odd, Must.HARMLESS, end=End.KEPT)
    if who != "lead":
        yield Attack("breaks a colleague's hold", who, (take(8.0, breaks=True),))
    release = tuple(
        call("release_leases", version, site, held, device) for device in ("colleague", "attack", "", None)
    )
    yield Attack("releases an episode that a colleague holds", who, release, Must.HARMLESS, end=End.KEPT)
    many = Typed([scene.episodes.draft] * 1001, "uuid[]")
    yield Attack(
        "holds more episodes than one may at once", who, (take(8.0, many),), states=NO_RIGHT | {"22023"}
    )
    writes = (
        "update rushes.lease set holder = session_user",
        "delete from rushes.lease",
        f"insert into rushes.lease values ({scene.site_id}, gen_random_uuid(), session_user, 'd', 99, 'infinity')",
    )
    yield Attack("writes leases by hand", who, writes)
