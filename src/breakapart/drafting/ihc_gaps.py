"""What stands between the members of a list: a word of result and its stains, one stain and the next."""

import re

from breakapart.drafting.cues import Rule

FORWARD_GAP = Rule(
    r"\s*(?:\([^()]{0,40}\)\s*)?(?:(?:for|of|with|to|against|by|the|both|all|anti-?|could|can|be|been|being"
    r"|obtained|seen|observed|noted|found|demonstrated|identified|range|panel|number|host|series|battery|large|broad"
    r"|wide|extensive|multiple|multifocal|reaction|results?|stained|were|tested|hormone|receptors?"
    r"|any|markers?|stains?|only|also|including|such as|antibod\w+|antigens?"
    r"|following|tested|other|further|remaining|nuclear|cytoplasmic|membranous"
    r"|immunohistochemical|immuno\w+|(?:co-?)?expression|staining|reactivity"
    r"|labell?ing|a|an|is|was|and|\w+ly|strong|weak|focal|diffuse|patchy|partial|included?|are"
    r"|except(?: for)?|with the exception|on the lesional cells|melanocytic"
    r"|myogenic|muscle|neural|vascular|epithelial|lymphoid|histiocytic|neuroendocrine"
    r"|endothelial|smooth|skeletal|lineage|conventional|routine|various|several"
    r"|markers,|stains,|namely|i\.e\.)[\s,:(]*)*[\s:(]*(?:- )?",
    re.IGNORECASE,
)
NEEDS_LINK = Rule(r"\b(?:for|of|with|to|against|including|such as)\b|[:(]| - $", re.IGNORECASE)
LIST_GAP = Rule(
    r"(?:\s*\([^()]{0,60}\))?[\s,/&+()]*(?:(?:and|or|nor|as well as|plus|along with"
    r"|together with|also|for|but|with|focal(?:ly)?|weak(?:ly)?|patchy|partial(?:ly)?"
    r"|strong(?:ly)?"
    r"|diffuse(?:ly)?|rare|scattered|both|the|a|an|variable|variably|moderate(?:ly)?"
    r"|nuclear|cytoplasmic|membranous|melanocytic|myogenic|neural|other|markers?"
    r"|smooth|skeletal|muscle|hormone|hormonal|receptors?|epithelial|vascular|endothelial|lymphoid|histiocytic"
    r"|neuroendocrine|multifocal(?:ly)?|stains?|all|any|even|anti-?|patterns?|cytoplasm|membran\w+|granular"
    r"|including|such as|e\.g\.|equivocal|only|in|to a lesser extent|very"
    r"|occasional|extensive(?:ly)?"
    r"|\([^()]{0,60}\))[\s,/&+()]*){0,8}"
)
EXCEPT = Rule(
    (
        r"\b(?:except(?:ing)?(?: for| that)?|with the exceptions? of|apart from"
        r"|other than|save for|excluding|but not|and not)\b"
    ),
    re.IGNORECASE,
)
BREAK = Rule(
    (
        r";|\n|[.](?=\s)|,? (?:while|whilst|whereas|although|though|however|despite|in contrast"
        r"|by contrast|on the other hand|conversely)\b|,? but (?!not\b)|(?<=[\w)]), (?=they\b"
        r"|it\b|those\b|these\b)"
    ),
    re.IGNORECASE,
)
