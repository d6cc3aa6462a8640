"""Charts of shares: the frame is everybody, nothing is drawn of what is not shown, all of it fits."""

import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from communities.shared.charts import text_width
from communities.shared.share_charts import WIDTH, Moment, ShareBar, ShareChart, TimeChart

percents = st.floats(min_value=0, max_value=100)
labels = st.text(alphabet="абвіїщЩWm ийabc-", min_size=1, max_size=60)
bars = st.lists(
    st.one_of(
        st.builds(ShareBar, labels, percents, st.just("100,0 %")),
        st.builds(ShareBar, labels, percents, st.just("близько 10%"), percents, percents, st.booleans()),
        st.builds(ShareBar, labels, st.none(), st.just("не показано: людей замало")),
    ),
    min_size=1,
    max_size=8,
)


def chart(*given_bars):
    return ShareChart("c", "What are you afraid of?", "Everything that is drawn.", tuple(given_bars))


@given(bars)
def test_a_bar_is_as_long_as_its_share_of_the_frame(given_bars):
    drawing = chart(*given_bars).drawing
    for bar, row in zip(given_bars, drawing.rows, strict=True):
        if bar.percent is None:
            assert (row.width, row.is_framed, row.low) == (0, False, None)
        elif bar.percent > 2:
            assert abs(row.width - drawing.frame * bar.percent / 100) <= 1
        assert row.width <= drawing.frame


@given(bars)
def test_everything_fits_into_the_picture(given_bars):
    drawing = chart(*given_bars).drawing
    tops = []
    for row in drawing.rows:
        for line in (*row.labels, *row.values):
            assert line.x + text_width(line.text) <= WIDTH
            assert line.y <= drawing.height
        tops.append(row.y)
        assert row.low is None or row.ends[1] <= drawing.height
    assert tops == sorted(tops)


def test_nought_has_a_frame_and_no_bar_and_what_is_not_shown_has_neither():
    html = render_to_string(
        "components/chart_shares.html",
        {"chart": chart(ShareBar("Nothing", 0, "0%"), ShareBar("Drugs", None, "not published"))},
    )
    assert re.findall(r'<rect [^>]*width="(\d+)"', html) == [
        str(chart(ShareBar("n", 0, "0%")).drawing.frame),
        "0",
    ]
    assert "not published" in html


def test_what_is_doubtful_differs_without_colour():
    html = render_to_string(
        "components/chart_shares.html", {"chart": chart(ShareBar("Stopped", 5.6, "5.6%", is_doubtful=True))}
    )
    assert 'fill="url(#c-doubt)"' in html
    assert "style=" not in html


def test_the_picture_is_told_to_those_who_do_not_see_it():
    html = render_to_string("components/chart_shares.html", {"chart": chart(ShareBar("Nothing", 10, "10%"))})
    assert 'role="img" aria-labelledby="c-title c-desc"' in html
    assert '<desc id="c-desc">Everything that is drawn.</desc>' in html
    paper = {"chart": chart(ShareBar("Nothing", 10, "10%")), "paper": True}
    assert "Everything that is drawn.</title>" in render_to_string("components/chart_shares.html", paper)


def test_points_are_joined_only_where_they_may_be_compared():
    moments = (
        Moment("March 2024", 35, "35%"),
        Moment("March 2025", 45, "45%", 41, 49),
        Moment("March 2026", None, "–"),
        Moment("June 2026", 60, "60%"),
        Moment("July 2026", 61, "61%", is_joined=False),
    )
    drawing = TimeChart("t", "Trust", "Told.", moments).drawing
    assert [(line.x1, line.x2) for line in drawing.segments] == [(drawing.dots[0].x, drawing.dots[1].x)]
    assert drawing.dots[0].y > drawing.dots[1].y > drawing.dots[3].y
    assert drawing.dots[2].y is None
    assert all(drawing.top <= dot.y <= drawing.ground for dot in drawing.dots if dot.y is not None)


def test_five_days_stand_side_by_side():
    moments = tuple(Moment(f"{month:02}.2025", 35, "35,5 %") for month in (1, 3, 7, 9, 11))
    drawing = TimeChart("t", "Trust", "Told.", moments).drawing
    step = drawing.dots[1].x - drawing.dots[0].x
    for dot in drawing.dots:
        assert [text_width(line.text) <= step for line in dot.labels] == [True]
        assert text_width(dot.text) <= step
        assert all(line.y <= drawing.height for line in dot.labels)


@pytest.mark.parametrize("wrong", [chart, lambda: TimeChart("t", "", "", (Moment("m", 1, "1%"),))])
def test_a_chart_of_nothing_is_a_mistake(wrong):
    with pytest.raises(ValueError, match="at least"):
        wrong()
