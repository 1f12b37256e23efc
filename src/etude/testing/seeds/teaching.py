"""What the tutors of the seeds teach: one line a subject, with the taxonomy's ids."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Teaching:
    """`weight`: how common; `price`: a percentage of the city's hour; `it` and `player`: its words in a sentence."""

    subject: str
    kind: str
    weight: int
    price: int
    it: str
    player: str
    genres: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def _music(
    subject: str, weight: int, price: int, player: str, genres: str, also: str = "", it: str | None = None
) -> Teaching:
    name = it or subject.replace("-", " ")
    return Teaching(subject, "music", weight, price, name, player, tuple(genres.split()), tuple(also.split()))


def _other(kind: str, subject: str, weight: int, price: int, it: str, player: str, also: str = "") -> Teaching:
    return Teaching(subject, kind, weight, price, it, player, (), tuple(also.split()))


TEACHINGS = (
    _music("piano", 26, 100, "pianist", "classical jazz pop blues romantic film-music", "music-theory improvisation"),
    _music("guitar", 18, 92, "guitarist", "rock pop blues fingerstyle folk classical", "electric-guitar songwriting"),
    _music("singing", 14, 105, "singer", "musical-theatre pop jazz classical soul gospel", "choir songwriting"),
    _music("violin", 13, 105, "violinist", "classical folk baroque klezmer gypsy-jazz", "viola sight-reading"),
    _music("drums", 9, 96, "drummer", "rock funk jazz pop metal hip-hop", "cajon"),
    _music("cello", 7, 108, "cellist", "classical baroque contemporary film-music", "sight-reading"),
    _music("saxophone", 7, 100, "saxophonist", "jazz funk soul swing bossa-nova", "improvisation clarinet"),
    _music("flute", 7, 98, "flautist", "classical folk baroque bossa-nova", "recorder"),
    _music("clarinet", 4, 96, "clarinettist", "classical klezmer jazz swing", "bass-clarinet"),
    _music("trumpet", 4, 98, "trumpeter", "jazz classical funk swing", "cornet"),
    _music("bass-guitar", 4, 90, "bassist", "funk rock soul reggae", "double-bass"),
    _music("ukulele", 4, 80, "ukulele player", "folk pop children-songs swing"),
    _music(
        "music-production", 6, 110, "producer", "electronic hip-hop house techno ambient", "djing sound-engineering"
    ),
    _music("music-theory", 4, 95, "musician", "classical jazz contemporary", "ear-training composition"),
    _music("songwriting", 3, 96, "songwriter", "indie pop folk country", "singing"),
    _music("accordion", 2, 94, "accordionist", "folk tango klezmer world"),
    _music("harp", 2, 125, "harpist", "classical folk irish-trad"),
    _music("double-bass", 2, 100, "bass player", "jazz swing bluegrass classical", "bass-guitar"),
    _music("trombone", 2, 95, "trombonist", "jazz classical salsa funk", "euphonium"),
    _music("oboe", 2, 108, "oboist", "classical baroque"),
    _music("organ", 2, 110, "organist", "classical baroque gospel", "harpsichord"),
    _music("recorder", 2, 82, "recorder player", "early-music baroque children-songs"),
    _music("early-childhood-music", 3, 84, "music teacher", "children-songs folk world", it="music for little ones"),
    _music("mandolin", 1, 90, "mandolin player", "bluegrass folk irish-trad", "banjo"),
    _music("harmonica", 1, 82, "harmonica player", "blues folk country"),
    _music("tabla", 2, 96, "tabla player", "indian-classical world"),
    _music("baglama", 1, 92, "bağlama player", "folk world", it="bağlama"),
    _other("study", "maths", 15, 98, "maths", "mathematician", "statistics further-maths calculus"),
    _other("study", "physics", 7, 102, "physics", "physicist", "maths"),
    _other("study", "chemistry", 5, 102, "chemistry", "chemist", "biology"),
    _other("study", "biology", 4, 98, "biology", "biologist", "chemistry"),
    _other("study", "english-literature", 4, 94, "English literature", "reader", "essay-writing creative-writing"),
    _other("study", "history", 3, 92, "history", "historian", "politics essay-writing"),
    _other("study", "economics", 3, 105, "economics", "economist", "statistics"),
    _other("exam", "eleven-plus", 3, 105, "the eleven plus", "exam coach", "verbal-reasoning"),
    _other("exam", "ielts", 3, 92, "IELTS", "exam coach", "english cambridge-english"),
    _other("exam", "sat-exam", 3, 125, "the SAT", "exam coach", "act-exam"),
    _other("language", "spanish", 7, 74, "Spanish", "linguist", "dele"),
    _other("language", "german", 6, 78, "German", "linguist"),
    _other("language", "french", 6, 80, "French", "linguist", "delf"),
    _other("language", "english", 7, 76, "English", "linguist", "cambridge-english public-speaking"),
    _other("language", "italian", 3, 76, "Italian", "linguist"),
    _other("language", "portuguese", 2, 74, "Portuguese", "linguist"),
    _other("language", "japanese", 3, 84, "Japanese", "linguist", "jlpt calligraphy"),
    _other("language", "mandarin", 3, 84, "Mandarin", "linguist", "hsk"),
    _other("language", "arabic", 3, 78, "Arabic", "linguist"),
    _other("language", "turkish", 2, 72, "Turkish", "linguist"),
    _other("language", "hebrew", 1, 82, "Hebrew", "linguist"),
    _other("skill", "programming", 6, 122, "programming", "programmer", "python javascript"),
    _other("skill", "python", 4, 125, "Python", "programmer", "data-science sql"),
    _other("skill", "scratch", 2, 88, "Scratch", "programmer", "programming"),
    _other("skill", "drawing", 6, 84, "drawing", "illustrator", "painting"),
    _other("skill", "painting", 3, 88, "painting", "painter", "drawing"),
    _other("skill", "photography", 3, 98, "photography", "photographer"),
    _other("skill", "chess", 6, 82, "chess", "player"),
    _other("skill", "yoga", 5, 92, "yoga", "practitioner", "meditation"),
    _other("skill", "public-speaking", 2, 128, "public speaking", "speaker"),
    _other("skill", "creative-writing", 3, 94, "creative writing", "writer", "essay-writing"),
    _other("skill", "salsa-dance", 2, 90, "salsa", "dancer"),
)

