"""From words to commands, without a model: the present question first, then what can be said at any time."""

from collections.abc import Sequence

from etude.conversations.anew import names_wanted_anew
from etude.conversations.engine import (
    Answered,
    AskedAgain,
    Command,
    Dropped,
    Engine,
    Flow,
    Retracted,
    Started,
    WentBack,
)
from etude.conversations.forms import Utterance, any_words
from etude.conversations.in_passing import MOST_CHOICES, corrected, namesakes, read_answer, read_beside, times_at_hand
from etude.conversations.matters import LESSON_FLOWS, Hearing, label_of_matter, which_of_them
from etude.conversations.messages import GiveAnswer, OpenLink
from etude.conversations.parts.first_names import introduced, read_name
from etude.conversations.parts.hours import hear_hour
from etude.conversations.parts.learners import read_age
from etude.conversations.parts.small_talk import kind_of_talk
from etude.conversations.parts.spoken_choices import pointing_of, read_pointing, spoken_words, wants_somebody_else
from etude.conversations.parts.two_wishes import read_time_off, read_two_wishes, read_weekly
from etude.conversations.parts.week_turns import turned_week
from etude.conversations.readings import (
    SURE,
    Ambiguous,
    Reading,
    Reminded,
    Social,
    Spoke,
    Undecided,
    Wondered,
    absorbed,
    command_of,
    is_sure,
)
from etude.conversations.screen import Screen, matches, plain, spellings
from etude.conversations.slips import LIKE, VERY_LIKE, beats_near_words, binds, by_nearly_a_button, by_slip
from etude.conversations.state import Asked, Run, State
from etude.conversations.two_thoughts import read_two_thoughts
from etude.conversations.understanding.agreement import calls_off
from etude.conversations.understanding.courtesy import agrees_to, says_nearly
from etude.conversations.waiting import Matters
from etude.core.text import Text
from etude.matching.taxonomy import fold

# Beside a time, "off" and "free" are about a tutor's hours; from anybody else they are a wish.
SURE_OF_A_TUTOR = 0.6
# Where any words are an answer, only a whole phrase is taken for something else.
SURE_OF_A_PHRASE = 0.9
SHORT_WORDS = 6
LONGEST_NUMBER = 3
PLACES = {"first": 0, "second": 1, "third": 2, "last": -1}


def interpret(
    said: Utterance, state: State, engine: Engine, screen: Screen, matters: Matters, *, tutor: bool = False
) -> list[Reading]:
    """What the words ask for; nothing where they are not understood.

    `screen` is what the person sees, `matters` what waits for their word or stands; `tutor` says whether a tutor is
    speaking.
    """
    run = state.current
    asked = run.asked if run else None
    if run and asked and (chosen := _by_choice(said, run, asked)):
        return [chosen]
    if meant := label_of_matter(said, matters) or _by_button(said, screen, matters, run, asked):
        return _chosen_anew(run, meant) or meant
    if left := _by_consent_left(said, state):
        return [left]
    if run and asked and _takes_any_words(state, engine):
        slip = by_slip(said, run, asked, VERY_LIKE)
        read: list[Reading] = [slip] if slip else []
        read = read or read_answer(engine.flows[run.flow].answer(asked.answer), said, run, asked)
        return _by_commands(said, state, engine, SURE_OF_A_PHRASE, tutor=False) or read
    if meant := beats_near_words(said, screen):
        return meant
    if run and not (asked and _names_or_counts(said, engine.flows[run.flow], asked)):
        said = hear_hour(said, times_at_hand(engine.flows[run.flow], run))
    if run and (anew := _wanted_anew(engine.flows[run.flow], run, said, screen)):
        return [anew]
    if named := _flow_called(said, engine):
        return [Started(named.name)]
    if tutor and (wishes := read_two_wishes(said, run.flow if run else None)):
        return [*wishes]
    if tutor and (turned := turned_week(said, screen.newest)):
        return [command_of(turned)]
    if tutor and (both := _two_thoughts(said, state, engine, screen, matters)):
        return both
    if meant := Hearing(said, run, engine, screen, matters).read():
        return meant
    if tutor and (off := read_time_off(said, run.flow if run else None)):
        return [*off]
    if not tutor and (name := _called(said, run, asked, engine)):
        return [Started("my_name", {}, {"name": name})]
    found = _by_commands(said, state, engine, SURE, tutor=tutor) or _by_answers(
        said, state, engine, screen, tutor=tutor
    )
    if tutor and not found:
        found = [*read_weekly(said)]
    if not found and asked is None:
        found = _by_pointing(said, screen)
    return found or _at_least(said, run, matters) or by_nearly_a_button(said, screen)


