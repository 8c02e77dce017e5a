"""Draws further sentences to measure on from text that may not train (`ships: false`): likely carriers of the poles of
which `dev.jsonl` and `dev_more.tsv` have fewer than 60.

draw_rare.py SHARED WORK MODEL.pt OUTPUT

MODEL.pt is a model by train.py or restore.py: its probabilities rank. OUTPUT gets the batches for coders (`R-NN.txt`; with
text: not for the repository) and `draw.tsv` (batch, number, id, pole).
"""
import pathlib
import random
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "teacher"))
import data
import encoders
from draw import batch_text, plain
from train import predict

HERE = pathlib.Path(__file__).resolve().parent
BATCH = 270
WANTED, MOST, FEWEST_WORDS = 60, 250, 4
# So many of those looked through are expected to carry the pole; of the first draw .4 did, further down fewer do.
YIELD = 0.1


def cases(gold):
    """How many cases of each pole there are to measure on: of `dev_more.tsv`, what both coders say."""
    have = [sum(data.poles_of(r["codes"])[i] for r in data.read_jsonl(gold / "dev.jsonl")) for i in range(12)]
    for line in (HERE / "dev_more.tsv").read_text().splitlines()[1:]:
        *_, one, two = line.split("\t")
        have = [n + a * b for n, a, b in zip(have, data.poles_of(one), data.poles_of(two or one))]
    return have


def main():
    shared, work, model, output = map(pathlib.Path, sys.argv[1:])
    gold = shared / "gold"
    seen = {plain(r) for name in ("dev.jsonl", "train.jsonl") for r in data.read_jsonl(gold / name)}
    drawn_before = {line.split("\t")[0] for line in (HERE / "dev_more.tsv").read_text().splitlines()[1:]}
    rows = {}
    for row in data.read_jsonl(gold / "unlabelled.jsonl.gz"):
        if row.get("ships") is True or row["id"] in drawn_before:
            seen.add(plain(row))
        elif len(row["text"].split()) >= FEWEST_WORDS:
            rows.setdefault(plain(row), row)
    rows = [row for text, row in rows.items() if text not in seen]
    kind, _, encode = encoders.load("minilm", gold, work)
    coder = kind()
    coder.load_state_dict(torch.load(model))
    poles = predict(coder, encode(rows))[:, 11:]
    drawn, taken = [], set()
    for i, have in sorted(enumerate(cases(gold)), key=lambda pole: pole[1]):
        looked = min(MOST, int((WANTED - have) / YIELD))
        for at in (-poles[:, i]).argsort(kind="stable"):
            if looked <= 0:
                break
            if at not in taken:
                taken.add(at)
                drawn.append((rows[at], data.POLES[i]))
                looked -= 1
        print(f"{data.POLES[i]}: {have:.0f} so far, {sum(pole == data.POLES[i] for _, pole in drawn)} drawn")
    random.Random(20261126).shuffle(drawn)
    output.mkdir(exist_ok=True, parents=True)
    with open(output / "draw.tsv", "w") as listed:
        for number, (row, pole) in enumerate(drawn):
            listed.write(f"{number // BATCH + 1}\t{number % BATCH + 1}\t{row['id']}\t{pole}\n")
    for start in range(0, len(drawn), BATCH):
        (output / f"R-{start // BATCH + 1:02}.txt").write_text(batch_text([row for row, _ in drawn[start:start + BATCH]]))


if __name__ == "__main__":
    main()
