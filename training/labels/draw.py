"""Draws the sentences to be coded next: a third at random with known probability, the rest by what the last
model is unsure of or takes for a carrier of a rare code.

draw.py SHARED SOFT_LABELS OUTPUT

OUTPUT gets `draw.tsv` (id, stratum, probability of the random draw; no text: goes into the repository) and the
batches for coders (`A-NN.txt`, `L-NN.txt`; with text: does not).
"""
import argparse
import gzip
import pathlib
import random
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "teacher"))
import data

BATCH = 400
SEED = 20261125
RANDOM = {"mail": 1500, "chat": 550, "github": 500, "meeting": 250}
# How much a kind of text counts when carriers are looked for: mail is what most people bring.
SHARE = {"mail": 1.0, "chat": 0.7, "github": 0.7, "meeting": 0.35}
CARRIERS = {"people": 750, "results": 750, "right_thing": 230, "things_right": 230, "innovation": 230,
            "administration": 180, "relationships": 280, "systems": 230, "new": 260, "existing": 260,
            "forecasting": 260, "doing": 140, "DELEGATE": 150, "TRACK": 170, "LEARN": 170, "MOTIVATE": 150,
            "DECIDE": 170, "COMMIT": 120}
UNSURE = 870


def plain(row):
    return re.sub(r"\W+", "", row["text"].lower())


def soft_labels(path):
    names = data.ACTIVITIES + data.POLES
    out = {}
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if not line.startswith("#"):
                key, value = line.split()
                out[key] = dict(zip(names, (b / 255 for b in bytes.fromhex(value))))
    return out


def draw(rows, soft):
    """(row, stratum, probability) in a fixed order; a sentence is drawn once."""
    rng = random.Random(SEED)
    drawn, seen = [], set()

    def take(row, stratum, probability=""):
        seen.add(row["id"])
        seen.add(plain(row))
        drawn.append((row, stratum, probability))

    for name, size in RANDOM.items():
        pool = sorted((r for r in rows if data.kind(r) == name), key=lambda r: r["id"])
        for row in rng.sample(pool, size):
            take(row, "random", f"{size / len(pool):.5f}")
    rest = [r for r in rows if r["id"] in soft]

    def fill(stratum, size, score):
        got = 0
        for row in sorted(rest, key=lambda r: (-score(r), r["id"])):
            if got == size:
                return
            if row["id"] not in seen and plain(row) not in seen and len(plain(row)) > 8:
                take(row, stratum)
                got += 1

    for name, size in CARRIERS.items():
        fill(f"carrier:{name}", size, lambda r: soft[r["id"]][name] * SHARE[data.kind(r)])

    def unsure(row):
        p = soft[row["id"]]
        best = max(p[a] for a in data.ACTIVITIES)
        pole = sum(min(p[x], 1 - p[x]) for x in ("people", "results"))
        return ((1 - best) + pole) * SHARE[data.kind(row)]

    fill("unsure", UNSURE, unsure)
    rng.shuffle(drawn)
    return drawn


def batch_text(rows):
    out = []
    for number, row in enumerate(rows, 1):
        subject = row.get("subject") or "-"
        out.append(f"### {number}\nsubject: {subject[:150]}\nbefore: {(row.get('before') or '-')[-220:]}\n"
                   f"TARGET: {row['text'][:700]}\nafter: {(row.get('after') or '-')[:160]}\n")
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("soft", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    args = parser.parse_args()
    gold = args.shared / "gold"
    known = {r["id"] for r in data.read_jsonl(gold / "train.jsonl")}
    rows = [r for r in data.read_jsonl(gold / "unlabelled.jsonl.gz") if r.get("ships") is True and r["id"] not in known]
    drawn = draw(data.must_ship(rows, "unlabelled"), soft_labels(args.soft))
    args.output.mkdir(parents=True, exist_ok=True)
    with open(args.output / "draw.tsv", "w") as out:
        out.write("id\tstratum\tprobability\n")
        for row, stratum, probability in drawn:
            out.write(f"{row['id']}\t{stratum}\t{probability}\n")
    rows = [row for row, _, _ in drawn]
    for at in range(0, len(rows), BATCH):
        for name in ("A", "L"):
            (args.output / f"{name}-{at // BATCH + 1:02}.txt").write_text(batch_text(rows[at:at + BATCH]))
    # The fifth that is coded twice: every fifth of the (shuffled) draw.
    twice = rows[::5]
    for at in range(0, len(twice), BATCH):
        for name in ("A", "L"):
            (args.output / f"{name}x{at // BATCH + 1:02}.txt").write_text(batch_text(twice[at:at + BATCH]))
    print(f"{len(rows)} sentences, {len(twice)} of them twice")


if __name__ == "__main__":
    main()
