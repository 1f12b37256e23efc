"""Metadata rules shared by every object (https://docs.stripe.com/api/metadata)."""

from etude.payments.sandbox.errors import Json, ParameterError
from etude.payments.sandbox.params import Params

_MOST_KEYS, _LONGEST_KEY, _LONGEST_VALUE = 50, 40, 500


def read_metadata(params: Params) -> dict[str, str]:
    """The metadata sent with a new object: at most 50 keys of 40 characters, values of 500."""
    return _checked({key: value for key, value in params.pairs("metadata").items() if value})


def merge_metadata(thing: Json, params: Params) -> None:
    """Update an object's metadata: what is not named stays, an empty value removes its key."""
    if not params.has("metadata"):
        return
    merged = {**thing["metadata"], **params.pairs("metadata")}
    thing["metadata"] = _checked({key: value for key, value in merged.items() if value})


def _checked(pairs: dict[str, str]) -> dict[str, str]:
    if len(pairs) > _MOST_KEYS:
        raise ParameterError(f"You can only have {_MOST_KEYS} metadata keys.", param="metadata")
    for key, value in pairs.items():
        if len(key) > _LONGEST_KEY:
            raise ParameterError(f"Metadata keys must be under {_LONGEST_KEY} characters long.", param="metadata")
        if len(value) > _LONGEST_VALUE:
            raise ParameterError(
                f"Metadata values can have up to {_LONGEST_VALUE} characters.", param=f"metadata[{key}]"
            )
    return pairs
