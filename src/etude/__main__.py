"""The command line: `etude demo`, `etude chat`, `etude serve`, `etude doctor` and more."""

import asyncio
import json
import logging
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from etude.core.settings import Settings

if TYPE_CHECKING:
    from etude.core.doctor import Finding
    from etude.core.ownership import Running
    from etude.llm import Model

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Find, book and pay for lessons by chatting.")

# Seconds; the first start of a demo makes its tutors.
STARTS_WITHIN = 60
Data = Annotated[Path | None, typer.Option(help="Folder of everything embedded; ETUDE_DATA otherwise.")]
Port = Annotated[int | None, typer.Option(help="Port on this machine; ETUDE_PORT otherwise.")]


def main() -> None:
    """Run a command; what a person can mend is one sentence, not a traceback."""
    # Libraries log addresses of requests, which may hold secrets: only what goes wrong there is shown.
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("etude").setLevel(logging.INFO)
    app()


@app.command()
def demo(data: Data = None, port: Port = None) -> None:
    """Run everything on this machine with made-up tutors; no key and no other server is needed."""
    from etude.bots.web_widget.serving import PortTakenError
    from etude.core.ownership import FolderInUseError, FolderUnusableError
    from etude.testing.demo.server import run_demo

    settings = _settings(data, port)
    if settings.production:
        _fail("The demo pays with play money, so it does not run in production. Start `etude serve`.")
    try:
        asyncio.run(run_demo(settings, _say))
    except KeyboardInterrupt:
        _say("Stopped. Everything is kept for the next start.")
    except PortTakenError as error:
        _fail(f"{error} Choose three others with ETUDE_PORT=8100 make demo.")
    except FolderInUseError:
        _fail("Etude already runs on this data folder. Stop it first, or choose another folder with ETUDE_DATA.")
    except FolderUnusableError as error:
        _fail(str(error))


@app.command()
def serve(data: Data = None, port: Port = None) -> None:
    """Serve people: web, Telegram and background work in one process; on PostgreSQL there may be several."""
    from etude.bots.telegram import BadTokenError
    from etude.bots.web_widget.serving import PortTakenError
    from etude.core.clock import SystemClock
    from etude.core.ownership import FolderInUseError, FolderUnusableError
    from etude.server import SecondPollerError
    from etude.server import serve as serve_people

    settings = _settings(data, port)
    _warn(settings)
    try:
        asyncio.run(serve_people(settings, SystemClock(), _say))
    except FolderInUseError:
        _fail("Etude already runs on this data folder, and only on PostgreSQL with Stripe there may be several.")
    except (FolderUnusableError, PortTakenError, BadTokenError, SecondPollerError) as error:
        _fail(str(error))


@app.command()
def chat(
    who: Annotated[
        str, typer.Option("--as", help="student, tutor (the one last booked), or somebody's full name.")
    ] = "student",
    as_json: Annotated[
        bool, typer.Option("--json", help="Replies as JSON lines, and a line that ends each turn.")
    ] = False,
    locale: Annotated[str, typer.Option(help="The language of somebody new: en, en-US, de or es.")] = "en",
    data: Data = None,
) -> None:
    """Chat in the terminal; from a pipe a line is a message, (label) a tap, !pay CARD the test-card page."""
    from etude.bots.terminal.client import RefusedError
    from etude.core.ownership import FolderInUseError, FolderUnusableError

    try:
        asyncio.run(_chat(_settings(data, 0), who, locale, as_json=as_json))
    except KeyboardInterrupt:
        return
    except (RefusedError, FolderInUseError, FolderUnusableError, OSError) as error:
        _fail(str(error) or "The server cannot be reached.")


