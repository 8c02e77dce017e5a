"""Sentences of the mails whose text may ship (`data/enron_mail`), quoted and forwarded ones among them, that stand in no
file of `gold`: of people who write to people, not the news that they pass on."""
import email
import functools
import pathlib
import re
import tarfile

import files
import messages

ARCHIVE = "data/enron_mail/enron_1702_rfc822.tar.gz"
# A mail with more sentences is a newsletter, a press review or a contract; one with fewer to somebody is a list of names.
MOST, LEAST_TO_SOMEBODY = 60, 2
SHORTEST, LONGEST, FEWEST_WORDS = 12, 400, 3
TO_SOMEBODY = re.compile(r"\b(I|we|you|your|my|our|us|me|let's|please|thanks|thank)\b", re.I)
HEADER = re.compile(r"\s*(from|to|cc|bcc|sent|date|subject|sent by|importance)\s*:|-+\s*(original message|forwarded by)", re.I)
ADDRESS = re.compile(r"@|/(HOU|NA|LON|Corp|Enron|EES|ECT)\b|\bRespond to\b", re.I)


def without_marks(body):
    """The text without marks of quoting and without the headers of what is quoted."""
    lines = [re.sub(r"^[>\s|]+", "", line) for line in body.replace("\r", "").split("\n")]
    return "\n".join("" if HEADER.match(line) else line for line in lines)


def sentences(name, message):
    """All of one mail, or none if it is not of the kind that is wanted."""
    body = message.get_payload(decode=True)
    texts = messages.split(without_marks(body.decode("latin-1"))) if body else []
    if len(texts) > MOST or sum(bool(TO_SOMEBODY.search(t)) for t in texts) < LEAST_TO_SOMEBODY:
        return []
    stem, doc = pathlib.PurePath(name).stem, "raw/" + "/".join(pathlib.PurePath(name).parts[1:])
    return [{"id": f"mail-{stem}-{at}", "source": "enron_raw", "doc": doc, "ships": True, "subject": str(message["subject"] or ""),
             "before": texts[at - 1] if at else "", "text": text, "after": texts[at + 1] if at + 1 < len(texts) else ""}
            for at, text in enumerate(texts)]


def is_said(text):
    """A sentence that somebody wrote, not an address, a heading or a date."""
    return (len(text) <= LONGEST and len(text.split()) >= FEWEST_WORDS and not ADDRESS.search(text)
            and bool(TO_SOMEBODY.search(text) or text.endswith((".", "?", "!"))))


@functools.cache
def rows(shared):
    """All such sentences, each once, in the order of their file names."""
    gold, seen, out = shared / "gold", set(), []
    for name in ("unlabelled.jsonl.gz", "train.jsonl", "dev.jsonl", "eval_enron.jsonl"):
        seen.update(files.bare(r["text"]) for r in files.read_jsonl(gold / name))
    measured = "\n".join(files.bare(m["text"]) for m in files.read_jsonl(gold / "messages_dev.jsonl"))
    with tarfile.open(shared / ARCHIVE) as archive:
        for member in sorted((m for m in archive if m.name.endswith(".txt")), key=lambda m: m.name):
            for row in sentences(member.name, email.message_from_bytes(archive.extractfile(member).read())):
                bare = files.bare(row["text"])
                if is_said(row["text"]) and len(bare) >= SHORTEST and bare not in seen and bare not in measured:
                    seen.add(bare)
                    out.append(row)
    return out
