"""Write data/official/municipality_neighbours.csv from a map of the municipalities.

    python tools/municipality_neighbours.py municipalities.geojson

The map is that of the R package plotDK 0.1.0 (``data/municipality.rda``), written as GeoJSON with
four decimals and each municipality's three-digit ``code`` among its properties; it is not part of
the repository. Two municipalities are neighbours if a stretch of their boundaries, two points that
follow each other, is the same in both to the last decimal.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).parents[1] / "data" / "official" / "municipality_neighbours.csv"
CHRISTIANSOE = "411"  # on the map, but no municipality


def stretches(geometry: dict) -> Iterator[tuple[tuple[float, ...], ...]]:
    """Yield every two points that follow each other on a boundary, in either direction alike."""
    single = geometry["type"] == "Polygon"
    polygons = [geometry["coordinates"]] if single else geometry["coordinates"]
    for ring in itertools.chain.from_iterable(polygons):
        for pair in itertools.pairwise(map(tuple, ring)):
            yield tuple(sorted(pair))


def neighbours(features: list[dict]) -> list[tuple[str, str]]:
    """Return every pair of codes with a stretch in common, from both sides, in order."""
    on = defaultdict(set)
    for feature in features:
        code = feature["properties"]["code"]
        if code != CHRISTIANSOE:
            for stretch in stretches(feature["geometry"]):
                on[stretch].add(code)
    return sorted({pair for codes in on.values() for pair in itertools.permutations(codes, 2)})


def main() -> None:
    """Read the map named on the command line and write the table."""
    features = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["features"]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["code", "neighbour_code"])
        rows.writerows(neighbours(features))


if __name__ == "__main__":
    main()
