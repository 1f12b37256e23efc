"""The language model: a port, its guard, and the only place that speaks to a vendor. Etude works without one."""

from etude.llm.guard import GuardedModel
from etude.llm.port import (
    BudgetSpentError,
    Model,
    ModelError,
    ModelMissingError,
    ModelNonsenseError,
    ModelRefusedError,
    ModelRestingError,
    ModelSilentError,
    ModelSlowError,
    Reading,
    Task,
)
from etude.llm.prompts import load_prompt

__all__ = [
    "BudgetSpentError",
    "GuardedModel",
    "Model",
    "ModelError",
    "ModelMissingError",
    "ModelNonsenseError",
    "ModelRefusedError",
    "ModelRestingError",
    "ModelSilentError",
    "ModelSlowError",
    "Reading",
    "Task",
    "load_prompt",
]
