"""Draws what is left of the sentences that may train, to be coded by lens: all mail, and of chat and code review those
that may well attend to people or to results.

draw_rest.py SHARED WORK MODEL.pt OUTPUT

MODEL.pt is a model by train.py or restore.py: its probabilities rank. WORK has `messages.json` (draw_messages.py): what is
held out is not drawn. OUTPUT gets the batches for coders (`F-NN.txt`; with text: not for the repository) and `draw.tsv`
(batch, number, id).
"""
import pathlib
import random
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "teacher"))
import data
import encoders
import mails
from draw import batch_text
from train import predict, sigmoid

BATCH, SEED = 350, 20261126
# Of chat and code review, the share of those drawn that ranks highest; the others are drawn by lot, so that a batch is not
# all carriers, which makes coders freer.
OTHERS, RANKED = 3600, 0.6


def to_code(shared, work):
    """Sentences without lenses that are neither held out nor fragments."""
    coded = {r["id"] for r in data.labelled(shared / "gold")}
    rows = [r for r in data.further(shared) if r["id"] not in coded and len(r["text"]) <= mails.LONGEST
            and len(r["text"].split()) >= mails.FEWEST_WORDS and any(c.islower() for c in r["text"])]
    rows = data.must_ship(rows, "further")
    return [r for r, held in zip(rows, data.held_out(rows, work)) if not held]


def main():
    shared, work, model, output = map(pathlib.Path, sys.argv[1:])
    rows = to_code(shared, work)
    kind, _, encode = encoders.load("minilm", shared / "gold", work)
    coder = kind()
    coder.load_state_dict(torch.load(model))
    rng = random.Random(SEED)
    drawn = [r for r in rows if data.kind(r) == "mail"]
    others = [r for r in rows if data.kind(r) in ("chat", "github")]
    focus = sigmoid(predict(coder, encode(others))[:, 11:13]).max(1)
    ranked = [others[i] for i in (-focus).argsort(kind="stable")]
    first = int(OTHERS * RANKED)
    print(f"{len(drawn)} of mail; {OTHERS} of {len(others)} others")
    parts = [drawn, ranked[:first] + rng.sample(ranked[first:], OTHERS - first)]
    for part in parts:
        rng.shuffle(part)
    # Mail first, and apart from the rest: a coder reads one kind of text.
    batches = [part[at:at + BATCH] for part in parts for at in range(0, len(part), BATCH)]
    output.mkdir(exist_ok=True, parents=True)
    with open(output / "draw.tsv", "w") as listed:
        for number, batch in enumerate(batches, 1):
            (output / f"F-{number:02}.txt").write_text(batch_text(batch))
            listed.writelines(f"{number}\t{at}\t{row['id']}\n" for at, row in enumerate(batch, 1))


if __name__ == "__main__":
    main()
