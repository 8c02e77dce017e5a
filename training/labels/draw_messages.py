"""Draws whole messages to be coded by Pass M: own words of mails, comments and chat that may ship, apart from dev.

draw_messages.py SHARED MAILS BIFOCAL OUTPUT

MAILS is the unpacked `data/enron_mail` archive, BIFOCAL the program (for own words). OUTPUT gets `messages.json` (800, on
which thresholds and the rule for messages are set), `messages_more.json` (further ones, to learn from), and the batches
for coders (`M-NN.txt`, `MM-NN.txt`).
"""
import argparse
import csv
import email
import html
import json
import pathlib
import random
import re
import subprocess
import sys
import tarfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "teacher"))
import data

SEED = 20261125
BATCH = 200
SIZES = {"enron_raw": 430, "enron_lin": 130, "github": 110, "zulip": 130}
MORE = {"enron_raw": 770, "enron_lin": 200, "github": 310, "zulip": 300}
LONGEST, SHORTEST = 3500, 20


class Draw:
    def __init__(self, gold):
        self.rng = random.Random(SEED)
        dev, messages = data.read_jsonl(gold / "dev.jsonl"), data.read_jsonl(gold / "messages_dev.jsonl")
        self.used_ids = {m["id"] for m in messages}
        self.used_docs = {r["doc"] for r in dev}
        self.used_starts = {data.bare(m["text"])[:200] for m in messages}
        self.dev_sentences = {s for r in dev if len(s := data.bare(r["text"])) > 30}
        self.drawn, self.more = [], []

    def take(self, key, source, subject, text):
        text = re.sub(r"\n{3,}", "\n\n", text.strip())
        start = data.bare(text)
        if (key in self.used_ids or not SHORTEST <= len(start) or len(text) > LONGEST or start[:200] in self.used_starts
                or any(s in start for s in self.dev_sentences)):
            return None
        self.used_starts.add(start[:200])
        return {"id": key, "source": source, "subject": subject, "text": text}

    def fill(self, source, candidates):
        got = []
        self.rng.shuffle(candidates)
        for candidate in candidates:
            if len(got) == SIZES[source] + MORE[source]:
                break
            found = candidate()
            message = found and self.take(found[0], source, *found[1:])
            got += [message] if message else []
        self.drawn += got[:SIZES[source]]
        self.more += got[SIZES[source]:]
        print(source, len(got))


def mail(doc, folder, program):
    path = folder / doc.removeprefix("raw/")
    message = email.message_from_bytes(path.read_bytes())
    body = message.get_payload(decode=True)
    if body is None:
        return None
    lines = body.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    said = subprocess.run([program, "words", "--format", "jsonl", path], capture_output=True, text=True).stdout
    zones = [json.loads(line)["zone"] for line in said.splitlines()]
    if abs(len(zones) - len(lines)) > 1:
        return None
    own = "\n".join(line for line, zone in zip(lines, zones) if zone in ("own", "blank"))
    return "er-" + path.stem, str(message["subject"] or ""), own


def without_quotes(body):
    body = re.sub(r"```.*?```", "CODE", body, flags=re.S)
    return "\n".join(line for line in body.split("\n") if not line.startswith(">"))


def chat_text(content):
    content = re.sub(r"<blockquote>.*?</blockquote>|<pre>.*?</pre>|<code>.*?</code>", "", content, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br>|</p>", "\n", content)))


def main():
    parser = argparse.ArgumentParser()
    for name in ("shared", "mails", "program", "output"):
        parser.add_argument(name, type=pathlib.Path)
    args = parser.parse_args()
    gold, folder = args.shared / "gold", args.shared / "data"
    draw = Draw(gold)
    rows = [r for name in ("unlabelled.jsonl.gz", "train.jsonl") for r in data.read_jsonl(gold / name) if r.get("ships") is True]
    docs = sorted({r["doc"] for r in rows if r["source"] == "enron_raw"} - draw.used_docs)
    draw.fill("enron_raw", [lambda doc=doc: mail(doc, args.mails, args.program) for doc in docs])

    lin = {}
    with open(folder / "requests/lin/Dataset_email.csv", encoding="utf-8", errors="replace") as lines:
        for row in csv.DictReader(lines):
            key = (row["Sentence_id"] or "").split(".")[0]
            if key:
                lin.setdefault(key, []).append(row["Sentence"].strip())
    draw.fill("enron_lin", [lambda key=key: ("li-" + key, "", "\n".join(lin[key])) for key in sorted(lin)])

    with open(folder / "developer_chat/github_incivility/annotated_comment_level.csv", encoding="utf-8", errors="replace") as lines:
        comments = list(csv.DictReader(lines))
    draw.fill("github", [lambda row=row: ("gh-" + row["comment_id"], "(issue comment)", without_quotes(row["comment_body"])) for row in comments])

    chat = []
    used = {doc.split("/", 1)[1] for doc in draw.used_docs if doc.startswith("zulip/")}
    with tarfile.open(folder / "developer_chat/zulip/zulip_json.tar.gz") as archive:
        for member in archive.getmembers():
            topic = pathlib.Path(member.name).stem
            if member.isfile() and member.name.endswith(".json") and topic not in used:
                found = json.load(archive.extractfile(member))
                chat += [(topic, m) for m in found if isinstance(m, dict) and "content" in m]
    chat.sort(key=lambda pair: str(pair[1].get("id")))
    draw.fill("zulip", [lambda pair=pair: (f"zu-{pair[1].get('id')}", pair[0].replace(".20", " "), chat_text(pair[1]["content"])) for pair in chat])

    args.output.mkdir(parents=True, exist_ok=True)
    for drawn, name, sheets in ((draw.drawn, "messages.json", "M"), (draw.more, "messages_more.json", "MM")):
        draw.rng.shuffle(drawn)
        (args.output / name).write_text(json.dumps(drawn))
        for at in range(0, len(drawn), BATCH):
            text = "\n".join(f"### {i}\nsubject: {m['subject'][:150]}\n{m['text']}\n---" for i, m in enumerate(drawn[at:at + BATCH], 1))
            (args.output / f"{sheets}-{at // BATCH + 1:02}.txt").write_text(text)


if __name__ == "__main__":
    main()
