"""Surveys of the demonstration: the question bank and the printed figures of the four pilot districts.

These figures are not made up: they are those of the source, each with the place where it stands there.
"""

import datetime as dt

from surveys import bank_loading, pilot_results
from surveys.bank_file import DATA, read_bank_file
from surveys.pilot_file import read_pilot_file


def load(*, at: dt.datetime) -> int:
    """Load what is missing; how many communities got results now."""
    for path in sorted(DATA.glob("questionnaire_*.json")):
        bank_loading.load(read_bank_file(path), at=at)
    return pilot_results.load(read_pilot_file(), at=at).published