@app.command()
def tickets(
    action: Annotated[str, typer.Argument(help="list, answer or done.")] = "list",
    ticket: Annotated[str, typer.Argument(help="Which one, as the list names it.")] = "",
    words: Annotated[str, typer.Argument(help="What to answer.")] = "",
    data: Data = None,
) -> None:
    """List who waits for a person, answer one (`answer ID "words"`), or give the chat back to the bot (`done ID`)."""
    import httpx

    from etude.bots.terminal.tickets import NoTicketError, run_tickets
    from etude.core.ownership import FolderInUseError, find_running

    if action not in ("list", "answer", "done") or (action == "answer" and not words):
        _fail('Say `etude tickets`, `etude tickets answer ID "words"` or `etude tickets done ID`.')
    try:
        found = find_running(_settings(data, None).data)
    except FolderInUseError as error:
        _fail(str(error))
    if found is None:
        _fail("No server runs on this data folder. Start `etude serve` first.")
    try:
        for line in run_tickets(found.url, found.key, action, ticket, words):
            _say(line)
    except NoTicketError as error:
        _fail(str(error))
    except httpx.HTTPError:
        _fail("The server cannot be reached, or does not take this.")


@app.command()
def understand(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read JSON lines, write one JSON line each.")] = True,
    model: Annotated[bool, typer.Option("--model", help="Ask the model of the settings too, as `model`.")] = False,
) -> None:
    """Read lines {"text", "now", "locale"} and write what was understood of each, without a model unless told to."""
    from etude.conversations.understanding import to_json
    from etude.conversations.understanding import understand as read

    asks = _open_model() if model else None

    async def answer() -> None:
        for line in sys.stdin:
            if line.strip():
                asked = json.loads(line)
                understood = read(asked["text"], datetime.fromisoformat(asked["now"]), asked.get("locale", "en"))
                more = {"model": await _ask_model(asks, asked["text"])} if asks else {}
                _say(json.dumps(to_json(understood) | more, ensure_ascii=False))
        if asks:
            await asks.close()

    asyncio.run(answer())


@app.command()
def doctor(data: Data = None) -> None:
    """Say in plain words what is configured, what is missing and what is dangerous."""
    from etude.core.doctor import Level

    findings = _examine(_settings(data, None))
    for finding in findings:
        _say(f"{finding.level.value:>6}  {finding.about}: {finding.sentence}")
    if any(finding.level is Level.DANGER for finding in findings):
        raise typer.Exit(1)


