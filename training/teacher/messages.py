"""Whole messages that were coded by Pass M, and a plain splitter into sentences; the program's own one is better, this one
needs no build."""
import json
import re

from files import LABELS

END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[A-Z0-9\"'(@`*])|\n\s*\n|\n(?=\s*[-*\d]+[.)]?\s)")


def coded(drawn, codes):
    """Drawn messages with their codes where they have some."""
    found = {}
    for line in codes.read_text().splitlines()[1:]:
        key, people, results, activities = line.split("\t")
        found[key] = (int(people), int(results), activities.split(","))
    whole = json.loads(drawn.read_text())
    for message in whole:
        message["codes"] = found.get(message["id"])
    return whole


def read(work):
    """The messages that thresholds and the rule for messages are set on: nothing learns from their sentences."""
    return coded(work / "messages.json", LABELS / "messages.tsv")


def to_learn_from(work):
    """Other messages, whose codes are learned from."""
    return [m for m in coded(work / "messages_more.json", LABELS / "messages_more.tsv") if m["codes"]]


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
