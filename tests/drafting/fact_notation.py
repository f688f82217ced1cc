"""The short notation of facts in sentences.yaml, made from observations."""

ALWAYS = {
    "ihc",
    "ihc_like",
    "fusion",
    "fish",
    "mitoses",
    "necrosis",
    "grade",
    "size",
    "age",
    "fraction",
    "tmb",
    "negative",
    "variant",
    "fusion_support",
    "sequencing_failed",
}
HELD = {
    "patient": {"sex", "birth"},
    "timeline": {"event"},
    "morphology": {"morphology"},
    "morphology_forms": {"morphology"},
    "morphology_reach": {"morphology"},
    "morphology_hands": {"morphology"},
    "diagnoses": {"signed", "considered"},
    "reads": {"event", "signed", "considered"},
    "contrasts": {"considered"},
    "morphology_voices": {"morphology"},
    "diagnosed": {"diagnosed"},
    "opinions": {"event", "signed", "considered"},
    "course": {"event"},
    "course_hands": {"event", "sex"},
    "person": {"sex", "birth", "impression", "multiplicity"},
    "sequencing": {"assay"},
    "extraction": {"signed"},
}
SIGNS = {"present": "+", "absent": "-", "equivocal": "?", "not_evaluable": "!"}


def told(observation, section):
    """The observation in the notation of the corpus, or None where this section does not ask for its kind."""
    kind, values = observation.kind, observation.values
    if kind.partition(":")[0] not in ALWAYS | HELD.get(section, set()):
        return None
    scope = observation.scope
    places = ",".join(scope.specimens) or scope.component or ""
    at = f" @{places}" if places else ""
    if kind == "ihc":
        words = [values[key] for key in ("extent", "intensity") if values.get(key)] + list(values["compartments"])
        if values.get("percent_positive") is not None:
            words.append(f"{values['percent_positive']:g}%")
        if values.get("count_method"):
            words.append(values["count_method"])
        clone = f"/{values['clone']}" if values.get("clone") else ""
        note = " note" if values.get("note") else ""
        return f"{values['marker']}{SIGNS[values['outcome']]}{','.join(words)}{clone}{at.strip()}{note}"
    if kind == "ihc_like":
        return f"like{at}"
    if kind == "fusion":
        return f"fusion {'-' if values['outcome'] == 'absent' else ''}{values['call']}{at}"
    if kind == "fish":
        words = [f"{values['percent_positive']:g}%"] if values.get("percent_positive") is not None else []
        return f"fish {values['gene']}{SIGNS[values['outcome']]}{','.join([*words, *values.get('patterns_seen', ())])}"
    if kind == "mitoses":
        high = f"-{values['count_high']}" if values.get("count_high") is not None else ""
        area = f"{values['fields']:g}" if values.get("fields") else f"{values['area_mm2']:g}mm2"
        return f"mitoses {values['count_low']}{high}/{area}"
    if kind == "necrosis":
        return f"necrosis {values.get('extent') or format(values['percent'], 'g') + '%'}"
    if kind == "grade":
        names = {"differentiation": "d", "mitoses": "m", "necrosis": "n", "grade": "g"}
        return "grade " + " ".join(f"{letter}{values[name]}" for name, letter in names.items() if name in values)
    if kind == "size":
        return f"size {'x'.join(f'{n:g}' for n in values['size_cm'])}{at}"
    if kind in ("age", "sex"):
        return f"{kind} {values[kind]}"
    if kind == "impression":
        return "impression"
    if kind == "multiplicity":
        return values["multiplicity"]
    if kind == "birth":
        return f"birth {values['gestation']}"
    if kind == "fraction":
        return f"fraction {values['percent']:g}{at}"
    if kind == "variant":
        share = values.get("allele_fraction_percent")
        words = [values["gene"], values["variant_class"], values.get("hgvs"), share and f"{share:g}%"]
        return " ".join(["variant", *(word for word in words if word)]) + at
    if kind == "fusion_support":
        names = (("junction_reads", "reads"), ("spanning_pairs", "pairs"), ("percent", "share"), ("note", "note"))
        return " ".join(
            ["support", *(f"{name}={str(values[key]).replace(' ', '_')}" for key, name in names if key in values)]
        )
    if kind == "sequencing_failed":
        return "failed"
    if kind == "tmb":
        return f"tmb {values['tmb_per_mb']:g}{at}"
    if kind == "negative":
        return " ".join(["negative", *values["genes"]])
    if kind == "assay":
        words = [
            f"{key}={str(value).replace(' ', '_')}"
            for key, value in values.items()
            if key not in ("name", "detects", "laboratory", "method")
        ]
        return " ".join(["assay", *words]) if words else None
    if kind == "morphology":
        return f"m {'-' if values['outcome'] == 'absent' else ''}{values['term']}"
    if kind == "diagnosed":
        return kind
    if kind == "signed":
        return f"signed {values['entity']}"
    if kind == "considered":
        return f"considered {values['entity']} {values['conclusion']}"
    event = kind.partition(":")[2]
    interval = f"+{values['interval']}" if values.get("interval") and event in ("recurrence", "metastasis") else None
    date = f"@{values['date']}" if values.get("date") else None
    words = [values.get("procedure"), values.get("margins"), values.get("course"), interval, date]
    if event == "metastasis" and values.get("site"):
        words.append(values["site"]["region"])
    words += [values.get("status"), values.get("follow_up")] if event == "follow_up" else []
    words += [values.get("entity"), values.get("certainty")]
    return " ".join(["event", event, *(word for word in words if word)])


def same(fact):
    """Facts whose parts may stand in any order, in one order."""
    head, *rest = fact.split(" ")
    if head in ("assay", "negative"):
        return " ".join([head, *sorted(" ".join(rest).replace("Illumina NextSeq 500", "Illumina_NextSeq_500").split())])
    return fact
