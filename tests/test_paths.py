import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_desktop import paths, settings
from csp_desktop.settings import Settings

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


class TestPortable:
    """A copy on a stick: the launcher, `bundle.json` and the folder of Python beside each other."""

    @pytest.fixture(autouse=True)
    def on_a_stick(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        (tmp_path / "python").mkdir()
        monkeypatch.setattr(sys, "executable", str(tmp_path / "python" / "pythonw.exe"))
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
        monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "own"))
        monkeypatch.delenv(paths.HOME_VARIABLE)
        paths._can_be_written.cache_clear()
        yield
        paths._can_be_written.cache_clear()

    def mark(self, root: Path, *names: str) -> None:
        for name in names:
            (root / name).write_text("{}", encoding="utf-8")

    def test_keeps_its_settings_beside_it(self, tmp_path: Path) -> None:
        self.mark(tmp_path, "bundle.json", "portable.txt")
        assert paths.user_data() == tmp_path / "settings"
        assert settings.save(Settings(name="Ana"))
        assert settings.load().name == "Ana"
        assert (tmp_path / "settings" / "settings.json").is_file()
        assert not (tmp_path / "own").exists()
        assert paths.why_not_beside() == ""

    @pytest.mark.parametrize("marks", [(), ("bundle.json",), ("portable.txt",)])
    def test_needs_both_marks(self, tmp_path: Path, marks: tuple[str, ...]) -> None:
        self.mark(tmp_path, *marks)
        assert paths.user_data().is_relative_to(tmp_path / "own")
        assert paths.why_not_beside() == ""

    def test_gives_way_to_the_variable(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.mark(tmp_path, "bundle.json", "portable.txt")
        monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "trial"))
        assert paths.user_data() == tmp_path / "trial"
        assert not (tmp_path / "settings").exists()

    def test_on_a_stick_that_cannot_be_written_to_uses_the_users_folder_and_says_so(
        self, tmp_path: Path
    ) -> None:
        self.mark(tmp_path, "bundle.json", "portable.txt")
        (tmp_path / "settings").write_text("a file, not a folder", encoding="utf-8")
        assert paths.user_data().is_relative_to(tmp_path / "own")
        assert str(tmp_path / "settings") in paths.why_not_beside()
        assert str(paths.user_data()) in paths.why_not_beside()

    def test_does_not_move_its_settings_while_it_runs(self, tmp_path: Path) -> None:
        self.mark(tmp_path, "bundle.json", "portable.txt")
        (tmp_path / "settings").write_text("a file, not a folder", encoding="utf-8")
        before = paths.user_data()
        (tmp_path / "settings").unlink()
        assert paths.user_data() == before
