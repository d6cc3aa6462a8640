"""The Ukrainian catalogue: compiled for tests, and read by them."""

import io
import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed

CATALOGUE = Path(settings.BASE_DIR) / "locale/uk/LC_MESSAGES/django.po"


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="uk", abort_invalid=True)


def compile_catalogue() -> None:
    """So that tests never read what was compiled some time ago; a site that runs beside them is not disturbed."""
    compiled = CATALOGUE.with_suffix(".mo")
    words = io.BytesIO()
    write_mo(words, catalogue())
    if not compiled.exists() or compiled.read_bytes() != words.getvalue():
        half = compiled.with_suffix(f".{os.getpid()}")
        half.write_bytes(words.getvalue())
        half.replace(compiled)
    translation_file_changed(None, compiled)  # forgets what Django has read already
