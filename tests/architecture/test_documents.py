"""Links in the guides lead somewhere, and their pictures stay small."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
PICTURES_WEIGH = 1_000_000  # bytes, together, in one language


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("folder", ["docs", "docs/uk"])
def test_pictures_are_small_and_used(folder):
    pictures = list((ROOT / folder / "pictures").glob("*.png"))
    said = "".join(page.read_text(encoding="utf-8") for page in (ROOT / folder).glob("*.md"))
    assert 0 < sum(picture.stat().st_size for picture in pictures) <= PICTURES_WEIGH
    assert [picture.name for picture in pictures if picture.name not in said] == []
