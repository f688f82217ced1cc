from breakapart.reports.citations import Citations, linked


def test_sources_are_numbered_where_they_are_first_cited():
    citations = Citations()
    assert "[1]" in citations.cite("Lupas 1991")
    assert "[2]" in citations.cite("Smuk 2018")
    assert "[1]" in citations.cite(" Lupas  1991 ")
    assert [number for number, _ in citations.entries] == [1, 2]


def test_no_source_no_mark():
    citations = Citations()
    assert citations.cite("  ") == ""
    assert citations.entries == []


def test_a_source_cannot_break_out_of_its_link():
    text = str(linked('10.1000/"><script>alert(1)</script> PMID 12345678'))
    assert "<script>" not in text
    assert '<a href="https://pubmed.ncbi.nlm.nih.gov/12345678/">PMID 12345678</a>' in text


def test_several_dois_in_one_source():
    text = str(linked("doi:10.1073/pnas.1321937111; Ouyang 2025, doi 10.3389/fonc.2025.1516491, Discussion"))
    assert 'href="https://doi.org/10.1073/pnas.1321937111"' in text
    assert 'href="https://doi.org/10.3389/fonc.2025.1516491"' in text
    assert text.endswith("</a>, Discussion")
