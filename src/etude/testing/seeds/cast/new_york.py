"""Grace Kim, who teaches maths and physics in New York."""

from etude.testing.seeds import people
from etude.testing.seeds.prices import rates
from etude.testing.seeds.profile import Credential, Opinion, Place, Policy, Tutor
from etude.testing.seeds.samples import portrait
from etude.testing.seeds.timetables import weekly

GRACE = Tutor(
    slug=people.GRACE.slug,
    name=people.GRACE.name,
    zone=people.GRACE.zone,
    headline="Maths and physics, from fractions to fields",
    bio=(
        "Ask me why. It is the question I like best, and it is usually the one that gets you unstuck.\n\n"
        "I spent six years measuring very small magnets in a laboratory, and eleven explaining large ideas to people "
        "between eleven and sixty. We draw, we estimate, we argue, and only then do we calculate. For AP and IB I plan "
        "backwards from the date of the exam."
    ),
    years=11,
    subjects=("maths", "physics", "calculus", "sat-exam"),
    levels=("secondary", "ap", "ib", "university", "a-level"),
    languages=("en", "ko"),
    rates=rates(9000, "USD", ("online", "tutor"), (45, 60), step=500),
    hours=weekly((0, 1, 2, 3), (15.5, 20.5)) + weekly((5,), (10, 15)),
    place=Place("Park Slope", "New York", 40.6710, -73.9814),
    policy=Policy(notice_minutes=1440, cancel_hours=36, late_refund_percent=50, answers_within_minutes=120),
    credentials=(
        Credential("PhD, Physics", "University in New York", 12),
        Credential("State teaching certificate, grades 7-12", "State of New York", 10),
    ),
    opinions=(
        Opinion("Allison", 5, "From a C to an A minus in one semester.", 4),
        Opinion("Marco", 5, "She made my son like word problems. I did not think that could be done.", 13),
        Opinion("Tasha W.", 5, "AP Physics without tears. Got the five.", 38, "You worked for it. Congratulations!"),
        Opinion("Irene C.", 4, "Superb, and expensive.", 61),
        Opinion("Jamal", 5, "Calculus is a picture book now.", 84),
        Opinion("Leah", 5, "Calm the night before the exam, which was what we needed.", 120),
        Opinion("Sung-min", 5, "Explains in two languages and many colours.", 175),
    ),
    samples=(portrait("east-she-2"),),
    taught=150,
    since_days=540,
    badge="checked",
)
