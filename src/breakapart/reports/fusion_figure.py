"""
The fusion from exons to protein, and how the two genes lie to each other.

Top: all exons of both partners, kept solid and lost pale. Middle: the coding exons that meet, at the scale of the
protein below them, with its domains. Bottom: the two genes on their chromosomes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from breakapart.model.fusion import Frame, FusionAnnotation, Junction
from breakapart.model.protein import ChimericProtein, DomainFate
from breakapart.model.transcript import Exon, Transcript
from breakapart.reports import wording
from breakapart.reports.svg import (
    BLUE,
    INK,
    LINE,
    PALE_BLUE,
    PALE_VERMILION,
    PLAIN,
    QUIET,
    SMALL,
    SOFT,
    STRONG,
    TEXT,
    VERMILION,
    WASH,
    WIDTH,
    Drawing,
    Style,
    fitted,
    text_width,
    wrap,
)

SHORTEST_EXON, LONGEST_EXON = 50, 300
"""Exons of the top row are drawn to scale between these lengths in bases; else the 12 kb last exon of STRN is all one
sees."""
MIDDLE = 24
"""Gap between the two genes of the top row."""
EXON_HEIGHT, STRIP_HEIGHT, BAR_HEIGHT = 16, 14, 22
LEADING_KINDS = ("kinase", "coiled_coil", "transmembrane", "signal_peptide")
"""Drawn in full colour; other domains in the pale one."""
UNDRAWN_KINDS = ("region",)
"""Short motifs inside other domains; they stand in the JSON."""
LABEL_WIDTH, NARROW_LABEL, LABEL_GAP = 250, 110, 10
MOST_RANGES = 3
REMNANT_PERCENT = 25
"""A domain with less than this left is listed with the lost ones."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One partner with its colours and words."""

    junction: Junction
    is_five_prime: bool

    @property
    def colour(self) -> str:
        return BLUE if self.is_five_prime else VERMILION

    @property
    def pale(self) -> str:
        return PALE_BLUE if self.is_five_prime else PALE_VERMILION

    @property
    def transcript(self) -> Transcript:
        return self.junction.transcript

    def keeps(self, exon: Exon) -> bool:
        """Whether any base of the exon is in the fusion; never when the place is not known."""
        if not self.junction.exon:
            return False
        if self.is_five_prime:
            return exon.cdna_start < self.junction.cdna_cut
        return exon.cdna_end > self.junction.cdna_cut

    @property
    def words(self) -> str:
        """Which exons are kept, in words."""
        count = len(self.transcript.exons)
        if not self.junction.exon:
            return f"exon not given, {count} exons"
        kept = [exon.number for exon in self.transcript.exons if self.keeps(exon)]
        inside = "" if self.junction.at_exon_edge else ", cut inside an exon"
        one = kept[0] == kept[-1]
        return f"exon{'' if one else 's'} {kept[0]}{'' if one else f'–{kept[-1]}'} of {count} kept{inside}"


def draw(annotation: FusionAnnotation, name: str = "fusion-figure") -> Markup:
    """The figure as SVG; `name` becomes its id."""
    five, three = _Side(annotation.five_prime, True), _Side(annotation.three_prime, False)
    drawing = Drawing(name, f"{annotation.names.exons}, from exons to protein", describe(annotation))
    kept_five = _gene_row(drawing, five, 0)
    kept_three = _gene_row(drawing, three, (WIDTH + MIDDLE) / 2)
    y = 66.0
    if annotation.protein is not None and annotation.protein.length:
        y = _protein(drawing, annotation, (five, three), (kept_five, kept_three), y)
    else:
        y = drawing.paragraph(0, y + 12, WIDTH, f"No protein is predicted: {annotation.frame_reason}", PLAIN, most=4)
    y = _chromosomes(drawing, annotation, y + 8)
    return drawing.finish(y)


def describe(annotation: FusionAnnotation) -> str:
    """What the figure shows, in sentences, for readers who cannot see it."""
    five, three = _Side(annotation.five_prime, True), _Side(annotation.three_prime, False)
    parts = [
        f"{five.transcript.gene}: {five.words}. {three.transcript.gene}: {three.words}.",
        f"{wording.FRAME_WORDS[annotation.frame].capitalize()}.",
    ]
    if annotation.protein is not None:
        parts.append(f"Predicted protein of {annotation.protein.length} residues.")
        parts += [f"{_group_name(group)}: {_group_ranges(group)}." for group in _groups(annotation.protein.domains)]
    parts.append(f"{_geometry_sentence(annotation)}")
    return " ".join(parts)


