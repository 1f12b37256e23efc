"""How far people come in each flow, and where they leave it: counts alone, of runs that nobody's name is kept with."""

from etude.conversations.drop_off.counts import FlowCounts, QuestionCounts, as_json, as_lines
from etude.conversations.drop_off.store import count_flows, keep_steps

__all__ = ["FlowCounts", "QuestionCounts", "as_json", "as_lines", "count_flows", "keep_steps"]
