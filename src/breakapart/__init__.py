"""breakapart: from reads, FISH images, IHC slides and case notes to one explained, sourced assessment."""

__version__ = "0.1.0"
