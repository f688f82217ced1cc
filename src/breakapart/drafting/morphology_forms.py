"""
Ways in which morphology is worded beyond the words of the vocabulary: "densely cellular", "uniform nuclei".

Each form is a pattern with the term it tells. What the vocabulary takes for a term though here it is none ("low-grade"
for atypia, "palisaded" for Verocay bodies) is named as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from breakapart.drafting.cues import NamedRules, Rule


@dataclass(frozen=True, slots=True)
class Form:
    """A term told in the words from `start` to `end` of a sentence."""

    term: str
    start: int
    end: int
    is_absent: bool = False
    """The words themselves say that it is not there; a negation before them does not count."""
    is_settled: bool = False
    """Whether it is there does not hang on a negation around it ("no mitoses" are few mitoses)."""


_CELL = r"(?:cells?|nuclei|fibroblasts?|myofibroblasts?|melanocytes?)"
_SHAPES = {
    "spindle_cells": r"spindled?(?:-shaped)?|fusiform",
    "ovoid_cells": r"oval|ovoid",
    "round_cells": r"round(?:ed)?",
    "epithelioid_cells": r"epithelioid|polygonal",
    "stellate_cells": r"stellate(?:-shaped)?",
}
_SHAPE = "|".join(_SHAPES.values())
_OF_SHAPES = Rule(
    rf"\b(?:{_SHAPE})(?:(?:-to-|/| to |, | and |,? or |, and | and/or )(?:short |plump |focally )?(?:{_SHAPE})){{1,3}}"
    rf"(?:[ -]cell)?(?=\b(?: [\w-]+){{0,2}} (?:{_CELL}|tumou?r|neoplasm|proliferation|lesion|population|sarcoma)\b)",
    re.IGNORECASE,
)
_OVAL_CELLS = Rule(rf"\b(?:oval|ovoid)(?: [\w-]+){{0,2}} (?:{_CELL})\b", re.IGNORECASE)
_FORMS = (
    (
        "high_cellularity",
        r"\b(?:densely|highly|very|markedly|richly|strikingly|extremely|quite) cellular\b"
        r"|\b(?:high|increased|marked|dense) cellularity\b|\b(?:densely|tightly|closely)[- ]packed\b"
        r"|(?<!moderately )\bcell-rich\b|\b(?:greater|higher) cellularity\b"
        r"|\bcellularity (?:is|was) (?:high|increased|marked)\b|\bhyper-?cellular\w*",
    ),
    (
        "low_cellularity",
        r"\b(?:sparsely|poorly|minimally) cellular\b|\b(?:low|sparse) cellularity\b|\bcellularity (?:is|was) low\b"
        r"|\bhypo-?cellular\w*|\bpaucicellular\w*",
    ),
    (
        "monomorphic",
        r"\b(?:uniform(?:ly)?|monotonous|monomorphous|monomorphic)\b(?=(?:,? [\w-]+){0,4},? (?:cells?|nuclei"
        r"|population"
        r"|proliferation|spindled?|cytolog\w+|appearance|tumou?r)\b)|\b(?:cells|nuclei) (?:is|are|were|was"
        r"|appear(?:ed)?)"
        r" (?:relatively |rather |quite )?(?:uniform|monotonous|monomorphic|monomorphous)\b",
    ),
    (
        "patternless",
        r"\bhaphazard(?:ly)?\b|\bpattern-?less\b|\brandom(?:ly)? (?:arranged|oriented|distributed|array"
        r"|arrangement|pattern)"
        r"|\barranged (?:\w+ and )?disorderly\b|\b(?:arranged|arrangement"
        r"|growing) without (?:an?y? )?(?:\w+ )?pattern\b"
        r"|\bdisorgani[sz]ed\b|\bin no (?:specific|particular|discernible|distinct|definite"
        r"|obvious) (?:growth |architectural )?pattern\b",
    ),
    (
        "long_fascicles",
        r"\b(?:long|sweeping|elongated|broad),?(?:,? (?:and )?(?:intersecting|sweeping|interlacing|curving"
        r"|compact|parallel|cellular))"
        r"{0,3} (?:fascicles|bundles|fascicular)\b|\blong[- ]fascicular\b",
    ),
    (
        "fascicular",
        r"\bfascic(?:les?|ular(?:ly)?)\b|\b(?:intersecting|interlacing|intertwin\w+|crossing) (?:cellular )?bundles\b"
        r"|\b(?:arranged|growing|organi[sz]ed) in (?:short )?bundles\b",
    ),
    ("whorled", r"\bwhorl(?:s|ed|ing)?\b(?! cut)|\bwhirl(?:s|ing|ed)?\b"),
    ("compound", r"\bcompound (?:[\w-]+ ){0,2}(?:proliferation|lesion|na?ev\w+|melanocytic|spitz\w*|tumou?r)\b"),
    (
        "dermal_nodule",
        r"\bintradermal (?!na?ev)|\bdermal(?:-based)? (?:spindle[d]?[- ]cell )?nodule\b|\bnodul\w+"
        r"(?: (?:[\w-]+ ){0,2}?(?:confined|limited|restricted|cent(?:red|ered)"
        r"|located|situated|based))? (?:in|within|of|to"
        r"|on) the (?:mid |deep |reticular |papillary |upper )?dermis\b(?! and)"
        r"|\b(?:confined|limited|restricted) to the (?:reticular |papillary )?dermis\b(?= (?:and"
        r"|as) [^.;]{0,40}\bnodul)",
    ),
    (
        "infiltrates_fat",
        r"\b(?:infiltrat|invad|permeat|entrap|extend|percolat|ingrowth)\w*(?: (?:growth|extension))?(?: of| into| in"
        r"| through| throughout)?"
        r"(?: (?:the|adjacent|surrounding|underlying|superficial|deep|deeper|skeletal|striated|muscle|dermis"
        r"|reticular|fascia|and|both"
        r"|individual|mature|lobules|of|subjacent|into|native)){0,8} (?:sub-?cutaneous (?:fat|adipose|tissue"
        r"|soft)|(?:peri[a-z]{3,9}|mesenteric|omental|mediastinal|retroperitoneal) fat|hypodermis|subcutis"
        r"|sub-?cutis|adipose|fat|fatty tissue|adipocytes|fat cells|adipose tissue)\b|\b(?:adipose tissue|fat"
        r"|fatty tissue) infiltration\b",
    ),
    (
        "infiltrates_muscle",
        r"\b(?:infiltrat|invad|permeat|extend|ingrowth)\w*(?: (?:growth|extension))?(?: of| into| in| through"
        r"| between)?"
        r"(?: (?:the|adjacent|surrounding|underlying|superficial|deep|and|both|subcutaneous|fat|subcutis|adipose|tissue"
        r"|fascia|skeletal|striated|bundles|of|individual|fibres|fibers|into)){0,8} (?:skeletal |striated"
        r" |masseter |psoas |[a-z]{4,14}(?:alis|oralis|ceps|atus|inatus|oideus|idius|ius) )?muscle\b"
        r"|\b(?:muscle|muscularis(?: propria)?) (?:is|was) (?:also |focally |extensively )?(?:infiltrated|invaded)\b",
    ),
    (
        "infiltrative_border",
        r"\b(?:poorly|ill|not well)[- ](?:circumscribed|defined|demarcated|delineated)\b(?!(?:,? [\w-]+){0,3}?"
        r" (?:cytoplasm\w*|cell(?:ular)? (?:borders?|boundar\w+|membranes?|margins?|outlines?)|fascicles|whorls|nests"
        r"|nucleol\w+))|\bnot circumscribed\b"
        r"|\bnon-?circumscribed\b|\bboundary (?:is|was) (?:not clear|unclear)\b|\bunclear boundar(?:y|ies)\b"
        r"|\binfiltrati(?:ve|ng) (?:border|margin|edge|periphery|growth|pattern|growth pattern)s?\b"
        r"|\birregular (?:infiltrative )?borders?\b"
        r"|\buncircumscribed\b|\bdiffusely infiltrating\b|\binfiltrative\b(?! ductal| carcinoma)",
    ),
    (
        "pushing_border",
        r"\b(?:(?:well|sharply|relatively|fairly|partly|partially)[- ])?(?:circumscribed|circumscription)\b"
        r"|\b(?:well|sharply)[- ](?:demarcated|delineated|delimited)\b"
        r"|\b(?:clear|sharp|distinct) boundar(?:y|ies)\b(?=[^.;]{0,20}\b(?:capsule|envelope))"
        r"|\bpushing (?:border|margin|edge)s?\b",
    ),
    (
        "perivascular_hyalinisation",
        r"\bhyalini[sz]ed (?:thick-walled |blood |small |large |thickened ){0,2}(?:vessels?|vessel walls?"
        r"|vasculature|capillaries)\b"
        r"|\bhyalini[sz]ation of (?:the )?(?:blood )?(?:vessels?|vessel walls?|vascular walls?)\b"
        r"|\b(?:vessels?|vasculature) with (?:\w+ ){0,2}hyalini[sz]ed (?:\w+ )?walls?\b"
        r"|\bperi-?vascular hyalini[sz]\w+"
        r"|\bvessels? (?:have|has|had|with|show(?:s|ed)?) (?:an? )?(?:thick(?:ened)? )?(?:and )?hyaline walls?\b"
        r"|\b(?:vessel|vascular) walls? (?:is|are|was|were|show(?:s|ed)?) (?:thick(?:ened)? and )?hyalini[sz](?:ed"
        r"|ation)\b"
        r"|\bhyaline (?:vessels?|vessel walls?)\b",
    ),
    (
        "HPC_vessels",
        r"\b(?:stag-?horn|antler)(?:-(?:like|type|shaped))?\b|\bha?emangiopericyt\w+(?:-(?:like"
        r"|type))?(?= (?:\w+ ){0,2}"
        r"(?:vessels?|vascula\w+|pattern|branching|areas?|growth))|\bbranching,? (?:\w+,? ){0,2}vessels\b",
    ),
    (
        "ectatic_vessels",
        r"\b(?:dilated|ectatic|gaping)(?:,? [\w()-]+,?){0,4} (?:vessels|blood vessels|vasculature|capillaries"
        r"|vascular)\b",
    ),
    (
        "collagenous_stroma",
        r"\bfibro-?collagenous\b|(?<!to )(?<!to-)\bcollageni[sz]ed\b(?! to\b)|\bcollagen-?rich\b"
        r"|\bdense collagen\w*\b|(?<!to )(?<!to-)\bcollagenous (?:stroma|matrix|background|tissue)\b",
    ),
    (
        "small_nucleoli",
        r"\b(?:minute|small|tiny|inconspicuous|indistinct|pinpoint|fine)(?:,? [\w-]+){0,3} nucleol(?:i|us)\b"
        r"|\bnucleol(?:i|us) (?:is|are|was|were) (?:small|inconspicuous|indistinct|minute)\b",
    ),
    (
        "prominent_nucleoli",
        r"\b(?:prominent|conspicuous|large|enlarged|eosinophilic|macro-?|cherry-red"
        r"|distinct)(?:,? (?:and )?[\w-]+){0,2} ?nucleol(?:i|us)\b"
        r"|\bnucleol(?:i|us) (?:is|are|was|were) (?:prominent|conspicuous|large)\b",
    ),
    (
        "collagen_bundles",
        r"\b(?:thick(?:ened)?|coarse|brightly eosinophilic|refractile|dense|ropy"
        r"|ropey)(?:,? [\w-]+){0,2} collagen(?:ous)?"
        r" (?:bundles|fib(?:re|er)s|strands|bands)\b",
    ),
    (
        "honeycomb_fat",
        r"\bhoneycomb(?:ed|ing)?(?:-like)?\b(?=[^.;]{0,60}\b(?:fat|adipo\w+|subcut\w+)\b)"
        r"|\b(?:fat|adipo\w+|subcut\w+)\b[^.;]{0,40}\bhoneycomb(?:ed|ing)?\b|\blace-?like\b[^.;]{0,30}\bfat\b",
    ),
    ("microcystic", r"\bmicro-?cyst(?:s|ic)\b"),
    (
        "alternating_cellularity",
        r"\b(?:hyper-?cellular|(?:more |highly |densely )?cellular)(?: \w+){0,2} (?:alternat\w+"
        r"|interspersed|admixed) with"
        r" (?:[\w-]+ ){0,2}(?:hypo-?cellular|paucicellular|less cellular)"
        r"|\b(?:hypo-?cellular|paucicellular|less cellular)(?: \w+){0,3} alternat\w+ with (?:[\w-]+ ){0,2}"
        r"(?:hyper-?cellular|more cellular|cellular)"
        r"|\balternat(?:ing|ion of)(?: areas of| zones of)? (?:hyper-?|hypo-?)cellular\w* and"
        r" (?:\w+ )?(?:hyper-?|hypo-?)?cellular\w*|\bmarbled\b",
    ),
    ("haemosiderin", r"\bha?emosiderin\b(?! ?-?laden macrophages were not)|\bsiderophages\b"),
    ("melanocytic_nests", r"\bmelanocytic na?ev(?:us|i)\b|\bna?evus cell (?:nests|clusters|aggregates)\b"),
    (
        "encapsulated",
        r"\b(?:un|non-?)encapsulated\b|(?<=\bno )(?:obvious |true |definite |fibrous )?(?:capsule|envelope)\b"
        r"|(?<=\bwithout )(?:an? )?(?:obvious |true |definite )?(?:capsule|envelope)\b",
    ),
    (
        "alternating_fibrous_myxoid",
        r"\balternating (?:myxoid and (?:collagenous|fibrous|hyalini[sz]ed)|(?:collagenous|fibrous"
        r"|hyalini[sz]ed) and myxoid)\b",
    ),
    ("cords", r"\breticular (?:pattern|growth|arrangement|architecture)\b"),
    (
        "vesicular_nuclei",
        r"\bvesicular(?:,? [\w-]+){0,2} (?:nuclei|nucleus|chromatin)\b"
        r"|\bnuclei (?:is|are|was|were) (?:\w+ and |\w+, )?vesicular\b",
    ),
    ("foamy_cells", r"\bfoamy(?:,? (?:and |to )?[\w-]+){0,2} cytoplasm\b"),
    (
        "binucleate_cells",
        r"\b(?:some|occasional(?:ly)?|scattered|focally|often|frequently) (?:\w+ )?(?:bi-?nucleated?)\b",
    ),
    (
        "delicate_vessels",
        r"\b(?:thin-walled|delicate|fine)(?:,? (?:and )?(?!stag|dilat|ectat|hyalin|gap"
        r"|antler)[\w-]+){0,3} (?:vessels|capillaries|vasculature)\b"
        r"|\b(?:numerous|many|abundant) small (?:blood |capillary )?vessels\b",
    ),
    (
        "myxoid_to_collagenous",
        r"\b(?:var(?:ies|ied|ying)|rang(?:es|ed|ing)|transition\w*) from (?:\w+ )?(?:myxoid to (?:\w+ )?"
        r"(?:collagen\w*|fibrous|sclerotic)|(?:collagen\w*|fibrous) to (?:\w+ )?myxoid)\b",
    ),
    ("sclerosing_stroma", r"\b(?:sclerotic|sclerosing|sclerosed)(?:,? (?:and )?[\w-]+){0,2} stroma\b"),
    ("slender_cells", r"\bslender(?:,? [\w-]+){0,2} cells\b"),
    (
        "stromal_hyalinisation",
        r"\bhyalini[sz]ed,? (?:\w+ )?(?:collagen|stroma|bands)\b|\bbands of hyalini[sz]ed\b",
    ),
    ("exophytic", r"\bpolypoid (?:dermal |cutaneous |skin )?(?:nodule|tumou?r|lesion|mass|papule)\b|\bexophytic\b"),
    ("abundant_cytoplasm", r"\b(?:abundant|ample|plentiful|copious)(?:,? (?:and )?[\w-]+){0,3} cytoplasm\b"),
    ("eosinophilic_cytoplasm", r"\beosinophilic(?:,? (?:and |to )?[\w-]+){0,2} cytoplasm\b"),
    ("granular_cytoplasm", r"\bgranular(?:,? (?:and )?(?!chromatin)[\w-]+){0,2} cytoplasm\b"),
    ("clear_cytoplasm", r"\bclear(?:,? (?:to )?[\w-]+){0,2} cytoplasm\b|\bclear cells?\b(?! sarcoma)"),
    (
        "indistinct_borders",
        r"\b(?:indistinct|ill-defined|poorly defined) (?:cell|cytoplasmic|cellular) (?:borders|boundaries|margins)\b",
    ),
    (
        "mature_fat",
        r"\b(?:mature )?(?:fatty|adipocytic|lipomatous|adipose) (?:component|element|elements)\b"
        r"|\bmature (?:fat|adipose|adipocytes)\b",
    ),
    ("lymphocytes", r"\blymphocyt(?:es|ic)\b(?!-)|\blymphoid (?:aggregates|infiltrate|cells|follicles)\b"),
    (
        "extravasated_rbc",
        r"\bextravasated (?:red|erythrocytes|rbcs?)\b|\bha?emorrhag(?:e|es|ic)\b(?! shock)"
        r"|\bred (?:blood )?cell extravasation\b",
    ),
    (
        "cystic",
        r"\bsolid[- ](?:and[- ])?cystic\b|\b(?:partly|focally|partially) cystic\b|\bcystic (?:change|changes"
        r"|degeneration|areas?|spaces)\b",
    ),
    ("intravascular", r"\bintravascular\b(?! coagul| contrast| volume| large)"),
    ("wavy_nuclei", r"\b(?:wavy|buckled|serpentine|comma-shaped)(?:,? [\w-]+){0,3} nuclei\b"),
    ("hyperchromasia", r"\bhyper-?chromatic\b|\bhyper-?chromasia\b"),
    (
        "vascular_invasion",
        r"\b(?:lympho-?vascular|vascular|venous|angio-?lymphatic|lymphatic|vessel"
        r"|lymph-vascular)(?: space)?(?: or perineural)? invasion\b|\bangioinvasion\b",
    ),
    ("neurotropism", r"\bperineural (?:invasion|infiltration|or (?:lympho)?vascular invasion|spread|growth)\b"),
    ("ulceration", r"\b(?:ulcerat(?:ed|ion)|surface ulcer)\b"),
    (
        "epidermal_hyperplasia",
        r"\b(?:epidermal|epidermis with) (?:hyperplasia|acanthosis)\b|\bacantho(?:sis|tic)\b|\b(?:hyperplastic"
        r"|acanthotic) epidermis\b",
    ),
    (
        "atypical_mitoses",
        r"\b(?:atypical|abnormal|aberrant|bizarre|pathologic(?:al)?) (?:mitos[ei]s|mitotic (?:figures?|forms?))\b"
        r"|\b(?:mitos[ei]s|mitotic (?:figures|activity))\b[^.;]{0,40}?\b(?:includ(?:e"
        r"|es|ing)|some(?: of (?:them|which))?"
        r"|with|several)(?: are| were)?(?: occasional| rare| some| scattered| frequent)?(?: of them)?"
        r" (?:atypical|abnormal|aberrant|bizarre)(?: forms?| ones?| figures?)?(?! cells| nuclei)\b",
    ),
    (
        "high_mitoses",
        r"\b(?:brisk|numerous|frequent|abundant|many|high|increased|conspicuous|readily \w+|easily \w+|elevated|marked)"
        r"(?: \w+ and)? (?:mitos[ei]s|mitotic (?:figures?|activity|rate|count|index))\b|\bmitotically active\b"
        r"|\b(?:mitos[ei]s|mitotic (?:figures|activity|rate|count|index)) (?:(?:is|are|was|were|being"
        r"|appear(?:ed)?) )(?:quite |very |relatively )?"
        r"(?:brisk|numerous|frequent|abundant|common|high|increased|conspicuous|readily \w+|easily \w+"
        r"|elevated|plentiful)\b"
        r"|\bincreased \w+ and mitotic activity\b",
    ),
    (
        "low_mitoses",
        r"\b(?:low|rare|few|scant|sparse|scarce|infrequent|inconspicuous|scattered|occasional|minimal|isolated"
        r"|sporadic)(?: typical)?"
        r" (?:mitos[ei]s|mitotic (?:figures?|activity|rate|count|index))\b"
        r"|\b(?:mitos[ei]s|mitotic (?:figures|activity|rate|count|index)) (?:(?:is|are|was|were|being"
        r"|appear(?:ed)?) )(?:quite |very |relatively |only )?"
        r"(?:low|rare|few|scant|sparse|scarce|infrequent|inconspicuous|minimal|occasional|exceptional"
        r"|insignificant|scanty)\b",
    ),
)
_RULES = NamedRules(*((term, Rule(words, re.IGNORECASE)) for term, words in _FORMS))
_NO_MITOSES = Rule(
    r"\b(?:no|without|lack(?:ed|ing|s)?(?: of)?|absence of|neither|nor)\b(?:,? (?!but\b|atypical\b|abnormal\b"
    r"|aberrant\b|increased\b|high\b|brisk\b)"
    r"[\w-]+,?){0,6}? (?:mitos[ei]s|mitotic (?:figures?|activity))\b(?! (?:counts?|scores?|rate))"
    r"|(?<!atypical )(?<!abnormal )\b(?:mitos[ei]s|mitotic (?:figures?|activity))(?:,? (?:and|or"
    r"|nor) [\w-]+){0,2} (?:was|were|is|are)"
    r" (?:absent|not (?:\w+ly )?(?:seen|identified|found|observed|present|detected|noted|evident))\b",
    re.IGNORECASE,
)
_NONE_ATYPICAL = Rule(r"\bmito\w+\b[^.;]{0,40}?\bnone (?:of (?:them|which) )?(?:was |were )?atypical\b", re.IGNORECASE)
_DEGREE_WORDS = {
    "mild_atypia": r"minimal|mild|slight|low-grade|low grade|little|limited|minor|low",
    "moderate_atypia": r"moderate|intermediate",
    "marked_atypia": (
        r"marked|severe|prominent|striking|conspicuous|high-grade|high grade|significant|considerable|frank"
        r"|pronounced|extreme|bizarre|extensive|overt|obvious"
    ),
}
_DEGREE = "|".join(f"(?P<{name}>{words})" for name, words in _DEGREE_WORDS.items())
_ATYPIA_WORD = r"(?P<what>atypia|atypism|pleomorphism|pleomorphia|anaplasia|polymorphism)s?"
_GRADED_BEFORE = Rule(
    rf"\b(?:(?:no|minimal|mild|slight|moderate)(?:[- ]to[- ]| or "
    rf"| and ))?(?:{_DEGREE})(?:ly)?(?: degree(?:s)? of| in the way of)?(?:,?[ -](?:and )?"
    rf"(?:variability|cytologic(?:al)?|nuclear|cellular|cytonuclear|cyto-nuclear|focal|diffuse|cell|overall"
    rf"|endothelial|degenerative|size|variation|in))"
    rf"{{0,3}} {_ATYPIA_WORD}\b",
    re.IGNORECASE,
)
_GRADED_BEHIND = Rule(
    rf"\b{_ATYPIA_WORD} (?:is|are|was|were|being|appears?|appeared) (?:only |at most |generally |overall "
    rf"|quite |very |rather |focally )?"
    rf"(?:(?:minimal|mild|slight|moderate)(?:[- ]to[- ]| or ))?(?:{_DEGREE})\b",
    re.IGNORECASE,
)
_PLAIN_ATYPIA = Rule(
    rf"(?<!higher-grade )(?<!higher grade )\b(?P<adjectives>(?:(?:cytologic(?:al)?|nuclear|cellular|cytonuclear"
    rf"|appreciable|discernible|definite|any) )*){_ATYPIA_WORD}\b",
    re.IGNORECASE,
)
_BLAND = Rule(r"\bbland\b|\bbanal\b|\bcytologically bland\b|\bblandly\b", re.IGNORECASE)
_GRADED_ADJECTIVE = Rule(
    r"\b(?:(?P<mild_atypia>mildly|slightly|minimally)|(?P<moderate_atypia>moderately)"
    r"|(?P<marked_atypia>markedly|severely"
    r"|highly|overtly|strikingly)) (?P<what>pleomorphic|atypical|anaplastic)\b",
    re.IGNORECASE,
)
_PLEOMORPHIC = Rule(
    r"\bpleomorphic\b(?! (?:lipoma|sarcoma|liposarcoma|rhabdomyo|undifferentiated|xantho|adenoma|hyalin"
    r"|dermal))|\banaplastic (?=cells|nuclei|tumou?r cells)",
    re.IGNORECASE,
)
_ATYPIAS = frozenset(_DEGREE_WORDS)

_ONLY_BY_FORM = _ATYPIAS | {
    "high_mitoses",
    "low_mitoses",
    "atypical_mitoses",
    "small_nucleoli",
    "prominent_nucleoli",
    "pushing_border",
    "infiltrative_border",
    "fascicular",
    "long_fascicles",
    "whorled",
    "mature_fat",
    "compound",
    "high_cellularity",
    "low_cellularity",
    "monomorphic",
    "honeycomb_fat",
    "collagen_bundles",
    "haemosiderin",
    "microcystic",
    "alternating_cellularity",
}
"""Terms whose words mean one thing or another by what stands beside them: the vocabulary's words do not count."""
_NO_TERM = frozenset(
    {
        "nucleoli",
        "ropy collagen",
        "ropey collagen",
        "histiocyte",
        "histiocytic",
        "pale cytoplasm",
        "palisaded",
        "palisading",
        "nuclear palisading",
        "cluster",
        "cellular",
        "cellular region",
        "bone",
        "solid",
        "atypical",
        "large cell",
        "small round",
        "vascular channel",
        "undifferentiated",
        "poorly differentiated",
        "low-grade",
        "high-grade",
        "tubule",
        "concentric",
        "haemangiopericytoma",
        "hemangiopericytoma",
        "hpc",
        "melanocyte",
        "melanocytic",
        "diffuse growth",
        "lymphoid",
        "granular",
        "dendritic",
        "perineural",
        "adipose tissue",
        "anastomosing",
        "arcade",
        "reticular",
        "nodule",
        "capsule",
        "fibrosi",
        "sclerosi",
        "ulcer",
        "cartilage",
        "random",
        "prominent vessel",
        "tissue culture",
        "plaque",
        "hallmark",
        "organoid",
        "heterologou",
    }
)


