"""Single answers and the files they came in: on the disk, outside the database.

So neither a dump nor a backup of the database holds what one person said. Each imported file has a folder
named by the number of its row; folders are 0700 and files 0600. Files appear whole or not at all. Nothing in
here is ever logged, exported or sent anywhere.
"""

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from django.conf import settings

FOLDER, FILE = 0o700, 0o600


class Part(StrEnum):
    """What there may be of an import."""

    UPLOAD = "upload"  # the bytes as they came, until they are stored or thrown away
    COLUMNS = "columns.npz"  # the same as columns, read by the limited child
    LOOK = "look.json"  # names of columns with a few values
    PROBLEMS = "problems.json"  # what is wrong, with the values in question
    CHECKED = "checked.arrow"  # answers by question, before they are confirmed
    ANSWERS = "answers.arrow"  # the same, confirmed: what stays


class Gone(Exception):
    """There is no such file (any more)."""


def path(import_id: int, part: Part) -> Path:
    return _folder(import_id) / part.value


def put(import_id: int, part: Part, content: bytes | Iterable[bytes]) -> None:
    with writing(import_id, part) as place, place.open("wb") as file:
        for chunk in [content] if isinstance(content, bytes) else content:
            file.write(chunk)


@contextlib.contextmanager
def writing(import_id: int, part: Part) -> Iterator[Path]:
    """A place to write to; its content becomes the part when the block ends well, and vanishes otherwise."""
    folder = _folder(import_id)
    folder.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    folder.mkdir(mode=FOLDER, exist_ok=True)
    place = folder / f".{part.value}.{secrets.token_hex(4)}"
    os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))
    try:
        yield place
        if part is Part.ANSWERS:  # all others can be had again
            with place.open("rb") as file:
                os.fsync(file.fileno())
        place.replace(path(import_id, part))
    finally:
        place.unlink(missing_ok=True)


def get(import_id: int, part: Part) -> bytes:
    """Raises `Gone`."""
    try:
        return path(import_id, part).read_bytes()
    except FileNotFoundError as problem:
        raise Gone from problem


def has(import_id: int, part: Part) -> bool:
    return path(import_id, part).exists()


def only_keep(import_id: int, *parts: Part) -> None:
    """Delete all of an import but these."""
    for file in _files(import_id):
        if file.name not in {part.value for part in parts}:
            file.unlink(missing_ok=True)


def delete(import_id: int) -> bool:
    """Everything of an import. False when there was nothing."""
    folder = _folder(import_id)
    existed = folder.exists()
    shutil.rmtree(folder, ignore_errors=True)
    return existed


def imports_kept() -> list[int]:
    """Numbers of the imports of which there is something here."""
    root = Path(settings.SURVEY_DIR)
    if not root.exists():
        return []
    return sorted(int(folder.name) for folder in root.iterdir() if folder.name.isdigit())


def age(import_id: int) -> float:
    """Seconds since something of it was last written."""
    written = [_folder(import_id).stat().st_mtime, *(file.stat().st_mtime for file in _files(import_id))]
    return time.time() - max(written)


def _folder(import_id: int) -> Path:
    return Path(settings.SURVEY_DIR) / str(int(import_id))


def _files(import_id: int) -> list[Path]:
    folder = _folder(import_id)
    return list(folder.iterdir()) if folder.exists() else []