# Genes


def _gene_row(drawing: Drawing, side: _Side, left: float) -> tuple[float, float] | None:
    """All exons of one partner in one half of the width; returns where the kept ones begin and end."""
    width = (WIDTH - MIDDLE) / 2
    gene = fitted(side.transcript.gene, width / 2, bold=True)
    drawing.text(left, 13, gene, STRONG)
    after = left + text_width(gene, bold=True) + 8
    drawing.text(after, 13, fitted(side.words, left + width - after, SMALL), QUIET)

    exons = side.transcript.exons
    lengths = [min(max(exon.end - exon.start, SHORTEST_EXON), LONGEST_EXON) for exon in exons]
    gap = min(3.0, 0.3 * width / len(exons))
    unit = (width - gap * (len(exons) - 1)) / sum(lengths)
    x = left
    kept: list[tuple[Exon, float, float]] = []
    for exon, length in zip(exons, lengths, strict=True):
        wide = length * unit
        is_kept = side.keeps(exon)
        inset = 0 if exon.cds_start is not None else EXON_HEIGHT / 4
        tall = EXON_HEIGHT - 2 * inset
        words = f"{side.transcript.gene} exon {exon.number}, {'kept' if is_kept else 'lost'}"
        drawing.rect(x, 22 + inset, wide, tall, fill=side.colour if is_kept else side.pale, title=words)
        if is_kept:
            kept.append((exon, x, x + wide))
        x += wide + gap
    _exon_numbers(drawing, side, kept, left, width)
    return (kept[0][1], kept[-1][2]) if kept else None


def _exon_numbers(
    drawing: Drawing, side: _Side, kept: Sequence[tuple[Exon, float, float]], left: float, width: float
) -> None:
    """The number of the exon at the junction, and of the gene's first and last where there is room."""
    y = 22 + EXON_HEIGHT + 12
    first, last = "1", str(len(side.transcript.exons))
    taken: list[tuple[float, float]] = []
    if kept:
        exon, start, end = kept[-1] if side.is_five_prime else kept[0]
        words = f"e{exon.number}"
        half = text_width(words, SMALL, bold=True) / 2
        x = min(max((start + end) / 2, left + half), left + width - half)
        drawing.text(x, y, words, Style(SMALL, INK, bold=True, anchor="middle"))
        taken.append((x - half - 6, x + half + 6))
    for words, at, anchor in ((first, left, "start"), (last, left + width, "end")):
        wide = text_width(words, SMALL)
        start = at if anchor == "start" else at - wide
        if all(start + wide < low or start > high for low, high in taken):
            drawing.text(at, y, words, Style(SMALL, SOFT, anchor=anchor))
            taken.append((start, start + wide))


# Protein


