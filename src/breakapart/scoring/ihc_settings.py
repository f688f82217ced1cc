"""How sections stained with haematoxylin and DAB are scored."""

from dataclasses import dataclass

MOST_OD = 2.2
"""Optical densities are cut here: less than 1 % of the light is left, and an 8-bit camera sees 1 or 2 steps of it."""


@dataclass(frozen=True, slots=True)
class IhcSettings:
    """Every threshold of scoring a section. Lengths in micrometres, optical densities in log10 units."""

    working_pixel_um: float = 0.5
    """Images with finer pixels are averaged down to about this (the usual size at 20x): nuclei keep ten pixels across,
    noise falls and time with it. Measured on drawn fields and manual masks; QuPath's cell detection uses 0.5 um too."""
    coarsest_pixel_um: float = 1.1
    """Coarser pixels are refused: spindle nuclei, 4 um wide, would have fewer than four pixels across."""
    finest_pixel_um: float = 0.05
    """Finer pixels are refused: no lens resolves them (Abbe), so that the size given is a mistake."""
    most_stain_angle_degrees: float = 10.0
    """A stain vector found on the slide may lie this far from the default; beyond it, the default is used with a
    warning, since the colour may be another stain, pigment or ink."""
    most_bluer_degrees: float = 40.0
    """Haematoxylin may lie this far from the default on the side away from DAB, where neither a mixture of both stains
    nor eosin lies: scanners and cameras with vivid colours show it as blue to cyan. Measured on real Ki-67 fields: 10
    to 12 degrees (two scanned ones) and 28 to 36 (15 exported with stretched contrast). Held at the default, such a
    blue hides weak brown: weakly stained nuclei were taken for negative."""
    stained_od: float = 0.15
    """Mean density (over the channels) from which a pixel counts as stained: Macenko 2009, doi
    10.1109/ISBI.2009.5193250, uses 0.15."""
    dab_cap_od: float = 0.35
    """DAB is cut here before nuclei are sought: without it, thresholds settle on the darkest nuclei only (F1 0.03 to
    0.5 on manual masks)."""
    positive_od: float = 0.20
    """Mean DAB density of a compartment, above its local background, from which a cell is positive: 0.2 is the usual
    weak threshold of image analysis (QuPath's default for 1+; Bankhead 2017, doi 10.1038/s41598-017-17204-5). Any brown
    nuclear stain counts for Ki-67 (doi 10.1186/s13000-022-01225-4). Better taken from a control slide of the batch."""
    moderate_od: float = 0.40
    """From here the stain is 2+ (the same source)."""
    strong_od: float = 0.60
    """From here the stain is 3+ (the same source)."""
    doubt_share: float = 0.25
    """Cells within this share of the positive threshold are doubtful: they give the bounds of the index, and come first
    in review. The same margin as for near-threshold FISH gaps."""
    haematoxylin_cap_od: float = 0.60
    """Haematoxylin is cut here before nuclei are sought, for the same reason."""
    haematoxylin_floor_od: float = 0.04
    """Least contrast of a blue nucleus against its surroundings."""
    haematoxylin_ceiling_od: float = 0.16
    """The threshold for blue nuclei never rises above this, however dark some of them are: pale, vesicular nuclei are
    what classical counting misses first."""
    least_blue_separation: float = 2.5
    """Blue nuclei lie this many standard deviations of the background above it; two halves of one normal population
    seem 1.6 apart."""
    least_above_grain: float = 4.0
    """A brown nucleus stands out by this many standard deviations of the background's grain, wherever that is more."""
    dab_contrast_od: float = 0.14
    """Least contrast of a brown nucleus against its surroundings; below the positive threshold, so that faint nuclei
    are found first and judged later."""
    surroundings_um: float = 25.0
    """Reach of "surroundings": five nuclei across, less than the patches of uneven background."""
    smallest_nucleus_um2: float = 12.0
    """Smaller objects are debris, cut-off tips or granules: a lymphocyte nucleus of 6 um has 28 um2, the tip of a cut
    spindle nucleus half of it."""
    largest_nucleus_um2: float = 400.0
    """Larger objects (23 um across) are clumps or folds; kept apart as not counted."""
    least_solidity: float = 0.85
    """Area over convex area below which an object is no nucleus; bent spindle nuclei reach 0.8."""
    merge_solidity: float = 0.93
    """Pieces of a split object are joined again when together they are this convex: then it was one nucleus."""
    merge_neck: float = 0.85
    """Pieces are joined only when the cut between them is this wide, against the narrower of both."""
    ring_um: float = 4.0
    """Width of the cytoplasmic ring around the nucleus (3 to 5 um), never beyond half the way to the next nucleus."""
    membrane_reach_um: float = 5.0
    """How far outside the nucleus the cell membrane is sought."""
    complete_membrane_share: float = 0.5
    """Share of the circumference with a DAB ridge from which the membrane is positive. Laboratories differ: check it
    against a control."""
    hot_spot_cells: int = 500
    """Tumour nuclei of a hot spot (500 to 1,000: doi 10.1186/s13000-022-01225-4)."""
    fewest_cells: int = 50
    """With fewer cells no index is called; the counts are shown."""
    enough_cells: int = 500
    """Fewer cells than this are scored with a warning (500 to 1,000: the same source)."""
    bootstrap_tile_um: float = 100.0
    """Edge of the fields that are drawn again in the bootstrap: stained cells cluster, so cells are not independent."""
    bootstrap_rounds: int = 1000
    """Rounds of the bootstrap."""
    fewest_bootstrap_tiles: int = 8
    """With fewer fields the bootstrap says nothing and is left out."""
    seed: int = 1
    """Seed of the bootstrap, so that the same image gives the same interval."""
    most_edge_blur_um: float = 1.3
    """Edges blurred by more (standard deviation) are out of focus: nuclei melt together. Measured: four scanned fields
    0.5 to 1.1, drawn fields in focus 0.4 to 0.7, the same fields defocused by 1.5 um 1.4 and more."""
    least_white: float = 0.55
    """Darkest channel of empty glass, as a share of the full scale; below it the slide is underexposed, or not seen in
    transmitted light."""
    most_white_tint: float = 1.25
    """Brightest over darkest channel of empty glass; above it the white balance is off and colours mislead."""
    most_clipped_share: float = 0.10
    """Share of stained pixels with a channel at the end of the scale above which stain amounts are lost."""
    most_foreign_share: float = 0.25
    """Share of stained pixels whose colour is neither blue nor brown (eosin, another chromogen) above which the image
    is refused."""
    foreign_angle_degrees: float = 18.0
    """Angle from the plane of both stains beyond which a colour is foreign; eosin lies at 39 degrees, haematoxylin of
    H&E slides within 10."""

    def __post_init__(self) -> None:
        if not 0 < self.positive_od < self.moderate_od < self.strong_od <= MOST_OD:
            raise ValueError(
                f"thresholds are {self.positive_od:g}, {self.moderate_od:g} and {self.strong_od:g}, "
                f"expected them to rise from above 0 to at most {MOST_OD:g}"
            )
