"""The common shape of everything that a case file may hold."""

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
