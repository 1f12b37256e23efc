"""Connected accounts and the links into them (https://docs.stripe.com/api/accounts, https://docs.stripe.com/connect/express-accounts)."""

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, StripeError
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list, as_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata

KIND = "account"
LINK = "account_link"

_LINK_SECONDS = 300
_CAPABILITIES = ("card_payments", "transfers")
_WANTED = ("external_account", "individual.dob", "individual.first_name", "individual.last_name", "tos_acceptance.date")
_CURRENCIES = {"GB": "gbp", "US": "usd", "CH": "chf", "PL": "pln", "SE": "sek", "DK": "dkk", "NO": "nok", "CZ": "czk"}
_WITHOUT_EFFECT = ("business_profile", "business_type", "company", "individual", "settings", "tos_acceptance")


def create(call: Call) -> Json:
    """POST /v1/accounts; an express account can do nothing before its owner went through onboarding."""
    params = call.params
    params.skip(*_WITHOUT_EFFECT, "controller")
    country = (params.text("country") or "GB").upper()
    account = _draw(call, country) | {
        "default_currency": params.text("default_currency") or _CURRENCIES.get(country, "eur"),
        "email": params.text("email"),
        "metadata": read_metadata(params),
        "type": params.choice("type", "express", "custom", "standard") or "none",
    }
    _request_capabilities(call, account)
    return call.store.add(account)


def _draw(call: Call, country: str) -> Json:
    name = mint("acct")
    return {
        "id": name,
        "object": KIND,
        "business_profile": {
            "mcc": None,
            "name": None,
            "product_description": None,
            "support_email": None,
            "url": None,
        },
        "business_type": None,
        "capabilities": {},
        "charges_enabled": False,
        "controller": {"is_controller": True, "type": "application"},
        "country": country,
        "created": call.now,
        "details_submitted": False,
        "external_accounts": as_list([], f"/v1/accounts/{name}/external_accounts"),
        "future_requirements": _require([]),
        "payouts_enabled": False,
        "requirements": _require(list(_WANTED)),
        "settings": {"payouts": {"debit_negative_balances": True, "schedule": {"interval": "manual"}}},
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
    }


def _require(wanted: list[str]) -> Json:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": wanted,
        "disabled_reason": "requirements.past_due" if wanted else None,
        "errors": [],
        "eventually_due": wanted,
        "past_due": wanted,
        "pending_verification": [],
    }


def _request_capabilities(call: Call, account: Json) -> None:
    asked = call.params.group("capabilities")
    for capability in _CAPABILITIES:
        if asked.group(capability).flag("requested"):
            account["capabilities"][capability] = "active" if account["details_submitted"] else "inactive"


def retrieve(call: Call) -> Json:
    """GET /v1/accounts/{id}; one that is not connected to the platform is refused as if it did not exist."""
    found = call.on_platform().store.find(KIND, call.path["id"])
    if found is None:
        raise no_access(call.path["id"])
    return found


def retrieve_own(call: Call) -> Json:
    """GET /v1/account: the platform's own account, or the connected one named in Stripe-Account."""
    if call.account:
        return call.on_platform().refer(KIND, call.account, "account")
    return _draw(call, "GB") | {
        "id": "acct_sandboxplatform",
        "charges_enabled": True,
        "default_currency": "gbp",
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "type": "standard",
    }


def no_access(name: str) -> StripeError:
    """The refusal for an account that is not connected."""
    error = StripeError(
        f"The provided key does not have access to account '{name}' (or that account does not exist).",
        code="account_invalid",
    )
    error.status = 403
    return error


def change(call: Call) -> Json:
    """POST /v1/accounts/{id}: e-mail, metadata, capabilities."""
    account, params = retrieve(call), call.params
    params.skip(*_WITHOUT_EFFECT)
    if params.has("email"):
        account["email"] = params.text("email")
    merge_metadata(account, params)
    _request_capabilities(call, account)
    return tell(call, account)


def tell(call: Call, account: Json) -> Json:
    """Keep a changed account, and tell on the account's own behalf."""
    call.on_platform().store.save(account)
    emit(call.within(account["id"]), "account.updated", account)
    return account


def remove(call: Call) -> Json:
    """DELETE /v1/accounts/{id}."""
    account = retrieve(call)
    call.store.remove(account["id"])
    return {"id": account["id"], "object": KIND, "deleted": True}


def list_all(call: Call) -> Json:
    """GET /v1/accounts."""
    return answer_list(call, KIND, "/v1/accounts")


def create_link(call: Call) -> Json:
    """POST /v1/account_links: good once and for a few minutes; afterwards it leads to `refresh_url` (https://docs.stripe.com/api/account_links)."""
    params = call.params
    account = call.store.find(KIND, params.need("account"))
    if account is None:
        raise no_access(params.need("account"))
    params.choice("type", "account_onboarding", "account_update")
    params.skip("collect", "collection_options")
    token = mint("link")
    link = {"object": LINK, "created": call.now, "expires_at": call.now + _LINK_SECONDS}
    link["url"] = f"{call.settings.public_url}/connect/onboarding/{token}"
    notes = {"id": token, "_account": account["id"], "_used": False, "_seen": False}
    addresses = {"_return_url": params.need("return_url"), "_refresh_url": params.need("refresh_url")}
    call.store.add({**link, **notes, **addresses})
    return link


def create_login(call: Call) -> Json:
    """POST /v1/accounts/{id}/login_links into the express dashboard (https://docs.stripe.com/api/accounts/login_link)."""
    account = retrieve(call)
    if not account["details_submitted"]:
        raise StripeError("Cannot create a login link for an account that has not completed onboarding.")
    return {
        "object": "login_link",
        "created": call.now,
        "url": f"{call.settings.public_url}/connect/express/{account['id']}",
    }


def visit_link(call: Call, token: str) -> tuple[Json | None, Json | None]:
    """The link and its account when somebody opens it; no account if the link was opened before or is too old."""
    link = call.store.find(LINK, token)
    if link is None or link["_seen"] or link["expires_at"] <= call.now:
        return link, None
    call.store.save(link | {"_seen": True})
    return link, call.store.find(KIND, link["_account"])


def onboard(call: Call, token: str, *, finished: bool) -> str | None:
    """The owner leaves onboarding, finished or not; returns where to, or nothing if there is no such link."""
    link = call.store.find(LINK, token)
    if link is None:
        return None
    account = call.store.find(KIND, link["_account"])
    if link["_used"] or account is None:
        return str(link["_refresh_url"])
    call.store.save(link | {"_used": True, "_seen": True})
    if finished and not account["details_submitted"]:
        _activate(call, account)
    return str(link["_return_url"])


def _activate(call: Call, account: Json) -> None:
    bank = {
        "id": mint("ba"),
        "object": "bank_account",
        "account": account["id"],
        "bank_name": "STRIPE TEST BANK",
        "country": account["country"],
        "currency": account["default_currency"],
        "default_for_currency": True,
        "last4": "6789",
        "status": "new",
    }
    account["external_accounts"]["data"] = [bank]
    account["capabilities"] = dict.fromkeys(account["capabilities"], "active")
    account.update(details_submitted=True, charges_enabled=True, payouts_enabled=True, requirements=_require([]))
    tell(call, account)
