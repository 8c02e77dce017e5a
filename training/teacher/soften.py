"""The mean of several models' probabilities for sentences without labels: what a student learns from beside the labels
(Hinton, Vinyals & Dean 2015). Held-out rows are left out: thresholds are set on them. Rows with labels are in: their labels are learned from besides.

soften.py SHARED WORK OUTPUT.npz [--onto KEPT.npz] MODEL.pt ...
"""
import argparse
import pathlib

import numpy as np
import torch

import data
import encoders
from train import log, predict, sigmoid, softmax


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("models", type=pathlib.Path, nargs="+")
    parser.add_argument("--onto", type=pathlib.Path, help="probabilities by soften.py or restore.py that stay as they are; the models speak of the others")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    gold = args.shared / "gold"
    rows = data.must_ship(data.further(args.shared), "further sentences")
    held = data.held_out(rows, args.work)
    kept = dict(np.load(args.onto)) if args.onto else {"ids": [], "activity": np.zeros((0, 11)), "poles": np.zeros((0, 12))}
    known = set(kept["ids"])
    rows = [r for r, h in zip(rows, held) if not h and r["id"] not in known]
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
    found = {"ids": [r["id"] for r in rows], "activity": activity, "poles": poles}
    whole = {name: np.concatenate([kept[name], found[name]]) for name in found}
    np.savez(args.output, ids=whole["ids"].astype(str), **{name: whole[name].astype(np.float32) for name in ("activity", "poles")})
    log(f"{len(rows)} sentences, {len(known)} kept, {args.output}")


if __name__ == "__main__":
    main()