def forms_in(text: str, absent: tuple[tuple[int, int], ...]) -> Iterator[Form]:
    """Every term that `text` tells by its form; `absent` are the stretches of `negation.absences`."""
    found: list[Form] = []
    shapes = [(match.start(), match.end()) for match in _OF_SHAPES.finditer(text)]
    for start, end in shapes:
        words = text[start:end].lower()
        for term, pattern in _SHAPES.items():
            if re.search(rf"\b(?:{pattern})\b", words):
                found.append(Form(term, start, end))
    oval = _OVAL_CELLS.search(text)
    if oval is not None and not any(start <= oval.start() < end for start, end in shapes):
        found.append(Form("ovoid_cells", oval.start(), oval.end()))
    found += _atypia(text, absent)
    no_mitoses = _NO_MITOSES.search(text)
    if no_mitoses is not None:
        found.append(Form("low_mitoses", no_mitoses.start(), no_mitoses.end(), is_settled=True))
    none_atypical = _NONE_ATYPICAL.search(text)
    if none_atypical is not None:
        found.append(Form("atypical_mitoses", none_atypical.start(), none_atypical.end(), is_absent=True))
    for term, rule in _RULES.told_in(text):
        for match in rule.finditer(text):
            found.append(Form(term, match.start(), match.end()))
    yield from _told_apart(found)


