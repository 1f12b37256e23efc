"""Everything that can be set, from the environment (`ETUDE_…`) or an `.env` file; the defaults run on one machine."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One object, made once at the top and handed down."""

    model_config = SettingsConfigDict(
        env_prefix="ETUDE_", env_file=".env", extra="ignore", use_attribute_docstrings=True
    )

    data: Path = Path("data")
    """Folder of everything embedded: the SQLite file, media, mail, keys."""
    database_url: str = ""
    """`postgresql://…`; empty for a SQLite file in the data folder."""
    public_url: str = ""
    """Address under which people reach the server; empty for loopback."""
    sites: str = ""
    """Sites whose pages may embed the chat, such as `https://school.example`, with spaces between; empty for all."""
    host: str = "127.0.0.1"
    """The interface that is listened on; `0.0.0.0` for all of them, as in a container."""
    port: int = 8000
    """The port that is listened on. The sandbox takes the next but one, the demo's school page the one between."""
    secret_key: SecretStr = SecretStr("")
    """Signs feed addresses and links; empty for one that is made once and kept in the data folder."""
    production: bool = False
    """Refuses whatever is only for trying out: the sandbox, moving the clock, generated keys."""
    commission_percent: int = 15
    """What the platform keeps of a lesson's price."""

    telegram_token: SecretStr = SecretStr("")
    """What @BotFather gave you; empty for no Telegram."""
    telegram_api: str = ""
    """Another Bot API server than Telegram's own."""
    telegram_webhook_secret: SecretStr = SecretStr("")
    """With this and a public address, updates come by webhook instead of long polling."""

    operators_group: int = 0
    """Chat id of a Telegram group with topics where your people answer; the bot is an administrator there."""
    operators_name: str = "A person"
    """The name under which your people answer, as in “Sam from Etude”; no more is told of them."""
    operators_zone: str = "Europe/London"
    """On whose clock your people work, as an IANA zone."""
    operators_from: int = 9
    """The hour at which they begin, Monday to Friday."""
    operators_until: int = 18
    """The hour at which they stop."""

    stripe_key: SecretStr = SecretStr("")
    """Stripe's secret key; empty for the sandbox that comes with Etude."""
    stripe_webhook_secret: SecretStr = SecretStr("")
    """Signs Stripe's events to `/webhooks/stripe`; shown where the endpoint is made."""
    stripe_api: str = ""
    """Another address of Stripe's API; empty for its own."""

    smtp_url: str = ""
    """`smtp://user:password@host:port`; empty sends no mail."""
    mail_from: str = "Etude <hello@etude.example>"
    """The sender of all mail."""

    openai_key: SecretStr = SecretStr("")
    """Key of a language model; without one Etude understands with its own grammar alone."""
    openai_url: str = ""
    """Another server that speaks the same protocol, such as a model of your own; a key may be needless there."""
    openai_model: str = "gpt-5-mini"
    """The model that is asked."""
    openai_effort: str = "minimal"
    """How long a reasoning model may think: a person waits. Not sent to servers that do not know it; empty never."""
    openai_tokens_a_day: int = 2_000_000
    """The model is left alone once a process has spent so many tokens in a day; one message takes a few thousand."""
    openai_advises: bool = False
    """The model also orders tutors who come out alike and words why they fit; a search waits for it, at most 1.5 s."""

    files_url: str = ""
    """`s3://bucket/prefix`; empty for a folder in the data folder."""
    geocoder: str = ""
    """Who finds streets: `nominatim` or `photon`; empty for nobody, and towns are those that come with Etude."""
    geocoder_url: str = ""
    """Another server of that kind than the public one, such as your own; alone it is a Nominatim's."""

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'etude.sqlite3'}"

    @property
    def base_url(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