# A genre in a sentence, where its id will not do ("I play …").
GENRE_WORDS = {
    "classical": "classical music",
    "baroque": "baroque music",
    "romantic": "Romantic music",
    "contemporary": "new music",
    "electronic": "electronic music",
    "rnb": "R&B",
    "bossa-nova": "bossa nova",
    "gypsy-jazz": "gypsy jazz",
    "musical-theatre": "musical theatre",
    "film-music": "film music",
    "irish-trad": "Irish trad",
    "hip-hop": "hip-hop",
    "children-songs": "children's songs",
    "indian-classical": "Indian classical",
    "early-music": "early music",
    "latin": "Latin",
    "world": "world music",
}

# Genres that stand before an instrument ("jazz piano") as they are.
STYLES = {
    *("classical", "baroque", "jazz", "swing", "blues", "rock", "pop", "folk"),
    *("funk", "soul", "metal", "indie", "klezmer", "flamenco", "gospel"),
}

# Where a language of instruction has one, the subject of the same name is taught by those who speak it.
SPOKEN = {
    "spanish": "es",
    "german": "de",
    "french": "fr",
    "italian": "it",
    "portuguese": "pt",
    "japanese": "ja",
    "mandarin": "zh",
    "arabic": "ar",
    "turkish": "tr",
    "hebrew": "he",
    "english": "en",
}

# Where most who teach these come from; everybody else's names are those of the city.
ORIGINS = {
    "spanish": "spain",
    "german": "germany",
    "french": "france",
    "italian": "italy",
    "portuguese": "iberia",
    "japanese": "japan",
    "mandarin": "china",
    "arabic": "levant",
    "turkish": "turkey",
    "hebrew": "israel",
    "english": "isles",
    "tabla": "india",
    "baglama": "turkey",
}
