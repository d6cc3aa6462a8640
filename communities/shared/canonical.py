"""The one way of writing frozen content as JSON, and the checksum taken from it."""

import hashlib
import json


def canonical(data: object) -> bytes:
    """Sorted keys, no spaces, letters as they are, UTF-8. Raises `ValueError` for NaN, which JSON has not."""
    said = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return said.encode()


def checksum(data: object) -> str:
    """SHA-256 of the canonical JSON, as hexadecimal digits."""
    return hashlib.sha256(canonical(data)).hexdigest()
