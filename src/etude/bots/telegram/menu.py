"""The menu of commands beside the text field."""

from etude.bots.telegram.port import BotApi
from etude.core.text import LOCALES, Text, Voice, _

COMMANDS: dict[str, Text] = {
    "book": _("Book a lesson"),
    "my_lessons": _("My lessons"),
    "my_calendar": _("My lessons in a calendar app"),
    "menu": _("What I can do"),
    "cancel": _("Leave what we are doing"),
    "help": _("Help"),
}


async def show_menu(api: BotApi) -> None:
    """Tell Telegram the commands, in each of our languages and in English for everybody else."""
    for locale in (None, *LOCALES):
        voice = Voice(locale or "en")
        await api.set_commands([(name, words.render(voice)) for name, words in COMMANDS.items()], locale)
