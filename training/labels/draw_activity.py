"""Draws sentences that have lenses and no activity, to be coded by activity.

draw_activity.py SHARED WORK MODEL.pt OUTPUT

MODEL.pt is a model by train.py or restore.py: what it is least sure of comes first, mail before the rest. What is held out is
not drawn. OUTPUT gets the batches for coders (`A-NN.txt`; with text: not for the repository) and `draw.tsv` (batch, number, id).
"""
import pathlib
import random
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "teacher"))
import data
import encoders
from draw import batch_text
from train import predict, softmax

BATCH, SEED = 350, 20261128
# Batches of alike sentences make coders drift: in each round of so many batches the order is by lot.
ROUND = 8
MAIL, OTHERS = 24, 8


def main():
    shared, work, model, output = map(pathlib.Path, sys.argv[1:])
    rows = data.labelled(shared / "gold")
    held = data.held_out(rows, work)
    rows = [r for r, h in zip(rows, held) if not h and not r["activity_votes_used"]]
    kind, _, encode = encoders.load("minilm", shared / "gold", work)
    coder = kind()
    coder.load_state_dict(torch.load(model))
    sure = softmax(predict(coder, encode(rows))[:, :11]).max(1)
    mail = [i for i in sure.argsort(kind="stable") if data.kind(rows[i]) == "mail"]
    others = [i for i in sure.argsort(kind="stable") if data.kind(rows[i]) in ("chat", "github")]
    print(f"{len(mail)} of mail, {len(others)} of chat and code review")
    rng, number = random.Random(SEED), 0
    output.mkdir(exist_ok=True, parents=True)
    with open(output / "draw.tsv", "w") as listed:
        for drawn in (mail[:MAIL * BATCH], others[:OTHERS * BATCH]):
            for start in range(0, len(drawn), ROUND * BATCH):
                part = drawn[start:start + ROUND * BATCH]
                print(f"from batch {number + 1}: the model's probability from {sure[part[0]]:.2f} to {sure[part[-1]]:.2f}")
                rng.shuffle(part)
                for at in range(0, len(part), BATCH):
                    number += 1
                    batch = [rows[i] for i in part[at:at + BATCH]]
                    (output / f"A-{number:02}.txt").write_text(batch_text(batch))
                    listed.writelines(f"{number}\t{n}\t{row['id']}\n" for n, row in enumerate(batch, 1))


if __name__ == "__main__":
    main()
