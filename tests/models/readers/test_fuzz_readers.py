"""Damaged copies never crash, hang or eat memory: a few of each format here, thousands by the script itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import agibot_factory as agibot
from tests.support import hdf5_factory as hdf5
from tests.support import zarr_factory as zarrs
from tests.support.data import ROOT

WRITERS = {
    "aloha.hdf5": hdf5.write_compressed,
    "robomimic.hdf5": hdf5.write_robomimic,
    "stamped.h5": hdf5.write_stamped,
    "agibot": agibot.write_agibot,
    "umi.zarr": zarrs.write_umi,
    "umi.zarr.zip": zarrs.write_umi,
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits memory by Linux's means")
@pytest.mark.parametrize("name", WRITERS)
def test_damaged_copies(name: str, tmp_path: Path) -> None:
    path = WRITERS[name](tmp_path / name)
    command = [sys.executable, "-m", "tests.support.fuzz_reader", str(path), "--count", "25", "--seed", "11"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
