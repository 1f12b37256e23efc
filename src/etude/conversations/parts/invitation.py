"""What a minor asked for, carried to whoever looks after them."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from etude.conversations.messages import Invited
from etude.conversations.store import tell
from etude.core.codes.store import make_code
from etude.core.ids import PersonId
from etude.core.money import Money
from etude.core.people.model import Person
from etude.core.transaction import Tx
from etude.core.tutors.model import Format

GUARDIAN = "guardian"
LIVES = timedelta(days=7)


class Wanted(BaseModel):
    """A lesson that a minor would like: `age` in years, `start` aware."""

    name: str
    age: int
    tutor: PersonId
    subject: str
    format: Format
    minutes: int
    start: datetime
    price: Money


def invite_guardian(tx: Tx, minor: Person, wanted: Wanted) -> str:
    """A code for a link to the guardian; one who is known already is asked in their own chat."""
    payload = wanted.model_dump(mode="json")
    if minor.guardian is not None:
        args: dict[str, object] = {"wanted": payload, "minor": minor.id}
        key = f"invited:{minor.id}:{wanted.tutor}:{wanted.start.isoformat()}"
        tell(tx, minor.guardian, key, Invited("guardian", args))
        return ""
    return make_code(tx, GUARDIAN, minor.id, LIVES, wanted=payload)
