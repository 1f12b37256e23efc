"""The doctor tells whoever runs Etude how it stands, in sentences, before a student finds out."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etude.core.doctor import Finding, Level, examine
from etude.core.machine import Machine, look_around, reach_database
from etude.core.settings import Settings

NOVEMBER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MACHINE = Machine(sqlite=(3, 52, 0), tzdata="2026.6", zone_folders=(), free_bytes=10**11, writable=True)
KEY = "dW1icmVsbGEtc3RhbmQtbmV4dC10by1waWFubw"
LIVE = {
    "production": True,
    "public_url": "https://lessons.example",
    "database_url": "postgresql://etude:violin@db.example/etude",
    "secret_key": KEY,
    "telegram_token": "123456:" + "A" * 35,
    "stripe_key": "sk_live_1",
    "stripe_webhook_secret": "whsec_1",
    "smtp_url": "smtp://etude:cello@mail.example:587",
    "openai_key": "sk-1",
}


def settings(**chosen: object) -> Settings:
    return Settings(_env_file=None, **chosen)  # type: ignore[call-arg, arg-type]


def sentences(found: list[Finding], about: str, level: Level) -> str:
    return " ".join(one.sentence for one in found if (one.about, one.level) == (about, level))


def dangers(machine: Machine = MACHINE, now: datetime = NOVEMBER, **chosen: object) -> dict[str, str]:
    found = examine(settings(**chosen), machine, now, lambda url: None)
    return {one.about: one.sentence for one in found if one.level is Level.DANGER}


def test_trying_etude_out_is_never_dangerous() -> None:
    assert dangers() == {}


def test_a_complete_production_has_nothing_to_complain_of() -> None:
    found = examine(settings(**LIVE), MACHINE, NOVEMBER, lambda url: None)
    assert {one.level for one in found} == {Level.FINE}


def test_no_secret_is_in_what_the_doctor_says() -> None:
    said = " ".join(one.sentence for one in examine(settings(**LIVE), MACHINE, NOVEMBER, lambda url: "no route"))
    secrets = (KEY, "violin", "cello", "sk_live_1", "whsec_1", "A" * 35, "sk-1")
    assert not [secret for secret in secrets if secret in said]


@pytest.mark.parametrize(
    ("change", "about", "words"),
    [
        ({"database_url": "here"}, "database", "not the address"),
        ({"secret_key": ""}, "keys", "ETUDE_SECRET_KEY"),
        ({"secret_key": "short"}, "keys", "guessed"),
        ({"secret_key": "a" * 64}, "keys", "guessed"),
        ({"public_url": ""}, "address", "this machine only"),
        ({"public_url": "http://lessons.example"}, "address", "not encrypted"),
        ({"public_url": "http://localhost:8000"}, "telegram", "phones"),
        ({"telegram_token": "my-bot"}, "telegram", "does not look like"),
        ({"stripe_key": ""}, "payments", "sandbox refuses"),
        ({"stripe_key": "sk_test_1"}, "payments", "test key"),
        ({"stripe_webhook_secret": ""}, "payments", "forged"),
    ],
)
def test_what_must_not_stay_in_production(change: dict[str, str], about: str, words: str) -> None:
    assert words in dangers(**LIVE | change)[about]


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:8000", "http://[::1]:8000", "http://0.0.0.0:80"])
def test_phones_cannot_open_a_loopback_address(address: str) -> None:
    assert "phones" in dangers(telegram_token=LIVE["telegram_token"], public_url=address)["telegram"]


@pytest.mark.parametrize(
    ("version", "warned"), [((3, 6, 23), False), ((3, 7, 0), True), ((3, 51, 2), True), ((3, 51, 3), False)]
)
def test_sqlite_versions_whose_log_can_be_damaged_are_named(version: tuple[int, int, int], *, warned: bool) -> None:
    found = examine(settings(), replace(MACHINE, sqlite=version), NOVEMBER, lambda url: None)
    assert ("can damage a file" in sentences(found, "database", Level.NOTE)) is warned


def test_a_clock_before_its_own_zone_data_is_wrong() -> None:
    assert "set the clock" in dangers(now=datetime(2019, 1, 1, tzinfo=UTC))["time"]
    assert "upgrade tzdata" in sentences(
        examine(settings(), MACHINE, datetime(2028, 1, 1, tzinfo=UTC), lambda url: None), "time", Level.NOTE
    )


def test_zones_have_to_come_from_the_package() -> None:
    assert "tzdata package is missing" in dangers(replace(MACHINE, tzdata=None))["time"]
    found = examine(settings(), replace(MACHINE, zone_folders=("/zones",)), NOVEMBER, lambda url: None)
    assert "from /zones before the tzdata package" in sentences(found, "time", Level.NOTE)


def test_a_folder_that_is_full_or_closed_is_found() -> None:
    assert "almost full: 50 MB" in dangers(replace(MACHINE, free_bytes=50_000_000))["folder"]
    assert "cannot be written" in dangers(replace(MACHINE, writable=False))["folder"]


def test_the_machine_is_looked_at_without_leaving_a_trace(tmp_path: Path) -> None:
    here = look_around(settings(data=tmp_path / "not" / "yet"))
    assert (here.writable, here.free_bytes > 0, here.tzdata is not None) == (True, True, True)
    assert list(tmp_path.iterdir()) == []
    assert not look_around(settings(data=Path("/proc/etude"))).writable


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    closed = settings(database_url="postgresql://ada:secret@127.0.0.1:1/etude")
    found = sentences(examine(closed, MACHINE, NOVEMBER, reach_database), "database", Level.DANGER)
    assert "ada:***@127.0.0.1:1" in found
    assert "does not answer" in found
    assert "secret" not in found


def test_a_database_that_answers_is_fine(database_url: str) -> None:
    assert reach_database(database_url) is None