def _two_thoughts(said: Utterance, state: State, engine: Engine, screen: Screen, matters: Matters) -> list[Reading]:
    def hear(part: Utterance) -> Hearing:
        return Hearing(part, state.current, engine, screen, matters)

    def read_wish(part: Utterance) -> list[Reading]:
        return _by_commands(part, state, engine, SURE, tutor=True)

    return read_two_thoughts(said, matters, hear, read_wish)


def _called(said: Utterance, run: Run | None, asked: Asked | None, engine: Engine) -> str:
    """What somebody wants to be called, said for its own sake; where a name is asked for, it is the answer."""
    if len(said.text.split()) > SHORT_WORDS or "my_name" not in engine.flows:
        return ""
    wanted = engine.flows[run.flow].answer(asked.answer) if run and asked else None
    if wanted is not None and (wanted.reads is read_name or "name" in wanted.names):
        return ""
    return introduced(said.text, "own")


def _at_least(said: Utterance, run: Run | None, matters: Matters) -> list[Reading]:
    """Words that ask for what is under way already are answered by it; a nod is returned, or is about what waits."""
    if run is not None and is_sure(said, "StartFlow", run.flow):
        return _chosen_anew(run, [Started(run.flow, run.args)]) or [AskedAgain()]
    if run is not None and run.asked is not None and _is_only_pleased(plain(said.text)):
        return [AskedAgain()]
    if not is_sure(said, "Yes") and not is_sure(said, "No"):
        return []
    if run is None or run.asked is None:
        return [Social("nod")]
    return [] if run.flow in LESSON_FLOWS else [Reminded(matter) for matter in matters.waiting[:1]]


def _chosen_anew(run: Run | None, readings: Sequence[Reading]) -> list[Reading]:
    """Asking for another time while one is about to be agreed to goes back to the choice."""
    if run is None or run.asked is None or not run.asked.seal or run.flow != "change_lesson":
        return []
    return [WentBack()] if readings == [Started(run.flow, run.args)] else []


def _flow_called(said: Utterance, engine: Engine) -> Flow | None:
    """The flow whose label was typed."""
    asked_for = (flow for flow in engine.flows.values() if flow.can_be_asked_for)
    called = [flow for flow in asked_for if matches(flow.label, said.text, said.voice)]
    exactly = (flow for flow in called if plain(said.text) in spellings(flow.label, said.voice))
    return next(exactly, called[0] if called else None)


def _by_choice(said: Utterance, run: Run, asked: Asked) -> Command | None:
    """A label of the present question; a yes or no where it asks for one."""
    words = plain(said.text)
    labels = [(Text.from_json(label), value) for label, value in asked.choices]
    for label, value in labels:
        if matches(label, said.text, said.voice):
            return Answered(run.id, asked.path, value, asked.seal)
    if asked.seal:
        return _by_consent(said, run, asked, words, labels[0][0] if labels else None)
    for word, value in (("Yes", True), ("No", False)):
        if is_sure(said, word) and any(choice is value for _label, choice in labels):
            return Answered(run.id, asked.path, value)
    return None


def _by_consent(said: Utterance, run: Run, asked: Asked, words: str, label: Text | None) -> Command | None:
    """Yes agrees, no takes the other way that was offered; half of the label ("cancel") is asked about again."""
    if run.flow == "cancel_lesson" and _is_only_pleased(words):
        return AskedAgain()
    agreeing = spellings(label, said.voice) if label else frozenset()
    slip = run.flow != "cancel_lesson" and any(says_nearly(said.text, each) for each in agreeing)
    if run.flow == "book":
        agreeing |= spoken_words("asking")
    if is_sure(said, "Yes") or slip or agrees_to(said.text, agreeing):
        return Answered(run.id, asked.path, asked.seal, asked.seal)
    if is_sure(said, "No"):
        return Answered(run.id, *asked.no) if asked.no else Dropped()
    if label and any(words and spelling.startswith(words + " ") for spelling in spellings(label, said.voice)):
        return AskedAgain()
    return None


