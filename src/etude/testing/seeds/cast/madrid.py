"""Mateo Ruiz, who teaches flamenco guitar in Madrid."""

from etude.testing.seeds import people
from etude.testing.seeds.prices import rates
from etude.testing.seeds.profile import Credential, Day, Opinion, Place, Policy, Tutor
from etude.testing.seeds.samples import film, portrait, recording
from etude.testing.seeds.timetables import weekly

MATEO = Tutor(
    slug=people.MATEO.slug,
    name=people.MATEO.name,
    zone=people.MATEO.zone,
    headline="Flamenco guitar, with compás first and fireworks later",
    bio=(
        "I learnt to accompany dancers before I learnt to play a solo, and that is the order I recommend. We clap, we "
        "count to twelve, and then the guitar begins to make sense.\n\n"
        "You can come to the cellar in Lavapiés or see my right hand from two sides on screen. Nylon strings, short "
        "nails on the left, patience on both hands."
    ),
    years=18,
    subjects=("guitar",),
    genres=("flamenco", "classical", "latin"),
    levels=("beginner", "intermediate", "advanced", "professional"),
    languages=("es", "en"),
    rates=rates(3400, "EUR", ("online", "tutor"), (45, 60)),
    hours=weekly((0, 2, 4), (11, 14), (17, 21.5)) + weekly((6,), (11, 14)),
    place=Place("Lavapiés", "Madrid", 40.4087, -3.7012),
    policy=Policy(notice_minutes=720, cancel_hours=12, late_refund_percent=100, answers_within_minutes=180),
    days=(Day(16), Day(17)),
    credentials=(Credential("Título Superior de Música, guitarra flamenca", "Conservatorio superior", 17),),
    opinions=(
        Opinion("Elena", 5, "Por fin entiendo la bulería.", 9),
        Opinion("Chris D.", 5, "I flew home with callouses and a plan. We continue online.", 21),
        Opinion("Rosa M.", 5, "Maestro y persona estupenda.", 46),
        Opinion("Klaus", 4, "Very deep. One should already know some chords.", 70),
        Opinion("Inma", 5, "Mi hija de quince años no suelta la guitarra.", 104, "¡Y que no la suelte!"),
        Opinion("Yuto", 5, "He explains the feeling and also the fingers.", 166),
    ),
    samples=(
        portrait("olive-he-6"),
        recording("guitar-1", "Patio, a small tune in E"),
        film("guitar-1", "The same, with the frets lit"),
    ),
    taught=88,
    since_days=460,
)
