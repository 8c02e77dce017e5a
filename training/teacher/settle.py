"""Figures of trained models, the settings of the one that ships, and the soft labels that the fast coder learns from.

settle.py SHARED WORK NAME SETTINGS.json SOFT_LABELS.tsv.gz [--encoder minilm|mpnet]

Takes WORK/ENCODER-NAME-*.pt, which have not seen the held-out rows: temperatures, shifts and thresholds come from there.
Their mean probabilities are the soft labels (`none` in place of the file: none are written). `dev.jsonl` and `messages_dev.jsonl` are measured only.
"""
import argparse
import gzip
import json
import pathlib

import numpy as np
import torch

import beside
import data
import encoders
import messages
from train import kappa, log, predict, sigmoid, softmax

NAME = "careful-9"


# What the fast coder's log-odds may weigh.
SHARES = np.arange(0, 0.61, 0.05)


def fit_temperature(logits, said, activity):
    """The temperature, and the weight of what the fast coder says beside."""
    grid = [(t, b) for t in np.exp(np.linspace(np.log(0.5), np.log(4), 60)) for b in SHARES]
    return min(grid, key=lambda at: -(activity * np.log(softmax(logits / at[0] + at[1] * said) + 1e-9)).sum())


def fit_pole(logits, y, slope):
    """A shift for one pole at a slope for all (Platt 1999), pulled toward 0 by half a case."""
    shift = 0.0
    for _ in range(500):
        p = sigmoid(slope * logits + shift)
        shift -= ((p - y).sum() + 0.5 * shift) / ((p * (1 - p)).sum() + 0.5)
    return float(shift)


def nll(p, y):
    p = p.clip(1e-6, 1 - 1e-6)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()


def best_threshold(p, y):
    """From a coarse grid, so that little can be overfitted; of equals the middle."""
    cuts = np.array([0.03, 0.05, 0.07, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.60])
    scores = np.array([np.nan_to_num(kappa(p >= c, y), nan=-1) for c in cuts])
    smooth = np.convolve(np.pad(scores, 1, "edge"), [0.25, 0.5, 0.25], "valid")
    return float(cuts[smooth.argmax()]), float(scores[smooth.argmax()])


def weigh(x, y, pole, penalty=30.0):
    """Weights of the poles' columns for the rule of a message: for people its own alone; for results of all, by ridge-penalised
    logistic regression on standardised columns (Newton's method). On folds apart both are alike for either; on other messages
    the other poles tell of results and not of people."""
    if pole == "people":
        return np.eye(x.shape[1])[0]
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.c_[np.ones(len(x)), (x - mean) / spread]
    w, ridge = np.zeros(z.shape[1]), np.diag([0.0] + [penalty] * x.shape[1])
    for _ in range(30):
        p = sigmoid(z @ w)
        w -= np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + ridge, z.T @ (p - y) + ridge @ w)
    return w[1:] / spread


def even_cut(score, y):
    """The cut that finds as many as there are, so that a rate of messages is right on average; on folds apart it agrees
    better, and more steadily, than the cut with the best kappa."""
    return np.quantile(score, 1 - y.mean())


def out_of_fold(x, y, pole):
    """Mean kappa of decisions on folds that neither weights nor cut were fitted on; three times ten folds."""
    found = []
    for seed in range(3):
        fold, decided = np.random.default_rng(seed).integers(10, size=len(y)), np.zeros(len(y), bool)
        for f in range(10):
            inside, outside = fold != f, fold == f
            w = weigh(x[inside], y[inside], pole)
            decided[outside] = x[outside] @ w >= even_cut(x[inside] @ w, y[inside])
        found.append(kappa(decided, y))
    return float(np.mean(found))


