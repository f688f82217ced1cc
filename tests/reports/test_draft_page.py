from html.parser import HTMLParser

from breakapart.model.draft import DraftCase, DraftFact, NotUnderstood, Span, Sureness
from breakapart.reports.draft_page import render

TEXT = "S100 & <CD34> were positive. Two years later it recurred."


def fact(label, start, end, sureness=Sureness.READ):
    return DraftFact("specimens.0.kind", label, "present", (Span(start, end),), "case", "a rule", sureness)


def page(*facts):
    return render(
        DraftCase("1", {"id": "x", "title": "t"}, facts, (NotUnderstood(Span(0, 4), "S100 <?>", "no rule"),)),
        TEXT,
        "a<b>.txt",
    )


class Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.text, self.inside = "", False

    def handle_starttag(self, tag, attrs):
        self.inside = self.inside or ("class", "source") in attrs

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "div"

    def handle_data(self, data):
        self.text += data if self.inside else ""


def test_the_text_stands_there_whole_and_escaped():
    words = Words()
    words.feed(page(fact("a", 0, 4), fact("b", 2, 12, Sureness.INFERRED)))
    assert words.text == TEXT
    assert "<CD34>" not in page(fact("a", 0, 4))


def test_every_field_leads_to_its_place():
    html = page(fact("a", 0, 4), fact("b", 29, 44, Sureness.UNSURE))
    for name in ("s0", "s1"):
        assert f'href="#{name}"' in html
        assert f'id="{name}"' in html
    assert '<mark class="unsure">Two years later</mark>' in html


def test_the_page_loads_nothing():
    html = page(fact("a", 0, 4))
    assert "default-src 'none'" in html
    assert "<script" not in html
