"""Whole messages that were coded by Pass M, and a plain splitter into sentences; the program's own one is better, this one
needs no build."""
import json
import pathlib
import re

LABELS = pathlib.Path(__file__).resolve().parent.parent / "labels"
END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[A-Z0-9\"'(@`*])|\n\s*\n|\n(?=\s*[-*\d]+[.)]?\s)")


def read(work):
    """The messages that `labels/draw_messages.py` drew, with their codes where they have some."""
    whole = json.loads((work / "messages.json").read_text())
    codes = {}
    if (LABELS / "messages.tsv").exists():
        for line in (LABELS / "messages.tsv").read_text().splitlines()[1:]:
            key, people, results, activities = line.split("\t")
            codes[key] = (int(people), int(results), activities.split(","))
    for message in whole:
        message["codes"] = codes.get(message["id"])
    return whole


def split(text):
    out = []
    for piece in END.split(text):
        piece = " ".join((piece or "").split())
        if re.search(r"[A-Za-z]{2}", piece):
            out.append(piece)
    return out


def sentences(whole):
    out = []
    for number, message in enumerate(whole):
        texts = split(message["text"])
        for i, text in enumerate(texts):
            out.append({"message": number, "subject": message["subject"], "text": text,
                        "before": texts[i - 1] if i else "", "after": texts[i + 1] if i + 1 < len(texts) else ""})
    return out
