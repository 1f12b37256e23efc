"""What a tutor's lessons cost: asked for, checked, kept, from now or from a day on."""

import re
from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer, Form, Option, Utterance, answer
from etude.conversations.messages import Say
from etude.conversations.parts.joining import joined
from etude.conversations.parts.teaching.spoken_rates import (
    HOUR,
    SpokenRate,
    SpokenRates,
    absorb_rates,
    read_rates,
)
from etude.conversations.parts.teaching.words import table_of
from etude.core.ids import PersonId
from etude.core.money import Money, exponent
from etude.core.text import Text, _, verbatim, zone_named
from etude.core.transaction import Tx
from etude.core.tutors.model import FORMATS, Format, Rate
from etude.core.tutors.profile.rates import (
    HIGHEST,
    LONGEST,
    SHORTEST,
    change_formats,
    change_rates,
    is_length,
    is_possible,
    is_usual,
)
from etude.core.tutors.profile.store import load_coming_rates
from etude.core.tutors.store import load_tutor
from etude.matching.currencies import currency_in

# What is offered to be tapped for an hour, in major units of these currencies.
OFFERED = (25, 35, 45)
MOST_SHOWN = 6
CURRENCIES = ("GBP", "EUR", "USD", "CHF")
_NAMES = {"GBP": "£ GBP", "EUR": "€ EUR", "USD": "$ USD", "CHF": "CHF"}


def read_currency(said: Utterance) -> Sequence[str]:
    """A currency by its sign or its name."""
    return [code for code, names in table_of("currencies").items() if re.search(names, said.text, re.IGNORECASE)][:1]


class Prices(Form):
    """What lessons cost."""

    rates = answer(
        SpokenRates,
        reads=read_rates,
        names=("price", "prices", "rate", "rates"),
        hint=_("Say prices as you'd write them: “38 for an hour, 22 for half an hour; online 35”."),
    )
    heard_rates = answer(SpokenRates, absorbs=absorb_rates)
    others = answer(SpokenRates, reads=read_rates, hint=_("Say a price such as “40 an hour”, or “the same”."))
    currency = answer(str, reads=read_currency, names=("currency",), hint=_("Tap one, or say “pounds” or “euros”."))
    sure = answer(bool)


class PriceList(BaseModel):
    """Rates as a flow keeps them: format, minutes, amount in minor units, and their currency."""

    rates: tuple[tuple[Format, int, int], ...] = ()
    currency: str | None = None

    def as_rates(self) -> tuple[Rate, ...]:
        return tuple(Rate(form, minutes, Money(amount, self.currency or "")) for form, minutes, amount in self.rates)

    @property
    def formats(self) -> tuple[Format, ...]:
        return tuple(each for each in FORMATS if any(form == each for form, _minutes, _amount in self.rates))


async def settle_rates(chat: Chat, formats: Sequence[Format]) -> None:
    """The prices of every format, asked for, checked, kept, and said back."""
    prices, _starts = await ask_rates(chat, formats)
    await chat.once("kept_rates", keep_rates, chat.person.id, prices, None)
    await chat.say(_("Noted: {list}.", list=price_words(prices.as_rates())), "rates")


async def change_prices(chat: Chat, formats: Sequence[Format], agreed: Answer[str], keep: Answer[bool]) -> Text:
    """Other prices, from now or from a day on, which are seen before they hold; how it ended."""
    prices, starts = await ask_rates(chat, formats)
    if chat.given(keep, False):
        return _("Good. Your prices stay as they are.")
    drawn = price_words(prices.as_rates())
    words = _("From now on: {prices}. Right?", prices=drawn)
    done = _("Done. From now on: {prices}. Lessons asked for before keep their price.", prices=drawn)
    if starts:
        words = _("From {day:day}: {prices}. Right?", day=starts, prices=drawn)
        done = _("Done. From {day:day}: {prices}. Lessons asked for before keep their price.", day=starts, prices=drawn)
    leave = chat.button(keep, True, _("Leave as it is"))
    await chat.agree(agreed, Say(words, (leave,)), [prices, starts], yes=_("Set these prices"))
    await chat.once("kept_rates", keep_rates, chat.person.id, prices, starts)
    return done


