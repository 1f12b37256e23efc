"""Weekly hours as tutors really keep them, and the days that differ."""

from random import Random

from etude.testing.seeds.profile import Day, Hours

_WEEKDAYS = (0, 1, 2, 3, 4)


def weekly(days: tuple[int, ...], *spans: tuple[float, float]) -> tuple[Hours, ...]:
    """The same spans, in hours of the clock, on each of `days`."""
    return tuple(Hours(day, round(start * 60), round(end * 60)) for day in days for start, end in spans)


def draw_hours(chance: Random) -> tuple[Hours, ...]:
    """One of eight ways to spread lessons over a week, never without any."""
    some = tuple(sorted(chance.sample(_WEEKDAYS, chance.choice((3, 4, 4, 5)))))
    few = tuple(sorted(chance.sample(_WEEKDAYS, 2)))
    start = chance.choice((14.5, 15, 15.5, 16))
    late = chance.choice((20, 20.5, 21))
    ways: tuple[tuple[int, tuple[Hours, ...]], ...] = (
        (26, weekly(some, (start, late))),
        (20, weekly(some, (17, late))),
        (14, weekly(some, (10, 13), (14, 18))),
        (12, weekly(some, (start, 20)) + weekly((5,), (9.5, 14))),
        (8, weekly(some, (9, 14))),
        (8, weekly((5, 6), (10, 17)) + weekly(few, (18, 21))),
        (8, weekly(_WEEKDAYS, (12, 20.5)) + weekly((5,), (10, 16))),
        (4, weekly(few, (9, 12)) + weekly(some, (19, 22))),
    )
    return chance.choices([hours for _, hours in ways], [weight for weight, _ in ways])[0]


def draw_night_hours(chance: Random) -> tuple[Hours, ...]:
    """Someone who teaches the other side of the world, past midnight."""
    return weekly(tuple(sorted(chance.sample(range(7), 4))), (20, chance.choice((24, 25, 26))))


def draw_days(chance: Random) -> tuple[Day, ...]:
    """A few days off, sometimes a week away, sometimes hours on a day that is usually free."""
    ahead = iter(chance.sample(range(2, 40), 4))
    days = [Day(next(ahead)) for _ in range(chance.choice((0, 0, 1, 1, 2)))]
    if chance.random() < 0.2:
        days.append(Day(next(ahead), 10 * 60, 14 * 60))
    if chance.random() < 0.08:
        days += [Day(45 + day) for day in range(7)]
    return tuple(days)
