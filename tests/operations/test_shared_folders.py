"""Where a plan's lock cannot be relied on, and where the program puts a plan by itself."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from csp_desktop.operations.session import shared_folders
from csp_desktop.operations.session.shared_folders import (
    Surroundings,
    folder_for_a_plan,
    on_a_share,
    said_of,
    variables_of_onedrive,
)

HERE = Surroundings((), lambda path: on_a_share(path, {"H:\\": 4, "C:\\": 3}.__getitem__))


@pytest.mark.parametrize(
    "path",
    [
        "\\\\server\\share\\p.cspplan",
        "\\\\?\\UNC\\server\\share\\p.cspplan",
        "//server/share/p.cspplan",
        "H:\\Plans\\p.cspplan",
        "\\\\?\\H:\\Plans\\p.cspplan",
    ],
)
def test_a_share_is_told_with_a_letter_and_without(path: str) -> None:
    assert "network share" in str(said_of(PureWindowsPath(path), HERE))


@pytest.mark.parametrize("path", ["C:\\Plans\\p.cspplan", "\\\\?\\C:\\Plans\\p.cspplan"])
def test_a_disk_of_the_computer_is_none(path: str) -> None:
    assert said_of(PureWindowsPath(path), HERE) is None


def test_a_library_of_sharepoint_is_synchronised_whatever_it_is_called() -> None:
    around = Surroundings(
        (PureWindowsPath("C:\\Users\\Ann\\Council\\CSP - Docs"),), lambda _: False
    )
    for path in ("C:\\users\\ann\\COUNCIL\\csp - docs\\p.cspplan",):
        assert "synchronised" in str(said_of(PureWindowsPath(path), around))
    assert said_of(PureWindowsPath("C:\\Users\\Ann\\Council\\p.cspplan"), around) is None


def test_what_onedrive_says_of_itself_is_heard() -> None:
    told = {"OneDrive": "D:\\Sync", "OneDriveCommercial": "D:\\Work", "OneDriveConsumer": ""}
    assert variables_of_onedrive(told) == ["D:\\Sync", "D:\\Work"]


def test_a_mount_with_a_space_in_its_name_is_found() -> None:
    mounts = "/dev/sda / ext4 rw 0 0\nserver:/x /mnt/our\\040share nfs4 rw 0 0\n"
    found = shared_folders._on_a_mount
    assert found(PurePosixPath("/mnt/our share/p.cspplan"), mounts)
    assert not found(PurePosixPath("/mnt/our/p.cspplan"), mounts)


class TestOwnPlan:
    """The plan that the program makes by itself is not warned about at once."""

    @pytest.fixture(autouse=True)
    def synced(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "Council" / "Documents"
        folder.mkdir(parents=True)
        around = Surroundings((folder.parent,), lambda _: False)
        monkeypatch.setattr(shared_folders, "surroundings", lambda: around)
        return folder

    def test_lies_in_the_documents_where_they_are_this_computers(self, tmp_path: Path) -> None:
        own = tmp_path / "Documents"
        assert folder_for_a_plan(own, tmp_path, "p.cspplan") == own

    def test_lies_at_home_where_they_are_synchronised(self, synced: Path, tmp_path: Path) -> None:
        assert folder_for_a_plan(synced, tmp_path, "p.cspplan") == tmp_path / "CSP Desktop"

    def test_stays_where_it_is_already(self, synced: Path, tmp_path: Path) -> None:
        (synced / "p.cspplan").touch()
        assert folder_for_a_plan(synced, tmp_path, "p.cspplan") == synced

    def test_has_no_other_place_where_home_is_shared_too(
        self, synced: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        around = Surroundings((), lambda _: True)
        monkeypatch.setattr(shared_folders, "surroundings", lambda: around)
        assert folder_for_a_plan(synced, synced, "p.cspplan") == synced
