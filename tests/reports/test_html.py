import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders_reports import ALL_RESULTS, LONG, empty_result, hard_result, result_1, result_2
from tests.svg_boxes import check_figure

from breakapart.model.outcome import Outcome
from breakapart.model.result import Sentence
from breakapart.reports import html, sections, terminal

VOID = {"meta", "br", "img", "input", "hr", "link"}
NOT_IN_A_PARAGRAPH = {"p", "div", "ul", "ol", "dl", "table", "section", "figure", "h1", "h2", "h3", "header", "footer"}
ONLY_CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "table": {"thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"td", "th"},
}


class Page(HTMLParser):
    """Reads a page strictly: every element closed in order, children where they may be, ids once."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.tags, self.words, self.attributes = [], [], [], [], [], []
        self._visible = 0
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute twice in <{tag}>"
        parent = self.open[-1] if self.open else ""
        assert tag in ONLY_CHILDREN.get(parent, {tag}), f"<{tag}> in <{parent}>"
        if tag in NOT_IN_A_PARAGRAPH:
            assert "p" not in self.open, f"<{tag}> inside a paragraph"
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            assert "a" not in self.open, "a link inside a link"
            self.links.append(given["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data):
        if data.strip() and not {"style", "title", "desc"} & set(self.open):
            self.words.append(" ".join(data.split()))

    @property
    def text(self):
        return " ".join(self.words)


@pytest.fixture(params=list(ALL_RESULTS))
def page(request):
    return Page(html.render(ALL_RESULTS[request.param]()))


def test_elements_are_closed_and_nested_as_they_may_be(page):
    assert page.tags[:2] == ["html", "head"]


def test_ids_are_unique_and_every_link_has_its_target(page):
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)


def test_nothing_is_fetched_and_nothing_runs(page):
    assert not {"script", "link", "img", "iframe", "object", "embed", "image", "use"} & set(page.tags)
    for tag, name, value in page.attributes:
        assert name not in ("src", "srcset", "data", "action", "poster", "background"), f"{name} in <{tag}>"
        assert not name.startswith("on")
        if name == "href":
            assert tag == "a" and value.startswith(("#", "https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/"))
        if name == "style":
            assert re.fullmatch(r"width:\d+px", value)


@pytest.mark.parametrize("name", ALL_RESULTS)
def test_the_style_asks_for_nothing_outside(name):
    text = html.render(ALL_RESULTS[name]())
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style and "@import" not in style and "@font-face" not in style
    assert "default-src 'none'" in text


def test_every_section_stands_on_every_page(page):
    assert [id_ for id_ in page.ids if id_ in sections.SECTIONS] == list(sections.SECTIONS)


def test_hostile_text_stays_text():
    text = html.render(hard_result())
    assert "<script" not in text and "</svg></style>" not in text
    assert text.count("<style>") == text.count("</style>") == 1
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert "{{ 7*7 }}" in Page(text).text


def test_the_answer_comes_first_then_what_to_do_then_what_to_look_at():
    text = Page(html.render(result_2())).text
    order = [
        "Case 2: nodule of the left index finger in a girl",
        "girl, 9 years · left index finger; left axilla · 3 specimens, 3 components · 96 months of follow-up",
        "not signed",
        "A spindle-cell tumour with",
        "Do next",
        "Consider an ALK inhibitor",
        "Look again",
        "Three reads without ALK stain",
        "The fusion and what it makes",
        "Do the assays agree?",
        "The course over time",
        "Microscopy and stains",
        "Break-apart FISH",
        "Grade and proliferation",
        "What could treat it",
        "Where the same fusion was seen",
        "Look again, in full",
        "All findings",
        "Methods, settings, versions",
        "Sources",
    ]
    place = 0
    for words in order:
        place = text.index(words, place) + len(words)


def test_sentences_of_the_answer_point_at_their_sections():
    text = html.render(result_1())
    answer = text[text.index('id="answer"') : text.index('id="next"')]
    assert re.findall(r'href="#([a-z]+)"', answer) == ["fusion", "agreement", "fusion", "grade"]
    assert "<strong>STRN(e3)::ALK(e20)</strong>" in answer
    assert "<strong>FNCLCC grade 1</strong>" in answer


def test_a_sentence_may_point_at_one_finding():
    result = result_1()
    pointed = Sentence("ALK is there.", (result.findings[-1].id,))
    text = html.render(replace(result, answer=(pointed,)))
    answer = text[text.index('id="answer"') : text.index('id="next"')]
    (target,) = re.findall(r'href="#(finding-[^"]+)"', answer)
    assert f'id="{target}"' in text


def test_a_sentence_that_points_nowhere_is_refused():
    with pytest.raises(KeyError, match="no section 'nowhere' in the report"):
        html.render(replace(result_1(), answer=(Sentence("?", ("nowhere",)),)))


def test_each_finding_has_an_anchor_and_stains_link_to_theirs():
    result = result_1()
    text = html.render(result)
    page = Page(text)
    assert sum(id_.startswith("finding-") for id_ in page.ids) == len(result.findings)
    alk = next(f for f in result.findings if f.component == "deep" and f.event == "ihc:ALK")
    stains = text[text.index('id="ihc-figure"') : text.index('id="fish"')]
    assert f'href="#finding-{re.sub(r"[^A-Za-z0-9.:_-]+", "-", alk.id)}"' in stains


def test_findings_that_share_a_name_keep_an_anchor_each():
    result = result_1()
    text = html.render(replace(result, findings=result.findings + result.findings))
    ids = Page(text).ids
    assert sum(id_.startswith("finding-") for id_ in ids) == 2 * len(result.findings)


def test_every_source_is_listed_once_and_linked():
    text = html.render(result_1())
    page = Page(text)
    cited = {link for link in page.links if link.startswith("#source-")}
    listed = {f"#{id_}" for id_ in page.ids if id_.startswith("source-")}
    assert cited == listed
    assert "https://doi.org/10.3389/fonc.2025.1516491" in page.links
    assert "https://pubmed.ncbi.nlm.nih.gov/39188081/" in page.links


SHARE = re.compile(r"\d %(?! (?:is positive|confidence))")


@pytest.mark.parametrize("name", ["case 1", "case 2"])
def test_no_percentage_of_the_case_stands_bare(name):
    text = html.render(ALL_RESULTS[name]())
    evidence = Page(text[: text.index('<section id="therapy">')] + "</main></body></html>")
    for share in SHARE.finditer(evidence.text):
        after = evidence.text[share.start() : share.start() + 80]
        before = evidence.text[max(share.start() - 30, 0) : share.start()]
        assert re.search(r"interval|laboratory|cells not counted|of \d+", after) or "cut-off" in before, before + after


def test_nothing_done_is_nothing_negative():
    text = Page(html.render(empty_result())).text
    assert "not sequenced" in text
    assert "No break-apart FISH is recorded." in text
    assert "No stain is recorded." in text
    shown = text[: text.index("Research and decision support: a person")]
    assert "absent" not in shown and "negative" not in shown


def test_a_run_that_failed_is_no_negative_result():
    result = hard_result()
    text = Page(html.render(replace(result, fusions=()))).text
    assert "not evaluable, which is not a negative result" in text


def test_an_absent_call_is_listed_but_not_drawn():
    result = result_1()
    absent = replace(result.fusions[0], outcome=Outcome.ABSENT)
    text = html.render(replace(result, fusions=(absent,)))
    assert 'id="fusion-figure-1"' not in text
    assert "none found within what the assay covers" in Page(text).text


def test_a_gene_with_one_look_needs_no_matrix():
    result = result_1()
    lone = replace(result.agreements[0], gene="BRAF V600E", rows=result.agreements[0].rows[:1], summary="one look")
    text = html.render(replace(result, agreements=(*result.agreements, lone)))
    assert text.count("<svg") == html.render(result).count("<svg")
    assert "One look. Superficial naevus: absent, D5F3 (protein)." in Page(text).text


def test_the_tally_is_added_up_and_what_has_no_count_is_said():
    text = Page(html.render(result_1())).text
    assert "STRN::ALK: 46 cases in 7 tumour types, 1 tumour type without a count" in text
    tally = text[text.index("STRN::ALK: 46 cases") :]
    assert tally.index("thyroid carcinoma") < tally.index("lung cancer") < tally.index("pancreatic cancer")


def test_labels_stand_for_ids():
    text = Page(html.render(replace(result_1(), labels=(("panTRK", "pan-TRK"), ("fascicular", "Long fascicles"))))).text
    assert "pan-TRK" in text and "long fascicles" in text


def test_inputs_settings_and_versions_are_printed():
    result = result_1()
    text = Page(html.render(result)).text
    assert result.provenance.inputs[0].sha256 in text
    for name, value, reason in result.provenance.settings:
        assert f"{name} = {value}" in text and reason in text
    assert "knowledge 2026.1" in text and "reference MANE Select v1.5, GRCh38" in text


@pytest.mark.parametrize("name", ALL_RESULTS)
def test_equal_results_are_equal_bytes(name):
    assert html.render(ALL_RESULTS[name]()) == html.render(ALL_RESULTS[name]())


@pytest.mark.parametrize("name", ["case 1", "case 2"])
def test_the_words_of_the_page_stay_as_they_are(name, snapshot):
    assert "\n".join(Page(html.render(ALL_RESULTS[name]())).words) == snapshot


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(str.strip))
def test_any_text_gives_a_sound_page(text):
    result = hard_result(text)
    page = html.render(result)
    assert Page(page).tags.count("svg") == 8
    assert len(terminal.render(result, colour=False, width=80).splitlines()) <= 25
    for figure in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        check_figure(figure)


def test_british_and_without_exclamation():
    text = Page(html.render(result_2())).text
    assert not re.search(r"\b(tumor|hemangio|leukemia|color)\w*", text)


def test_very_long_names_are_carried():
    assert (
        Page(html.render(hard_result(LONG))).text.count("Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk") > 20
    )
