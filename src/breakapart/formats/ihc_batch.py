"""`batch.json`: thresholds and stain colours of a control slide, read back for the slides of its batch."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from breakapart.errors import InputError
from breakapart.formats.json_record import read_record
from breakapart.model.ihc_image import Thresholds

FORMAT = 1
Density = Annotated[float, Field(gt=0, le=2.2, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Vector = tuple[Share, Share, Share]
_SOLUTION = "Make it again with: breakapart ihc CONTROL --stain STAIN --control"


class BatchFile(BaseModel):
    """The content of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    breakapart_ihc_batch: Annotated[int, Field(ge=FORMAT, le=FORMAT)] = FORMAT
    stain: Annotated[str, Field(min_length=1, max_length=100)]
    control: str
    """File name of the control slide."""
    pixel_size_um: Annotated[float, Field(gt=0)]
    positive_od: Density
    moderate_od: Density
    strong_od: Density
    haematoxylin: Vector
    dab: Vector

    def thresholds(self) -> Thresholds:
        """As the scoring takes them."""
        return Thresholds(self.positive_od, self.moderate_od, self.strong_od, f"control {self.control}")


def write_batch(batch: BatchFile) -> str:
    """The text of the file."""
    return batch.model_dump_json(indent=2) + "\n"


def read_batch(path: Path) -> BatchFile:
    """The content of the file. Raises InputError with every problem."""
    batch = read_record(path, BatchFile, marked_by="breakapart_ihc_batch", is_no="is no batch.json", solution=_SOLUTION)
    if not batch.positive_od < batch.moderate_od < batch.strong_od:
        raise InputError("its thresholds do not rise from positive to strong", source=path.name, solution=_SOLUTION)
    if min(sum(batch.haematoxylin), sum(batch.dab)) < 0.5:
        raise InputError("holds a stain vector near zero", source=path.name, solution=_SOLUTION)
    return batch