async def ask_rates(chat: Chat, formats: Sequence[Format]) -> tuple[PriceList, date | None]:
    """The prices of every format as they are to be, and from which day on, None for at once."""
    heard = chat.given(Prices.heard_rates, None)
    if heard is not None:
        before = chat.given(Prices.rates, SpokenRates())
        await chat.amend(Prices.rates, before.then(heard), drop=(Prices.heard_rates, Prices.sure))
    old = await chat.once("rates_before", rates_of, chat.person.id)
    spoken = await chat.ask(Prices.rates, _question(chat, old), _offers(chat, old), check=_trouble)
    new = await _price_all(chat, old, spoken, formats)
    today = chat.now.astimezone(zone_named(chat.person.zone)).date()
    return new, spoken.starts if spoken.starts and spoken.starts > today else None


async def price_new_formats(chat: Chat, formats: Sequence[Format]) -> None:
    """The prices of what is taught now, where something was added or dropped."""
    old = await chat.once("rates_before", rates_of, chat.person.id)
    if not old.rates:
        await settle_rates(chat, formats)
        return
    spoken = chat.given(Prices.heard_rates, None) or SpokenRates()
    fresh = [each for each in formats if each not in old.formats]
    said = tuple(
        rate.model_copy(update={"format": form})
        for rate in spoken.rates
        for form in fresh
        if rate.format in (None, form)
    )
    new = await _price_all(chat, old, spoken.model_copy(update={"rates": said, "starts": None}), formats)
    await chat.once("kept_formats", keep_formats, chat.person.id, new)


async def _price_all(chat: Chat, old: PriceList, spoken: SpokenRates, formats: Sequence[Format]) -> PriceList:
    taught = [each for each in FORMATS if each in formats or any(rate.format == each for rate in spoken.rates)]
    currency = spoken.currency or old.currency or currency_here(chat)
    if currency is None:
        options = [Option(verbatim(_NAMES[code]), code) for code in CURRENCIES]
        currency = await chat.ask(Prices.currency, _("In which currency?"), options)
    if old.currency not in (None, currency):
        old = PriceList()
    new = _merged(old, spoken, taught, currency)
    for form in taught:
        if form not in new.formats and new.rates:
            words = _("What does a lesson cost {where}?", where=_AT[form])
            more = await chat.ask(Prices.others, words, _same(new), key=form, check=_trouble)
            new = _merged(new, _for_format(more, form), taught, currency)
    await _be_sure(chat, old, new)
    return new


async def _be_sure(chat: Chat, old: PriceList, new: PriceList) -> None:
    """A price far from all others may have a nought too many, and some cannot be."""
    if not all(is_possible(rate) for rate in new.as_rates()):
        most = Money(HIGHEST * 10 ** exponent(new.currency or ""), new.currency or "")
        await chat.again(Prices.rates, why=_("I can take prices up to {most} an hour. What is yours?", most=most))
    odd = next((rate for rate in new.as_rates() if not is_usual(rate) and rate not in old.as_rates()), None)
    if odd is None:
        return
    words = _("{price} for {minutes} minutes: is that right?", price=odd.price, minutes=odd.minutes)
    yes_no = [Option(_("Yes, that's right"), True), Option(_("No"), False)]
    if not await chat.ask(Prices.sure, words, yes_no, given=(odd.price, odd.minutes)):
        await chat.again(Prices.rates, Prices.sure)


def _merged(old: PriceList, spoken: SpokenRates, formats: Sequence[Format], currency: str) -> PriceList:
    """What is said for one format goes before what is said for all; the rest stays."""
    prices = {(form, minutes): amount for form, minutes, amount in old.rates}
    for rate in sorted(spoken.rates, key=lambda rate: rate.format is not None):
        amount = int(rate.value.scaleb(exponent(currency)))
        for form in (rate.format,) if rate.format else _meant(spoken, formats):
            prices[form, rate.minutes or HOUR] = amount
    kept = sorted(
        (form, minutes, amount)
        for (form, minutes), amount in prices.items()
        if form in formats and minutes not in spoken.dropped
    )
    return PriceList(rates=tuple(kept), currency=currency)


def _meant(spoken: SpokenRates, formats: Sequence[Format]) -> Sequence[Format]:
    """A price without a format is for every format; beside prices for one, it is for the others."""
    named = {rate.format for rate in spoken.rates}
    return [form for form in formats if form not in named] or formats


