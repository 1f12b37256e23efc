"""What flows know about the installation they run in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class House:
    """Addresses and rules of this installation; `telegram` is the bot's user name, empty without one."""

    base_url: str
    secret_key: str
    commission_percent: int
    telegram: str = ""

    def link(self, path: str) -> str:
        """The full address of a path of ours."""
        return self.base_url + path
