from hypothesis import given
from hypothesis import strategies as st
from tests.svg_boxes import check_figure, root_of

from breakapart.reports.svg import Drawing, fitted, text_width, wrap

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp", "Co", "Cn")), max_size=120)


@given(words, st.floats(30, 500), st.sampled_from([11.0, 12.5]), st.booleans())
def test_no_line_is_wider_than_asked(text, width, size, bold):
    for line in wrap(text, width, size, bold=bold):
        assert text_width(line, size, bold=bold) <= width or len(line.strip()) <= 2


@given(words, st.floats(30, 500))
def test_wrapping_loses_no_character(text, width):
    printed = "".join(wrap(text, width)).replace(" ", "")
    whole = "".join(wrap(text, 1e9)).replace(" ", "")
    assert printed == whole


@given(words, st.floats(30, 300), st.integers(1, 4))
def test_what_does_not_fit_ends_in_an_ellipsis(text, width, most):
    lines = wrap(text, width, most=most)
    assert len(lines) <= most
    if len(wrap(text, width)) > most:
        assert lines[-1].endswith("…")


@given(words, st.floats(20, 300))
def test_fitted_text_fits(text, width):
    assert text_width(fitted(text, width)) <= width or len(fitted(text, width)) <= 2


def test_a_number_stays_with_its_percent_sign():
    lines = wrap("PLEKHH2::ALK at a share of 59.74 % of the reads", 180)
    assert any("59.74 %" in line for line in lines)
    assert len(lines) > 1


def test_widths_cover_a_wide_interface_font():
    # Advances of DejaVu Sans at 100 px as Chromium measures them: "STRN::ALK" 9 letters, 632.9; "m" 97.4; "%" 95.0.
    assert text_width("m", 100) >= 97.4
    assert text_width("%", 100) >= 95.0
    assert text_width("0123456789", 100) >= 636


def test_hostile_text_stays_text():
    drawing = Drawing("f", "a <b>", "c & d")
    drawing.text(0, 20, "</text><script>alert(1)</script>\x00")
    drawing.rect(0, 0, 5, 5, title="'\"<i>")
    root = root_of(drawing.finish(40))
    assert [element.tag.rpartition("}")[2] for element in root.iter()] == [
        "svg",
        "title",
        "desc",
        "text",
        "rect",
        "title",
    ]


def test_a_figure_with_links_is_no_image_to_assistive_tools():
    plain, linked = Drawing("p", "t", "d"), Drawing("l", "t", "d")
    plain.text(0, 20, "word")
    linked.text(0, 20, "word", href="#there")
    assert 'role="img"' in plain.finish(30)
    assert 'role="group"' in linked.finish(30)
    check_figure(linked.finish(30))


def test_equal_drawings_are_equal_bytes():
    def draw():
        drawing = Drawing("f", "t", "d")
        drawing.line(1 / 3, 2 / 3, 10, 1e-9)
        drawing.circle(0.1 + 0.2, 1, 2)
        return drawing.finish(10.04)

    assert draw() == draw()
    assert 'x1="0.3" y1="0.7" x2="10" y2="0"' in draw()