def ece(p, y, bins=10):
    at = np.minimum((p * bins).astype(int), bins - 1)
    return sum(abs(p[at == b].mean() - y[at == b].mean()) * (at == b).mean() for b in range(bins) if (at == b).any())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("name")
    parser.add_argument("settings", type=pathlib.Path)
    parser.add_argument("soft", type=pathlib.Path)
    parser.add_argument("--encoder", choices=["minilm", "mpnet"], default="minilm")
    args = parser.parse_args()
    torch.set_num_threads(2)
    gold = args.shared / "gold"
    kind, _, encode = encoders.load(args.encoder, gold, args.work)

    def model(path):
        out = kind()
        out.load_state_dict(torch.load(path))
        return out

    # Only what ships hears the fast coder; a teacher's probabilities are its own, and the fast coder learns from them.
    hears = args.encoder == "minilm"

    def said(rows):
        return beside.logits(rows) if hears else np.zeros((len(rows), 23))

    def mean_logits(name, rows):
        files = sorted(args.work.glob(f"{args.encoder}-{name}-*.pt"))
        encoded = encode(rows)
        return np.mean([predict(model(f), encoded) for f in files], 0)

    rows = data.labelled(gold)
    whole = messages.read(args.work)
    held = [r for r, h in zip(rows, data.to_set_with(rows, args.work)) if h]
    # Those without labels too: the fast coder must not learn from the teacher's word on what it is measured on.
    labelled = {r["id"] for r in rows}
    ships = [r for r in data.read_jsonl(gold / "unlabelled.jsonl.gz") if r.get("ships") is True]
    unlabelled = {r["id"] for r, h in zip(ships, data.held_out(ships, args.work)) if h} - labelled
    ids = {r["id"] for r in held} | unlabelled
    (messages.LABELS / "held.tsv").write_text("".join(f"{i}\n" for i in sorted(ids)))
    logits, other = mean_logits(args.name, held), said(held)
    activity, poles = np.stack([r["target"][0] for r in held]), np.stack([r["target"][1] for r in held])
    coded, lens = activity.sum(1) > 0, np.array([r["target"][2][0] > 0 for r in held])
    natural = np.array([data.is_natural(r) for r in held])
    t, share_of_activities = fit_temperature(logits[coded, :11], other[coded, :11], activity[coded])
    # One slope and one share of the fast coder for all poles, where there are most cases; each pole with its shift on
    # what was drawn at random: probabilities are those of ordinary mail.
    at = lens & natural

    def loss_at(found, rows):
        x = found[0] * logits[rows, 11:] + found[1] * other[rows, 11:]
        return sum(nll(sigmoid(x[:, i] + fit_pole(x[:, i], poles[rows, i], 1.0)), poles[rows, i]) for i in range(12))
    grid = [(slope, share) for slope in np.arange(0.4, 1.31, 0.1) for share in SHARES]
    share = min(grid, key=lambda found: loss_at(found, lens))[1] if hears else 0.0
    slope = float(min(np.arange(0.4, 1.31, 0.1), key=lambda slope: loss_at((slope, share), at)))
    mixed = slope * logits[at, 11:] + share * other[at, 11:]
    shifts = [fit_pole(mixed[:, i], poles[at, i], 1.0) for i in range(12)]

    def probabilities(x, beside_):
        return np.concatenate([softmax(x[:, :11] / t + share_of_activities * beside_[:, :11]),
                               sigmoid(slope * x[:, 11:] + share * beside_[:, 11:] + shifts)], 1)
    p = probabilities(logits, other)
    log(f"{len(held)} held-out rows, {at.sum()} of them drawn at random and coded by lens; temperature {t:.2f}, slope {slope:.1f}, "
        f"the fast coder's share {share_of_activities:.2f} and {share:.2f}, shifts", [round(s, 2) for s in shifts])
    thresholds, reached = zip(*[best_threshold(p[lens, 11 + i], poles[lens, i] > 0.5) for i in range(12)])
    log(f"held out: activity kappa {kappa(p[coded, :11].argmax(1), activity[coded].argmax(1)):.3f}, at random "
        f"{kappa(p[coded & natural, :11].argmax(1), activity[coded & natural].argmax(1)):.3f}")
    for i, name in enumerate(data.POLES):
        log(f"held out {name}: {int((poles[lens, i] > 0.5).sum())} of {lens.sum()}, kappa {reached[i]:.3f} at {thresholds[i]:.2f}, "
            f"calibration error at random {ece(p[at, 11 + i], poles[at, i]):.3f}")

    # Messages: the roots of the expected numbers of sentences that attend to each pole, weighed together, against the codes of
    # the whole.
    def sums(messages_):
        parts = messages.sentences(messages_)
        x = np.zeros((len(messages_), 12))
        np.add.at(x, np.array([part["message"] for part in parts]), probabilities(mean_logits(args.name, parts), said(parts))[:, 11:])
        return x
    rule, attends = ["any_act"] * 12, {}
    coded_messages = [m for m in whole if m["codes"]]
    if coded_messages:
        x = sums(coded_messages)
        for i, name in ((0, "people"), (1, "results")):
            y = np.array([m["codes"][i] > 0 for m in coded_messages])
            log(f"messages {name}: {y.sum()} of {len(y)}; kappa on folds apart {out_of_fold(np.sqrt(x), y, name):.3f}")
            # As the program has them: whole numbers, of the root of 65,536 x the sum in steps of 1/65,535.
            w = np.rint(weigh(np.sqrt(x), y, name) * 4096)
            cut = even_cut(np.sqrt(x) @ w, y)
            rule[i] = {"weighted": {"weights": [int(v) for v in w], "least": int(round(cut * 65536))}}
            attends[name] = lambda z, w=w, cut=cut: np.sqrt(z) @ w >= cut
            found = attends[name](x)
            log(f"    {rule[i]}; fitted kappa {kappa(found, y):.3f}, sensitivity {found[y].mean():.2f}, specificity {(~found)[~y].mean():.2f}")

    settings = {"name": NAME, "activity_temperature": float(t), "pole_temperature": 1 / slope, "pole_shifts": shifts,
                "beside": {"model": beside.model(), "activities": float(share_of_activities), "poles": float(share)},
                "activity_threshold": 0.3, "pole_thresholds": list(thresholds), "messages": rule}
    args.settings.write_text(json.dumps(settings, indent=1))

    dev = data.read_jsonl(gold / "dev.jsonl")
    a = np.array([data.ACTIVITIES.index(r["activity"]) for r in dev])
    y = np.stack([data.poles_of(r["codes"]) for r in dev]) > 0
    q = probabilities(mean_logits(args.name, dev), said(dev))
    log(f"DEV, model {args.name}: activity kappa {kappa(q[:, :11].argmax(1), a):.3f}, calibration error {ece(q[:, :11].max(1), q[:, :11].argmax(1) == a):.3f}; "
        + ", ".join(f"{n} {kappa(q[:, 11 + i] >= thresholds[i], y[:, i]):.2f} ({y[:, i].sum()})" for i, n in enumerate(data.POLES)))
    if coded_messages:
        dev_messages = data.read_jsonl(gold / "messages_dev.jsonl")
        x = sums(dev_messages)
        for name, decides in attends.items():
            log(f"DEV messages, model {args.name}, {name}: kappa {kappa(decides(x), np.array([m[name] > 0 for m in dev_messages])):.3f}")

    if args.soft.name != "none":
        data.must_ship(ships, "unlabelled")
        soft = np.rint(probabilities(mean_logits(args.name, ships), said(ships)) * 255).astype(np.uint8)
        with open(args.soft, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
            out.write(("# Soft labels by training/teacher (an encoder fine-tuned on labels by language-model coders).\n"
                       "# id, then 23 bytes in hexadecimal (probability x 255): " + " ".join(data.ACTIVITIES + data.POLES) + "\n"
                       "# Only sentences marked `ships: true`; no text. Probabilities fit ordinary mail.\n").encode())
            for row, p in sorted(zip(ships, soft), key=lambda pair: pair[0]["id"]):
                out.write(f"{row['id']}\t{p.tobytes().hex()}\n".encode())
        log(f"{len(ships)} soft labels, {args.soft}")


if __name__ == "__main__":
    main()
