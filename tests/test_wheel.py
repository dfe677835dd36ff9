"""The wheel: what it holds, and that it works where the checkout is not."""

import ast
import re
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.support.cli import run_process
from tests.support.data import ROOT

PARTS = {"app", "widgets", "models", "resources", "main.py"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the checkout, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = (sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT))
    built = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=120, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("rushes-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``rushes`` of a new environment that holds the wheel; its libraries are those that run this test."""
    home = tmp_path_factory.mktemp("environment")
    _succeed(sys.executable, "-m", "venv", "--without-pip", str(home))
    scripts = home / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / Path(sys.executable).name
    (site,) = (path for path in home.rglob("site-packages") if path.is_dir())
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python))
    _succeed(*pip, "install", "--no-index", "--no-deps", str(wheel))
    return scripts / "rushes"


def _succeed(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _demo(installed: Path) -> Path:
    (found,) = installed.parents[1].rglob("pick_missed_grasp.mcap")
    assert ROOT not in found.parents
    return found


def test_the_wheel_holds_the_application_and_nothing_else(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/", 1)[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == PARTS
    assert not [name for name in names if name.endswith((".pyc", ".orig", ".rej"))]
    for needed in (
        "resources/demo/pick_can_success.mcap",
        "resources/taxonomies/pick_place.toml",
        "models/storage/migrations/env.py",
        "models/catalog/sql/push.sql",
    ):
        assert needed in names


def test_the_wheel_names_every_library_that_it_imports(wheel: Path):
    (named,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("METADATA"))
    metadata = zipfile.ZipFile(wheel).read(named).decode("utf-8")
    required = {
        re.split(r"[^A-Za-z0-9_.-]", line.removeprefix("Requires-Dist: "))[0].lower().replace("_", "-")
        for line in metadata.splitlines()
        if line.startswith("Requires-Dist: ")
        and ("extra ==" not in line or 'extra == "dask"' in line or "extra == 'dask'" in line)
    }
    owners = packages_distributions()
    for module in sorted(_libraries()):
        owning = {owner.lower().replace("_", "-") for owner in owners[module]}
        assert owning & required, f"{module} comes from {owning}, which the wheel does not require"


def _libraries() -> set[str]:
    own = {"app", "widgets", "models", "main"}
    found = set()
    for part in ("app", "widgets", "models"):
        for path in (ROOT / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.split(".")[0])
    return found - own - set(sys.stdlib_module_names)


def test_the_installed_command_line_reads_what_ships(installed: Path, tmp_path: Path):
    answer = run_process(
        str(installed), "inspect", str(_demo(installed)), "--json", data_dir=tmp_path, cwd=tmp_path
    )
    assert (answer.code, answer.err) == (0, "")
    assert len(answer.document["episodes"][0]["streams"]) == 10


def test_the_installed_command_line_stores_labels(installed: Path, tmp_path: Path):
    demo = _demo(installed).parent
    answer = run_process(
        str(installed), "ingest", str(demo), "--json", data_dir=tmp_path / "data", cwd=tmp_path
    )
    assert answer.code == 0, answer.err
    assert answer.document["added"] == 3


@pytest.mark.slow
def test_the_installed_window_opens_the_demo(installed: Path, tmp_path: Path):
    answer = run_process(str(installed), "--smoke-test", data_dir=tmp_path / "data", cwd=tmp_path)
    assert answer.code == 0, answer.err
