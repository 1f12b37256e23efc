"""Elif Kaya, who teaches the violin in Kreuzberg and can be booked without asking."""

from etude.testing.seeds import people
from etude.testing.seeds.prices import rates
from etude.testing.seeds.profile import Credential, Opinion, Place, Policy, Tutor
from etude.testing.seeds.samples import portrait, recording
from etude.testing.seeds.timetables import weekly

ELIF = Tutor(
    slug=people.ELIF.slug,
    name=people.ELIF.name,
    zone=people.ELIF.zone,
    headline="Violin in Kreuzberg, for first notes and second chances",
    bio=(
        "My violin has been to İzmir, Weimar and a great many weddings. I teach adults who were told they had missed "
        "their chance, and children who have not been told anything yet.\n\n"
        "We begin with sound: one open string that you would be glad to hear for a minute. Classical, klezmer and "
        "Anatolian tunes share the music stand. If my calendar shows a time it is yours, no need to ask."
    ),
    years=9,
    subjects=("violin", "viola"),
    genres=("classical", "klezmer", "folk"),
    levels=("beginner", "elementary", "intermediate", "primary", "adult-returner"),
    languages=("de", "tr", "en"),
    rates=rates(4200, "EUR", ("online", "tutor", "student"), (45, 60), travel=800),
    hours=weekly((0, 1, 3), (13, 20)) + weekly((4,), (10, 16)) + weekly((5,), (10, 14)),
    place=Place("Kreuzberg", "Berlin", 52.4987, 13.4033, 4000),
    policy=Policy(instant_book=True, notice_minutes=180, answers_within_minutes=30),
    credentials=(
        Credential("Master of Music, violin", "Hochschule für Musik", 10),
        Credential("Diplom-Musikpädagogik", "Hochschule für Musik", 8),
    ),
    opinions=(
        Opinion("Katrin", 5, "Nach zwanzig Jahren wieder angefangen, und es macht endlich Freude.", 8),
        Opinion("Owen S.", 5, "I booked at noon and had a lesson at four. Brilliant, and kind to beginners.", 15),
        Opinion("Mehmet", 5, "My daughter plays my mother's songs now. Priceless.", 29, "Please greet your mother!"),
        Opinion("Judith R.", 4, "Sehr gut, die Stunde könnte länger sein.", 44),
        Opinion("Paulina", 5, "My shoulder no longer hurts. She saw at once what was wrong.", 72),
        Opinion("Ben H.", 5, "Duets from the second lesson on!", 95),
        Opinion("Susanne", 5, "Geduldig, genau, humorvoll.", 118),
        Opinion("Ioana", 5, "The klezmer hour is the best thing in my month.", 160),
        Opinion("Lars", 4, "Good plan, clear homework.", 201),
        Opinion("Aylin T.", 5, "Bilingual lessons, just as we had hoped.", 240),
    ),
    samples=(portrait("olive-she-5"), recording("violin-1", "Evening by the canal")),
    taught=96,
    since_days=380,
    badge="checked",
)
