"""Sentences of our own making: of the case before us, or of no patient in particular."""

import pytest

from breakapart.drafting.cues import CuedText
from breakapart.drafting.generalities import is_general, of_the_case

OF_NOBODY = """
These tumours are composed of bland spindle cells.
Such neoplasms show ALK rearrangement with several partners.
Most of these tumors express S100 and CD34.
Conventional DFSP usually has fewer than 5 mitoses per 10 high-power fields.
There is typically little nuclear atypia.
NTRK-rearranged spindle cell neoplasms harbour fusions such as LMNA::NTRK1 or TPM3::NTRK1.
These fusions activate the kinase through partners such as TPR::NTRK1.
IMTs are known to carry TPM3::ALK and RANBP2::ALK fusions.
Infantile fibrosarcoma is a malignant tumour of the first years of life.
Solitary fibrous tumor (SFT) is characterized by a NAB2::STAT6 fusion.
Dermatofibrosarcoma protuberans is a slowly growing sarcoma of the skin.
SAMS occurs on the trunk and the legs.
SAMS appears as whorls of spindle cells in a myxoid stroma.
Lipofibromatosis-like neural tumour was first described in 2016.
This entity shows whorls and cords of spindle cells.
This neoplasm arises in adults and presents as a nodule of the back.
The tumour occurs most frequently in children.
RET fusions have been reported in five tumours.
ALK rearrangement has rarely been described in this setting.
Recurrences and lung metastases have been documented.
In the literature, pan-TRK was positive in 20 of 22 tumours.
To date, 14 cases with an EML4::NTRK3 fusion are known.
Smith et al. found necrosis in half of the tumours.
In a previously reported case the tumour recurred after two years.
The previously published cases were negative for SOX10.
Previous studies showed CD34 in nearly all of them.
In a Danish trial a 3-year-old boy with lung metastases relapsed on treatment.
Moreau et al. described a 61-year-old woman whose tumour recurred after 4 years.
The median age was 12 years and the male-to-female ratio 2:1.
Melanoma may be positive for pan-TRK.
Pan-TRK staining might be seen in sarcomas with BCOR alterations.
Synovial sarcoma can mimic this pattern.
The differential diagnosis should include nodular fasciitis.
This case highlights the value of RNA sequencing.
Our case expands the spectrum of ALK-rearranged tumours.
The present report emphasizes that S100 and CD34 are often expressed together.
These findings suggest that the two entities are related.
To our knowledge, this is the first tumour with a CLIP2::MET fusion.
In conclusion, spindle cell tumours with S100 and CD34 need molecular testing.
Pathologists should be aware of this tumour.
Future studies will show whether ALK inhibitors prevent recurrence.
Fibromatoses lack STAT6 and harbour CTNNB1 mutations.
Spitz tumors harbor fusions of ROS1, NTRK1, ALK and RET.
Up to 40% of these tumours recur.
Some tumors contain multinucleated giant cells.
Rare cases display high-grade morphology with necrosis.
In most cases, the Ki-67 index is below 10%.
Patients with metastatic disease respond to larotrectinib.
The tumour cells are usually positive for CD34.
However, NTRK1 fusions are also seen in many other tumours.
Recently, a group of tumours with RAF1 fusions has been identified.
The recently described COL1A1::PDGFB fusion sarcoma of the uterus expresses CD34.
Homozygous deletion of CDKN2A has been associated with aggressive behaviour.
Larotrectinib has been approved for adults and children with NTRK fusions.
"""
OF_THE_CASE = """
In a second series of sections the tumour of this 3-year-old boy was positive for CD34.
The tumour cells are positive for S100 and CD34.
Sections show a cellular spindle cell tumour with focal necrosis.
Tumor cells have round, oval and elongated nuclei.
Tumor shows sheets of epithelioid cells.
The preparations show a moderately cellular tumour of the subcutis.
Mitotic figures are rare.
Scattered lymphocytes are present.
Both tumours are positive for ALK.
The lesions are positive for desmin.
All three tumours showed strong CD34.
Two tumours were examined.
Multiple lesions are seen on both legs.
Tumour necrosis accounts for 15% of the lesion.
NTRK rearrangements were not detected.
Fusions involving ALK or ROS1 are not identified.
No mutations are present.
No rearrangement of RET was found.
MRI shows a mass of 4 cm.
FISH is positive for a rearrangement of ALK.
ALK is diffusely positive.
EMA is negative.
SOX10 and HMB45 are negative.
NGS has identified an EML4::ALK fusion.
This is a spindle cell neoplasm with myxoid stroma.
The lesion is a solitary fibrous tumour.
It is a cellular tumour with thin-walled vessels.
Synovial sarcoma is excluded by the negative FISH.
Dermatofibrosarcoma is favoured.
A dermatofibrosarcoma protuberans can be excluded.
A mitosis can be seen here and there.
No recurrence has been observed since.
No metastasis has been detected to date.
No systemic therapy has been given to date.
The diagnosis has been confirmed by RNA sequencing.
The biopsy was reported elsewhere as a schwannoma.
She presented with a lump, which was thought to be a lipoma.
A 40-year-old man presented with a nodule of the thigh.
The patient may be a candidate for larotrectinib.
In our case, the tumour was positive for CD34.
The present tumour showed necrosis, but no atypia.
Nuclei are often grooved.
The nuclei are frequently indented.
Case 1 is a spitzoid tumour with diffuse ALK.
Patients 1 and 2 are alive without recurrence.
Vessels are hyalinised.
Cells are arranged in whorls and stain for EMA.
The cytoplasm is eosinophilic.
The stroma is myxoid and contains mast cells.
Margins are involved.
Lymph nodes are negative for tumour.
Specimens A and B show the same tumour.
These cells were strongly positive for ALK.
These nests are composed of large epithelioid cells.
The findings are those of a lipofibromatosis-like neural tumour.
The tumour recurred two years later and was excised again.
"""


def lines(text):
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("text", lines(OF_NOBODY))
def test_what_holds_in_general(text):
    assert is_general(text)
    assert of_the_case(CuedText(text)) == ()


@pytest.mark.parametrize("text", lines(OF_THE_CASE))
def test_what_is_told_of_the_case(text):
    assert not is_general(text)
    assert of_the_case(CuedText(text)) == ((0, len(text)),)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "Although these neoplasms often express desmin, the present tumour was negative for it.",
            "the present tumour was negative for it.",
        ),
        (
            "Unlike conventional tumours, which usually have few mitoses, our tumour had 15 per 10 HPF.",
            "our tumour had 15 per 10 HPF.",
        ),
        (
            "The tumour was positive for CD34, whereas most perineuriomas are positive for EMA.",
            "The tumour was positive for CD34",
        ),
        (
            "The tumour harboured an LMNA::NTRK1 fusion; such tumours may respond to larotrectinib.",
            "The tumour harboured an LMNA::NTRK1 fusion",
        ),
        (
            "We saw branching vessels, which are typically found in solitary fibrous tumours.",
            "We saw branching vessels",
        ),
        (
            "SOX10 was negative, but melanomas are usually positive.",
            "SOX10 was negative",
        ),
    ],
)
def test_a_sentence_may_tell_of_both(text, kept):
    assert "".join(text[start:end] for start, end in of_the_case(CuedText(text))).strip(" ;,") == kept.strip(" ;,")
