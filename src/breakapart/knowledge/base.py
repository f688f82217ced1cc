"""The knowledge base: every table, each read when it is first asked for."""

import hashlib
from collections import defaultdict
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from breakapart.errors import InputError
from breakapart.knowledge import (
    discordance,
    entities,
    findings,
    fusion_classes,
    fusions,
    histotypes,
    imbalance,
    known_pairs,
    literature,
    markers,
    morphology,
    oligomerisation,
    probes,
    recurrence,
    report_facts,
    therapies,
)
from breakapart.knowledge.table import read_rows
from breakapart.model.agreement import Explanation
from breakapart.model.expression import ImbalanceBounds
from breakapart.model.fish import ProbeProfile
from breakapart.model.fusion import FusionClass, Recurrence
from breakapart.model.literature import LiteratureList
from breakapart.model.therapy import FusionOccurrence, Therapy
from breakapart.model.transcript import Domain

RELEASE = "2026.1"
"""Changed by hand when the tables change in meaning; the content hash behind it changes with every byte."""


class Knowledge:
    """
    Tables of facts, each row with its source and how far it was checked.

    >>> knowledge = Knowledge.bundled()
    >>> knowledge.markers.resolve("MART-1"), knowledge.default_probe("ALK").id
    ('MelanA', 'ALK-vysis')
    """

    def __init__(self, folder: Traversable | Path) -> None:
        """`folder` holds the tables as `*.tsv`. Nothing is read yet."""
        self._folder = folder

    @classmethod
    @cache
    def bundled(cls) -> "Knowledge":
        """The tables that come with breakapart."""
        return cls(files("breakapart.knowledge") / "data")

    @cached_property
    def version(self) -> str:
        """Release and the first 12 digits of the SHA-256 of all tables ("2026.1+3f2a9c01b7de")."""
        digest = hashlib.sha256()
        for file in sorted(self._folder.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".tsv"):
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return f"{RELEASE}+{digest.hexdigest()[:12]}"

    @cached_property
    def markers(self) -> markers.Markers:
        """Stains."""
        return markers.parse_markers(read_rows(self._folder / "markers.tsv", markers.COLUMNS))

    @cached_property
    def morphology(self) -> morphology.Morphology:
        """Morphological features."""
        return morphology.parse_morphology(read_rows(self._folder / "morphology.tsv", morphology.COLUMNS))

    @cached_property
    def entities(self) -> entities.Entities:
        """Tumour entities."""
        return entities.parse_entities(
            read_rows(self._folder / "entities.tsv", entities.COLUMNS),
            read_rows(self._folder / "entity_names.tsv", entities.NAME_COLUMNS),
        )

    @cached_property
    def findings(self) -> tuple[findings.FindingCounts, ...]:
        """How often each entity shows each finding."""
        return findings.parse_findings(
            read_rows(self._folder / "findings.tsv", findings.COLUMNS), self.entities, self.markers, self.morphology
        )

    @cached_property
    def fusions(self) -> tuple[fusions.PublishedFusion, ...]:
        """Published fusions."""
        return fusions.parse_fusions(read_rows(self._folder / "fusions.tsv", fusions.COLUMNS))

    @cached_property
    def therapies(self) -> tuple[Therapy, ...]:
        """Drugs by target."""
        return therapies.parse_therapies(read_rows(self._folder / "therapies.tsv", therapies.COLUMNS))

    @cached_property
    def histotypes(self) -> histotypes.Histotypes:
        """The FNCLCC differentiation table."""
        return histotypes.parse_histotypes(
            read_rows(self._folder / "histotypes.tsv", histotypes.COLUMNS), self.entities
        )

    @cached_property
    def discordances(self) -> tuple[discordance.Discordance, ...]:
        """Why assays can disagree."""
        return discordance.parse_discordances(read_rows(self._folder / "discordance.tsv", discordance.COLUMNS))

    @cached_property
    def literature(self) -> tuple[LiteratureList, ...]:
        """What publications list on one subject, to be held against each other."""
        return literature.parse_literature(read_rows(self._folder / "literature.tsv", literature.COLUMNS))

    @cached_property
    def report_facts(self) -> tuple[report_facts.ReportFact, ...]:
        """Facts of the published report, to be held against what breakapart has."""
        return report_facts.parse_report_facts(read_rows(self._folder / "report_facts.tsv", report_facts.COLUMNS))

    @cached_property
    def imbalance(self) -> dict[str, ImbalanceBounds]:
        """What a 3'/5' imbalance of expression means, by gene."""
        return imbalance.parse_imbalance(read_rows(self._folder / "imbalance.tsv", imbalance.COLUMNS))

    @cached_property
    def known_pairs(self) -> tuple[known_pairs.KnownPair, ...]:
        """Pairs of genes well known as fused, beside those of `fusions`."""
        return known_pairs.parse_known_pairs(read_rows(self._folder / "known_pairs.tsv", known_pairs.COLUMNS))

    @cached_property
    def _known(self) -> frozenset[tuple[str, str]]:
        published = {pair for fusion in self.fusions for pair in fusion.pairs}
        listed = {(pair.gene_5p, pair.gene_3p) for pair in self.known_pairs}
        return frozenset(published | listed | set(self._recurrences) | set(self._classes))

    @cached_property
    def _probes(self) -> probes.Probes:
        return probes.parse_probes(read_rows(self._folder / "probes.tsv", probes.COLUMNS))

    def therapies_for(self, gene: str) -> tuple[Therapy, ...]:
        """Drugs whose target includes `gene` (HGNC symbol), also where targets are grouped (NTRK1/2/3)."""
        return tuple(therapy for therapy in self.therapies if gene in therapy.genes)

    def occurrences(
        self, gene5: str, gene3: str, *, exons: tuple[int, int] | None = None
    ) -> tuple[FusionOccurrence, ...]:
        """
        Where `gene5::gene3` was published, optionally only with `exons` (last 5' exon, first 3' exon).

        Rows without exons are left out when exons are asked for: they may be, but are not known to be, the same.
        """
        return tuple(
            fusion.occurrence
            for fusion in self.fusions
            if (gene5, gene3) in fusion.pairs and (exons is None or exons in fusion.exon_pairs)
        )

    def is_known_fusion(self, gene5: str, gene3: str) -> bool:
        """Whether `gene5::gene3` was published at all, so that few reads of it are believed."""
        return (gene5, gene3) in self._known

    @cached_property
    def kinase_fusion_reports(self) -> tuple[recurrence.KinaseFusionReport, ...]:
        """How often kinase fusions were seen, in any tumour."""
        return recurrence.parse_reports(read_rows(self._folder / "recurrent_kinase_fusions.tsv", recurrence.COLUMNS))

    @cached_property
    def oligomerisation_regions(self) -> tuple[oligomerisation.OligomerisationRegion, ...]:
        """Regions by which proteins come together."""
        return oligomerisation.parse_regions(read_rows(self._folder / "oligomerisation.tsv", oligomerisation.COLUMNS))

    @cached_property
    def fusion_class_rows(self) -> tuple[fusion_classes.FusionClassRow, ...]:
        """How fusions act that are no kinase fusions."""
        return fusion_classes.parse_classes(read_rows(self._folder / "fusion_classes.tsv", fusion_classes.COLUMNS))

    @cached_property
    def _recurrences(self) -> dict[tuple[str, str], Recurrence]:
        reports: dict[tuple[str, str], list[recurrence.KinaseFusionReport]] = defaultdict(list)
        for report in self.kinase_fusion_reports:
            reports[report.five_gene, report.three_gene].append(report)
        seen: dict[tuple[str, str], list[FusionOccurrence]] = defaultdict(list)
        for fusion in self.fusions:
            for pair in fusion.pairs:
                seen[pair].append(fusion.occurrence)
        found = {pair: recurrence.recurrence_of(reports[pair], seen[pair]) for pair in {*reports, *seen}}
        return {pair: known for pair, known in found.items() if known is not None}

    @cached_property
    def _oligomers(self) -> dict[str, tuple[Domain, ...]]:
        by_gene: dict[str, list[Domain]] = defaultdict(list)
        for region in self.oligomerisation_regions:
            by_gene[region.gene].append(region.domain)
        return {gene: tuple(domains) for gene, domains in by_gene.items()}

    @cached_property
    def _classes(self) -> dict[tuple[str, str], FusionClass]:
        return fusion_classes.by_pair(self.fusion_class_rows)

    def recurrence(self, gene5: str, gene3: str) -> Recurrence | None:
        """
        How often and where `gene5::gene3` was published, with its source; None when it is not known to recur.

        A fusion recurs with two published cases, or with a source that says so without a number.
        """
        return self._recurrences.get((gene5, gene3))

    def is_recurrent(self, gene5: str, gene3: str) -> bool:
        """Whether `gene5::gene3` is known to recur; see `recurrence`."""
        return self.recurrence(gene5, gene3) is not None

    def oligomers(self, gene: str) -> tuple[Domain, ...]:
        """Published regions by which the protein of `gene` comes together with its like, on the MANE Select protein."""
        return self._oligomers.get(gene, ())

    def fusion_class(self, gene5: str, gene3: str) -> FusionClass | None:
        """How `gene5::gene3` acts, where it is known to be no kinase fusion; a pair before "any gene with"."""
        for pair in ((gene5, gene3), (fusion_classes.ANY, gene3), (gene5, fusion_classes.ANY)):
            if pair in self._classes:
                return self._classes[pair]
        return None

    def partners_of(self, gene: str) -> tuple[str, ...]:
        """The genes published in a fusion with `gene`, on either side, in alphabetical order."""
        found = set()
        for fusion in self.fusions:
            for pair in fusion.pairs:
                if gene in pair and pair[0] != pair[1]:
                    found.add(pair[1] if pair[0] == gene else pair[0])
        return tuple(sorted(found))

    def probe(self, id_: str) -> ProbeProfile:
        """The probe profile called `id_`, whatever its case and hyphens; InputError with near names when unknown."""
        found = self._probes.names.resolve(id_)
        if found is None:
            near = self._probes.names.suggest(id_)
            raise InputError(
                f"probe {id_!r} is not known",
                solution=f"Did you mean {' or '.join(near)}?" if near else "See 'breakapart fish --list-probes'.",
            )
        return self._probes.profile(found)

    def default_probe(self, gene: str) -> ProbeProfile | None:
        """The profile used for `gene` when a case names none; None when no profile of the gene is known."""
        id_ = self._probes.defaults.get(gene)
        return None if id_ is None else self._probes.profile(id_)

    def probes(self) -> tuple[ProbeProfile, ...]:
        """Every probe profile, in the order of the table."""
        return self._probes.profiles

    def explanations(self, kind: str, gene: str | None = None) -> tuple[Explanation, ...]:
        """
        Why assays can disagree in the way `kind` says (see `discordance.KINDS`), for any gene and for `gene`.

        Raises KeyError for a kind that is not known.
        """
        if kind not in discordance.KINDS:
            raise KeyError(kind)
        return tuple(
            row.explanation for row in self.discordances if row.kind == kind and (not row.genes or gene in row.genes)
        )

    def check(self) -> None:
        """Read every table now; InputError at the first that cannot be used."""
        for name in ("markers", "morphology", "entities", "findings", "fusions", "therapies", "histotypes"):
            getattr(self, name)
        self.probes()
        _ = self.discordances, self.literature, self.imbalance, self.known_pairs, self.report_facts
        _ = self.discordances, self.literature, self.report_facts
        _ = self._recurrences, self._oligomers, self._classes
