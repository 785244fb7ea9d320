"""Run pytest in this checkout by the Python of a bundle, which looks nowhere but in its own folder.

windows_tests.py TOP PACKAGES [PYTEST_ARGUMENT ...]
"""

import os
import sys
from pathlib import Path


def main(top: str, packages: str, arguments: list[str]) -> int:
    """Run the tests; returns pytest's exit code."""
    sys.path[:0] = [str(Path(top)), packages]
    # platform asks it, and Wine ends the program there.
    sys.modules["_wmi"] = None  # type: ignore[assignment]
    os.chdir(top)
    import pytest

    return int(pytest.main(["-q", "-p", "no:cacheprovider", *arguments]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
