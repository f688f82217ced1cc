"""
Headings that run into the text of a report: "Macroscopy: a skin ellipse ...", "DIAGNOSIS: SKIN, LEFT ARM, EXCISION:".

They make no section of a publication, but say of the sentences behind them who speaks and of what: the clinician, the
bench, the microscope, or the pathologist who concludes. A heading holds to the end of its paragraph, and where its line
says nothing else, or only from where the tissue is, for the lines behind it too.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from breakapart.drafting.subjects import Part
from breakapart.model.draft import Section, SectionKind

_TITLE = re.compile(
    r"\W{0,4}(?P<title>(?:clinical (?:details?|information|history|data|features|summary|diagnosis|impression|notes?)"
    r"|relevant history|history|indication|reason for (?:referral|request)|request"
    r"|(?:nature of )?specimens?|material|tissue submitted|site|procedure"
    r"|macroscop(?:y|ic(?:al)?(?: (?:description|findings?|examination|appearance|report))?)"
    r"|gross(?: (?:description|findings?|examination|pathology))?"
    r"|micros(?:copy|copic(?:al)?(?: (?:description|findings?|examination"
    r"|appearance|report))?)|histology|histopathology"
    r"|immunohistochemistry|immunohistochemical (?:findings|stains|results)"
    r"|special stains|ihc|molecular(?: \w+)?|cytology"
    r"|(?:(?:final|pathologic|pathological|histologic|histological|histopathological"
    r"|integrated|revised|amended|surgical"
    r"|pathology|consultation|microscopic|our|reviewed|anatomic|anatomical) ){0,3}(?:diagnos[ei]s|dx)"
    r"|(?:final )?conclusions?|(?:final |overall )?impression|summary|synopsis"
    r"|(?:consultation |expert |specialist |second |final |our )?opinion|interpretation"
    r"|critical report|assessment"
    r"|comments?|note|synoptic report|addendum))(?: \([^)]{1,30}\))?(?: ?:(?P<rest>[^\n]*)|\s*$)",
    re.IGNORECASE,
)
_OF_TISSUE = re.compile(
    r"(?:[^.;]{0,90}\b(?:biopsy|excision|resection|amputation|punch|shave"
    r"|core|specimen|re-excision|cytology|mass|nodule"
    r"|lesion|tumou?r)\b[^.;:]{0,40}:?)?\W{0,4}",
    re.IGNORECASE,
)
"""What a line of a heading may hold besides it without saying anything: the tissue."""
_BULLET = re.compile(r"\s*(?:[-*\u2022]|\d{1,2}[.)]|[A-H][.)]) ")


def under_running_titles(parts: Sequence[Part]) -> list[Part]:
    """
    `parts`, each under the heading that runs before it, where the text has no heading of its own there.

    A text on several cases is left as it is.
    """
    if len({case for part in parts for case in part.cases}) > 1:
        return list(parts)
    found: list[Part] = []
    title: Section | None = None
    paragraph, end = -1, 0
    is_open = is_listed = False
    for part in parts:
        sentence = part.sentence
        section = sentence.section
        if section.kind is not SectionKind.CASE or (section.title and "case" not in section.title.lower()):
            found.append(part)
            title = None
            continue
        match = _TITLE.match(sentence.text)
        if match is not None:
            title = replace(section, title=match["title"])
            is_listed = False
            is_open = _OF_TISSUE.fullmatch((match["rest"] or "").rstrip()) is not None
        elif sentence.paragraph != paragraph:
            goes_on = is_listed and (sentence.start - end <= 1 or _BULLET.match(sentence.text) is not None)
            title = title if is_open or goes_on else None
            is_listed, is_open = is_open or goes_on, False
        paragraph, end = sentence.paragraph, sentence.end
        found.append(part if title is None else replace(part, sentence=replace(sentence, section=title)))
    return found
