"""Instructions for the model, as texts that can be read and changed without reading code."""

from functools import lru_cache
from importlib.resources import files
from string import Template


def load_prompt(name: str, **lists: str) -> str:
    """The instructions of `name`, with the caller's lists in their places; raises KeyError where one is missing."""
    return _read(name).substitute(lists)


@lru_cache
def _read(name: str) -> Template:
    return Template(files("etude.llm.prompts").joinpath(f"{name}.md").read_text("utf-8"))