def _told_apart(found: list[Form]) -> list[Form]:
    """Without what a more telling form covers: "long fascicles" are not told as fascicles as well."""
    covering = {
        "fascicular": ("long_fascicles",),
        "pushing_border": ("infiltrative_border",),
        "prominent_nucleoli": ("small_nucleoli",),
        "ovoid_cells": (),
    }
    kept = []
    for form in found:
        over = covering.get(form.term, ())
        if any(other.term in over and other.start < form.end and form.start < other.end for other in found):
            continue
        kept.append(form)
    return kept


def _atypia(text: str, absent: tuple[tuple[int, int], ...]) -> Iterator[Form]:
    graded = [
        *_GRADED_BEFORE.finditer(text),
        *_GRADED_BEHIND.finditer(text),
        *_GRADED_ADJECTIVE.finditer(text),
    ]
    taken: list[tuple[int, int]] = []
    for match in graded:
        term = next(name for name in _DEGREE_WORDS if match[name])
        taken.append(match.span())
        is_denied = any(start <= match.start(term) < end for start, end in absent)
        is_pleomorphism = not match["what"].lower().startswith("atypi")
        if is_denied:
            word = match[term].lower()
            if (
                term == "marked_atypia"
                and not is_pleomorphism
                and word in ("significant", "obvious", "overt", "conspicuous")
            ):
                yield Form("mild_atypia", match.start(), match.end(), is_settled=True)
            elif term == "marked_atypia":
                yield Form("marked_atypia", match.start(), match.end(), is_absent=True, is_settled=True)
            continue
        yield Form(term, match.start(), match.end(), is_settled=True)
    for match in _PLAIN_ATYPIA.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        is_denied = any(start <= match.start() < end for start, end in absent)
        is_pleomorphism = not match["what"].lower().startswith("atypi")
        if is_denied:
            if is_pleomorphism:
                yield Form("marked_atypia", match.start(), match.end(), is_absent=True, is_settled=True)
            else:
                yield Form("mild_atypia", match.start(), match.end(), is_settled=True)
        elif is_pleomorphism:
            yield Form("marked_atypia", match.start(), match.end(), is_settled=True)
    for match in _BLAND.finditer(text):
        if not any(start <= match.start() < end for start, end in absent):
            yield Form("mild_atypia", match.start(), match.end(), is_settled=True)
    for match in _PLEOMORPHIC.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            is_denied = any(start <= match.start() < end for start, end in absent)
            yield Form("marked_atypia", match.start(), match.end(), is_absent=is_denied, is_settled=True)


def is_no_term(words: str, term: str) -> bool:
    """Whether the vocabulary's `words` for `term` mean something else, or nothing yet, in a running sentence."""
    return words in _NO_TERM or term in _ONLY_BY_FORM