def _for_format(spoken: SpokenRates, form: Format) -> SpokenRates:
    return spoken.model_copy(update={"rates": tuple(rate.model_copy(update={"format": form}) for rate in spoken.rates)})


def _same(new: PriceList) -> list[Option[SpokenRates]]:
    """The prices of another format."""
    first = new.formats[0]
    rates = tuple(
        SpokenRate(value=Money(amount, new.currency or "").major, minutes=minutes)
        for form, minutes, amount in new.rates
        if form == first
    )
    return [Option(_("The same"), SpokenRates(rates=rates))]


def _trouble(spoken: SpokenRates) -> Text | None:
    """Why these prices cannot be."""
    if spoken.mixed:
        return _("I heard two currencies. Could you say your prices in one of them?")
    for rate in spoken.rates:
        if not is_length(rate.minutes or HOUR):
            return _("A lesson can take {a} to {b} minutes. What would you like it to be?", a=SHORTEST, b=LONGEST)
        if rate.value <= 0:
            return _("A lesson has to cost something. What is your price?")
    return None


def _question(chat: Chat, old: PriceList) -> Text:
    if not old.rates:
        return _("What does a lesson cost? Such as “38 for an hour, 22 for half an hour; online 35”.")
    return _("{now}\nWhat changes, and from when? Such as “40 an hour from January”.", now=prices_of(chat))


def _offers(chat: Chat, old: PriceList) -> list[Option[SpokenRates]]:
    currency = old.currency or currency_here(chat)
    if old.rates or currency not in CURRENCIES:
        return []
    return [
        Option(
            _("{price} an hour", price=Money(major * 100, currency)),
            SpokenRates(rates=(SpokenRate(value=major, minutes=HOUR),), currency=currency),
        )
        for major in OFFERED
    ]


def currency_here(chat: Chat) -> str | None:
    """What is paid with where the tutor's clock is, None where nobody knows."""
    return currency_in(chat.person.zone)


_AT: dict[Format, Text] = {"online": _("online"), "tutor": _("at your own place"), "student": _("at your students'")}


def price_words(rates: Sequence[Rate]) -> Text:
    """Prices by length; formats that cost the same share a line: "online: 60 min £35"."""
    lists: dict[tuple[tuple[int, Money], ...], list[Format]] = {}
    for form in FORMATS:
        if own := tuple((rate.minutes, rate.price) for rate in rates if rate.format == form):
            lists.setdefault(tuple(sorted(own, key=lambda pair: pair[0])), []).append(form)
    drawn = [
        _(
            "{where}: {prices}",
            where=joined([_AT[form] for form in forms], ", "),
            prices=joined(
                [_("{minutes} min {price}", minutes=minutes, price=price) for minutes, price in own[:MOST_SHOWN]], ", "
            ),
        )
        for own, forms in lists.items()
    ]
    return joined(drawn, "; ")


def prices_of(chat: Chat) -> Text:
    """What lessons cost, and what they will cost from when."""
    rates = chat.look(lambda conn: load_tutor(conn, chat.person.id)).rates
    now = _("Prices: {prices}.", prices=price_words(rates)) if rates else _("No prices yet.")
    coming = chat.look(lambda conn: load_coming_rates(conn, chat.person.id))
    if coming is None:
        return now
    new = [rate for rate in coming[1] if rate not in rates]
    return _("{now} From {day:day}: {prices}.", now=now, day=coming[0], prices=price_words(new or coming[1]))


def rates_of(tx: Tx, tutor: PersonId) -> PriceList:
    """What lessons cost now."""
    found = load_tutor(tx.conn, tutor).rates
    rates = tuple((rate.format, rate.minutes, rate.price.amount) for rate in found)
    return PriceList(rates=rates, currency=found[0].price.currency if found else None)


def keep_formats(tx: Tx, tutor: PersonId, prices: PriceList) -> bool:
    return change_formats(tx, tutor, prices.as_rates())


def keep_rates(tx: Tx, tutor: PersonId, prices: PriceList, starts: date | None) -> bool:
    return change_rates(tx, tutor, prices.as_rates(), starts)
