"""Qualifications that people of each trade and city hold. Titles are real kinds of titles."""

from random import Random

from etude.testing.seeds.profile import Credential
from etude.testing.seeds.teaching import Teaching

_Titles = tuple[tuple[str, str], ...]

_MUSIC: dict[str, _Titles] = {
    "London": (
        ("BMus (Hons)", "London conservatoire"),
        ("ABRSM Grade 8 with distinction", "ABRSM"),
        ("ARSM diploma in performance", "ABRSM"),
        ("LRSM diploma in teaching", "ABRSM"),
        ("Licentiate in teaching", "Trinity College London"),
        ("MMus in performance", "University of London"),
        ("BA (Hons) Music", "University in the north of England"),
        ("Certificate for Music Educators, level 4", "Music education hub"),
    ),
    "Berlin": (
        ("Diplom-Musikpädagogik", "Hochschule für Musik"),
        ("Bachelor of Music", "Universität der Künste"),
        ("Master of Music", "Hochschule für Musik"),
        ("Staatlich geprüfte Ensembleleitung", "Berufsfachschule für Musik"),
        ("Künstlerische Reifeprüfung", "Musikhochschule"),
    ),
    "Madrid": (
        ("Título Superior de Música", "Conservatorio superior"),
        ("Título Profesional de Música", "Conservatorio profesional"),
        ("Máster en Pedagogía Musical", "Universidad pública de Madrid"),
        ("Grado en Musicología", "Universidad pública de Madrid"),
    ),
    "New York": (
        ("Bachelor of Music", "Conservatory in Manhattan"),
        ("MM in Performance", "School of music in New York"),
        ("MA in Music Education", "Teachers' college"),
        ("Certified teacher of music, K-12", "State of New York"),
    ),
    "": (
        ("Bachelor of Music", "National conservatory"),
        ("Master of Music", "Academy of music"),
        ("Diploma in music teaching", "Academy of music"),
    ),
}
_SCHOOL: dict[str, _Titles] = {
    "London": (
        ("PGCE with QTS", "Institute of education"),
        ("Qualified Teacher Status (QTS)", "Department for Education"),
        ("BSc (Hons) {it}", "University of London"),
        ("MA {it}", "Russell Group university"),
    ),
    "Berlin": (
        ("Zweites Staatsexamen, Lehramt Gymnasium", "Land Berlin"),
        ("Master of Education", "Universität in Berlin"),
        ("Diplom", "Technische Universität"),
    ),
    "Madrid": (
        ("Máster en Formación del Profesorado", "Universidad pública de Madrid"),
        ("Grado universitario", "Universidad politécnica"),
    ),
    "New York": (
        ("MAT, Secondary Education", "Teachers' college"),
        ("State teaching certificate, grades 7-12", "State of New York"),
        ("BS, {it}", "City university"),
    ),
    "": (("MSc {it}", "National university"), ("Teaching licence", "Ministry of education")),
}
_LANGUAGE: _Titles = (
    ("CELTA", "Cambridge English"),
    ("DELTA, module 1", "Cambridge English"),
    ("MA in Applied Linguistics", "University"),
    ("Certificate in teaching {it} to adults", "Language institute"),
    ("BA in Translation and Interpreting", "University"),
    ("Accredited examiner, levels A1 to B2", "Language institute"),
)
_TRADES: dict[str, _Titles] = {
    "programming": (("BSc Computer Science", "Technical university"), ("Professional software developer", "Industry")),
    "python": (("MSc Data Science", "Technical university"), ("BSc Mathematics", "University")),
    "scratch": (("Computing teaching certificate, primary", "Computing education centre"),),
    "drawing": (("BA Illustration", "College of art"), ("Foundation diploma in art and design", "College of art")),
    "painting": (("MFA Painting", "Academy of fine arts"), ("BA Fine Art", "College of art")),
    "photography": (("BA Photography", "School of art and media"),),
    "chess": (("Chess trainer's licence", "National chess federation"), ("Candidate Master title", "FIDE")),
    "yoga": (("200-hour yoga teacher training", "Yoga Alliance school"), ("500-hour training", "Yoga Alliance school")),
    "public-speaking": (("Voice and speech diploma", "Drama school"),),
    "creative-writing": (("MA Creative Writing", "University"),),
    "salsa-dance": (("Dance instructor's certificate", "Dance teachers' association"),),
}


def draw_credentials(chance: Random, teaching: Teaching, city: str, years: int) -> tuple[Credential, ...]:
    """None to three qualifications, the newest about as old as the career."""
    titles = _titles(teaching, city)
    count = min(chance.choices((0, 1, 2, 3), (12, 48, 32, 8))[0], len(titles))
    it = teaching.it[0].upper() + teaching.it[1:]
    return tuple(
        Credential(title.format(it=it), issuer, _age(chance, years)) for title, issuer in chance.sample(titles, count)
    )


def _age(chance: Random, years: int) -> int | None:
    return None if chance.random() < 0.1 else max(1, years + chance.randint(-2, 4))


def _titles(teaching: Teaching, city: str) -> _Titles:
    if teaching.kind == "music":
        return _MUSIC[city]
    if teaching.kind == "language":
        return _LANGUAGE
    return _TRADES.get(teaching.subject) or _SCHOOL[city]
