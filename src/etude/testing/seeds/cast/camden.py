"""Ada's neighbours: four more who teach jazz piano to children near Camden, after five, for less than £40."""

from etude.testing.seeds.prices import rates
from etude.testing.seeds.profile import Credential, Opinion, Place, Policy, Tutor
from etude.testing.seeds.samples import portrait, recording
from etude.testing.seeds.timetables import weekly

_RUTH = Tutor(
    slug="ruth-ansah",
    name="Ruth Ansah",
    zone="Europe/London",
    headline="Piano with swing in Kentish Town",
    bio=(
        "I run the infants' choir at our church and play in a quartet on Fridays, so my lessons have a bit of both: "
        "call and response, then blue notes. Small hands are my speciality. I live above a very good bakery and "
        "consider that part of the service."
    ),
    years=7,
    subjects=("piano",),
    genres=("jazz", "gospel", "pop"),
    levels=("beginner", "elementary", "intermediate", "primary"),
    languages=("en",),
    rates=rates(3600, "GBP", ("online", "tutor"), (30, 45, 60)),
    hours=weekly((0, 1, 3), (16, 19.5)),
    place=Place("Kentish Town", "London", 51.5508, -0.1411),
    policy=Policy(answers_within_minutes=120),
    credentials=(Credential("BA (Hons) Music", "University in the north of England", 8),),
    opinions=(
        Opinion("Femi", 5, "My daughter hums all the way home.", 14),
        Opinion("Sally P.", 5, "Kind and lively. Seven years old, first concert done.", 36),
        Opinion("Dom", 4, "Very nice lessons. Fills up quickly.", 63),
        Opinion("Grace O.", 5, "She makes the left hand sing.", 90),
        Opinion("Alan", 5, "Exactly the right amount of theory.", 140),
        Opinion("Mirela", 4, "My son is happy and so am I.", 171),
    ),
    samples=(portrait("dark-she-1"), recording("piano-2", "Friday night, slow version")),
    taught=58,
    since_days=330,
    badge="checked",
)
_LEO = Tutor(
    slug="leo-tolland",
    name="Leo Tolland",
    zone="Europe/London",
    headline="Jazz piano after school and after work",
    bio=(
        "Chords are friends that like to move. I show how, with few words and a lot of playing four-handed. Evenings "
        "only, because in the day I tune pianos; yours gets a free listen if I come round."
    ),
    years=10,
    subjects=("piano", "improvisation"),
    genres=("jazz", "swing", "boogie-woogie"),
    levels=("beginner", "intermediate", "advanced", "primary", "adult-returner"),
    languages=("en", "it"),
    rates=rates(3500, "GBP", ("tutor", "student"), (45, 60), travel=400),
    hours=weekly((1, 2, 3, 4), (17, 21)),
    place=Place("Primrose Hill", "London", 51.5389, -0.1570, 3000),
    policy=Policy(instant_book=True, notice_minutes=1440, answers_within_minutes=60),
    credentials=(Credential("ABRSM Grade 8 with distinction", "ABRSM", 16),),
    opinions=(
        Opinion("Katie", 5, "He arrived, tuned one awful note, and taught us boogie-woogie.", 10),
        Opinion("Rupert", 4, "Knows an astonishing number of tunes. Could be stricter.", 34),
        Opinion("Meera S.", 5, "My ten-year-old swings!", 80),
        Opinion("Joan", 5, "Gentle and musical.", 129),
        Opinion("Piotr", 4, "Good, a lot to take in.", 188),
    ),
    samples=(portrait("light-he-5"), recording("piano-2", "Walking down the hill")),
    taught=49,
    since_days=290,
)
_HANNAH = Tutor(
    slug="hannah-weir",
    name="Hannah Weir",
    zone="Europe/London",
    headline="Classical hands, jazz ears: piano in Islington",
    bio=(
        "Do you sing in the bath? Then you can improvise. I trained for the concert platform, found it rather lonely, "
        "and now spend my afternoons with children who invent pieces about dragons. Parents receive the dragon as a "
        "recording."
    ),
    years=14,
    subjects=("piano", "music-theory"),
    genres=("classical", "jazz", "film-music"),
    levels=("beginner", "elementary", "intermediate", "advanced", "primary", "grade-5", "grade-8"),
    languages=("en", "de"),
    rates=rates(3900, "GBP", ("online", "tutor"), (30, 45, 60)),
    hours=weekly((0, 2, 4), (15.5, 19)),
    place=Place("Islington", "London", 51.5370, -0.1050),
    policy=Policy(notice_minutes=1440, answers_within_minutes=240),
    credentials=(
        Credential("MMus in performance", "University of London", 15),
        Credential("ARSM diploma in performance", "ABRSM", 18),
    ),
    opinions=(
        Opinion("Lucy D.", 5, "We have eleven dragon pieces now.", 16, "And a twelfth on the way!"),
        Opinion("Bashir", 5, "A serious musician with a great sense of fun.", 48),
        Opinion("Olu", 5, "Distinction at grade five.", 83),
        Opinion("Tessa", 5, "So imaginative.", 111),
        Opinion("Henry M.", 4, "Excellent, though we waited a month for a slot.", 156),
    ),
    samples=(portrait("light-she-4"),),
    taught=70,
    since_days=400,
    badge="checked",
)
_SAMIR = Tutor(
    slug="samir-joshi",
    name="Samir Joshi",
    zone="Europe/London",
    headline="New to Etude, not to jazz: piano in Highbury",
    bio=(
        "Fresh out of the jazz course and full of ideas. I have taught my four younger cousins, none of whom would "
        "practise for anyone else. Lessons are half playing, half games, and one very silly rhythm."
    ),
    years=3,
    subjects=("piano", "keyboard"),
    genres=("jazz", "funk", "pop"),
    levels=("beginner", "elementary", "primary"),
    languages=("en", "hi"),
    rates=rates(3200, "GBP", ("online", "tutor"), (30, 60)),
    hours=weekly((0, 1, 2, 3, 4), (16.5, 20)),
    place=Place("Highbury", "London", 51.5530, -0.0985),
    policy=Policy(instant_book=True, notice_minutes=240, answers_within_minutes=30),
    credentials=(Credential("BMus (Hons), jazz piano", "London conservatoire", 1),),
    opinions=(Opinion("Anita", 5, "Young, keen and wonderful with my two.", 9),),
    samples=(portrait("brown-he-4"),),
    taught=8,
    since_days=45,
)

NEIGHBOURS = (_RUTH, _LEO, _HANNAH, _SAMIR)
