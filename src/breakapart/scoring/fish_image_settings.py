"""The settings of FISH images; lengths in micrometres, so that they hold for any magnification."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NucleiSettings:
    """How nuclei are found and which are scored."""

    grid_um: float = 0.35
    """Pixel of the grid on which nuclei are outlined (um): a tenth of a small nucleus, and four to sixteen times fewer
    pixels than the camera's. Outlines within one grid pixel do not change which nucleus a signal is in."""
    smooth_um: float = 0.35
    """Smoothing before thresholding (um): the resolution of the optics. Wider, and touching nuclei run together: with
    0.5 um 79 of 2497 rendered nuclei were merged, with 0.35 um 61; with 0.25 um chromatin texture cut 73 in two."""
    background_window_um: float = 30.0
    """Window in which the background is sought (um): several nuclei wide, narrower than uneven illumination."""
    edge_level: float = 0.42
    """Edge of a nucleus by its own median brightness (share): half the height is where a blurred edge lies; a little
    less keeps dim rims of textured nuclei."""
    notch_um: float = 2.0
    """Notches narrower than this are no part of a nucleus's shape (um): dark chromatin at the rim."""
    min_area_um2: float = 12.0
    """Smallest nucleus (um2): a section through the cap of a nucleus 4 um wide. Smaller pieces hold too little of the
    chromatin to count signals in."""
    max_area_um2: float = 400.0
    """Largest nucleus (um2): 22 um across, twice a large tumour nucleus."""
    small_by_median: float = 0.35
    """Smallest nucleus by the median of the field (share); smaller ones are sliced (methods: 0.35)."""
    large_by_median: float = 2.2
    """Largest nucleus by the median of the field (share); larger ones are clumps (methods: 2)."""
    min_solidity: float = 0.90
    """Area by convex hull (share) below which an outline is a clump; 0.90 to 0.93 did best in the prototype, spindle
    nuclei reach 0.95."""
    most_excess: float = 0.035
    """Area of the ellipse with the same second moments by the own area, less 1, above which an outline is several
    nuclei or part of one: of 2654 whole rendered nuclei 98 of 100 were below, of 247 merged or cut ones 51 of 100."""
    depth_smooth_um: float = 0.3
    """Smoothing of the depth below the outline before nuclei are parted (um): about a pixel of the grid."""
    seed_reach_um: float = 1.0
    """Least distance of the middles of two pieces (um): a quarter of the width of a small nucleus. Finer cuts are
    mended by joining; with 0.7 to 1.2 um the same nuclei were found within 2 of 1000."""
    least_depth_um: float = 0.7
    """Least half width of a piece (um): half that of the narrowest nucleus."""
    join_gain: float = 0.06
    """How much nearer to an ellipse two pieces must be together than apart (share of the smaller one's area) to be one
    nucleus. A spindle nucleus cut in half gains 0.11, two touching circles lose 0.24; from 0.015 to 0.06 the share of
    rendered nuclei that were outlined rightly changed by 0.005."""
    strip_um: float = 0.5
    """On either side of a shared border, signals may be the other nucleus's (um): a pixel of the grid, and half a
    signal. Of rendered nuclei that are not flagged, 0.976 were rightly classed with 0.3 um, 0.985 with 0.5."""
    clear_um: float = 2.0
    """Distance from other nuclei from which brightness is a nucleus's own (um): beyond the blur of their edges."""
    double_brightness: float = 1.32
    """Brightness by the rest of the nucleus (share) from which nuclei lie over each other, where that reaches their
    border: DAPI of two nuclei adds up to 2, texture alone stays within 0.2."""
    most_claimed: float = 0.6
    """Share of a nucleus that may be another one's above which it is left out: less than half of it would be read."""

    def __post_init__(self) -> None:
        if min(self.grid_um, self.smooth_um, self.background_window_um, self.min_area_um2) <= 0:
            raise ValueError("lengths and areas must be above 0")
        if not self.min_area_um2 < self.max_area_um2 or not self.small_by_median < 1 < self.large_by_median:
            raise ValueError("the smallest nucleus must be smaller than the largest")
        if not all(0 < share <= 1 for share in (self.edge_level, self.min_solidity, self.most_claimed)):
            raise ValueError("shares must lie above 0 and up to 1")
        if min(self.notch_um, self.depth_smooth_um, self.seed_reach_um, self.least_depth_um, self.strip_um) <= 0:
            raise ValueError("lengths must be above 0")
        if self.most_excess <= 0 or not 0 <= self.join_gain < 1 or self.double_brightness <= 1:
            raise ValueError("an excess must lie above 0, a gain from 0 to below 1, a doubled brightness above 1")


