"""The four pilot districts with their printed figures, for tests of pages and paper."""

import datetime as dt
import json

from communities.pilot_file import read_pilot_file as read_communities
from communities.pilot_loading import load as load_communities
from surveys.bank_file import DATA, read_bank_file
from surveys.bank_loading import load as load_bank
from surveys.pilot_file import PILOTS, read_pilot_file
from surveys.pilot_results import load
from tests.conftest import KYIV

AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=KYIV)
WAVE = "pilots-2019"
IN_FILE = json.loads(PILOTS.read_text(encoding="utf-8"))
SLUGS = [community["community"] for community in IN_FILE["communities"]]


def load_questionnaire():
    row, _ = load_bank(read_bank_file(DATA / "questionnaire_1.json"), at=AT)
    return row


def publish_pilots():
    """Needs the cast (who analyses) and the questionnaire."""
    load_communities(read_communities(), at=AT)
    load(read_pilot_file(), at=AT)
