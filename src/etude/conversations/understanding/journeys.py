"""How far somebody would go, said as a journey: "20 minutes by bus", "eine halbe Stunde zu Fuß"."""

import re

# Metres a minute as the crow flies, waiting and detours included.
_PACE = {
    r"on foot|by foot|walk(?:ing)?|zu fu(?:ß|ss)|laufen|a pie|andando|caminando": 67,
    r"bike|bicycle|cycling|cycle|rad|fahrrad|bici|bicicleta": 200,
    r"bus(?:es)?|autob[uú]s|tram|tranv[ií]a|straßenbahn|strassenbahn": 200,
    r"tube|underground|subway|metro|u-bahn|ubahn|public transport|öffis": 300,
    r"train|zug|s-bahn|sbahn|tren|bahn": 600,
    r"car|drive|driving|auto|coche|carro": 450,
}
_WORDED = {
    r"half an hour|(?:eine )?halbe stunde|media hora": 30,
    r"(?:a )?quarter of an hour|(?:eine )?viertelstunde|(?:un )?cuarto de hora": 15,
    r"an hour|1 ?h(?:our)?|eine stunde|una hora": 60,
}
_TIME = r"(?P<minutes>\d{1,3})\s*[-‑ ]?\s*min(?:ute[ns]?|utos?|s)?\b['’]?|" + "|".join(_WORDED)
_HOW = "|".join(_PACE)
_BETWEEN = r"['’s]{0,2}\s+(?:[^\W\d]+\s+){0,3}?"
_JOURNEY = re.compile(rf"\b(?P<time>{_TIME}){_BETWEEN}(?P<how>{_HOW})\b", re.IGNORECASE)
_LONGEST_MIN = 180


def read_journey(text: str) -> tuple[str, int] | None:
    """The words that name a journey, and about how many metres one comes with it."""
    found = _JOURNEY.search(text)
    if found is None:
        return None
    minutes = int(found["minutes"]) if found["minutes"] else _first(_WORDED, found["time"])
    if not 0 < minutes <= _LONGEST_MIN:
        return None
    return found[0], round(minutes * _first(_PACE, found["how"]), -2)


def _first(known: dict[str, int], words: str) -> int:
    return next(value for pattern, value in known.items() if re.fullmatch(pattern, words, re.IGNORECASE))
