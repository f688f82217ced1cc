"""
Drafting: time and memory of a 20-page text, and texts per second on one core.

Twice measured: the rules alone, and the whole command in batch (files, rules, review, provenance, drafts and pages).
Times are of the processor; the best of several rounds counts, as other work on the machine slows a round.
"""

import contextlib
import io
import random
import re
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from breakapart.cli.main import main as main_of_breakapart
from breakapart.drafting.draft import draft_cases
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.formats.documents import read_document
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference
from breakapart.workup import draft_vocabulary

PAGE = 3_000
"""Characters of a page."""
ROUNDS = 5
LAB = """Clinical history
A {age}-year-old woman presented with a mass of the left thigh. The mass measured 3 x 2 x 1 cm and was excised.

Microscopic description
The tumour was composed of spindle cells in long fascicles. There were {age} mitoses per 10 HPF. No necrosis was seen.

Immunohistochemistry
The tumour cells were positive for S100, CD34 and pan-TRK and negative for SOX10, SMA, desmin and ALK (D5F3).

Molecular findings
RNA sequencing revealed a TPM3::NTRK1 fusion. FISH for NTRK1 was positive.
"""


def _rate(texts: list[str], vocabulary: DraftVocabulary) -> float:
    """Texts a second by the rules alone."""
    for text in texts[:60]:
        draft_cases(text, vocabulary)  # what is worked out once: cues, and where rules begin
    return max(len(texts) / _seconds(lambda: [draft_cases(text, vocabulary) for text in texts]) for _ in range(ROUNDS))


def _varied(text: str, number: int) -> str:
    """
    `text` as nobody has read it before: its numbers and genes changed, and the sentences of each paragraph shuffled.

    What is remembered of a sentence is then of no use for the next text.
    """
    chance = random.Random(number)

    def other(match: re.Match[str]) -> str:
        return str(chance.randint(2, 89)) if match[1] else chance.choice(_GENES)

    paragraphs = [_CHANGED.sub(other, paragraph) for paragraph in text.split("\n")]
    for i, paragraph in enumerate(paragraphs):
        sentences = re.split(r"(?<=[a-z)]\.) ", paragraph)
        chance.shuffle(sentences)
        paragraphs[i] = " ".join(sentences)
    return "\n".join(paragraphs)


_CHANGED = re.compile(r"\b([1-8]\d)\b|\b(?:PLEKHH2|STRN|TPM3|NTRK1)\b")
_GENES = ("PLEKHH2", "STRN", "TPM3", "NTRK1", "LMNA", "EML4", "CLTC", "FLNA", "ROS1", "RET")


def _seconds(run: Callable[[], object]) -> float:
    begun = time.process_time()
    run()
    return time.process_time() - begun


def _whole_command(folder: Path, what: str, texts: list[str]) -> None:
    """The command from files to drafts, checks, provenance and pages."""
    paths = [folder / f"{what[:3]}{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    command = ["case", "draft", *map(str, paths), "-o", str(folder / what[:3]), "--force"]
    with contextlib.redirect_stdout(io.StringIO()):
        main_of_breakapart(command)  # loads what is loaded once
        spent = min(_seconds(lambda: main_of_breakapart(command)) for _ in range(ROUNDS))
    print(f"case draft, {len(texts)} {what}, with checks and pages: {len(texts) / spent:.0f} a second (at least 50)")


def _account(text: str) -> str:
    """Some 2,500 characters of a publication, from where it tells of its first case."""
    start = max(0, text.find("year-old"), text.find("years old"))
    return text[max(0, start - 100) : start + 2_400]


def _documents(folder: Path, text: str) -> None:
    """A DOCX of 20 pages; a PDF of as many needs a program that writes one."""
    try:
        import docx
    except ImportError:
        return
    document = docx.Document()
    for paragraph in text.split("\n\n"):
        document.add_paragraph(paragraph)
    document.save(str(folder / "long.docx"))
    begun = time.process_time()
    read_document(folder / "long.docx")
    print(f"reading a DOCX of 20 pages: {time.process_time() - begun:.2f} s")


def main() -> None:
    """Measure and print."""
    vocabulary = draft_vocabulary(Reference.bundled(), Knowledge.bundled())
    begun = time.process_time()
    draft_cases(LAB.format(age=9), vocabulary)
    print(f"first text of a process: {time.process_time() - begun:.2f} s")
    long = "\n\n".join(LAB.format(age=age % 80 + 1) for age in range(20 * PAGE // len(LAB) + 1))
    begun = time.process_time()
    draft_cases(long, vocabulary)
    print(f"20 pages ({len(long):,} characters): {time.process_time() - begun:.2f} s (at most 3 s)")
    texts = [LAB.format(age=age % 80 + 1) for age in range(1_000)]
    print(f"laboratory reports of {len(texts[0])} characters: {_rate(texts, vocabulary):.0f} a second (at least 50)")
    report = Path(__file__).resolve().parents[2] / "shared" / "report" / "ouyang2025.txt"
    if report.is_file():
        text = report.read_text(encoding="utf-8")
        rate = _rate([text] * 50, vocabulary)
        print(f"the published report ({len(text):,} characters): {rate:.0f} a second (at least 50)")
        rate = _rate([_varied(text, number) for number in range(200)], vocabulary)
        print(f"200 texts made of it, no two alike: {rate:.0f} a second (at least 50)")
    for cases in (30, 120):
        many = "\n\n".join(LAB.format(age=age % 80 + 1) for age in range(cases))
        print(f"{cases} cases in one text: {_seconds(lambda many=many: draft_cases(many, vocabulary)):.2f} s")
    with tempfile.TemporaryDirectory() as name:
        _whole_command(Path(name), "laboratory reports", texts[:500])
        if report.is_file():
            _whole_command(Path(name), "short case reports", [_varied(_account(text), number) for number in range(50)])
            _whole_command(Path(name), "published reports", [_varied(text, number) for number in range(20)])
        _documents(Path(name), long)
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (at most 300 MB)")


if __name__ == "__main__":
    main()
