"""What must not be seen is not in the pixels, whoever looks and whatever leaves the house."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.blur import blurred, veiled
from models.faces import FINDER, Face, FaceFinder, regions_of
from models.privacy import Flag, Privacy, Region, RegionState, Veil, effective, for_export, privacy_of
from models.review import Role
from models.streams import DepthImage, VideoFrame
from tests.support.data import ROOT

MODEL = ROOT / "resources" / "models" / "centerface.onnx"
PORTRAIT = ROOT / "tests" / "support" / "pictures" / "astronaut.jpg"
FACE = Region("face", "cam", 100, 200, 40, 30, 64, 48, kind="face", source=FINDER, state=RegionState.PROPOSED)

regions = st.builds(
    Region,
    id=st.uuids().map(str),
    stream=st.sampled_from(["cam", "wrist"]),
    start_ns=st.integers(0, 100),
    end_ns=st.integers(101, 200),
    x=st.integers(-20, 300),
    y=st.integers(-20, 300),
    width=st.integers(0, 200),
    height=st.integers(0, 200),
    kind=st.sampled_from(["face", "badge", "screen", "other"]),
    source=st.text(max_size=8),
    state=st.sampled_from(RegionState),
)
privacies = st.builds(
    Privacy,
    flag=st.sampled_from(Flag),
    consent=st.text(max_size=20),
    retention=st.text(max_size=20),
    retain_until=st.sampled_from(["", "2027-12-31"]),
    regions=st.lists(regions, max_size=4).map(tuple),
    searched=st.booleans(),
)


def noise(height: int = 120, width: int = 160) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


@given(privacies)
def test_privacy_survives_json(privacy: Privacy):
    assert privacy_of(privacy.to_json()) == privacy


@given(st.lists(regions, max_size=3))
def test_of_a_region_only_the_means_of_large_blocks_are_left(chosen: list[Region]):
    rgb = noise()
    result = blurred(rgb, chosen)
    outside = np.ones(rgb.shape[:2], bool)
    for region in chosen:
        left, top = (0, 0) if region.is_whole else (max(0, region.x), max(0, region.y))
        right = 160 if region.is_whole else max(0, region.x + region.width)
        bottom = 120 if region.is_whole else max(0, region.y + region.height)
        outside[top:bottom, left:right] = False
        part = result[top:bottom, left:right].reshape(-1, 3)
        # Blocks of regions that overlap cut each other into more.
        assert len(np.unique(part, axis=0)) <= 144 + 36 * (len(chosen) - 1)
    np.testing.assert_array_equal(result[outside], rgb[outside])


def test_a_face_cannot_be_found_after_blurring():
    finder = FaceFinder(MODEL)
    rgb = cv2.imread(str(PORTRAIT))[:, :, ::-1].copy()
    (face,) = finder.find(rgb)
    assert face.score > 0.8
    region = replace(
        FACE, x=int(face.x), y=int(face.y), width=int(face.width) + 1, height=int(face.height) + 1
    )
    assert finder.find(blurred(rgb, [region])) == ()


def test_no_face_is_found_in_noise_or_a_plain_picture():
    finder = FaceFinder(MODEL)
    assert finder.find(noise(480, 640)) == ()
    assert finder.find(np.full((97, 203, 3), 128, np.uint8)) == ()


def test_depth_loses_the_shape_of_a_face_and_keeps_its_holes_elsewhere():
    depth_m = np.random.default_rng(2).uniform(0.5, 2, (120, 160)).astype(np.float32)
    depth_m[0, 0] = np.nan
    depth_m[50, 60] = np.nan
    veil = Veil(Privacy(regions=(FACE,)))
    sample = veiled(DepthImage(150, 0, depth_m), "cam", veil)
    assert isinstance(sample, DepthImage)
    part = sample.depth_m[30:78, 40:104]
    assert len(np.unique(part)) <= 36
    assert np.isfinite(part).all()
    assert np.isnan(sample.depth_m[0, 0])


def test_what_is_not_blurred_is_the_very_sample():
    frame = VideoFrame(150, 0, noise())
    assert veiled(frame, "other", Veil(Privacy(regions=(FACE,)))) is frame
    assert veiled(replace(frame, t_ns=200), "cam", Veil(Privacy(regions=(FACE,)))).t_ns == 200
    assert veiled(frame, "cam", Veil(Privacy(regions=(FACE,)))) is not frame


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("flag", Flag)
def test_who_sees_what(role: Role, flag: Flag):
    veil = Veil(Privacy(flag=flag, regions=(FACE,), searched=True), role)
    assert veil.hides("cam", 150)
    assert veil.hides("cam", 50) == (flag is Flag.RESTRICTED and role is Role.ANNOTATOR)
    lifted = replace(veil, lifted=True)
    assert lifted.hides("cam", 150) == (role is Role.ANNOTATOR)


def test_nothing_is_shown_of_what_nobody_has_searched():
    unchecked = Privacy(flag=Flag.UNCHECKED)
    assert Veil(unchecked, Role.ANNOTATOR).hides("any", 0)
    assert Veil(unchecked, Role.LEAD).hides("any", 0)
    assert not Veil(replace(unchecked, searched=True)).hides("any", 0)


def test_an_export_is_blurred_whoever_makes_it():
    rejected = replace(FACE, id="no", state=RegionState.REJECTED, start_ns=300, end_ns=400)
    veil = for_export(Privacy(flag=Flag.RESTRICTED, regions=(FACE, rejected)))
    assert veil.hides("cam", 0)
    assert not for_export(Privacy(regions=(rejected,))).hides("cam", 350)


def test_the_recordings_own_word_holds_until_somebody_says_more():
    assert effective(Privacy(), "unchecked").flag is Flag.UNCHECKED
    assert effective(Privacy(flag=Flag.CLEAR), "unchecked").flag is Flag.CLEAR
    assert effective(Privacy(), "whatever").flag is Flag.NONE


def test_a_face_that_moves_is_one_region_with_room_around_it():
    walk = [(t_ns, (Face(100 + t_ns / 10, 50, 40, 50, 0.9),)) for t_ns in range(0, 100, 20)]
    stray = [(100, ()), (120, (Face(300, 200, 20, 20, 0.7),))]
    ids = iter("ab")
    found = regions_of([*walk, *stray], stream="cam", end_ns=140, size=(480, 640), make_id=lambda: next(ids))
    first, second = sorted(found, key=lambda region: region.start_ns)
    assert (first.start_ns, first.end_ns) == (0, 100)
    assert first.x < 100
    assert first.x + first.width > 148
    assert (second.start_ns, second.end_ns) == (100, 140)
    assert all(region.state is RegionState.PROPOSED for region in found)
