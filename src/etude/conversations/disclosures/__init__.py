"""Words that disclose harm to a child, or a wish to harm oneself: for a person, and for nothing and nobody else."""

from etude.conversations.disclosures.answering import answer_disclosure
from etude.conversations.disclosures.recognising import discloses

__all__ = ["answer_disclosure", "discloses"]
