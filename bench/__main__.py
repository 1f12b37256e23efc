"""``python -m bench [turns …] [--json]``: runs the benchmarks that are named, all when none is."""

import argparse
from collections.abc import Callable

from bench import matching, ranking, turns, understanding
from bench.rows import Row, table

BENCHMARKS: dict[str, Callable[[], list[Row]]] = {
    "turns": turns.run,
    "understanding": understanding.run,
    "matching": matching.run,
    "ranking": ranking.run,
}


def main() -> None:
    parser = argparse.ArgumentParser("bench", description="Measures Etude beside its peers, in one run.")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="one line of JSON for each row")
    chosen = parser.parse_args()
    for name in chosen.names:
        if name not in BENCHMARKS:
            parser.error(f"There is no benchmark {name}; there are {', '.join(BENCHMARKS)}.")
    for name in chosen.names or BENCHMARKS:
        rows = BENCHMARKS[name]()
        if chosen.json:
            print("\n".join(row.to_json() for row in rows), flush=True)
        else:
            print(f"{name}\n\n{table(rows)}\n", flush=True)


if __name__ == "__main__":
    main()
