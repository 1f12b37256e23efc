"""Lists and their pages (https://docs.stripe.com/api/pagination)."""

from collections.abc import Mapping

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, ParameterError, missing_reference
from etude.payments.sandbox.params import Params
from etude.payments.sandbox.store import Cursor

_BOUNDS = ("gt", "gte", "lt", "lte")


def answer_list(call: Call, kind: str, url: str, *fields: str, extra: Mapping[str, object] | None = None) -> Json:
    """One page, newest first: `limit` of 1 to 100, else 10; by `starting_after` or `ending_before`, and `fields`."""
    filters = {field: value for field in fields if (value := call.params.text(field)) is not None}
    page = call.store.page(kind, _read_cursor(call), {**filters, **(extra or {})}, _read_created(call.params))
    return as_list(page.data, url, has_more=page.has_more)


def as_list(data: list[Json], url: str, *, has_more: bool = False) -> Json:
    """The list object around some data."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def _read_cursor(call: Call) -> Cursor:
    limit = call.params.whole("limit", least=1)
    after, before = call.params.text("starting_after"), call.params.text("ending_before")
    if limit is not None and limit > 100:
        raise ParameterError("This value must be less than or equal to 100.", param="limit")
    if after and before:
        raise ParameterError("You cannot set both starting_after and ending_before.", param="ending_before")
    for param, name in (("starting_after", after), ("ending_before", before)):
        if name and call.store.find_anywhere(name) is None:
            raise missing_reference("object", name, param)
    return Cursor(limit or 10, after, before)


def _read_created(params: Params) -> dict[str, int]:
    if not params.has("created"):
        return {}
    bounds = params.group("created")
    return {word: value for word in _BOUNDS if (value := bounds.whole(word)) is not None}
