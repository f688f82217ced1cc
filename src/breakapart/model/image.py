"""A microscope image in memory: planes, what each channel shows, and how large a pixel is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
"""One channel of one focal plane, shape (height, width)."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel as the file describes it."""

    name: str = ""
    """As written by the microscope ("SpectrumGreen"), or empty."""
    emission_nm: float | None = None
    """Emission wavelength in nanometres."""


@dataclass(frozen=True, slots=True, eq=False)
class MicroscopeImage:
    """An image as it was read, before anyone says what its channels mean."""

    name: str
    """File name, for messages."""
    planes: NDArray[Any]
    """Shape (channels, z, height, width), in the numbers of the file."""
    channels: tuple[Channel, ...]
    pixel_size_um: float | None
    """Edge of a pixel in micrometres; None when the file does not say."""
    z_step_um: float | None = None
    """Distance of two focal planes in micrometres; None when there is one plane or the file does not say."""
    significant_bits: int | None = None
    is_rgb: bool = False
    """The channels are red, green and blue of a picture, not separate recordings."""
    is_lossy: bool = False
    """Compressed with loss (JPEG): faint signals may have changed."""
    description: str = ""
    """What the file says about itself, for example that it is rendered."""
    warnings: tuple[str, ...] = ()
    """What the reader noticed that a person should know."""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return int(self.planes.shape[2]), int(self.planes.shape[3])


@dataclass(frozen=True, slots=True)
class ImageBudget:
    """How much of an image is decoded; checked on its header, before any pixel is read."""

    max_pixels: int = 100_000_000
    """Pixels of one plane: 10,000 x 10,000, over four times the largest camera sensor on FISH microscopes. An 18 kB PNG
    can hold 144 million pixels, so that the size of a file says nothing (measured)."""
    max_bytes: int = 1_000_000_000
    """Decoded bytes of all planes together: 1 GB, the memory this tool promises to stay under."""
    max_planes: int = 2_000
    """Channels times focal planes: 5 channels of 400 planes."""
    max_file_bytes: int = 4_000_000_000
    """Size of the file: 4 GB, the limit of a classic TIFF."""
