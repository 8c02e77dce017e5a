"""Figures and the soft labels, from the logits that train.py kept.

assemble.py SHARED WORK OUTPUT
"""
import argparse
import gzip
import pathlib
import time

import numpy as np

import data
import messages
from train import kappa, log

GRID = np.exp(np.linspace(np.log(0.5), np.log(4), 60))


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def temperatures(logits, activity, poles):
    """One for the activities, one for the poles: what makes held-out rows likeliest."""
    def nll_a(t):
        return -np.log(softmax(logits[:, :11] / t)[np.arange(len(activity)), activity] + 1e-9).mean()

    def nll_p(t):
        p = sigmoid(logits[:, 11:] / t).clip(1e-6, 1 - 1e-6)
        return -(poles * np.log(p) + (1 - poles) * np.log(1 - p)).mean()
    return min(GRID, key=nll_a), min(GRID, key=nll_p)


def probabilities(logits, t):
    return np.concatenate([softmax(logits[:, :11] / t[0]), sigmoid(logits[:, 11:] / t[1])], 1)


def best_threshold(p, y):
    cuts = np.arange(0.05, 0.96, 0.01)
    scores = [kappa(p >= c, y) for c in cuts]
    return cuts[int(np.nanargmax(scores))], np.nanmax(scores)


def ece(p, y, bins=10):
    at = np.minimum((p * bins).astype(int), bins - 1)
    return sum(abs(p[at == b].mean() - y[at == b].mean()) * (at == b).mean() for b in range(bins) if (at == b).any())


def average_precision(p, y):
    order = np.argsort(-p, kind="stable")
    hit = y[order] > 0
    return (np.cumsum(hit) / (np.arange(len(hit)) + 1))[hit].mean() if hit.any() else float("nan")