def _protein(
    drawing: Drawing,
    annotation: FusionAnnotation,
    sides: tuple[_Side, _Side],
    kept: tuple[tuple[float, float] | None, tuple[float, float] | None],
    y: float,
) -> float:
    protein = annotation.protein
    assert protein is not None
    five, three = sides
    # Where the tail is unknown the bar is drawn beyond its end, or the junction would stand at the margin.
    residues = protein.length * (1.25 if protein.truncated_at_junction else 1)
    unit = WIDTH / residues
    joint = protein.five_prime_residues * unit
    strip = y + 26
    for side, block, (start, end) in ((five, kept[0], (0.0, joint)), (three, kept[1], (joint, float(WIDTH)))):
        if block is not None and end > start and (side.is_five_prime or annotation.frame is Frame.IN_FRAME):
            drawing.path([(block[0], y - 12), (block[1], y - 12), (end, strip), (start, strip)], fill=WASH)
    _coding_exons(drawing, five, (0, joint), unit, strip)
    if annotation.frame is Frame.IN_FRAME:
        _coding_exons(drawing, three, (joint, WIDTH), unit, strip)

    bar = strip + STRIP_HEIGHT + 10
    drawing.rect(0, bar + 5, protein.length * unit, BAR_HEIGHT - 10, fill=LINE)
    if annotation.frame is not Frame.IN_FRAME:
        after = f"frameshift: {len(protein.tail)} residues" if protein.tail else "not known"
        end = protein.length * unit if protein.tail else float(WIDTH)
        drawing.rect(joint, bar + 5, end - joint, BAR_HEIGHT - 10, fill=drawing.hatch(SOFT), title=after)
    groups = _groups(fate for fate in protein.domains if not _is_lost(fate))
    for group in groups:
        for fate in group:
            assert fate.chimera_start is not None and fate.chimera_end is not None
            side = five if fate.gene == five.transcript.gene else three
            leading = fate.domain.kind in LEADING_KINDS
            start, end = fate.chimera_start * unit, fate.chimera_end * unit
            words = f"{_group_name([fate])} {_range(fate)}"
            colour = side.colour if leading else side.pale
            drawing.rect(start, bar, end - start, BAR_HEIGHT, fill=colour, stroke=side.colour, title=words)
    if joint > 0:
        drawing.line(joint, strip - 20, joint, bar + BAR_HEIGHT + 6, dash="4 3")
    _junction_words(drawing, annotation, protein, joint, strip - 9)
    y = _place_labels(drawing, _domain_labels(groups, unit), bar + BAR_HEIGHT)
    lost = _groups(fate for fate in protein.domains if _is_lost(fate) and fate.domain.kind in LEADING_KINDS)
    if lost:
        text = "; ".join(
            f"{group[0].gene} {_group_name(group)} {_lost_ranges(group)}{_remnant(group)}" for group in lost
        )
        y = drawing.paragraph(0, y + 10, WIDTH, f"Lost: {text}", QUIET, most=3)
    return y


def _is_lost(fate: DomainFate) -> bool:
    """Lost, or so little left that a label would say more than there is."""
    return fate.fate == "lost" or (fate.percent_kept < REMNANT_PERCENT and fate.domain.kind != "kinase")


def _remnant(group: Sequence[DomainFate]) -> str:
    left = sum(fate.residues_kept for fate in group)
    return f" (all but {wording.counted(left, 'residue')})" if left else ""


def _lost_ranges(group: Sequence[DomainFate]) -> str:
    return ", ".join(f"{fate.domain.start + 1}–{fate.domain.end}" for fate in group[:MOST_RANGES])


def _coding_exons(drawing: Drawing, side: _Side, within: tuple[float, float], unit: float, y: float) -> None:
    """The coding exons of one side at the scale of the protein, numbered where a number fits."""
    cut = side.junction.cds_cut
    left, right = within
    for exon in side.transcript.exons:
        if exon.cds_start is None or exon.cds_end is None or not side.keeps(exon):
            continue
        offset = 0.0 if side.is_five_prime else left - (cut or 0) / 3 * unit
        start = max(offset + exon.cds_start / 3 * unit, left)
        end = min(offset + exon.cds_end / 3 * unit, right)
        if end <= start:
            continue
        words = f"{side.transcript.gene} exon {exon.number}"
        drawing.rect(start, y, end - start, STRIP_HEIGHT, fill=side.pale, stroke=side.colour, title=words)
        number = str(exon.number)
        if text_width(number, SMALL) + 2 < end - start:
            drawing.text((start + end) / 2, y + STRIP_HEIGHT - 3.2, number, Style(SMALL, INK, anchor="middle"))


@dataclass(frozen=True, slots=True)
class _Label:
    at: float
    """x of what it names."""
    name: str
    more: str


def _domain_labels(groups: Iterable[Sequence[DomainFate]], unit: float) -> list[_Label]:
    labels = []
    for group in groups:
        start = group[0].chimera_start
        assert start is not None
        fate = {"kept": "complete", "cut": "cut"}["cut" if any(one.fate == "cut" for one in group) else "kept"]
        labels.append(_Label(start * unit, _group_name(group), f"{group[0].gene} {_group_ranges(group)}, {fate}"))
    return labels


