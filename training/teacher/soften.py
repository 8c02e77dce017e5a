"""The mean of several models' probabilities for sentences without labels: what a student learns from beside the labels
(Hinton, Vinyals & Dean 2015). Sentences that stand in messages coded as wholes are left out: thresholds are set on them.

soften.py SHARED WORK OUTPUT.npz MODEL.pt ...
"""
import argparse
import pathlib

import numpy as np
import torch

import data
import encoders
import messages
from train import log, predict

# How much of each kind of text: mail is what most people bring.
SHARE = {"chat": 0.7, "github": 0.7, "meeting": 0.4}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("models", type=pathlib.Path, nargs="+")
    parser.add_argument("--coded", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent / "labels/coded.tsv")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    gold = args.shared / "gold"
    known = {r["id"] for r in data.labelled(gold, args.coded)}
    rng = np.random.default_rng(5)
    rows = [r for r in data.read_jsonl(gold / "unlabelled.jsonl.gz") if r.get("ships") is True and r["id"] not in known]
    rows = [r for r, x in zip(rows, rng.random(len(rows))) if x < SHARE.get(r["source"], 1)]
    held = data.held_out(data.must_ship(rows, "unlabelled"), messages.read(args.work))
    rows = [r for r, h in zip(rows, held) if not h]
    activity, poles = np.zeros((len(rows), 11)), np.zeros((len(rows), 12))
    for path in args.models:
        # The file's name begins with the encoder's.
        kind, _, encode = encoders.load(path.name.split("-")[0], gold, args.work)
        model = kind()
        model.load_state_dict(torch.load(path))
        out = predict(model, encode(rows))
        e = np.exp(out[:, :11] - out[:, :11].max(1, keepdims=True))
        activity += e / e.sum(1, keepdims=True) / len(args.models)
        poles += 1 / (1 + np.exp(-out[:, 11:])) / len(args.models)
        log(path.name)
    np.savez(args.output, ids=np.array([r["id"] for r in rows]), activity=activity.astype(np.float32), poles=poles.astype(np.float32))
    log(f"{len(rows)} sentences, {args.output}")


if __name__ == "__main__":
    main()
