"""Whether what the user did is on the disk, in a word."""

from __future__ import annotations

from enum import StrEnum


class Saving(StrEnum):
    """Whether what the user did is on the disk."""

    SAVED = "saved"
    TYPING = "typing"
    SAVING = "saving"
    NOT_SAVED = "not saved"
    READING = "reading"
