"""The mean of several models' probabilities for sentences without labels: what a student learns from beside the labels
(Hinton, Vinyals & Dean 2015). Held-out rows are left out: thresholds are set on them. Rows with labels are in: their labels are learned from besides.

soften.py SHARED WORK OUTPUT.npz MODEL.pt ...
"""
import argparse
import pathlib

import numpy as np
import torch

import data
import encoders
import messages
from train import log, predict, sigmoid, softmax


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("models", type=pathlib.Path, nargs="+")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    gold = args.shared / "gold"
    rows = data.must_ship(data.further(args.shared), "further sentences")
    held = data.held_out(rows, messages.read(args.work))
    rows = [r for r, h in zip(rows, held) if not h]
    activity, poles = np.zeros((len(rows), 11)), np.zeros((len(rows), 12))
    for path in args.models:
        # The file's name begins with the encoder's.
        kind, _, encode = encoders.load(path.name.split("-")[0], gold, args.work)
        model = kind()
        model.load_state_dict(torch.load(path))
        out = predict(model, encode(rows), size=256)
        activity += softmax(out[:, :11]) / len(args.models)
        poles += sigmoid(out[:, 11:]) / len(args.models)
        log(path.name)
    np.savez(args.output, ids=np.array([r["id"] for r in rows]), activity=activity.astype(np.float32), poles=poles.astype(np.float32))
    log(f"{len(rows)} sentences, {args.output}")


if __name__ == "__main__":
    main()