def _junction_words(
    drawing: Drawing, annotation: FusionAnnotation, protein: ChimericProtein, joint: float, y: float
) -> None:
    """One line at the junction, on the side where it has room."""
    if protein.five_prime_residues == 0:
        words = "the 5′ partner brings no residue: the protein begins at the 3′ partner's start codon"
    else:
        words = _frame_words(annotation, protein)
    wide = text_width(words, SMALL)
    if joint + 6 + wide <= WIDTH:
        drawing.text(joint + 6, y, words, Style(SMALL))
    elif wide <= joint - 6:
        drawing.text(joint - 6, y, words, Style(SMALL, anchor="end"))
    else:
        drawing.text(0, y, fitted(words, WIDTH, SMALL), Style(SMALL))


def _frame_words(annotation: FusionAnnotation, protein: ChimericProtein) -> str:
    place = protein.five_prime_residues
    if annotation.frame is Frame.OUT_OF_FRAME:
        if protein.tail:
            return f"frame lost: {wording.counted(len(protein.tail), 'residue')} to a stop"
        return "frame lost: what follows is not known without the nucleotides"
    if annotation.frame is Frame.UNDETERMINED:
        return f"frame undetermined: {annotation.frame_reason}"
    if not protein.junction_residues:
        return f"frame kept, junction between residues {place} and {place + 1}"
    allowed = wording.listed(("stop" if one == "*" else one for one in protein.junction_residues), "or")
    word = "is" if len(protein.junction_residues) == 1 else "may be"
    return f"frame kept, junction residue {place + 1} {word} {allowed}"


def _place_labels(drawing: Drawing, labels: Sequence[_Label], bar_end: float) -> float:
    """Labels under what they name; of two that would overlap the left one goes lower: no leader crosses a text."""
    placed: list[tuple[float, float]] = []  # left edge and lower edge of those already drawn
    lowest = bar_end
    beyond = float(WIDTH) + LABEL_GAP
    for label in sorted(labels, key=lambda label: (-label.at, label.name)):
        needed = max(text_width(label.name, bold=True), text_width(label.more, SMALL))
        width = min(LABEL_WIDTH, needed)
        beside = beyond - LABEL_GAP - label.at
        if text_width(label.name, bold=True) <= beside and NARROW_LABEL <= beside < width:
            width = beside  # a line more is better than a step down
        x = min(label.at, WIDTH - width)
        lines = wrap(label.more, width + 1, SMALL, most=4)
        top = max([bar_end + 8, *(bottom + 5 for left, bottom in placed if left < x + width + LABEL_GAP)])
        drawing.line(label.at, bar_end, label.at, top + 2, stroke=SOFT)
        if x < label.at:
            drawing.line(x, top + 2, label.at, top + 2, stroke=SOFT)
        y = top + TEXT + 3
        drawing.text(x, y, fitted(label.name, LABEL_WIDTH, bold=True), STRONG)
        bottom = drawing.lines(x, y + SMALL * 1.25, lines, QUIET) - SMALL
        placed.append((x, bottom))
        lowest = max(lowest, bottom)
        beyond = x
    return lowest + 6


# Domains in words


def _groups(fates: Iterable[DomainFate]) -> list[list[DomainFate]]:
    """
    Domains of one name together, in the order of the protein; of two descriptions of one region the better one.

    A curated kinase domain outranks a profile hit inside it, a computed coiled coil the one noted by UniProt.
    """
    fates = [fate for fate in fates if fate.domain.kind not in UNDRAWN_KINDS]
    kept: list[DomainFate] = []
    ranked = sorted(
        fates, key=lambda fate: (fate.domain.name in ("Pkinase_PF00069", "UniProt_coil"), fate.domain.start)
    )
    for fate in ranked:
        twin = any(
            one.gene == fate.gene
            and one.domain.kind == fate.domain.kind
            and one.domain.start < fate.domain.end
            and fate.domain.start < one.domain.end
            for one in kept
        )
        if not twin:
            kept.append(fate)
    groups: dict[tuple[str, str, bool], list[DomainFate]] = {}
    for fate in sorted(kept, key=lambda fate: (fate.chimera_start or 0, fate.domain.start)):
        groups.setdefault((fate.gene, wording.domain_name(fate.domain), fate.fate == "lost"), []).append(fate)
    return list(groups.values())


