"""What a browser sends about one section: names of its fields, and their reading.

An indicator has up to four fields: `v-CODE` the figure or text, `i-CODE` what stands instead of it
(no data, not applicable, or empty), `r-CODE` the reason, and `w-CODE` what stood instead of it when
the page was opened. A narrative is `n-code`. What is not sent at all stays as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from communities.shared.sending import Sending, sending_in
from reports.answers.content import AnswerContent
from reports.answers.reading import NO_VALUE, Typed, read_answer, read_narrative
from reports.editions.form_definition import FormDefinition, SectionDefinition
from reports.models import AnswerKind
from reports.writing.filling import SectionValues

LANGUAGES = ("uk", "en")


@dataclass
class SectionPost:
    """`values` are ready to be saved. `typed` and `texts` are what stood in the fields.

    `base_version`: over which version they shall be saved; `started_from`: which version stood in the
    page when its author began, when that is another one.

    `problems` and `notices` by code of the field; `not_kept` are the codes whose text is too long to
    be stored, so it must stay with its author.
    """

    base_version: int
    started_from: int
    sending: Sending
    language: str | None = None
    answers: dict[str, AnswerContent | None] = field(default_factory=dict)
    narratives: dict[str, str] = field(default_factory=dict)
    typed: dict[str, Typed] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)
    not_kept: set[str] = field(default_factory=set)

    @property
    def values(self) -> SectionValues:
        return SectionValues(self.answers, self.narratives, self.language)

    def keep_only_what_was_not_stored(self) -> None:
        """What was saved is shown as it is stored, with what others wrote."""
        self.typed = {code: typed for code, typed in self.typed.items() if code in self.not_kept}
        self.texts = {code: text for code, text in self.texts.items() if code in self.not_kept}

    def fields(self) -> Iterator[tuple[str, str]]:
        """Everything typed, as names and values of fields, to be sent once more."""
        for code, typed in self.typed.items():
            yield f"v-{code}", typed.value
            yield f"i-{code}", typed.instead.value if typed.instead else ""
            yield f"r-{code}", typed.reason
        for code, text in self.texts.items():
            yield f"n-{code}", text
        if self.language:
            yield "language", self.language


def read_post(form: FormDefinition, section: SectionDefinition, data: QueryDict) -> SectionPost:
    """Everything that was sent about this section; fields of other sections are not looked at."""
    language = data.get("language")
    version = _whole(data.get("version"))
    post = SectionPost(
        base_version=version,
        started_from=_whole(data.get("base") or data.get("version")),
        sending=sending_in(data),
        language=language if language in LANGUAGES else None,
    )
    for indicator in section.indicators:
        if (typed := _typed(data, indicator.code)) is None:
            continue
        read = read_answer(indicator, typed)
        post.typed[indicator.code] = typed
        if read.is_kept:
            post.answers[indicator.code] = read.answer
        _tell(post, indicator.code, read.problem, read.notice, is_kept=read.is_kept)
    for narrative in form.narratives:
        if (raw := data.get(f"n-{narrative.code}")) is None:
            continue
        text = read_narrative(narrative, raw)
        post.texts[narrative.code] = text.text
        if text.is_kept:
            post.narratives[narrative.code] = text.text
        _tell(post, narrative.code, text.problem, text.notice, is_kept=text.is_kept)
    return post


def _typed(data: QueryDict, code: str) -> Typed | None:
    """What stands in the fields of one indicator; None when none of them was sent.

    With “no data” chosen and a figure written beside it, the later of the two counts: the choice,
    unless it stood there already when the page was opened.
    """
    value, chosen, reason = data.get(f"v-{code}"), data.get(f"i-{code}"), data.get(f"r-{code}")
    if value is None and chosen is None and reason is None:
        return None
    instead = _INSTEAD.get(chosen or "")
    was = _INSTEAD.get(data.get(f"w-{code}", ""))
    if instead is not None and instead == was and (value or "").strip():
        instead = None
    return Typed(value or "", instead, reason or "")


_INSTEAD: Mapping[str, AnswerKind] = {kind.value: kind for kind in NO_VALUE}


def _tell(post: SectionPost, code: str, problem: str, notice: str, *, is_kept: bool) -> None:
    if problem:
        post.problems[code] = problem
    if notice:
        post.notices[code] = notice
    if not is_kept:
        post.not_kept.add(code)


def _whole(text: str | None) -> int:
    """A number from a hidden field; whatever somebody else put there is 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else 0
