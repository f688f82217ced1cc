"""How the values of a draft are shown to a person."""

from typing import Any


def shown(value: Any) -> str:
    """Any value in one line."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return " x ".join(shown(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def stain_shown(stain: dict[str, Any]) -> str:
    """The result of a stain with its extent, intensity and share of cells."""
    extra = [str(stain[key]) for key in ("extent", "intensity") if stain.get(key)]
    if "percent_positive" in stain:
        extra.append(f"{stain['percent_positive']:g} %")
    if stain.get("note"):
        extra.append(f"({stain['note']})")
    return " ".join([str(stain["outcome"]), *extra])


def event_shown(event: dict[str, Any]) -> str:
    """What is told of an event besides its kind."""
    when = event.get("when", {})
    after = f"{when.get('interval', '')} after {when['after']}".strip() if "after" in when else ""
    told = [str(when["date"])] if "date" in when else []
    told += [f"at {when[key]}" for key in ("age", "gestation") if key in when] + [after]
    if "site" in event:
        told.append(str(event["site"]["text"]))
    told += [
        f"{key} {shown(value)}"
        for key, value in event.items()
        if key not in ("id", "kind", "what", "specimens", "site", "when", "diagnosis", "entity")
    ]
    return "; ".join(filter(None, told)).replace("_", " ") or "stated"


def pathology_shown(kind: str, value: Any) -> str:
    """Mitoses, necrosis and grade as a pathologist writes them."""
    if kind == "mitoses" and "count_low" in value:
        low, high = value["count_low"], value.get("count_high")
        count = f"{'about ' if value.get('approximate') else ''}{shown(low)}{f' to {shown(high)}' if high else ''}"
        if "fields" in value:
            return f"{count} in {shown(value['fields'])} high-power fields"
        return f"{count} in {shown(value['area_mm2'])} mm2" if "area_mm2" in value else count
    if kind == "grade":
        parts = [f"{part} {value[part]}" for part in ("differentiation", "mitoses", "necrosis") if part in value]
        return ", ".join([*([f"grade {value['grade']}"] if "grade" in value else []), *parts])
    return shown(value)
