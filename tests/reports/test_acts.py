"""Every act of this app is told in words at the foot of the page."""

import re
from pathlib import Path

from django.conf import settings
from django.utils import translation

from communities.shared import trail

ACT = re.compile(r"(?:audit\.record|_record)\(\s*\"([a-z_.]+)\"")


def recorded():
    return {
        act
        for path in Path(settings.BASE_DIR, "reports").rglob("*.py")
        for act in ACT.findall(path.read_text(encoding="utf-8"))
    }


def test_every_recorded_act_has_its_sentence():
    assert {"report.published", "section.saved"} <= recorded()
    assert recorded() <= trail.known_acts()


def test_sections_and_figures_are_counted_in_words():
    with translation.override("en"):
        assert trail.sentence_of("report.sent_back", {"submission": 1, "sections": [5]}).endswith("section 5")
        assert trail.sentence_of("report.sent_back", {"sections": [5, 9]}).endswith("sections 5, 9")
        assert trail.sentence_of("report.sent_back", {"sections": []}).endswith("the whole report")
        decided = trail.sentence_of("report.release_decided", {"levels": {"HOST_STRIKES": {}}})
        assert decided == "Decided who may see 1 figure or text"
