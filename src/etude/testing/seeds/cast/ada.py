"""Ada Byrne, who teaches jazz and classical piano in Camden: the tutor most tests meet first."""

from etude.testing.seeds import people
from etude.testing.seeds.profile import Credential, Opinion, Place, Policy, Rate, Tutor
from etude.testing.seeds.samples import film, portrait, recording
from etude.testing.seeds.timetables import weekly

_RATES = tuple(
    Rate(format_, minutes, amount, "GBP")
    for format_ in ("online", "tutor")
    for minutes, amount in ((30, 2200), (45, 3000), (60, 3800))
)
_OPINIONS = (
    Opinion(
        "Priya M.",
        5,
        "My son is eight and had given up with two teachers before. Ada had him making up a blues in ten minutes. "
        "He now practises before breakfast, which the neighbours may not thank her for.",
        6,
        "He wrote the second half himself, I only held down the bass!",
    ),
    Opinion("Jonathan", 5, "Patient, funny, and she hears everything.", 11),
    Opinion("Marta K.", 5, "I started at fifty-three. Ada treats that as perfectly normal.", 19),
    Opinion("Oliver T.", 5, "Great on jazz chords. I finally understand what my left hand is for.", 24),
    Opinion(
        "Helen",
        4,
        "Lovely lessons. It is hard to get a slot after six, so book early.",
        33,
        "You are right, Wednesdays are best for later times.",
    ),
    Opinion("Sadia", 5, "Both of my girls adore her. One wants Bach, the other wants cartoons, and both get it.", 41),
    Opinion("Marcus L.", 5, "Grade 5 with distinction, and we still found time to play the Evans tune I love.", 47),
    Opinion("Ffion", 5, "The notes after the lesson are short and exactly right.", 58),
    Opinion("Dev", 5, "Online with two cameras. I could see her fingering better than in a real room.", 66),
    Opinion("Laura B.", 5, "She noticed that the piano stool was the problem. Three years of back pain, gone.", 79),
    Opinion("Tobias", 5, "Ada plays like a dream and explains like a friend.", 88),
    Opinion("Ngozi A.", 5, "My daughter is six, and the hour is never too long.", 102),
    Opinion("Peter", 4, "Very good teacher. A little more sight-reading would be welcome.", 121),
    Opinion("Emma R.", 5, "We improvised together in the first lesson. I was terrified and then I was not.", 133),
    Opinion("Callum", 5, "Best hour of my week.", 150),
    Opinion("Yasmin", 5, "Warm, clear, and demanding in the nicest way.", 171),
    Opinion("Graham P.", 5, "I retired in March and began in April. Already playing a ballad at the local.", 196),
    Opinion("Isla's mum", 5, "Isla cried when half term meant no lesson. Says it all.", 230),
    Opinion("Anton", 5, "Knows the tradition and lets you find your own way into it.", 262),
    Opinion("Beatrice", 5, "Worth crossing London for, and I do.", 301),
)

ADA = Tutor(
    slug=people.ADA.slug,
    name=people.ADA.name,
    zone=people.ADA.zone,
    headline="Jazz and classical piano for children and curious grown-ups",
    bio=(
        "I grew up between a church organ and my father's Oscar Peterson records, and I still like both in the same "
        "lesson. Children make up music with me from the first day; reading comes along as the way to write it down. "
        "Grown-ups usually bring a tune they love and we take it apart gently.\n\n"
        "I studied classical piano, then played in hotel bars and a big band for eight years. My room in Camden has "
        "an upright with a warm voice, a digital piano for the shy, and a jar of biscuits that younger pupils find "
        "without help."
    ),
    years=12,
    subjects=("piano", "improvisation", "music-theory"),
    genres=("jazz", "classical", "blues"),
    levels=("beginner", "elementary", "intermediate", "advanced", "primary", "adult-returner", "grade-5", "grade-8"),
    languages=("en", "fr"),
    rates=_RATES,
    hours=weekly((0, 1, 2, 3, 4), (15, 20)),
    place=Place("Camden", "London", 51.5390, -0.1426),
    policy=Policy(answers_within_minutes=60),
    credentials=(
        Credential("BMus (Hons), piano", "London conservatoire", 13),
        Credential("LRSM diploma in teaching", "ABRSM", 9),
        Credential("Enhanced background check", "Disclosure and Barring Service", 1),
    ),
    opinions=_OPINIONS,
    samples=(
        portrait("light-she-1"),
        recording("piano-1", "Rain on Chalk Farm Road, my own tune"),
        film("piano-1", "The same tune, slowly, with the keys lit"),
    ),
    taught=214,
    since_days=420,
    badge="checked",
)