@dataclass(frozen=True, slots=True)
class SpotSettings:
    """How signals are found."""

    expected_um: float = 0.5
    """Diameter (full width at half maximum) expected before it is measured (um): 0.3 to 0.8 in focus at 60 to 100 x."""
    min_noise: float = 8.0
    """Height of a signal (noise units: 1.4826 x median deviation of the filtered nuclei): 8 in the prototype, where
    thresholds of 8 to 20 gave the same counts on a real field."""
    doubtful_noise: float = 5.0
    """Height from which a weaker spot is remembered as doubtful (noise units): one false spot in about 10 nuclei."""
    min_relative: float = 0.27
    """Height by the typical signal of the slide (share): brightness of signals varies by a quarter, debris and
    left-over bleed-through lie below (prototype: 0.25)."""
    doubtful_relative: float = 0.16
    """Height from which a weaker spot is remembered as doubtful (share)."""
    weak_a_nucleus: float = 0.5
    """Weak spots (doubtful by their height alone) a nucleus from which a channel has background of its own, and the
    limit is laid between background and signals (Otsu). On the one real field at hand the orange channel had 2.5,
    rendered fields have under 0.1."""
    most_relative: float = 0.6
    """Highest limit so laid (share of a typical signal): beyond it real signals would be lost."""
    merge_diameters: float = 1.0
    """Signals of one colour closer than this (diameters) are one: a locus after replication shows a doublet."""
    max_width: float = 1.9
    """Width by that of typical signals (share) from which a spot is debris (prototype: 2)."""
    max_relative: float = 4.5
    """Height by the typical signal (share) from which a spot in both colours is debris."""
    outside_um: float = 0.3
    """How far outside the outline of a nucleus a signal may lie (um): outlines are that exact."""

    def __post_init__(self) -> None:
        if not 0 < self.doubtful_noise <= self.min_noise or not 0 < self.doubtful_relative <= self.min_relative:
            raise ValueError("doubtful spots must be weaker than signals")
        if min(self.expected_um, self.merge_diameters, self.max_width) <= 0:
            raise ValueError("diameters must be above 0")


@dataclass(frozen=True, slots=True)
class PairingSettings:
    """When two signals are one fused signal."""

    gap_is: str = "centre"
    """`centre`: the limit of the probe is the distance of the centres of two signals; `edge`: it is the gap between
    their edges, one diameter less. Kits speak of the gap between signals as seen; no source says which a computed
    distance should be, so it is stated with every result."""
    ambiguous_share: float = 0.25
    """Distance from the limit (share of the limit) within which a pair is ambiguous. On rendered fields with 20 % of
    pairs near the limit this raised agreement of the others from 0.82 to 0.96 (prototype)."""

    def __post_init__(self) -> None:
        if self.gap_is not in ("centre", "edge"):
            raise ValueError(f"gap_is is {self.gap_is!r}, expected centre or edge")
        if not 0 <= self.ambiguous_share < 1:
            raise ValueError(f"ambiguous_share is {self.ambiguous_share}, expected 0 up to below 1")


@dataclass(frozen=True, slots=True)
class FieldSettings:
    """When a field is fit to be scored."""

    most_saturated: float = 0.02
    """Share of nuclear pixels of a channel at its highest number from which the field is overexposed: signals fill
    about 1 % of a nucleus, so that more is not signals."""
    most_saturated_peaks: float = 0.5
    """Share of signals that are saturated from which the field is overexposed."""
    largest_signal_um: float = 1.1
    """Signal diameter from which a field is out of focus (um): twice the usual one; the gap of a split signal would be
    hidden within it."""
    least_signals: int = 5
    """Signals of each colour in the whole field below which hybridisation failed or the field is blank."""
    least_signal_share: float = 0.25
    """Share of nuclei with a signal of each colour below which hybridisation failed."""
    most_jumps: float = 0.002
    """Share of neighbouring pixels of 8-bit data that differ by over 200 of 255 from which numbers have wrapped around:
    16-bit data cut to 8 bits. Optics spread a point over several pixels."""

    def __post_init__(self) -> None:
        if not all(0 < share <= 1 for share in (self.most_saturated, self.most_saturated_peaks, self.most_jumps)):
            raise ValueError("shares must lie above 0 and up to 1")


@dataclass(frozen=True, slots=True)
class FishImageSettings:
    """All settings of FISH images."""

    nuclei: NucleiSettings = NucleiSettings()
    """How nuclei are found and which are scored."""
    spots: SpotSettings = SpotSettings()
    """How signals are found."""
    pairing: PairingSettings = PairingSettings()
    """When two signals are one fused signal."""
    field: FieldSettings = FieldSettings()
    """When a field is fit to be scored."""
