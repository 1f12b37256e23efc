"""Tom Okafor, who teaches drums in Hackney."""

from etude.testing.seeds import people
from etude.testing.seeds.prices import rates
from etude.testing.seeds.profile import Credential, Day, Opinion, Place, Policy, Tutor
from etude.testing.seeds.samples import film, portrait, recording
from etude.testing.seeds.timetables import weekly

TOM = Tutor(
    slug=people.TOM.slug,
    name=people.TOM.name,
    zone=people.TOM.zone,
    headline="Drums in Hackney: jazz time, funk feel",
    bio=(
        "If you tap on tables, you are half-way there. I played funk on cruise ships, jazz in basements and Afrobeat "
        "at every family party since 1994, and I teach all of it in a soundproofed room under a bakery.\n\n"
        "Lessons are loud, well organised and end with a groove sheet to take home. Kids with too much energy are "
        "very welcome."
    ),
    years=15,
    subjects=("drums", "cajon"),
    genres=("jazz", "funk", "african"),
    levels=("beginner", "intermediate", "advanced", "primary"),
    languages=("en",),
    rates=rates(4000, "GBP", ("tutor",), (30, 60)),
    hours=weekly((1, 2, 3), (12, 21)) + weekly((5,), (10, 16)),
    place=Place("Hackney", "London", 51.5450, -0.0553),
    policy=Policy(instant_book=True, notice_minutes=240, late_refund_percent=0, answers_within_minutes=60),
    days=(Day(9), Day(13, 11 * 60, 15 * 60)),
    credentials=(Credential("BMus (Hons), jazz", "London conservatoire", 14),),
    opinions=(
        Opinion("Jess", 5, "Loud, happy, precise.", 5),
        Opinion("Tunde A.", 5, "My boy has found his thing. The neighbours have found earplugs.", 17),
        Opinion("Rob", 5, "He taught me to leave space, and now my band likes me better.", 31),
        Opinion("Nadia F.", 4, "Great lessons, tricky parking.", 52, "Come by train, it is four minutes away!"),
        Opinion("Will", 5, "Ghost notes, at last.", 77),
        Opinion("Catherine", 5, "Started at sixty-one and I am in a funk band.", 110),
        Opinion("Zed", 3, "Good teacher, the room was booked double once.", 149, "My fault, sorry. It will not recur."),
        Opinion("Amy L.", 5, "Best of the four teachers I have had.", 190),
    ),
    samples=(
        portrait("dark-he-2"),
        recording("drums-1", "Basement groove in seven variations"),
        film("drums-1", "One groove, with each stroke lit"),
    ),
    taught=131,
    since_days=510,
    badge="checked",
)
