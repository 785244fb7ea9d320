"""The arguments and options that commands share, and the exit codes of all of them.

The window's start reads these too, so nothing is loaded here but click.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

DONE: Final = 0
REFUSED: Final = 1
WAITING: Final = 3

plan_file = click.argument("plan", type=click.Path(path_type=Path, readable=False))
by_whom = click.option("--by", metavar="NAME", help="Who does it; else the name in the settings.")
by_anyone = click.option("--by", metavar="NAME", expose_value=False, hidden=True)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
