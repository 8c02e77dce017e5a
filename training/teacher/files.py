"""Reading what rows stand in; the rule of what may train."""
import gzip
import json
import pathlib

LABELS = pathlib.Path(__file__).resolve().parent.parent / "labels"


class RefusedRow(Exception):
    """A row that must not train weights that ship, nor get a soft label."""


def read_jsonl(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def must_ship(rows, what):
    for row in rows:
        if row.get("ships") is not True:
            raise RefusedRow(f"{what}: row {row.get('id')} is not marked `ships: true`")
    return rows


def bare(text):
    return "".join(c for c in text.lower() if c.isalnum())
