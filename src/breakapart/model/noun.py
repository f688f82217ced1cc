"""The common shape of everything that a case file may hold."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue


class Noun(BaseModel):
    """A frozen record that refuses fields it does not know, and texts without a letter in them."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, str_min_length=1, use_attribute_docstrings=True
    )

    short_form: ClassVar[str | None] = None
    """Field that a bare text in place of the whole record stands for (`site: left index finger`)."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core_schema)
        if cls.short_form is None:
            return schema
        return {"anyOf": [{"type": "string", "minLength": 1}, schema]}