def _group_name(group: Sequence[DomainFate]) -> str:
    return wording.domain_name(group[0].domain)


def _group_ranges(group: Sequence[DomainFate]) -> str:
    ranges = [_range(fate) for fate in group]
    if len(ranges) > MOST_RANGES:
        return f"{ranges[0]} to {ranges[-1]} ({len(ranges)} of them)"
    return ", ".join(ranges)


def _range(fate: DomainFate) -> str:
    """1-based residues of the partner that are kept; of a lost domain, where it lay."""
    domain = fate.domain
    whole = f"{domain.start + 1}–{domain.end}"
    if fate.fate != "cut":
        return whole
    # The 5' partner keeps its own numbers in the fusion protein and loses a domain's end; the 3' partner its beginning.
    is_five_prime = fate.chimera_start == domain.start
    start = domain.start if is_five_prime else domain.end - fate.residues_kept
    return f"{start + 1}–{start + fate.residues_kept} of {whole}"


# Chromosomes


def _place_mb(junction: Junction, *, five_prime: bool) -> float:
    """Genomic position, in Mb, of the edge that joins; of the gene's start when the place is not known."""
    transcript = junction.transcript
    exon = transcript.exon(junction.exon) if junction.exon else transcript.exons[0]
    is_upper = (transcript.strand == "+") == five_prime
    return (exon.end if is_upper else exon.start) / 1e6


def _chromosomes(drawing: Drawing, annotation: FusionAnnotation, y: float) -> float:
    five, three = annotation.five_prime, annotation.three_prime
    places = [
        (five.transcript, _place_mb(five, five_prime=True), BLUE),
        (three.transcript, _place_mb(three, five_prime=False), VERMILION),
    ]
    line = y + 20
    together = five.transcript.chrom == three.transcript.chrom
    if together:
        places.sort(key=lambda place: place[1])
        drawing.line(0, line, WIDTH, line, stroke=SOFT)
        gap = annotation.geometry.distance_mb
        words = f"{_chromosome(five.transcript)}, {_mb(gap)} apart" if gap is not None else _chromosome(five.transcript)
        drawing.text(WIDTH / 2, line - 6, fitted(words, WIDTH / 2 - 20, SMALL), Style(SMALL, SOFT, anchor="middle"))
    for index, (transcript, mb, colour) in enumerate(places):
        x = WIDTH * (0.14 + 0.72 * index)
        if not together:
            drawing.line(x - 100, line, x + 100, line, stroke=SOFT)
        back = -1 if transcript.strand == "-" else 1
        tip = x + back * 26
        tail, neck = x - back * 26, x + back * 14
        drawing.path([(tail, line - 7), (neck, line - 7), (tip, line), (neck, line + 7), (tail, line + 7)], fill=colour)
        gene = fitted(transcript.gene, 110, bold=True)
        words = f"{_chromosome(transcript)}:{mb:.2f} Mb, strand {'−' if transcript.strand == '-' else '+'}"
        drawing.text(x, line - 12, gene, Style(bold=True, anchor="middle"))
        drawing.text(x, line + 22, words, Style(SMALL, SOFT, anchor="middle"))
    return drawing.paragraph(0, line + 44, WIDTH, _geometry_sentence(annotation), PLAIN, most=4) - TEXT


def _geometry_sentence(annotation: FusionAnnotation) -> str:
    geometry = annotation.geometry
    sentence = f"Simplest rearrangement: {wording.REARRANGEMENT_WORDS[geometry.rearrangement]}"
    if geometry.keeps_reciprocal is not None:
        other = f"other part of {geometry.probe_gene}" if geometry.probe_gene else "reciprocal product"
        sentence += f"; the {other} is {'kept' if geometry.keeps_reciprocal else 'lost'}"
    if geometry.probe_gene and geometry.expected_pattern:
        pattern = wording.FISH_PATTERN_WORDS.get(geometry.expected_pattern, wording.plain(geometry.expected_pattern))
        sentence += f". Break-apart FISH of {geometry.probe_gene} should show: {pattern}"
    return sentence + "."


def _chromosome(transcript: Transcript) -> str:
    return transcript.chrom


def _mb(distance: float) -> str:
    return f"{wording.number(distance, 3)} Mb"