def _by_consent_left(said: Utterance, state: State) -> Command | None:
    """ "Yeah, take it off": words that name what was asked agree to it, also after other things were looked at."""
    for run in reversed((*state.runs[:-1], *state.left)):
        asked = run.asked
        if asked is None or not asked.seal or not asked.choices:
            continue
        labels = spellings(Text.from_json(asked.choices[0][0]), said.voice)
        named = set(plain(said.text).split()) & {word for each in labels for word in each.split() if len(word) > 2}
        if plain(said.text) in labels or (named and agrees_to(said.text, labels)):
            return Answered(run.id, asked.path, asked.seal, asked.seal)
    return None


def _is_only_pleased(words: str) -> bool:
    """ "Great" may be about what was said before: no lesson is cancelled by it."""
    return bool(words) and not set(words.split()) - spoken_words("pleased")


def _by_button(
    said: Utterance, screen: Screen, matters: Matters, run: Run | None, asked: Asked | None
) -> list[Reading]:
    """A label that is still on the screen, or a number of what is shown there."""
    words = plain(said.text)
    buttons = screen.labelled(said.text, said.voice)
    if len(buttons) > 1:
        return which_of_them(buttons, matters)
    if not buttons and words.isdecimal() and len(words) <= LONGEST_NUMBER:
        found = screen.numbered(int(words), run, asked)
        buttons = [found] if found else []
    return [command_of(each.meaning) for each in buttons if not isinstance(each.meaning, OpenLink)]


def _takes_any_words(state: State, engine: Engine) -> bool:
    """Whether the open question is answered by whatever is said."""
    run = state.current
    if run is None or run.asked is None:
        return False
    return engine.flows[run.flow].answer(run.asked.answer).reads is any_words


def _names_or_counts(said: Utterance, flow: Flow, asked: Asked) -> bool:
    """Whether a name or an age is asked for and this is one: "Sam" is no Samstag then, and "7" no hour."""
    question = flow.answer(asked.answer)
    return question.reads in (read_name, read_age) and bool(question.reads(said))


def _is_asked_when(state: State, engine: Engine) -> bool:
    """Whether times are being asked for: "I'm free on Saturday" names some."""
    run = state.current
    return run is not None and run.asked is not None and "time" in engine.flows[run.flow].answer(run.asked.answer).names


def _wanted_anew(flow: Flow, run: Run, said: Utterance, screen: Screen) -> Command | None:
    """ "Another name", "that's the wrong day": an answer that was given is wanted anew, or more to choose it from."""
    wanted = names_wanted_anew(said.text) | ({"tutor"} if wants_somebody_else(said.text) else set())
    for name, answer in flow.named_answers() if wanted else ():
        if wanted.isdisjoint(answer.names):
            continue
        if name in run.answers:
            return Retracted(name)
        if run.asked is not None and run.asked.path == name and not read_answer(answer, said, run, run.asked):
            return _more(flow, run, screen) or AskedAgain()
    no = run.asked.no if run.asked else None
    answers = dict(flow.named_answers())
    if no and no[0] in answers and not wanted.isdisjoint(answers[no[0]].names):
        return Answered(run.id, *no)  # "I want to change something": not like this, then
    return None


def _more(flow: Flow, run: Run, screen: Screen) -> Command | None:
    """What "More times" does, where that can be tapped."""
    given = (
        each.meaning for each in screen.newest if isinstance(each.meaning, GiveAnswer) and each.meaning.run == run.id
    )
    later = (meaning for meaning in given if flow.present(meaning.question) == flow.present("later"))
    return next((command_of(meaning) for meaning in later), None)


