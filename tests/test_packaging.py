"""The wheel holds all that the program ships, and the lock files all that it needs."""

import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PROGRAM_LOCK = TOP / ".ci" / "requirements-program.lock"
RUN_LOCK = TOP / ".ci" / "requirements.lock"
DEV_LOCK = TOP / ".ci" / "requirements-dev.lock"
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
ABOUT = f"csp_desktop-{PROJECT['project']['version']}.dist-info"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built with the pinned backend and without the network."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*build, "--directory", str(folder)], check=True, cwd=TOP, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def shipped(folder: str) -> set[str]:
    return {
        file.relative_to(TOP / folder).as_posix()
        for file in (TOP / folder).rglob("*")
        if file.is_file()
    }


def pins(lock: Path) -> set[str]:
    return set(re.findall(r"^[a-z0-9-]+==[^ \\]+", lock.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"csp_desktop", ABOUT}


def test_the_wheel_has_both_entry_points(wheel: Path) -> None:
    read = zipfile.ZipFile(wheel).read(f"{ABOUT}/entry_points.txt").decode()
    assert "[console_scripts]\ncsp-desktop = csp_desktop.__main__:main\n" in read
    assert "[gui_scripts]\ncsp-desktop-window = csp_desktop.__main__:main_window\n" in read


@pytest.mark.parametrize("folder", ["resources", "data"])
def test_an_installed_wheel_finds_what_it_ships_from_any_folder(
    wheel: Path, tmp_path: Path, folder: str
) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    zipfile.ZipFile(wheel).extractall(installed)
    code = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); "
        f"from csp_desktop import paths; print(paths.{folder}())"
    )
    # Neither this checkout nor the environment is on the path of an isolated Python.
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        check=True,
        cwd=elsewhere,
        capture_output=True,
        text=True,
    )
    found = Path(ran.stdout.strip())
    assert found == installed / "csp_desktop" / folder
    there = {file.relative_to(found).as_posix() for file in found.rglob("*") if file.is_file()}
    assert there == shipped(folder)
    assert there


def test_pip_installs_the_wheel(wheel: Path, tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    target = ["--no-deps", "--no-index", "--no-compile", "--target", str(tmp_path / "installed")]
    subprocess.run([*pip, *target, str(wheel)], check=True, capture_output=True)
    made = {file.stem for file in (tmp_path / "installed").glob("*/csp-desktop*")}
    assert made == {"csp-desktop", "csp-desktop-window"}


def test_the_locks_pin_what_the_project_asks_for() -> None:
    asked = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
    names = {re.split("[<>=]", requirement)[0].lower() for requirement in asked}
    assert names <= {pin.split("==")[0] for pin in pins(RUN_LOCK)}


def test_the_wheel_asks_for_what_the_project_asks_for(wheel: Path) -> None:
    metadata = zipfile.ZipFile(wheel).read(f"{ABOUT}/METADATA").decode()
    asked = HeaderParser().parsestr(metadata).get_all("Requires-Dist", [])
    assert len(asked) == len(PROJECT["project"]["dependencies"])


def test_what_is_shipped_runs_and_what_runs_is_tested() -> None:
    assert pins(PROGRAM_LOCK) <= pins(RUN_LOCK) <= pins(DEV_LOCK)


@pytest.mark.parametrize("lock", [PROGRAM_LOCK, RUN_LOCK, DEV_LOCK], ids=lambda lock: lock.name)
def test_a_lock_names_no_index_and_hashes_every_package(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--", text, re.MULTILINE)
    packages = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert packages
    assert all("--hash=sha256:" in package for package in packages)
