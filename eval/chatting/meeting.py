"""Somebody who is made up goes about what they want: reads what is shown, and does the next thing."""

from collections.abc import Sequence
from dataclasses import dataclass

from etude.conversations.messages import GiveAnswer, Tap
from etude.conversations.store import Address, link_address
from etude.core.ids import PersonId
from eval.chatting.visit import DEPENDENT, Shown, Visit, buttons_in, starts

MOST_STEPS, MOST_REPAIRS, MOST_ACTIONS = 40, 8, 8
# What is agreed to, by the value of the button that changes it.
PARTS = {"time": "start", "place": "place", "tutor": "tutor", "who": "learner", "name": "learner"}


@dataclass
class Meeting(Visit):
    """One person's whole conversation."""

    async def live(self) -> None:
        """The whole conversation, from the first sentence on."""
        chance, person = self.person.chance, self.person
        self.figures.conversations += 1
        await self.say(self._first_sentence())
        self.actions = 0
        booked = await self._book(may_try_out=person.restless > 0)
        if booked:
            (self.figures.actions if person.is_straight else self.figures.restless_actions).append(self.actions)
            if person.is_straight and self.actions > MOST_ACTIONS:
                self.figures.note("long booking", f"{self.actions} actions\n" + "\n".join(self.log))
        elif person.is_straight:
            self.figures.lost += 1
            self.figures.note("lost", "\n".join(self.log))
        if booked and person.goal in ("change", "cancel"):
            await self._be_answered()
            await self.say(person.say(f"later.{person.goal}"))
            for _step in range(8):
                if not self.question:
                    break
                await self._answer()
        if chance.random() < 0.5:
            await self.try_to_leave()

    async def try_to_leave(self) -> None:
        """Help, back and cancel, in this order: whatever is under way must be over after them."""
        if not self.turn or not self.turn.runs:
            return
        run, steps = self.turn.runs[-1], len(self.log)
        self.figures.ways_out_tried += 1
        self.person.forget()
        for word in ("word.help", "word.back", "word.cancel"):
            await self.say(self.person.say(word))
            if run not in self.turn.runs:
                break
        else:
            self.figures.note("dead end", "\n".join(self.log[max(0, steps - 6) :]))

    async def _book(self, *, may_try_out: bool) -> bool:
        """Go on until a lesson is asked for; whether it was."""
        chance, repaired = self.person.chance, False
        for _step in range(MOST_STEPS):
            if self.links and self.turn and not self.question and await self.is_booked():
                return True
            if may_try_out and chance.random() < 0.03:
                await self.try_to_leave()
            elif chance.random() < self.person.restless:
                await self._stray()
            elif self.question == "Booking.agreed" and not self.person.is_straight and not repaired:
                repaired = True
                await self._repair()
            elif self.links and not self.question and self.turn and self.turn.flow in ("book", "guardian"):
                await self.pay()
            elif self.question:
                await self._answer()
            else:
                await self._begin()
        return await self.is_booked()

    async def _begin(self) -> None:
        finding = [each for each in self.shown if starts(each[2], "book")]
        if finding and self.person.chance.random() < 0.7:
            self.person.forget()  # whoever begins anew says anew what it is about
            await self.tap(self.person.chance.choice(finding))
        else:
            await self.say(self.person.say("first.child" if self.person.child else "first.plain"))

    def _first_sentence(self) -> str:
        kinds = ["first.child"] if self.person.child else ["first.me", "first.plain"]
        return self.person.say(self.person.chance.choice([*kinds, *kinds, "first.vague"]))

    async def _answer(self, likely: float = 0.7) -> None:
        """Answer the open question, likely by a tap, else in words."""
        person, chance, question = self.person, self.person.chance, self.question
        choices = [each for each in self.shown if self.answers(each[2])]
        taps = bool(choices) and chance.random() < likely
        match question:
            case "Booking.wishes":
                person.told.add("subject")
                await (self.tap(chance.choice(choices)) if taps else self.say(person.say("answer.subject")))
            case "Booking.cleared":
                await (self.tap(chance.choice(choices)) if taps else self.say(person.say("answer.place")))
            case "Booking.tutor":
                await (self.tap(chance.choice(choices)) if taps else self.say(person.say("answer.tutor")))
            case "Booking.time" | "Moving.time" if choices and not taps and chance.random() < 0.5:
                await self.say(chance.choice(choices)[2].label.render(self.voice))
            case "Booking.time" | "Moving.time":
                await (self.tap(chance.choice(choices)) if taps else self.say(person.say("answer.time")))
            case "WhoLearns.who":
                await self._say_who(choices, taps=taps)
            case "WhoLearns.right":
                person.facts["name"] = person.facts["other"]
                await self.say(person.say("answer.child_name"))
            case "WhoLearns.name":
                await self.say(person.say("answer.child_name" if person.child else "answer.name"))
            case "WhoLearns.age":
                await self.say(person.say("answer.age"))
            case _ if choices and (taps or not self.is_consent()):
                await self.tap(choices[0] if self.is_consent() else chance.choice(choices))
            case _ if self.is_consent():
                await self.say(person.say("answer.yes"))
            case _:
                await self.say(person.say("answer.words"))

    async def _say_who(self, choices: Sequence[Shown], *, taps: bool) -> None:
        kind = "child" if self.person.child else "me"
        meant = [each for each in choices if isinstance(each[2].meaning, GiveAnswer) and each[2].meaning.value == kind]
        self.person.told.add("who")
        if meant and (taps or len(choices) == 2):
            await self.tap(meant[0])
        else:
            await self.say(self.person.say(f"answer.{kind}"))

    async def _stray(self) -> None:
        """Something that has nothing to do with the question."""
        person, chance = self.person, self.person.chance
        kind = chance.choices(
            ["question", "nonsense", "thanks", "digression", "help", "back", "old", "any", "person", "cancel"],
            [20, 15, 8, 12, 10, 10, 8, 10, 2, 2],
        )[0]
        if kind in ("old", "any"):
            buttons = self.old if kind == "old" else self.shown
            if buttons:
                person.forget()
                await self.tap(chance.choice(buttons))
            return
        if kind in ("back", "cancel"):
            person.forget()
        if kind == "nonsense":
            for _time in range(chance.choice((1, 1, 2, 3, 4))):
                await self.say(person.say("noise.nonsense"))
            person.forget()  # it may have been taken for a wish
        elif kind == "question":
            await self.say(chance.choice(person.speech.questions))
        else:
            await self.say(person.say(f"word.{kind}" if kind in ("help", "back", "cancel") else f"noise.{kind}"))

    async def _repair(self) -> None:
        """One answer of what is about to be agreed to is to be another; the others are to stay."""
        person, before = self.person, dict(self.summary)
        ways = ["time_by_name", "time_by_value", "tutor_by_name", "change"]
        way = person.chance.choice([*ways, "who_by_value"] if person.child else ways)
        actions, started = self.actions, len(self.log)
        part = {"who_by_value": "learner", "tutor_by_name": "tutor"}.get(way, "start")
        if way == "change":
            button = person.chance.choice([each for each in self.shown if not self.answers(each[2])])
            part = PARTS[str(getattr(button[2].meaning, "value", ""))]
            person.told -= {"who", "name"} if part == "learner" else set()  # they have just taken it back
            await self.tap(button)
        else:
            await self.say(person.say(f"repair.{way}"))
        for _step in range(MOST_REPAIRS):
            if self.question == "Booking.agreed" or not self.question:
                break
            if self.question == "WhoLearns.who":
                await self.say(person.say("repair.who_by_value"))
            else:
                await self._answer(likely=1)
        kept = "near" not in (self.turn.answers if self.turn else ())
        case = f"{way}, {self.actions - actions} actions\n" + "\n".join(self.log[max(0, started - 1) :])
        if not kept:  # the other tutor is not free then
            return
        (self.figures.tapped_repairs if way == "change" else self.figures.repairs).append(self.actions - actions)
        if self.actions - actions > 2 or self.question != "Booking.agreed":
            self.figures.note("long repair", case)
        lost = {name for name in before if name != part and before[name] != self.summary.get(name)}
        if self.question != "Booking.agreed" or lost - DEPENDENT:
            self.figures.note("lost in a repair", f"{sorted(lost)} {case}")

    async def _be_answered(self) -> None:
        """The tutor says yes, or now and then no."""
        for address, choices in await self._waiting_tutors():
            meant = "confirm_request" if self.person.chance.random() < 0.85 else "decline_request"
            for message, number, button in choices:
                if starts(button, meant):
                    await self.deliver(address, Tap(message, number))
                    break
        self.read([])

    async def _waiting_tutors(self) -> list[tuple[Address, list[Shown]]]:
        found: list[tuple[Address, list[Shown]]] = []
        for conversation in list(self.ear.heard):
            turns = [turn for turn in self.ear.heard[conversation] if conversation != self.conversation]
            choices = [each for turn in turns for each in buttons_in(turn) if starts(each[2], "confirm_request")]
            if choices:
                turns = self.ear.take(conversation)
                address = await self._address_of(turns[0].person)
                found.append((address, [each for turn in turns for each in buttons_in(turn)]))
        return found

    async def _address_of(self, tutor: PersonId) -> Address:
        address, transactions = Address("terminal", f"tutor {tutor}"), self.etude.transactions
        await transactions.run(lambda tx: link_address(tx.conn, tx.now, address, tutor))
        return address
