"""Answers to what people press (https://core.telegram.org/bots/api#answercallbackquery, #answerprecheckoutquery)."""

from etude.testing.telegram_server.chats import CallbackAnswer
from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.methods.delivery import post, read_envelope
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.wire import Json
from etude.testing.telegram_server.world import World


def answer_callback_query(world: World, parameters: Parameters) -> bool:
    text = parameters.text("text") or ""
    if len(text) > world.limits.callback_answer:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = CallbackAnswer(text, parameters.flag("show_alert"), parameters.text("url"))
    query = world.callbacks.answer(parameters.text("callback_query_id") or "", answer)
    query.message.answers.append(answer)
    world.bulletin.announce()
    return True


def send_invoice(world: World, parameters: Parameters) -> Json:
    envelope = read_envelope(world, parameters)
    prices: list[Json] = parameters.decoded("prices") or []
    if not prices:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    invoice = {
        "title": parameters.required("title"),
        "description": parameters.required("description"),
        "start_parameter": parameters.text("start_parameter") or "",
        "currency": parameters.required("currency"),
        "total_amount": sum(int(price["amount"]) for price in prices),
    }
    payload = parameters.required("payload")
    message = post(world, envelope, {"invoice": invoice})
    world.payments.register(message, payload)
    return message.to_wire()


def answer_pre_checkout_query(world: World, parameters: Parameters) -> bool:
    """Yes completes the payment: the bot gets a service message with successful_payment (#successfulpayment)."""
    refusal = None if parameters.flag("ok") else parameters.required("error_message")
    checkout = world.payments.answer(parameters.required("pre_checkout_query_id"), refusal)
    chat = checkout.message.chat
    if refusal is None:
        paid = world.post(chat, checkout.person, {"successful_payment": checkout.to_payment()})
        world.publish("message", paid.to_wire(), chat.id)
    world.bulletin.announce()
    return True
