from html.parser import HTMLParser

from breakapart.model.draft import DraftCase, DraftFact, DraftFlag, NotUnderstood, Span, Sureness
from breakapart.reports.draft_page import render

TEXT = "S100 & <CD34> were positive. Two years later it recurred."


def fact(label, start, end, sureness=Sureness.READ, by=""):
    return DraftFact(
        "" if by else "specimens.0.kind", label, "present", (Span(start, end),), "case", "a rule", sureness, by
    )


def page(*facts, flags=(), text=TEXT):
    return render(
        DraftCase("1", {"id": "x", "title": "t"}, facts, (NotUnderstood(Span(0, 4), "S100 <?>", "no rule"),), flags),
        text,
        "a<b>.txt",
    )


class Words(HTMLParser):
    """The text pane, and where its links and those of the fields lead."""

    def __init__(self, html):
        super().__init__()
        self.text, self.inside, self.ids, self.links = "", False, set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.inside = self.inside or told.get("class") == "source"
        self.ids |= {told["id"]} if "id" in told else set()
        if tag == "a":
            self.links.append((told["href"].removeprefix("#"), self.inside))

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "div"

    def handle_data(self, data):
        self.text += data if self.inside else ""


def test_the_text_stands_there_whole_and_escaped():
    assert Words(page(fact("a", 0, 4), fact("b", 2, 12, Sureness.INFERRED))).text == TEXT
    assert "<CD34>" not in page(fact("a", 0, 4))


def test_empty_lines_are_kept_in_the_text():
    text = "S100 was positive." + "\n" * 6 + "Page 2\n\n \n\nCD34 was positive."
    assert Words(page(fact("a", 0, 4), text=text)).text == text


def test_every_field_leads_to_its_place_and_back():
    words = Words(page(fact("a", 0, 4), fact("b", 29, 44, Sureness.UNSURE), fact("c", 2, 40)))
    assert all(target in words.ids for target, _ in words.links)
    assert {target for target, inside in words.links if inside} >= {"f0", "f1", "f2"}
    assert {target for target, inside in words.links if not inside} >= {"s0", "s1", "s2"}


def test_where_fields_share_words_the_least_sure_gives_the_mark():
    html = page(fact("a", 29, 44), fact("b", 29, 44, Sureness.UNSURE))
    assert '<a class="unsure of-s1" href="#f1"' in html


def test_what_does_not_go_together_stands_first_with_its_words():
    flag = DraftFlag("contradiction", "S100 is <both>.", "", "Look.", "text", (), (Span(0, 4), Span(29, 44)))
    html = page(fact("a", 0, 4), flags=(flag,))
    assert html.index("S100 is &lt;both&gt;.") < html.index(">Read<")
    assert '<a href="#s1">Two years later</a>' in html
    assert "flagged" in html


def test_proposals_stand_apart():
    html = page(fact("a", 0, 4), fact("margin", 29, 44, Sureness.UNSURE, by="model.py"))
    assert html.index('id="proposed"') < html.index("by model.py")
    assert 'id="confirm"' not in html


def test_the_page_loads_nothing():
    html = page(fact("a", 0, 4))
    assert "default-src 'none'" in html
    assert "<script" not in html
