"""What flows know about the installation they run in."""

from dataclasses import dataclass, field

from etude.calendar.feeds import Site
from etude.conversations.advice import Advice
from etude.core.support.office import Office
from etude.matching.taxonomy import load_taxonomy


@dataclass(frozen=True, slots=True)
class House:
    """Addresses and rules of this installation; `telegram` is the bot's user name, empty without one.

    `office` is where its people answer; `advice` is a model's, where one is to be asked about tutors.
    """

    base_url: str
    secret_key: str
    commission_percent: int
    telegram: str = ""
    office: Office = field(default_factory=Office)
    advice: Advice | None = None

    @property
    def calendar(self) -> Site:
        """Whose entries stand in calendars, and what subjects are called there."""
        return Site(self.link("/chat"), lambda subject, locale: load_taxonomy().label("subject", subject, locale))

    def chat_link(self, code: str = "") -> str:
        """The address that opens the chat and goes on with what `code` stands for; without one, all but the code."""
        # Behind the #, which browsers keep to themselves: no log between here and there has it.
        return self.link(f"/chat#code={code}")

    def link(self, path: str) -> str:
        """The full address of a path of ours."""
        return self.base_url + path
