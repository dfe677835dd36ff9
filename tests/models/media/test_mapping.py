"""This prefix in the catalog is that prefix here."""

import pytest

from models.media.mapping import PathRule, mapped

RULES = (
    PathRule("/data", "/mnt/nas"),
    PathRule("/data/2026", "E:\\fast"),
    PathRule("D:\\rec", "/mnt/d"),
    PathRule("\\\\nas\\share", "//mirror/share"),
    PathRule("s3://bucket", "http://gate:80/bucket"),
    PathRule("/data", "/mnt/shenzhen", site="sz1"),
)


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/data/a.mcap", "/mnt/nas/a.mcap"),
        ("/data", "/mnt/nas"),
        ("/data/2026/x/a.mcap", "E:\\fast\\x\\a.mcap"),
        ("/data/20261/a.mcap", "/mnt/nas/20261/a.mcap"),
        ("/DATA/a.mcap", None),
        ("d:/REC/day/a.mcap", "/mnt/d/day/a.mcap"),
        ("\\\\NAS\\share\\a.mcap", "//mirror/share/a.mcap"),
        ("s3://bucket/day/a.mcap", "http://gate:80/bucket/day/a.mcap"),
        ("s3://bucket2/a.mcap", None),
        ("/data/../etc/passwd", None),
        ("/other/a.mcap", None),
        ("", None),
    ],
)
def test_the_longest_prefix_holds(path: str, here: str | None):
    assert mapped(path, RULES) == here


def test_a_site_has_rules_of_its_own():
    assert mapped("/data/a.mcap", RULES, "sz1") == "/mnt/shenzhen/a.mcap"
    assert mapped("/data/2026/a.mcap", RULES, "sz1") == "E:\\fast\\a.mcap"
    assert mapped("/data/a.mcap", RULES, "bj2") == "/mnt/nas/a.mcap"


def test_a_root_may_be_a_prefix_and_a_place():
    assert mapped("/a/b", [PathRule("/", "/mnt")]) == "/mnt/a/b"
    assert mapped("D:\\a", [PathRule("D:", "/")]) == "/a"
