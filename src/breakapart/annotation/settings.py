"""What can be set when a fusion is annotated; each field with its unit, default, reason and source."""

from dataclasses import dataclass
from typing import Literal

Numbering = Literal["auto", "mane", "legacy"]


@dataclass(frozen=True, slots=True)
class AnnotationSettings:
    """Settings of `annotate`."""

    numbering: Numbering = "auto"
    """How written exon numbers are read. `auto`: as MANE Select numbers, unless only another numbering known from
    reports keeps the frame. Reports number ROS1, TPM3, NTRK1 and others by older transcripts (Wagner 2021,
    doi:10.1038/s41375-021-01493-x, asks for the transcript to be named for this reason)."""

    min_coil_residues: int = 28
    """Residues of a cut coiled coil that still make one. 28 is the window (four heptads) of the COILS method that the
    coils here come from (Lupas 1991, doi:10.1126/science.252.5009.1162); CCDC6::RET needs the coil of which its
    101 residues of CCDC6 keep 46 (Tong 1997, doi:10.1074/jbc.272.14.9043)."""

    max_microhomology_nt: int = 10
    """Two breakpoints that miss their exon edges by the same number of bases in the same direction, up to this many,
    are read as the exon junction: identical bases at both edges leave an aligner that choice. Junctions of the
    FusionCatcher test set show up to 6 such bases."""

    max_retained_intron_nt: int = 300
    """A breakpoint this near to an exon, but in the intron, gets a warning with the frame that retained intron bases
    would give: RNA callers report such bases as part of the transcript (EML4::ALK V3b keeps 33 nt of intron 6: Choi
    2008, Cancer Res 68:4971, doi:10.1158/0008-5472.CAN-07-6158). Further away the breakpoint is one of DNA."""

    near_edge_nt: int = 3
    """A breakpoint inside an exon this close to its edge gets a warning: homopolymer indels move junctions by a few
    bases."""

    unresolvable_below_mb: float = 1.0
    """Pieces nearer than this are expected to look fused by interphase FISH. Signal distance grows with the square
    root of genomic distance only between about 0.1 and 1 Mb (Hahnfeldt 1993, doi:10.1073/pnas.90.16.7854)."""

    hard_to_resolve_below_mb: float = 20.0
    """Pieces of one chromosome nearer than this are expected to separate in some nuclei only. At the 12 Mb between
    EML4 and ALK seven of ten rearranged nuclei looked normal (Smuk 2018, Cytometry A 93:653-661); no measurement at
    larger distances was found, so the limit lies above all the inversions in common use (CCDC6::RET, 18 Mb)."""

    def __post_init__(self) -> None:
        if self.numbering not in ("auto", "mane", "legacy"):
            raise ValueError(f"numbering is {self.numbering!r}; expected auto, mane or legacy")
        for name in ("min_coil_residues", "max_microhomology_nt", "max_retained_intron_nt", "near_edge_nt"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must not be negative")
        if not 0 <= self.unresolvable_below_mb <= self.hard_to_resolve_below_mb:
            raise ValueError("unresolvable_below_mb must lie between 0 and hard_to_resolve_below_mb")


DEFAULT_SETTINGS = AnnotationSettings()
