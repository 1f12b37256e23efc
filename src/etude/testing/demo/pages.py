"""The demo's page: a school's site with the widget, the tutor's chat beside it, time to skip, and the mailbox."""

from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from etude.app import Etude
from etude.calendar.feeds import feed_path
from etude.core.clock import SkippingClock
from etude.core.installation.store import write_note
from etude.core.lessons.store import newest_lesson
from etude.core.people.model import Person
from etude.core.people.store import load_person
from etude.core.tutors.store import booked_tutors
from etude.testing.mail_server import MailServer
from etude.testing.time_travel import travel

AHEAD = "clock_ahead"
MOST_HOURS = 24 * 14
HERE = ("127.0.0.1", "localhost", "::1")
STATIC = Path(__file__).parent / "static"
# The page holds the key that speaks for anybody, so it runs nothing but its own script.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "frame-src 'self' {school}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_pages = Environment(
    loader=PackageLoader("etude.testing.demo", "templates"), autoescape=True, undefined=StrictUndefined
)


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo's page shows and moves."""

    etude: Etude
    clock: SkippingClock
    mail: MailServer
    school: str
    key: str


class Skip(BaseModel):
    """How far to move the clock."""

    hours: int = Field(ge=1, le=MOST_HOURS)


class Mail(BaseModel):
    """A mail as it is listed."""

    to: str
    subject: str
    text: str
    files: list[str]


class Booked(BaseModel):
    """A tutor who was booked: whose chat can be shown beside the school's site."""

    id: str
    name: str
    calendar: str


class Standing(BaseModel):
    """How the demo stands: the time, who was booked, the last first, and the calendar of whoever booked last."""

    now: str
    tutors: list[Booked]
    student_calendar: str
    mails: int


def demo_routes(demo: Demo) -> APIRouter:
    """The page and what it asks for; only on loopback and never in production."""
    made = APIRouter(include_in_schema=False, dependencies=[Depends(_only_here)])

    @made.get("/")
    async def page() -> HTMLResponse:
        tutor = f"/widget/frame#as=tutor&key={quote(demo.key)}"
        policy = {"Content-Security-Policy": POLICY.format(school=demo.school)}
        return HTMLResponse(_pages.get_template("demo.html").render(school=demo.school, tutor=tutor), headers=policy)

    @made.get("/demo/static/{name}")
    async def static(name: str) -> Response:
        if name not in ("demo.css", "demo.js"):
            raise HTTPException(404)
        return FileResponse(STATIC / name, headers={"Cache-Control": "no-cache"})

    @made.get("/demo/standing")
    async def standing() -> Standing:
        return await _standing(demo)

    @made.post("/demo/skip")
    async def skip(asked: Skip) -> Standing:
        await travel(demo.etude, demo.clock, timedelta(hours=asked.hours), demo.etude.rest)
        ahead = demo.clock.ahead.total_seconds()
        await demo.etude.transactions.run(lambda tx: write_note(tx.conn, AHEAD, ahead))
        return await _standing(demo)

    @made.get("/demo/mail")
    async def mail() -> list[Mail]:
        return [_mail(each) for each in reversed(demo.mail.mails())]

    return made


async def _only_here(request: Request) -> None:
    """The page holds the key that speaks for anybody: no name that somebody else made point here may have it."""
    if request.url.hostname not in HERE:
        raise HTTPException(404)


def school_site(site: str) -> Starlette:
    """A music school's own page, which embeds the widget with one script tag."""

    async def page(request: Request) -> Response:
        return HTMLResponse(_pages.get_template("school.html").render(site=site))

    return Starlette(routes=[Route("/", page)])


async def _standing(demo: Demo) -> Standing:
    secret, link = demo.etude.house.secret_key, demo.etude.house.link

    def load(conn: Connection) -> tuple[list[Person], Person | None]:
        lesson = newest_lesson(conn)
        student = load_person(conn, lesson.student) if lesson else None
        return [load_person(conn, tutor) for tutor in booked_tutors(conn)], student

    def feed(person: Person) -> str:
        return link(feed_path(person.id, person.feed_version, secret))

    tutors, student = await demo.etude.transactions.read(load)
    return Standing(
        now=demo.clock.now().isoformat(),
        tutors=[Booked(id=tutor.id, name=tutor.name or "", calendar=feed(tutor)) for tutor in tutors],
        student_calendar=feed(student) if student else "",
        mails=len(demo.mail.mails()),
    )


def _mail(mail: EmailMessage) -> Mail:
    body = mail.get_body(("plain",))
    files = [part.get_filename() or "file" for part in mail.iter_attachments()]
    text = body.get_content() if body else ""
    return Mail(to=str(mail["To"]), subject=str(mail["Subject"]), text=text, files=files)
