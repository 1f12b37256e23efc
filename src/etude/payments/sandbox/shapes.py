"""What leaves the server: without the sandbox's own notes, and with what the caller asked to expand."""

from collections.abc import Callable

from etude.payments.sandbox.errors import Json, ParameterError
from etude.payments.sandbox.lists import as_list
from etude.payments.sandbox.store import Store

_MISSING = object()


def conceal(thing: Json) -> Json:
    """The object without keys that begin with an underscore, which are the sandbox's own notes."""
    return {key: value for key, value in thing.items() if not key.startswith("_")}


def expand(store: Store, answer: Json, paths: list[str]) -> Json:
    """The answer with each dotted path of ids replaced by objects (https://docs.stripe.com/api/expanding_objects)."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > 5:
            raise ParameterError("You cannot expand more than 4 levels of a property.", param="expand")
        _expand_path(store, answer, steps, path)
    return answer


def _expand_path(store: Store, thing: Json, steps: list[str], path: str) -> None:
    step, rest = steps[0], steps[1:]
    value = _look_up(store, thing, step, path)
    thing[step] = value
    for below in value if isinstance(value, list) else [value]:
        if rest and isinstance(below, dict):
            _expand_path(store, below, rest, path)


def _look_up(store: Store, thing: Json, step: str, path: str) -> object:
    include = _INCLUDED.get((thing.get("object", ""), step))
    if include is not None:
        return include(store, thing)
    value = thing.get(step, _MISSING)
    if value is _MISSING:
        raise ParameterError(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(value, str):
        found = store.find_anywhere(value)
        if found is None:
            raise ParameterError(f"This property cannot be expanded ({path}).", param="expand")
        return conceal(found)
    return value


def _refunds(store: Store, charge: Json) -> Json:
    found = store.all("refund", {"charge": charge["id"]})[::-1]
    return as_list([conceal(refund) for refund in found], f"/v1/charges/{charge['id']}/refunds")


def _line_items(store: Store, session: Json) -> Json:
    found = store.find("checkout.session", session["id"]) or {}
    return as_list(found.get("_line_items", []), f"/v1/checkout/sessions/{session['id']}/line_items")


_INCLUDED: dict[tuple[str, str], Callable[[Store, Json], object]] = {
    ("charge", "refunds"): _refunds,
    ("checkout.session", "line_items"): _line_items,
}
"""Properties that are left out unless they are asked for."""
