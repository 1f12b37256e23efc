"""The steps of flows in the database: added in the turn that takes them, counted when somebody asks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, distinct, func, insert, select

from etude.conversations.chat import Step
from etude.conversations.drop_off.counts import FlowCounts, QuestionCounts
from etude.conversations.tables import flow_steps
from etude.core.statements import Statement, places

_KEEP = Statement(insert(flow_steps).values(places(*(column for column in flow_steps.c if column.name != "id"))))


def keep_steps(conn: Connection, now: datetime, steps: Sequence[Step]) -> None:
    """The steps that one turn took; rows are only ever added, so no two turns wait for each other."""
    rows = [
        {"run": each.run, "flow": each.flow, "step": each.kind, "question": each.question, "at": now} for each in steps
    ]
    _KEEP.run_each(conn, rows)


def count_flows(conn: Connection, since: datetime) -> list[FlowCounts]:
    """Every flow that somebody was in since then, the one most often begun first."""
    kinds = (flow_steps.c.flow, flow_steps.c.step, flow_steps.c.question)
    recent = select(*kinds, func.count(distinct(flow_steps.c.run)), func.min(flow_steps.c.id))
    reached: dict[str, Counter[tuple[str, str]]] = {}
    for flow, kind, question, runs, _first in conn.execute(
        recent.where(flow_steps.c.at >= since).group_by(*kinds).order_by(func.min(flow_steps.c.id))
    ):
        reached.setdefault(flow, Counter())[kind, question] = runs
    newest = select(func.max(flow_steps.c.id)).where(flow_steps.c.at >= since).group_by(flow_steps.c.run)
    last: dict[str, Counter[tuple[str, str]]] = {}
    for flow, kind, question, runs in conn.execute(
        select(*kinds, func.count()).where(flow_steps.c.id.in_(newest)).group_by(*kinds)
    ):
        last.setdefault(flow, Counter())[kind, question] = runs
    found = [_counted(flow, steps, last.get(flow, Counter())) for flow, steps in reached.items()]
    return sorted(found, key=lambda each: (-each.began, each.flow))


def _counted(flow: str, reached: Mapping[tuple[str, str], int], last: Mapping[tuple[str, str], int]) -> FlowCounts:
    def ended(*kinds: str) -> int:
        return sum(runs for (kind, _question), runs in last.items() if kind in kinds)

    questions = tuple(
        QuestionCounts(question, runs, last.get(("stopped", question), 0), last.get(("asked", question), 0))
        for (kind, question), runs in reached.items()
        if kind == "asked"
    )
    began = sum(runs for (kind, _question), runs in reached.items() if kind == "began")
    return FlowCounts(
        flow, began, ended("finished"), ended("stopped"), ended("replaced"), ended("began", "asked"), questions
    )