@app.command()
def flows(
    name: Annotated[str | None, typer.Argument(help="One flow; all of them otherwise.")] = None,
    graph: Annotated[bool, typer.Option("--graph", help="Draw them, as Mermaid flowcharts.")] = False,
    counts: Annotated[bool, typer.Option("--counts", help="How far people came in them, and where they left.")] = False,
    days: Annotated[int, typer.Option(help="Count so many days back.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Counts as JSON.")] = False,
    data: Data = None,
) -> None:
    """List the dialogues, draw them from their code, or count how far people came in them."""
    from etude.conversations.flows import FLOWS
    from etude.conversations.graph import draw

    if name is not None and name not in FLOWS:
        _fail(f"There is no flow {name!r}. `etude flows` lists them.")
    if counts:
        _say(_count(_settings(data, None), name, days, as_json=as_json))
        return
    for flow in [FLOWS[name]] if name else FLOWS.values():
        _say(draw(flow) if graph else f"{flow.name:<18}{flow.label}: {flow.title}")


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database to the tables that this version expects."""
    from etude.core.migrations import migrate as bring_up

    bring_up(_settings(data, None).database)
    _say("The database is up to date.")


@app.command()
def sandbox(port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 4242, data: Data = None) -> None:
    """Run the Stripe-compatible payment sandbox alone."""
    from etude.payments.sandbox.__main__ import run

    run(port=port, data=_settings(data, None).data)


def _count(settings: Settings, name: str | None, days: int, *, as_json: bool) -> str:
    """Read only, so that a server may run meanwhile."""
    from etude.conversations.drop_off import as_json as write
    from etude.conversations.drop_off import as_lines, count_flows
    from etude.core.clock import SystemClock
    from etude.core.machine import read_database

    since = SystemClock().now() - timedelta(days=days)
    counted = read_database(settings.database, lambda conn: count_flows(conn, since))
    chosen = [each for each in counted if name in (None, each.flow)]
    return write(chosen) if as_json else "\n".join(as_lines(chosen))


def _open_model() -> "Model":
    from etude.core.clock import SystemClock
    from etude.llm.configured import open_model

    opened = open_model(_settings(None, None), SystemClock())
    if opened is None:
        _fail("No model is configured: set ETUDE_OPENAI_KEY, or ETUDE_OPENAI_URL for a server of your own.")
    return opened


async def _ask_model(model: "Model", text: str) -> dict[str, object]:
    """What the model adds, and what it was sent: `trouble` where it was of no help."""
    from etude.conversations.assisted import propose_wishes, without_persons
    from etude.llm import ModelError

    sent = without_persons(text)
    try:
        wishes = await propose_wishes(model, sent)
    except ModelError as error:
        return {"sent": sent, "trouble": str(error) or str(type(error).__doc__)}
    wished = wishes.model_dump(mode="json")
    return {"sent": sent, "wishes": {name: wished[name] for name in wishes.said()}, "tokens": model.tokens}


def _examine(settings: Settings) -> list["Finding"]:
    from etude.core.clock import SystemClock
    from etude.core.doctor import examine
    from etude.core.machine import look_around, reach_database

    return examine(settings, look_around(settings), SystemClock().now(), reach_database)


def _warn(settings: Settings) -> None:
    """Say what is dangerous; in production nobody is served before it is mended."""
    from etude.core.doctor import Level

    dangers = [finding.sentence for finding in _examine(settings) if finding.level is Level.DANGER]
    for sentence in dangers:
        sys.stderr.write(sentence + "\n")
    if dangers and settings.production:
        _fail("Nothing was started. `etude doctor` says more.")


async def _chat(settings: Settings, who: str, locale: str, *, as_json: bool) -> None:
    """Join the server that runs on the data folder; without one, run it here for as long as the chat lasts."""
    from etude.core.ownership import FolderInUseError, load_keys, prepare_folder

    await asyncio.to_thread(prepare_folder, settings.data)
    found = await _find_started(settings.data)
    if found is not None:
        await _talk(found.url, found.key, who, locale, as_json=as_json)
        return
    if settings.production:
        _fail("No server runs on this data folder. Start `etude serve` first.")
    sys.stderr.write(
        f"No Etude runs on the folder {settings.data}, so one runs here while you chat. "
        "If yours runs on another folder, give it with --data.\n"
        "Starting it takes a few seconds…\n"
    )
    sys.stderr.flush()
    # Much has to be read for a whole server: not before the person knows what they wait for.
    from etude.testing.demo.server import serving_demo

    try:
        async with serving_demo(settings, lambda words: None) as served:
            await _talk(served.site, load_keys(settings.data).terminal, who, locale, as_json=as_json)
            return
    except FolderInUseError:
        # One was started at the same time, and was faster.
        found = await _find_started(settings.data)
        if found is None:
            raise
    await _talk(found.url, found.key, who, locale, as_json=as_json)


async def _find_started(folder: Path) -> "Running | None":
    """Who runs on the folder; one that is just starting is waited for. Raises FolderInUseError when that takes long."""
    from etude.core.ownership import FolderInUseError, find_running

    for left in reversed(range(STARTS_WITHIN)):
        try:
            return find_running(folder)
        except FolderInUseError:
            if not left:
                raise
            if left == STARTS_WITHIN - 1:
                sys.stderr.write("Etude is just starting, one moment…\n")
                sys.stderr.flush()
            await asyncio.sleep(1)
    raise AssertionError("unreachable")


async def _talk(url: str, key: str, who: str, locale: str, *, as_json: bool) -> None:
    from etude.bots.terminal.chat import Chat, print_line
    from etude.bots.terminal.client import open_line
    from etude.bots.terminal.zone import machine_zone

    async with open_line(url, key, who, locale, machine_zone(os.environ)) as (line, before):
        await Chat(line, print_line, as_json=as_json).run(before, sys.stdin)


def _settings(data: Path | None, port: int | None) -> Settings:
    settings = Settings()
    changes: dict[str, object] = {}
    if data is not None:
        changes["data"] = data
    if port is not None:
        changes["port"] = port
    return settings.model_copy(update=changes)


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _fail(sentence: str) -> NoReturn:
    sys.stderr.write(sentence + "\n")
    raise typer.Exit(1)


if __name__ == "__main__":
    main()
