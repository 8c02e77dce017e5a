"""Draws sentences of mails (`teacher/mails.py`) to be coded by lens: all that speak to somebody, and some that do not, by lot.

draw_mails.py SHARED WORK OUTPUT

WORK has `messages.json` (draw_messages.py): what is held out is not drawn. OUTPUT gets the batches for coders (`E-NN.txt`;
with text: not for the repository) and `draw.tsv` (batch, number, id).
"""
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "teacher"))
import data
import mails
from draw import batch_text

SEED, SIZE, BATCH = 20261126, 4800, 300


def main():
    shared, work, output = map(pathlib.Path, sys.argv[1:])
    rows = data.must_ship(mails.rows(shared), "mails")
    rows = [r for r, held in zip(rows, data.held_out(rows, work)) if not held]
    drawn = [r for r in rows if mails.TO_SOMEBODY.search(r["text"])]
    others = [r for r in rows if not mails.TO_SOMEBODY.search(r["text"])]
    rng = random.Random(SEED)
    print(f"{len(drawn)} of {len(rows)} speak to somebody; {SIZE - len(drawn)} of {len(others)} others by lot")
    drawn += rng.sample(others, SIZE - len(drawn))
    rng.shuffle(drawn)
    output.mkdir(exist_ok=True, parents=True)
    with open(output / "draw.tsv", "w") as listed:
        for number, row in enumerate(drawn):
            listed.write(f"{number // BATCH + 1}\t{number % BATCH + 1}\t{row['id']}\n")
    for start in range(0, SIZE, BATCH):
        (output / f"E-{start // BATCH + 1:02}.txt").write_text(batch_text(drawn[start:start + BATCH]))


if __name__ == "__main__":
    main()
