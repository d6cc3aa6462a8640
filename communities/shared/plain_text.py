"""Text from people as it is kept: letters, lines and nothing that hides (R25).

What cannot be seen is taken out, what can be seen stays: NUL and other control characters break
databases, spreadsheets and PDFs; marks that change the direction of writing can make a text look
like another one; lone surrogates cannot be stored at all.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms

# A new line may arrive as \r\n, \r, NEL, or Unicode's own line and paragraph separators.
_NEW_LINES = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but not tab and new line
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of writing
    "\u200b\u2060-\u2064"  # without width: a text of them alone looks empty and is not
    "\ufeff\ufff9-\ufffb\ufffe\uffff"  # byte order mark, annotations, noncharacters
    "\ud800-\udfff"  # halves of a character without the other half
    "]"
)
LONGEST_COMPOSED = 50_000  # characters; longer texts are refused by everybody who reads them
LONGEST_STACK = 30  # marks on one letter (Unicode's stream-safe format): composing more takes seconds


@dataclass(frozen=True)
class PlainText:
    """`something_removed`: there were characters in it that nobody can see."""

    text: str
    something_removed: bool


def plain_text(raw: str) -> PlainText:
    """As it is kept: composed (NFC), lines ended by \\n, without unseen characters and outer blanks."""
    lines = _NEW_LINES.sub("\n", raw)
    seen = _UNSEEN.sub("", lines)
    trimmed = "\n".join(line.rstrip() for line in seen.split("\n")).strip()
    return PlainText(_composed(trimmed), something_removed=seen != lines)


def one_line(raw: str) -> PlainText:
    """The same for a field of one line: every stretch of blanks becomes one space."""
    plain = plain_text(raw)
    return PlainText(" ".join(plain.text.split()), plain.something_removed)


class PlainTextField(forms.CharField):
    """A text field of a form that takes out what nobody can see before it looks at the rest."""

    def to_python(self, value: Any) -> str:
        return plain_text(super().to_python(value) or "").text


def _composed(text: str) -> str:
    """й as one character and not as и with a breve, so that lengths and searches agree."""
    if text.isascii() or len(text) > LONGEST_COMPOSED or _longest_stack(text) > LONGEST_STACK:
        return text
    return unicodedata.normalize("NFC", text)


def _longest_stack(text: str) -> int:
    longest = current = 0
    for sign in text:
        current = current + 1 if unicodedata.combining(sign) else 0
        longest = max(longest, current)
    return longest
