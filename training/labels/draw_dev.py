"""Draws further sentences to measure on: likely carriers of the poles of which `dev.jsonl` has too few.

draw_dev.py SHARED SOFT_LABELS OUTPUT

From the sentences of `held.tsv` (which no coder learns from) that have no labels yet. OUTPUT gets `dev_draw.tsv` (id and
pole; goes into the repository) and the batches for coders (`D-NN.txt`; with text: do not).
"""
import argparse
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "teacher"))
import data
from draw import batch_text, plain, soft_labels

HERE = pathlib.Path(__file__).resolve().parent
BATCH = 200
# Positives of a pole that are wanted, and sentences that are looked through for it.
WANTED, MOST = 60, 90
RANDOM = 40


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("soft", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    args = parser.parse_args()
    gold = args.shared / "gold"
    held = set((HERE / "held.tsv").read_text().split())
    dev = data.read_jsonl(gold / "dev.jsonl")
    seen = {r["id"] for r in data.labelled(gold)} | {plain(r) for r in dev}
    rows = [r for r in data.read_jsonl(gold / "unlabelled.jsonl.gz") if r["id"] in held and r["id"] not in seen and plain(r) not in seen]
    soft = soft_labels(args.soft)
    drawn, taken = [], set()

    def take(row, why):
        taken.update((row["id"], plain(row)))
        drawn.append((row, why))

    have = [sum(data.poles_of(r["codes"])[i] for r in dev) for i in range(12)]
    rng = random.Random(20261126)
    for row in rng.sample(rows, RANDOM):
        take(row, "random")
    for i, name in sorted(enumerate(data.POLES), key=lambda pole: have[pole[0]]):
        expected, looked = have[i], 0
        for row in sorted(rows, key=lambda r: (-soft[r["id"]][name], r["id"])):
            p = soft[row["id"]][name]
            if expected >= WANTED or looked >= MOST or p < 0.05:
                break
            if row["id"] not in taken and plain(row) not in taken:
                take(row, name)
                looked += 1
                expected += p
        print(f"{name}: {have[i]} in dev, {looked} drawn, {expected - have[i]:.0f} of them expected")
    rng.shuffle(drawn)
    args.output.mkdir(exist_ok=True)
    with open(HERE / "dev_draw.tsv", "w") as out:
        out.write("id\tdrawn_for\n")
        out.writelines(f"{row['id']}\t{why}\n" for row, why in drawn)
    for batch in range(0, len(drawn), BATCH):
        rows = [row for row, _ in drawn[batch:batch + BATCH]]
        (args.output / f"D-{batch // BATCH + 1:02}.txt").write_text(batch_text(rows))
    print(len(drawn), "sentences")


if __name__ == "__main__":
    main()