def _by_commands(said: Utterance, state: State, engine: Engine, sure: float, *, tutor: bool) -> list[Reading]:
    """What can be said at any time: back, stop, a flow by its name."""
    found: list[Reading] = []
    for command in said.understood.commands:
        hours = tutor and command.flow in ("time_off", "usual_hours", "free_time", "weekly_hours", "week")
        if command.confidence < (SURE_OF_A_TUTOR if hours else sure):
            continue
        if command.flow == "free_time" and _is_asked_when(state, engine):
            continue
        if command.name == "Back":
            found.append(WentBack())
        elif command.name in ("Cancel", "Restart") and state.current is not None:
            found.append(Dropped())
        elif command.name == "Cancel":
            found.append(Started("cancel_lesson") if calls_off(said.understood) else Social("nod"))
        elif command.name == "WhereWasI":
            found.append(AskedAgain())
        elif command.name == "Question":
            found.append(Wondered())
        elif command.name == "SwitchLanguage" and command.language:
            found.append(Spoke(command.language))
        elif command.name == "StartFlow" and command.flow and command.flow in engine.flows:
            # Whoever teaches here already and names days speaks of their hours.
            again = tutor and command.flow == "teach" and said.understood.times
            flow = engine.flows["weekly_hours" if again else command.flow]
            if state.current is None or state.current.flow != flow.name:
                found.append(Started(flow.name, {}, absorbed(flow, said)))
    return found


def _by_answers(said: Utterance, state: State, engine: Engine, screen: Screen, *, tutor: bool) -> list[Reading]:
    run = state.current
    if run is not None:
        flow = engine.flows[run.flow]
        if run.asked is not None:
            read = read_answer(flow.answer(run.asked.answer), said, run, run.asked)
            if read := read or read_beside(flow, run, run.asked, said, screen):
                return read
        if several := namesakes(flow, run, said, screen):
            return [Undecided(several)]
        if changed := corrected(flow, run, said, screen):
            return changed
        if run.asked is not None and (close := _by_place(said, run, run.asked) or _by_likeness(said, run, run.asked)):
            return [close]
    wanted = said.understood.wishes.subjects if run or tutor else True
    if "book" in engine.flows and wanted and (run is None or run.flow != "book"):
        answers = absorbed(engine.flows["book"], said)
        if answers:
            return [Started("book", {}, answers)]
    chatting = any(command.name == "Chitchat" for command in said.understood.commands)
    return [Social(kind_of_talk(said.text))] if chatting else []


def _by_place(said: Utterance, run: Run, asked: Asked) -> Reading | None:
    """ "The second one", of whatever is asked about; a consent is never given so."""
    place = PLACES.get(pointing_of(said.text) or "")
    chosen = asked.choices[place:][:1] if place is not None and not asked.seal else []
    return Answered(run.id, asked.path, chosen[0][1]) if chosen else None


def _by_likeness(said: Utterance, run: Run, asked: Asked) -> Reading | None:
    """A part of a label, or one with a slip of the finger in it; a consent is never guessed."""
    words = plain(said.text)
    if asked.seal or len(words.split()) > SHORT_WORDS or len(words) < 2:
        return None
    labels = [(Text.from_json(label), value) for label, value in asked.choices]
    partly = [pair for pair in labels if any(f" {words} " in _spaced(each) for each in spellings(pair[0], said.voice))]
    if len(partly) > 1:
        return Ambiguous(run, asked, partly[:MOST_CHOICES])
    if partly:
        return Answered(run.id, asked.path, partly[0][1])
    return by_slip(said, run, asked, LIKE)


def _by_pointing(said: Utterance, screen: Screen) -> list[Reading]:
    """ "The first one", "the one with Ada", of what was last shown; what would bind somebody is never guessed."""
    pointed, left = read_pointing(said.text)
    shown = screen.newest
    if pointed in PLACES and not left:
        shown = shown[PLACES[pointed] :][:1]
    elif left and pointed in (None, "one"):
        shown = [
            each for each in shown if set(left) <= {fold(word) for word in plain(each.label.render(said.voice)).split()}
        ]
    else:
        return []
    meanings = [each.meaning for each in shown if not isinstance(each.meaning, OpenLink)]
    return [command_of(meanings[0])] if len(meanings) == 1 and not binds(meanings[0]) else []


def _spaced(label: str) -> str:
    return f" {label.replace(',', ' ')} "
