from pathlib import Path

import pytest

from csp_desktop import paths

HOME = Path("/home/ana")


def home() -> Path:
    return HOME


def test_a_checkout_keeps_resources_and_data_at_its_top() -> None:
    top = Path(__file__).parent.parent
    assert paths.resources() == top / "resources"
    assert paths.data() == top / "data"


def test_the_variable_replaces_both_of_the_users_folders(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    assert paths.user_data() == tmp_path
    assert paths.documents() == tmp_path / "Documents"


def test_a_name_that_is_taken_gets_the_first_free_number(tmp_path: Path) -> None:
    wanted = tmp_path / "Q1 receipt.html"
    assert paths.untaken(wanted) == wanted
    wanted.touch()
    assert paths.untaken(wanted).name == "Q1 receipt 2.html"
    paths.untaken(wanted).touch()
    assert paths.untaken(wanted).name == "Q1 receipt 3.html"


def test_no_test_reaches_the_users_own_folders() -> None:
    assert not paths.user_data().is_relative_to(Path.home())


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, HOME / ".local/share/csp-desktop"),
        ("linux", {"XDG_DATA_HOME": "/srv/ana"}, Path("/srv/ana/csp-desktop")),
        ("linux", {"XDG_DATA_HOME": "relative"}, HOME / ".local/share/csp-desktop"),
        ("darwin", {}, HOME / "Library/Application Support/CSP Desktop"),
        ("win32", {"LOCALAPPDATA": "/c/local"}, Path("/c/local/CSP Desktop")),
        ("win32", {}, HOME / "AppData/Local/CSP Desktop"),
    ],
)
def test_user_data_follows_each_platforms_custom(
    platform: str, environment: dict[str, str], expected: Path
) -> None:
    assert paths._user_data(platform, environment, home) == expected


def test_user_data_asks_for_no_home_where_the_variable_is_set() -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    assert paths._user_data("linux", {paths.HOME_VARIABLE: "/trial"}, homeless) == Path("/trial")


class TestDocuments:
    def test_is_the_documents_folder_at_home(self, tmp_path: Path) -> None:
        (tmp_path / "Documents").mkdir()
        assert paths._documents("linux", {}, lambda: tmp_path) == tmp_path / "Documents"

    def test_is_home_where_there_is_no_such_folder(self, tmp_path: Path) -> None:
        assert paths._documents("darwin", {}, lambda: tmp_path) == tmp_path

    def test_is_what_the_desktop_has_named_in_the_users_language(self, tmp_path: Path) -> None:
        (tmp_path / "Dokumente").mkdir()
        (tmp_path / ".config").mkdir()
        (tmp_path / ".config" / "user-dirs.dirs").write_text(
            '# a comment\nXDG_DESKTOP_DIR="$HOME/Tisch"\nXDG_DOCUMENTS_DIR="$HOME/Dokumente"\n',
            encoding="utf-8",
        )
        assert paths._documents("linux", {}, lambda: tmp_path) == tmp_path / "Dokumente"

    def test_survives_a_desktop_file_that_is_not_text(self, tmp_path: Path) -> None:
        (tmp_path / "user-dirs.dirs").write_bytes(b"\xff\xfe\x00")
        environment = {"XDG_CONFIG_HOME": str(tmp_path)}
        assert paths._documents("linux", environment, lambda: tmp_path) == tmp_path
