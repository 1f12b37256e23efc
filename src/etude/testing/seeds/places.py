"""The cities of the seeds. Centres of districts to about a hundred metres; each tutor stands a few streets away."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class District:
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class City:
    """`hour` is what an hour with an ordinary tutor costs, in minor units; prices are rounded to `step`."""

    name: str
    zone: str
    currency: str
    hour: int
    step: int
    locale: str
    languages: tuple[str, ...]
    districts: tuple[District, ...]


LONDON = City(
    "London",
    "Europe/London",
    "GBP",
    4000,
    100,
    "en",
    ("en",),
    (
        District("Camden", 51.5390, -0.1426),
        District("Kentish Town", 51.5504, -0.1402),
        District("Primrose Hill", 51.5396, -0.1557),
        District("Hampstead", 51.5565, -0.1781),
        District("Islington", 51.5362, -0.1033),
        District("Highbury", 51.5522, -0.0970),
        District("Finsbury Park", 51.5642, -0.1065),
        District("Hackney", 51.5450, -0.0553),
        District("Dalston", 51.5461, -0.0750),
        District("Stoke Newington", 51.5620, -0.0740),
        District("Bethnal Green", 51.5270, -0.0550),
        District("Shoreditch", 51.5265, -0.0780),
        District("Walthamstow", 51.5830, -0.0200),
        District("Stratford", 51.5416, -0.0042),
        District("Greenwich", 51.4780, -0.0090),
        District("Blackheath", 51.4660, 0.0090),
        District("Peckham", 51.4740, -0.0690),
        District("Dulwich", 51.4450, -0.0860),
        District("Brixton", 51.4613, -0.1156),
        District("Clapham", 51.4620, -0.1380),
        District("Balham", 51.4430, -0.1520),
        District("Wimbledon", 51.4214, -0.2064),
        District("Richmond", 51.4613, -0.3037),
        District("Chiswick", 51.4920, -0.2550),
        District("Ealing", 51.5130, -0.3050),
        District("Notting Hill", 51.5090, -0.1960),
    ),
)
BERLIN = City(
    "Berlin",
    "Europe/Berlin",
    "EUR",
    3800,
    100,
    "de",
    ("de", "en"),
    (
        District("Kreuzberg", 52.4987, 13.4033),
        District("Neukölln", 52.4811, 13.4350),
        District("Friedrichshain", 52.5158, 13.4540),
        District("Prenzlauer Berg", 52.5388, 13.4244),
        District("Mitte", 52.5200, 13.4050),
        District("Wedding", 52.5500, 13.3590),
        District("Moabit", 52.5300, 13.3420),
        District("Charlottenburg", 52.5160, 13.3040),
        District("Schöneberg", 52.4830, 13.3490),
        District("Pankow", 52.5690, 13.4020),
        District("Steglitz", 52.4560, 13.3320),
    ),
)
MADRID = City(
    "Madrid",
    "Europe/Madrid",
    "EUR",
    2900,
    100,
    "es",
    ("es", "en"),
    (
        District("Lavapiés", 40.4087, -3.7012),
        District("Malasaña", 40.4264, -3.7042),
        District("Chamberí", 40.4344, -3.7038),
        District("Salamanca", 40.4290, -3.6800),
        District("Retiro", 40.4110, -3.6760),
        District("La Latina", 40.4110, -3.7110),
        District("Arganzuela", 40.4000, -3.6950),
        District("Chamartín", 40.4620, -3.6770),
        District("Carabanchel", 40.3830, -3.7400),
        District("Tetuán", 40.4600, -3.7000),
    ),
)
NEW_YORK = City(
    "New York",
    "America/New_York",
    "USD",
    7000,
    500,
    "en-US",
    ("en",),
    (
        District("Upper West Side", 40.7870, -73.9754),
        District("Harlem", 40.8116, -73.9465),
        District("East Village", 40.7265, -73.9815),
        District("Chelsea", 40.7465, -74.0014),
        District("Park Slope", 40.6710, -73.9814),
        District("Williamsburg", 40.7081, -73.9571),
        District("Bushwick", 40.6944, -73.9213),
        District("Crown Heights", 40.6694, -73.9422),
        District("Astoria", 40.7644, -73.9235),
        District("Long Island City", 40.7447, -73.9485),
        District("Jackson Heights", 40.7557, -73.8831),
        District("Washington Heights", 40.8417, -73.9394),
    ),
)
CITIES = (LONDON, BERLIN, MADRID, NEW_YORK)


@dataclass(frozen=True, slots=True)
class Afar:
    """Where an online-only tutor sits: the zone, what an hour costs there and in which currency, languages spoken."""

    zone: str
    currency: str
    hour: int
    names: str
    languages: tuple[str, ...]
    locale: str = "en"


AFAR = (
    Afar("Europe/Lisbon", "EUR", 2500, "iberia", ("pt", "en")),
    Afar("Europe/Dublin", "EUR", 3500, "isles", ("en",)),
    Afar("Europe/Paris", "EUR", 3400, "france", ("fr", "en")),
    Afar("Europe/Rome", "EUR", 2900, "italy", ("it", "en")),
    Afar("Europe/Warsaw", "EUR", 2400, "east", ("pl", "en")),
    Afar("Europe/Vienna", "EUR", 3600, "germany", ("de", "en"), "de"),
    Afar("Africa/Cairo", "USD", 2000, "levant", ("ar", "en")),
    Afar("Asia/Jerusalem", "USD", 3800, "israel", ("he", "en")),
    Afar("Asia/Kolkata", "USD", 1800, "india", ("hi", "en")),
    Afar("Asia/Tokyo", "USD", 3500, "japan", ("ja", "en")),
    Afar("Australia/Sydney", "USD", 4200, "isles", ("en",)),
    Afar("America/Chicago", "USD", 5000, "america", ("en",), "en-US"),
    Afar("America/Los_Angeles", "USD", 6000, "america", ("en", "es"), "en-US"),
    Afar("America/Sao_Paulo", "USD", 2200, "iberia", ("pt", "en")),
    Afar("America/Mexico_City", "USD", 2000, "spain", ("es", "en"), "es"),
)
