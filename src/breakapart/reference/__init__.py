"""Gene models: genes, MANE Select exons and phases, proteins, domains and coiled coils."""

from breakapart.reference.store import NameMatch, Reference

__all__ = ["NameMatch", "Reference"]
