"""Who acts, and when: handed to every operation, never looked up inside one."""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


def new_id() -> str:
    """A fresh id that nobody else has."""
    return secrets.token_hex(8)


def now() -> str:
    """The local time with its offset, in ISO form, so fine that no two commands share it."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def login_name() -> str:
    """The name that the computer knows the person by."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who does something, when, and from which file ('' where it is done in the program)."""

    author: str
    at: str | None = None
    source: str = ""
    new_id: Callable[[], str] = field(default=new_id, compare=False)
