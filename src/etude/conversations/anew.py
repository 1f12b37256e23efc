"""An answer that somebody wants to give anew, by what it is called: "another time", "falscher Tag", "otro profesor"."""

# How words begin: "ander" begins "andere" and "anderer", "cambia" begins "cambiar" and "cambiamos".
CHANGING = (
    *("change", "wrong", "other", "another", "different", "not the"),
    *("ander", "falsch", "änder", "nicht der", "nicht die"),
    *("otro", "otra", "cambia", "equivocad", "no es el", "no es la"),
)
SHORT_WORDS = 6
# What answers are called in German and Spanish, by one of the English names that they declare.
NAMES = {
    "change": ("ändern", "cambiar"),
    "something": ("etwas", "was", "algo"),
    "time": ("zeit", "uhrzeit", "termin", "hora", "horario"),
    "day": ("tag", "día", "dia"),
    "date": ("datum", "fecha"),
    "tutor": ("lehrer", "lehrerin", "lehrkraft", "profe", "profesor", "profesora", "tutora"),
    "who": ("wer", "wen", "quién", "quien"),
    "child": ("kind", "hijo", "hija"),
    "name": ("namen", "nombre"),
    "age": ("alter", "edad"),
    "price": ("preis", "preise", "precio", "precios", "tarifa", "tarifas"),
    "hours": ("zeiten", "horas", "horarios"),
    "language": ("sprache", "sprachen", "idioma", "idiomas"),
    "subject": ("fach", "fächer", "asignatura", "asignaturas", "materia"),
    "place": ("ort", "lugar", "zona"),
    "town": ("stadt", "ciudad"),
    "currency": ("währung", "moneda"),
    "years": ("jahre", "años"),
    "stars": ("sterne", "estrellas"),
    "words": ("worte", "palabras"),
}
_ENGLISH = {word: name for name, words in NAMES.items() for word in words}


def names_wanted_anew(text: str) -> frozenset[str]:
    """The names of answers that a short sentence wants changed; none where it wants nothing changed."""
    words = text.casefold().strip(" .,!?¿¡").split()
    spaced = f" {' '.join(words)}"
    if len(words) > SHORT_WORDS or not any(f" {each}" in spaced for each in CHANGING):
        return frozenset()
    return frozenset(words) | {_ENGLISH[word] for word in words if word in _ENGLISH}
