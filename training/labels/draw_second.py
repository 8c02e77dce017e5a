"""Draws sentences for a further coder of their lenses.

draw_second.py SHARED WORK OUTPUT [MODEL.pt]

With MODEL.pt, a model by train.py or restore.py: of those that are learned from by one coder's word alone, the ones where the
model is furthest from it (Northcutt, Jiang & Chuang 2021, "Confident learning"). Without: all that are held
out and that one coder coded, and those that two coders coded differently, so that what is measured with is a majority's
word, and no model has a say in what is coded again. WORK has `messages.json` (draw_messages.py). OUTPUT gets the batches for
coders (`S-NN.txt`; with text: not for the repository) and `draw.tsv` (batch, number, id).
"""
import pathlib
import random
import sys

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "teacher"))
import data
import encoders
import messages
from draw import batch_text
from train import predict, sigmoid

BATCH, SEED, MOST = 350, 20261127, 2450
# What a contradiction on people or results weighs beside one on another pole.
OF_FOCUS = 1.25


def contradicted(rows, shared, work, model):
    """Of those coded once, the plainest contradictions."""
    rows = [r for r in rows if r["source"] != "written" and len(r["codes_votes_used"]) == 1]
    kind, _, encode = encoders.load("minilm", shared / "gold", work)
    coder = kind()
    coder.load_state_dict(torch.load(model))
    labels = np.stack([r["target"][1] for r in rows])
    apart = np.abs(sigmoid(predict(coder, encode(rows))[:, 11:]) - labels)
    apart = np.maximum(apart.max(1), OF_FOCUS * apart[:, :2].max(1))
    drawn = (-apart).argsort(kind="stable")[:MOST]
    print(f"{len(drawn)} of {len(rows)}, {apart[drawn].min():.2f} apart and more")
    return [rows[i] for i in drawn]


def undecided(rows):
    """Those without a majority of at least two."""
    return [r for r in rows if r["codes_votes_used"] and (len(r["codes_votes_used"]) == 1 or (r["target"][1] == 0.5).any())]


def main():
    shared, work, output, *model = map(pathlib.Path, sys.argv[1:])
    rows = data.labelled(shared / "gold")
    held = data.held_out(rows, work)
    if model:
        drawn = contradicted([r for r, h in zip(rows, held) if not h], shared, work, *model)
    else:
        drawn = undecided([r for r, h in zip(rows, held) if h])
    print(f"{len(drawn)} drawn")
    random.Random(SEED).shuffle(drawn)
    output.mkdir(exist_ok=True, parents=True)
    with open(output / "draw.tsv", "w") as listed:
        for start in range(0, len(drawn), BATCH):
            batch, number = drawn[start:start + BATCH], start // BATCH + 1
            (output / f"S-{number:02}.txt").write_text(batch_text(batch))
            listed.writelines(f"{number}\t{at}\t{row['id']}\n" for at, row in enumerate(batch, 1))


if __name__ == "__main__":
    main()
