"""What it costs that nothing was learned from a kind of source: the honest estimate for text of a kind that no coder has seen.

left_out.py SHARED WORK KIND ...

For each KIND (mail, chat, github, meeting) a student as small as the careful coder, from the pretrained encoder, and a model
like the fast coder learn from the labels of the other kinds alone, without any other model's word. They are measured on all
labelled sentences of KIND. A line each goes to `../left_out.tsv`, in place of an earlier one; `cargo xtask evaluate` puts them
into the cards. WORK/minilm-no-KIND-51.pt is not trained again if it is there. About 35 minutes a kind on two cores.
"""
import argparse
import pathlib
import subprocess
import sys

import torch

import data
import encoders
import fast
from train import kappas, predict

HERE = pathlib.Path(__file__).resolve().parent
LINES = HERE.parent / "left_out.tsv"
SEED = 51


def student(shared, work, kind):
    """The weights of a student that has read no labels of a kind."""
    path = work / f"minilm-no-{kind}-{SEED}.pt"
    if not path.exists():
        settings = ["--wholes", "0", "--lr", "3e-4", "--epochs", "3", "--seed", str(SEED), "--measure", "3"]
        subprocess.run([sys.executable, HERE / "train.py", shared, work, f"no-{kind}", *settings], check=True)
    return path


def line(coder, kind, out, rows):
    found = kappas(out, rows)
    activity, coded = found["activity"]
    (people, people_cases), (results, results_cases) = found["people"], found["results"]
    return f"{coder}\t{kind}\t{coded}\t{activity:.3f}\t{people:.3f}\t{people_cases}\t{results:.3f}\t{results_cases}"


def measured(shared, work, kind):
    path = student(shared, work, kind)
    load, _, encode = encoders.load("minilm", shared / "gold", work)
    model = load()
    model.load_state_dict(torch.load(path))
    rows, said = fast.run(fast.arguments([str(shared), str(work), str(path), str(work / f"fitted-no-{kind}.bin"), "--without", kind]))
    return [line("careful", kind, predict(model, encode(rows)), rows), line("fast", kind, said, rows)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("kinds", nargs="+", choices=["mail", "chat", "github", "meeting"])
    args = parser.parse_args()
    torch.set_num_threads(2)
    head, *lines = LINES.read_text().splitlines()
    kept = {tuple(found.split("\t")[:2]): found for found in lines}
    for kind in args.kinds:
        for found in measured(args.shared, args.work, kind):
            print(found)
            kept[tuple(found.split("\t")[:2])] = found
    LINES.write_text("\n".join([head, *sorted(kept.values())]) + "\n")


if __name__ == "__main__":
    main()
