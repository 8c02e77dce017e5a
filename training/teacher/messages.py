"""A plain sentence splitter for whole messages; the program's own one is better, this one needs no build."""
import re

HEADER = re.compile(r"^\s*(To|From|cc|Cc|CC|Subject|Sent|Date):", re.M)
FORWARD = re.compile(r"^.*(-{3,}\s*(Original Message|Forwarded by)|\bwrote:\s*$).*$", re.M | re.I)
END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[A-Z0-9\"'(@`*])|\n\s*\n|\n(?=\s*[-*\d]+[.)]?\s)")


def own_words(text):
    cut = len(text)
    found = FORWARD.search(text)
    if found:
        cut = found.start()
    found = HEADER.search(text)
    if found and found.start() < cut:  # a Notes header block: name and date stand in the two lines above
        lines = text[:found.start()].rstrip("\n").split("\n")
        while lines and not lines[-1].strip():
            lines.pop()
        for _ in range(2):
            if lines and (re.search(r"\d\d?[/:]\d\d|@|/[A-Z]{2,}", lines[-1])):
                lines.pop()
        cut = len("\n".join(lines))
    return "\n".join(l for l in text[:cut].split("\n") if not l.lstrip().startswith(">"))


def split(text):
    out = []
    for piece in END.split(own_words(text)):
        piece = " ".join((piece or "").split())
        if re.search(r"[A-Za-z]{2}", piece):
            out.append(piece)
    return out


def sentences(messages):
    out = []
    for number, message in enumerate(messages):
        texts = split(message["text"])
        for i, text in enumerate(texts):
            out.append({"message": number, "subject": message["subject"], "text": text,
                        "before": texts[i - 1] if i else "", "after": texts[i + 1] if i + 1 < len(texts) else ""})
    return out
