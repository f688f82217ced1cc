"""Tables with a source in every row, and the questions the other rooms ask of them."""

from breakapart.knowledge.base import Knowledge

__all__ = ["Knowledge"]
