"""The parts of which entries of a ruleset file are made: ids, amounts, texts in both languages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from shortlist.language import Text

NAME = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
LABEL = r"^[A-Za-z][A-Za-z0-9_+-]*$"
Id = Annotated[str, Field(pattern=NAME)]
Label = Annotated[str, Field(pattern=LABEL)]
Amount = Annotated[float, Field(allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Score = Annotated[float, Field(ge=0, le=100)]


def wrong(en: str, zh: str) -> PydanticCustomError:
    """An error of our own for pydantic to raise, in both languages."""
    return PydanticCustomError("shortlist", "{en}", {"en": en, "zh": zh})


def _as_marker(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, date | int | float | str):
        raise wrong(
            f"'missing' holds numbers, words and days as the list writes them; put yes, no, true and false in quotes; found {value!r}",
            f"'missing' 须为数字、文字或日期，按名单中的写法填写；yes、no、true、false 请加引号；实际为 {value!r}",
        )
    return value


Marker = Annotated[date | Amount | str, BeforeValidator(_as_marker)]


def mapping(**properties: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a mapping with exactly these keys."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _as_text(value: object) -> object:
    return {"en": value, "zh": value} if isinstance(value, str) else value


class Model(BaseModel):
    """Unknown keys are errors, and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextEntry(Model):
    """Text in both languages."""

    en: Annotated[str, Field(min_length=1)]
    zh: Annotated[str, Field(min_length=1)]

    @property
    def text(self) -> Text:
        return Text(self.en, self.zh)


BothLanguages = Annotated[
    TextEntry,
    BeforeValidator(_as_text),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string"}, mapping(en={"type": "string"}, zh={"type": "string"})],
            "description": "Text in both languages, or one that serves in both.",
        }
    ),
]
