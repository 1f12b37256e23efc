"""Ines Prado, who teaches Spanish, and Omar Haddad, who teaches the oud; both only online."""

from etude.testing.seeds import people
from etude.testing.seeds.prices import rates
from etude.testing.seeds.profile import Credential, Opinion, Policy, Tutor
from etude.testing.seeds.samples import portrait, recording
from etude.testing.seeds.timetables import weekly

INES = Tutor(
    slug=people.INES.slug,
    name=people.INES.name,
    zone=people.INES.zone,
    headline="Spanish by talking, from Valencia to your kitchen table",
    bio=(
        "You talk, I take notes, and at the end we look at your three best mistakes. That is the whole method, and it "
        "has worked for pilots, grandmothers and one magician.\n\n"
        "For DELE we practise the format until it bores you. For everything else we have films, markets, politics and "
        "my neighbours."
    ),
    years=8,
    subjects=("spanish", "dele"),
    levels=("beginner", "intermediate", "advanced", "cefr-a1", "cefr-a2", "cefr-b1", "cefr-b2", "cefr-c1"),
    languages=("es", "en", "ca"),
    rates=rates(2400, "EUR", ("online",), (30, 45, 60)),
    hours=weekly((0, 1, 2, 3, 4), (8, 13), (16, 21)),
    policy=Policy(instant_book=True, notice_minutes=120, cancel_hours=12, answers_within_minutes=15),
    credentials=(
        Credential("Máster in teaching Spanish as a foreign language", "Universidad de la costa", 7),
        Credential("Accredited DELE examiner, A1 to C1", "Language institute", 5),
    ),
    opinions=(
        Opinion("Hannah", 5, "I dreamt in Spanish last night. Badly, but still.", 3, "¡Eso es buenísimo!"),
        Opinion("Gareth J.", 5, "Never a dull minute.", 12),
        Opinion("Lotte", 5, "B2 at the first attempt.", 27),
        Opinion("Rashid", 4, "Good fun; I would like a bit more grammar.", 50),
        Opinion("Mia", 5, "She remembers the names of my whole family.", 69),
        Opinion("Declan", 5, "Thirty minutes before work, four days a week. It adds up.", 98),
        Opinion("Sabine K.", 5, "Herzlich und sehr gut vorbereitet.", 143),
        Opinion("Tom V.", 5, "I can argue with my landlord now.", 188),
        Opinion("Aoife", 5, "Best teacher I have had for anything.", 236),
    ),
    samples=(portrait("olive-she-1"),),
    taught=260,
    since_days=520,
    badge="checked",
)

OMAR = Tutor(
    slug=people.OMAR.slug,
    name=people.OMAR.name,
    zone=people.OMAR.zone,
    headline="Oud and maqam, in Arabic, Hebrew or English",
    bio=(
        "My grandfather built ouds in a workshop behind the station; I was allowed to play the ones with scratches. "
        "We learn melodies by ear first and give the quarter tones time to feel like home.\n\n"
        "No fret tells you where to put the finger, so we listen a great deal. Guitarists are welcome and will have to "
        "forget a few things.\n\nأهلاً وسهلاً بكم"
    ),
    years=21,
    subjects=("oud", "music-theory", "improvisation"),
    genres=("arabic-music", "world"),
    levels=("beginner", "intermediate", "advanced"),
    languages=("ar", "he", "en"),
    rates=rates(3000, "USD", ("online",), (45, 60)),
    hours=weekly((6, 0, 1, 2, 3), (16, 23)),
    policy=Policy(notice_minutes=720, answers_within_minutes=240),
    credentials=(Credential("Diploma in oud performance", "National conservatory", 20),),
    opinions=(
        Opinion("Nadine", 5, "شكراً جزيلاً، درس رائع", 7, "شكراً لك"),
        Opinion("Avi", 5, "Patient with a guitarist's bad habits.", 25),
        Opinion("Clara", 5, "The world has more notes than I knew.", 60),
        Opinion("Samer H.", 4, "Excellent teacher. The connection is poor on some evenings.", 92),
        Opinion("Jude", 5, "I can hear maqam Bayati in the street now.", 140),
    ),
    samples=(portrait("olive-he-1"), recording("oud-1", "Taqsim, short and slow")),
    taught=74,
    since_days=600,
)
