"""What it costs that nothing was learned from a kind of source: the honest estimate for text of a kind that no coder has seen.

left_out.py SHARED WORK KINDS ... [--epochs 3]

For each KINDS, a kind of source (mail, chat, github, meeting) or several with a + between, a student as small as the careful
coder, from the pretrained encoder, and a model like the fast coder learn from the labels of the other kinds alone: no teacher
speaks, and where a sentence lacks a pass of coding the fast one takes that student's word. They are measured on all labelled
sentences of each kind left out. A line each goes to `../left_out.tsv`, in place of an earlier one; `cargo xtask evaluate` puts
them into the cards. WORK/minilm-no-KINDS-51.pt is not trained again if it is there: remove it where labels or epochs have
changed. 35 minutes and more on two cores.
"""
import argparse
import pathlib
import subprocess
import sys

import numpy as np
import torch

import data
import encoders
import fast
from train import kappas, predict

HERE = pathlib.Path(__file__).resolve().parent
LINES = HERE.parent / "left_out.tsv"
SEED = 51
KINDS = {"mail", "chat", "github", "meeting"}


def student(shared, work, kinds, epochs):
    """The weights of a student that has read no labels of these kinds."""
    path = work / f"minilm-no-{kinds}-{SEED}.pt"
    if not path.exists():
        settings = ["--wholes", "0", "--lr", "3e-4", "--epochs", str(epochs), "--seed", str(SEED), "--measure", str(epochs)]
        subprocess.run([sys.executable, HERE / "train.py", shared, work, f"no-{kinds}", *settings], check=True)
    return path


def line(coder, what, out, rows):
    found = kappas(out, rows)
    activity, _ = found["activity"]
    (people, people_cases), (results, results_cases) = found["people"], found["results"]
    return f"{coder}\t{what}\t{len(rows)}\t{activity:.3f}\t{people:.3f}\t{people_cases}\t{results:.3f}\t{results_cases}"


def measured(shared, work, kinds, epochs):
    path = student(shared, work, kinds, epochs)
    load, _, encode = encoders.load("minilm", shared / "gold", work)
    model = load()
    model.load_state_dict(torch.load(path))
    rows, by_fast = fast.run(fast.arguments([str(shared), str(work), str(path), str(work / f"fitted-no-{kinds}.bin"), "--without", kinds]))
    by_careful = predict(model, encode(rows))
    lines = []
    for kind in kinds.split("+"):
        others = [other for other in kinds.split("+") if other != kind]
        what = kind + (f" (left out with {' and '.join(others)})" if others else "")
        at = np.flatnonzero(data.of_kind(rows, kind))
        of_kind = [rows[i] for i in at]
        lines += [line("careful", what, by_careful[at], of_kind), line("fast", what, by_fast[at], of_kind)]
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("kinds", nargs="+", help="mail, chat, github, meeting, or several with a + between")
    parser.add_argument("--epochs", type=int, default=3)
    args = parser.parse_args()
    torch.set_num_threads(2)
    head, *lines = LINES.read_text().splitlines()
    kept = {tuple(found.split("\t")[:2]): found for found in lines}
    for kinds in args.kinds:
        assert set(kinds.split("+")) <= KINDS, kinds
        for found in measured(args.shared, args.work, kinds, args.epochs):
            print(found)
            kept[tuple(found.split("\t")[:2])] = found
    LINES.write_text("\n".join([head, *sorted(kept.values())]) + "\n")


if __name__ == "__main__":
    main()
