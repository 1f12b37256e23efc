"""What Carla looks for, from message to message: wishes grow, are corrected and are tapped away."""

from datetime import date, datetime, time

import pytest
from pydantic import ValidationError

from etude.core.text import Voice
from etude.matching.taxonomy import GenreId, SubjectId
from etude.matching.windows import Window, lift_clocks, windows_contain
from etude.matching.wishes import Excluded, PriceLimit, WishedPlace, Wishes

PIANO, FLUTE, GUITAR = SubjectId("piano"), SubjectId("flute"), SubjectId("guitar")
JAZZ = GenreId("jazz")
EVENINGS = Window(days=frozenset(range(5)), start=time(17), end=time(22))
CAMDEN = WishedPlace(name="Camden", lat=51.539, lon=-0.1426, zone="Europe/London", radius_m=3000)
BENS = Wishes(
    subjects=(PIANO,),
    genres=(JAZZ,),
    place=CAMDEN,
    windows=(EVENINGS,),
    price_max=PriceLimit(amount=4000, currency="GBP"),
    learner_age=9,
    learner_self=False,
    hard=frozenset({"price_max"}),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


def test_wishes_survive_being_written_down() -> None:
    assert Wishes.model_validate_json(BENS.model_dump_json()) == BENS
    assert '"not"' in BENS.model_dump_json()


def test_wishes_are_never_changed_in_place() -> None:
    with pytest.raises(ValidationError):
        BENS.subjects = ()  # type: ignore[misc]


def test_a_later_message_corrects_what_it_speaks_of_and_leaves_the_rest() -> None:
    merged = BENS.merge(Wishes(subjects=(FLUTE,), soft=frozenset({"price_max"})))
    assert merged.subjects == (FLUTE,)
    assert (merged.genres, merged.place, merged.learner_age) == ((JAZZ,), CAMDEN, 9)
    assert (merged.hard, merged.soft) == (frozenset(), frozenset({"price_max"}))


def test_what_is_excluded_leaves_and_what_is_wished_again_returns() -> None:
    without_jazz = BENS.merge(Wishes(not_=Excluded(genres=(JAZZ,))))
    assert without_jazz.genres == ()
    assert without_jazz.not_.genres == (JAZZ,)
    again = without_jazz.merge(Wishes(genres=(JAZZ,)))
    assert again.genres == (JAZZ,)
    assert again.not_.genres == ()


def test_online_and_at_somebodys_place_correct_each_other() -> None:
    at_home = BENS.merge(Wishes(online=True)).merge(Wishes(online=False, at="student"))
    assert (at_home.online, at_home.at) == (False, "student")
    assert "at your place" in [chip.label.render(Voice("en")) for chip in at_home.chips()]
    assert at_home.merge(Wishes(online=False, at="tutor")).at == "tutor"
    assert at_home.merge(Wishes(online=False)).at == "student"
    online = at_home.merge(Wishes(online=True))
    assert (online.online, online.at) == (True, None)
    assert at_home.without("at") == at_home.without("online") == BENS


def test_exclusions_add_up_over_messages() -> None:
    rock = GenreId("rock")
    first = Wishes(not_=Excluded(genres=(JAZZ,), weekdays=frozenset({4})))
    both = first.merge(Wishes(not_=Excluded(genres=(rock,), weekdays=frozenset({0}))))
    assert both.not_.genres == (JAZZ, rock)
    assert both.not_.weekdays == {0, 4}


def test_a_window_of_one_minute_is_a_time_to_begin_at() -> None:
    five = Wishes(windows=(Window(start=time(17), end=time(17, 1)),))
    assert [chip.label.render(Voice("en")) for chip in five.chips()] == ["at 17:00"]


def test_every_chip_can_be_tapped_away() -> None:
    wishes = BENS.merge(Wishes(not_=Excluded(subjects=(GUITAR,)), minutes=45, online=True))
    for chip in wishes.chips():
        left = [other.name for other in wishes.without(chip.name).chips()]
        assert left == [other.name for other in wishes.chips() if other.name != chip.name]


def test_chips_speak_the_readers_language() -> None:
    assert [chip.label.render(Voice("en")) for chip in BENS.chips()] == [
        "Piano",
        "Jazz",
        "near Camden",
        "weekdays 17:00 to 22:00",
        "up to £40",
        "age 9",
    ]
    assert BENS.chips("de")[0].label.render(Voice("de")) == "Klavier"


def test_nothing_said_is_no_wish() -> None:
    assert not Wishes()
    assert BENS
    assert BENS.without("no-such-wish") == BENS


@pytest.mark.parametrize(
    ("local", "inside"),
    [
        ("2026-11-24T17:00:00", True),
        ("2026-11-24T16:59:00", False),
        ("2026-11-24T22:00:00", False),
        ("2026-11-28T18:00:00", False),
    ],
)
def test_weekday_evenings_begin_at_five_and_end_before_ten(local: str, inside: bool) -> None:
    assert windows_contain((EVENINGS,), at(local)) is inside


def test_windows_add_up_and_none_allow_everything() -> None:
    saturday = Window(dates=(date(2026, 11, 28), date(2026, 11, 29)))
    assert windows_contain((EVENINGS, saturday), at("2026-11-28T09:00:00"))
    assert not windows_contain((EVENINGS, saturday), at("2026-11-29T09:00:00"))
    assert windows_contain((), at("2026-11-29T09:00:00"))


def test_left_out_days_are_left_out() -> None:
    week = Window(dates=(date(2026, 11, 30), date(2026, 12, 7)), except_dates=((date(2026, 12, 2), date(2026, 12, 3)),))
    assert windows_contain((week,), at("2026-12-01T09:00:00"))
    assert not windows_contain((week,), at("2026-12-02T09:00:00"))


EVENINGS = Window(days=frozenset(range(5)), start=time(17), end=time(22))
NEXT_WEEK = Window(dates=(date(2026, 11, 30), date(2026, 12, 7)))
WEDNESDAY = Window(dates=(date(2026, 12, 2), date(2026, 12, 3)))
SATURDAY = Window(dates=(date(2026, 12, 5), date(2026, 12, 6)))
AFTER_WORK = {"start": time(17), "end": None}
EVENING = {"start": time(17), "end": time(22)}


@pytest.mark.parametrize(
    ("before", "later", "left"),
    [
        ((NEXT_WEEK,), Window(start=time(17)), (NEXT_WEEK.model_copy(update=AFTER_WORK),)),
        ((Window(start=time(17)),), NEXT_WEEK, (NEXT_WEEK.model_copy(update=AFTER_WORK),)),
        ((EVENINGS,), NEXT_WEEK, (EVENINGS.model_copy(update={"dates": NEXT_WEEK.dates}),)),
        ((EVENINGS,), WEDNESDAY, (WEDNESDAY.model_copy(update=EVENING),)),
        ((WEDNESDAY.model_copy(update=EVENING),), NEXT_WEEK, (NEXT_WEEK.model_copy(update=EVENING),)),
        ((EVENINGS, SATURDAY), Window(days=frozenset({2})), (Window(days=frozenset({2}), **EVENING),)),
        ((EVENINGS,), SATURDAY, (SATURDAY,)),
        (
            (EVENINGS,),
            WEDNESDAY.model_copy(update={"start": time(10)}),
            (WEDNESDAY.model_copy(update={"start": time(10)}),),
        ),
        ((WEDNESDAY,), NEXT_WEEK, (NEXT_WEEK,)),
        ((), EVENINGS, (EVENINGS,)),
    ],
)
def test_days_and_times_of_day_refine_each_other(
    before: tuple[Window, ...], later: Window, left: tuple[Window, ...]
) -> None:
    assert Wishes(windows=before).merge(Wishes(windows=(later,))).windows == left


def test_times_of_day_are_taken_back() -> None:
    assert lift_clocks((EVENINGS, Window(start=time(10)))) == (Window(days=frozenset(range(5))),)
