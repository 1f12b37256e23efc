"""What can be learnt, and how it is called: subjects, genres, levels and languages, by name in every language."""

from etude.matching.taxonomy.catalogue import Kind, Mention, Suggestion, Taxonomy, load_taxonomy
from etude.matching.taxonomy.entries import Entry, GenreId, LanguageId, LevelId, SubjectId
from etude.matching.taxonomy.phrases import PhraseIndex
from etude.matching.taxonomy.words import Word, fold, split_words

__all__ = [
    "Entry",
    "GenreId",
    "Kind",
    "LanguageId",
    "LevelId",
    "Mention",
    "PhraseIndex",
    "SubjectId",
    "Suggestion",
    "Taxonomy",
    "Word",
    "fold",
    "load_taxonomy",
    "split_words",
]