def bootstrap(figure, docs, rounds=500):
    """Percentile interval over documents."""
    rng = np.random.default_rng(7)
    members = {}
    for i, doc in enumerate(docs):
        members.setdefault(doc, []).append(i)
    members = [np.array(m) for m in members.values()]
    got = [figure(np.concatenate([members[i] for i in rng.integers(len(members), size=len(members))])) for _ in range(rounds)]
    return np.nanpercentile(got, [2.5, 97.5])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    args = parser.parse_args()
    gold = args.shared / "gold"
    rows = data.must_ship(data.read_jsonl(gold / "train.jsonl"), "train.jsonl")
    dev = data.read_jsonl(gold / "dev.jsonl")
    mails = data.read_jsonl(gold / "messages_dev.jsonl")
    parts = messages.sentences(mails)
    unlabelled = data.must_ship([r for r in data.read_jsonl(gold / "unlabelled.jsonl.gz") if r.get("ships") is True], "unlabelled")
    target = [data.target(r) for r in rows]
    activity, poles = np.array([t[0] for t in target]), np.stack([t[1] for t in target])
    files = sorted(args.work.glob("logits-*.npz"))
    models = [np.load(f) for f in files]
    log(f"{len(models)} models:", *[f.name for f in files])

    held = np.full((len(rows), 23), np.nan, np.float32)
    for m in models:
        held[m["rows_index"]] = m["rows"]
    have = ~np.isnan(held[:, 0])
    real = np.array([r["source"] != "written" for r in rows]) & have
    t = temperatures(held[real], activity[real], poles[real])
    log(f"temperature activity {t[0]:.2f}, poles {t[1]:.2f}, on {real.sum()} held-out real rows (out of fold)")
    oof = probabilities(np.where(have[:, None], held, 0), t)

    def together(part):
        return np.mean([probabilities(m[part], t) for m in models], 0)

    log(f"out of fold, {real.sum()} real rows: activity kappa {kappa(oof[real, :11].argmax(1), activity[real]):.3f}")
    natural = real & np.array([r["stratum"] == "natural" for r in rows])
    log(f"out of fold, {natural.sum()} natural rows: activity kappa {kappa(oof[natural, :11].argmax(1), activity[natural]):.3f}")
    thresholds, reached = zip(*[best_threshold(oof[real, 11 + i], poles[real, i]) for i in range(12)])

    dev_p = together("dev")
    dev_a = np.array([data.ACTIVITIES.index(r["activity"]) for r in dev])
    dev_y = np.stack([data.target(r)[1] for r in dev])
    weight = np.array([r.get("weight") or 0.0 for r in dev])
    drawn = weight > 0
    docs = [r["doc"] for r in dev]
    guess = dev_p[:, :11].argmax(1)
    low, high = bootstrap(lambda i: kappa(guess[i], dev_a[i]), docs)
    sure = dev_p[:, :11].max(1)
    log(f"DEV activity kappa {kappa(guess, dev_a):.3f} [{low:.2f}, {high:.2f}], accuracy {(guess == dev_a).mean():.3f}, "
        f"calibration error {ece(sure, (guess == dev_a).astype(float)):.3f}; each model alone "
        + " ".join(f"{kappa(m['dev'][:, :11].argmax(1), dev_a):.3f}" for m in models))
    log(f"DEV natural half ({drawn.sum()} drawn at random): activity kappa {kappa(guess[drawn], dev_a[drawn]):.3f}, people "
        f"{kappa(dev_p[drawn, 11] >= thresholds[0], dev_y[drawn, 0] > 0):.3f} (n {int(dev_y[drawn, 0].sum())}), "
        f"results {kappa(dev_p[drawn, 12] >= thresholds[1], dev_y[drawn, 1] > 0):.3f} (n {int(dev_y[drawn, 1].sum())})")
    for source in sorted({r["source"] for r in dev}):
        at = np.array([r["source"] == source for r in dev])
        log(f"    {source:8} {at.sum():4} activity kappa {kappa(guess[at], dev_a[at]):.3f}, people "
            f"{kappa(dev_p[at, 11] >= thresholds[0], dev_y[at, 0] > 0):.3f}, results {kappa(dev_p[at, 12] >= thresholds[1], dev_y[at, 1] > 0):.3f}")
    for k, name in enumerate(data.ACTIVITIES):
        hit = ((guess == k) & (dev_a == k)).sum()
        log(f"    {name:9} n {(dev_a == k).sum():3} precision {hit / max(1, (guess == k).sum()):.2f} recall {hit / max(1, (dev_a == k).sum()):.2f}")
    for i, name in enumerate(data.POLES):
        p, y = dev_p[:, 11 + i], dev_y[:, i]
        low, high = bootstrap(lambda j: kappa(p[j] >= thresholds[i], y[j] > 0), docs)
        log(f"DEV {name:14} n {int(y.sum()):3} kappa {kappa(p >= thresholds[i], y > 0):.3f} [{low:.2f}, {high:.2f}] AP {average_precision(p, y):.3f} "
            f"calibration error {ece(p, y):.3f} threshold {thresholds[i]:.2f} (out of fold kappa {reached[i]:.3f})")

    if all("eval_enron" in m for m in models):
        enron = data.read_jsonl(gold / "eval_enron.jsonl")
        seen = {"".join(c for c in r["text"].lower() if c.isalnum()) for r in rows}
        fresh = np.array(["".join(c for c in r["text"].lower() if c.isalnum()) not in seen for r in enron])
        p, wanted = together("eval_enron"), [data.target(r) for r in enron]
        a, y = np.array([w[0] for w in wanted]), np.stack([w[1] for w in wanted])
        for name, at in [("all", fresh)] + [(s, fresh & np.array([r["source"] == s for r in enron])) for s in sorted({r["source"] for r in enron})]:
            log(f"EVAL_ENRON {name} ({at.sum()} not in train): activity kappa {kappa(p[at, :11].argmax(1), a[at]):.3f} | "
                + " ".join(f"{n} {kappa(p[at, 11 + i] >= thresholds[i], y[at, i] > 0):.2f}" for i, n in enumerate(data.POLES)))

    mp = together("messages")
    owner = np.array([p["message"] for p in parts])
    scale = np.array([m["weight"] for m in mails])
    for i, name in ((0, "people"), (1, "results")):
        best = np.zeros(len(mails))
        any_of = np.ones(len(mails))
        np.maximum.at(best, owner, mp[:, 11 + i])
        np.multiply.at(any_of, owner, 1 - mp[:, 11 + i])
        y = np.array([m[name] > 0 for m in mails])
        said = best >= thresholds[i]
        low, high = bootstrap(lambda j: kappa(said[j], y[j]), range(len(mails)))
        log(f"MESSAGES {name:8} {y.sum()} of {len(mails)}: OR kappa {kappa(said, y):.3f} [{low:.2f}, {high:.2f}] (weighted by sampling {kappa(said, y, scale):.3f}) "
            f"sensitivity {said[y].mean():.2f} specificity {(~said)[~y].mean():.2f}; noisy-or at .5 kappa {kappa(1 - any_of >= 0.5, y):.3f}; AP of max {average_precision(best, y):.3f}; "
            f"bound, threshold chosen on these very messages: kappa {best_threshold(best, y)[1]:.3f} at {best_threshold(best, y)[0]:.2f}")

    soft = {r["id"]: p for r, p in zip(unlabelled, together("unlabelled"))}
    soft.update({r["id"]: p for r, p, ok in zip(rows, oof, have) if ok})
    args.output.parent.mkdir(parents=True, exist_ok=True)
    with open(args.output, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        out.write(("# Soft labels by training/teacher (MiniLM-L6 fine-tuned on gold/train.jsonl, "
                   f"{len(models)} of 5 folds by document; unlabelled rows: mean of the models; train rows: the model that did not see them).\n"
                   "# id, then 23 bytes in hexadecimal (probability x 255): " + " ".join(data.ACTIVITIES + data.POLES) + "\n"
                   "# Only sentences marked `ships: true`; no text. Probabilities fit the (enriched) mix of train.jsonl, not natural rates.\n").encode())
        for key in sorted(soft):
            out.write(f"{key}\t{np.rint(soft[key] * 255).astype(np.uint8).tobytes().hex()}\n".encode())
    log(f"{len(soft)} soft labels, {args.output.stat().st_size} bytes, {args.output}")


if __name__ == "__main__":
    main()
