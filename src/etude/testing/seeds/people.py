"""The people whom tests and the demo call by name. Each has a sentence to be known by."""

from dataclasses import dataclass

from etude.core.ids import LearnerId, PersonId
from etude.testing.seeds.identity import seeded_id


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account. `age` is in years at planting; `guardian` is set for a minor."""

    slug: str
    name: str
    about: str
    zone: str = "Europe/London"
    locale: str = "en"
    age: int = 35
    guardian: "Person | None" = None
    learns: bool = False
    operator: bool = False

    @property
    def id(self) -> PersonId:
        return PersonId(seeded_id("per", self.slug))

    @property
    def learner_id(self) -> LearnerId:
        """The learner row of someone who learns under their own account (`learns`)."""
        return LearnerId(seeded_id("lea", self.slug))

    @property
    def email(self) -> str:
        return f"{self.slug}@etude.example"


@dataclass(frozen=True, slots=True)
class Child:
    """A learner without an account, looked after by `guardian`."""

    slug: str
    name: str
    about: str
    guardian: Person
    age: int

    @property
    def id(self) -> LearnerId:
        return LearnerId(seeded_id("lea", self.slug))


ADA = Person("ada-byrne", "Ada Byrne", "Teaches jazz and classical piano in Camden, London; children adore her.")
ELIF = Person("elif-kaya", "Elif Kaya", "Teaches violin in Berlin-Kreuzberg; book her without asking.", "Europe/Berlin")
MATEO = Person("mateo-ruiz", "Mateo Ruiz", "Teaches flamenco guitar in Lavapiés, Madrid.", "Europe/Madrid")
GRACE = Person("grace-kim", "Grace Kim", "Teaches maths and physics in New York.", "America/New_York")
TOM = Person("tom-okafor", "Tom Okafor", "Teaches drums, jazz and funk, in Hackney, London.")
INES = Person("ines-prado", "Ines Prado", "Teaches Spanish online, from Valencia.", "Europe/Madrid")
OMAR = Person("omar-haddad", "Omar Haddad", "Teaches oud online, in Arabic and English.", "Asia/Amman")

CARLA = Person("carla-moss", "Carla Moss", "Mother of Ben, 9, for whom she books; lives in Camden, London.", age=38)
BEN = Child("ben-moss", "Ben", "Nine years old; wants to play jazz piano like in the cartoons.", CARLA, age=9)
DANIEL = Person(
    "daniel-weber",
    "Daniel Weber",
    "Adult student in Berlin, taking up the violin.",
    "Europe/Berlin",
    age=41,
    learns=True,
)
VERA = Person("vera-petrova", "Vera Petrova", "Mother and guardian of Nina; lives in Berlin.", "Europe/Berlin", age=45)
NINA = Person(
    "nina-petrova",
    "Nina Petrova",
    "Sixteen; books her own maths lessons, which Vera sees.",
    "Europe/Berlin",
    age=16,
    guardian=VERA,
    learns=True,
)
SAM = Person("sam-reed", "Sam Reed", "Operator: takes over conversations and settles disputes.", operator=True)

TUTORS = (ADA, ELIF, MATEO, GRACE, TOM, INES, OMAR)
STUDENTS = (CARLA, DANIEL, VERA, NINA)
CHILDREN = (BEN,)
EVERYONE = (*TUTORS, *STUDENTS, SAM)
