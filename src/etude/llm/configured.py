"""The model that the settings ask for."""

import logging

from etude.core.clock import Clock
from etude.core.settings import Settings
from etude.llm.guard import GuardedModel
from etude.llm.port import Model, ModelMissingError

log = logging.getLogger(__name__)


def open_model(settings: Settings, clock: Clock) -> Model | None:
    """A guarded model; None where none is configured, or its client is not installed, which the log says."""
    key, url = settings.openai_key.get_secret_value(), settings.openai_url
    if not (key or url):
        return None
    from etude.llm.openai_model import OpenAIModel  # its client takes long to import, and most do without

    try:
        model = OpenAIModel(key, url, settings.openai_model, settings.openai_effort)
    except ModelMissingError as missing:
        log.warning("%s", missing)
        return None
    return GuardedModel(model, clock, settings.openai_tokens_a_day)
