"""Trains one model (see README.md).

train.py SHARED WORK NAME [--encoder minilm|mpnet] [--start ADAPTED.pt] [--epochs 4] [--seed 1]
"""
import argparse
import pathlib
import re
import time

import numpy as np
import torch
import torch.nn.functional as F

import data
import encoders
import messages
from wholes import Attends, Wholes

START = time.time()
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def log(*words):
    print(f"[{time.strftime('%H:%M:%S')} +{time.time() - START:7.1f}s]", *words, flush=True)


def pack(encoded, index):
    width = max(len(encoded[i][0]) for i in index)
    ids = np.full((len(index), width), -1, np.int64)
    kinds = np.zeros((len(index), width), np.int64)
    for line, i in enumerate(index):
        ids[line, :len(encoded[i][0])], kinds[line, :len(encoded[i][1])] = encoded[i]
    return torch.from_numpy(ids).to(DEVICE), torch.from_numpy(kinds).to(DEVICE)


def without_context(ids, kinds):
    end = int(np.flatnonzero(kinds == 1).max()) + 2 if (kinds == 1).any() else len(ids)
    return ids[:end], kinds[:end]


def augment(encoded, mask_id, rng):
    """One epoch's view: sometimes no context (written rows have none), a few tokens hidden."""
    out = []
    for ids, kinds in encoded:
        if rng.random() < 0.15:
            ids, kinds = without_context(ids, kinds)
        hide = (rng.random(len(ids)) < 0.04) & (kinds > 0)
        out.append((np.where(hide, mask_id, ids), kinds))
    return out


def mistyped(text, rng):
    """Sometimes with two letters of the longest word swapped, which the program mends in common words only. Names, spelling,
    pronouns and formulas are the same to every model (`plain.py`)."""
    longest = max(re.findall(r"[A-Za-z]+", text), key=len, default="")
    if len(longest) < 6 or rng.random() >= 0.15:
        return text
    at = rng.integers(1, len(longest) - 1)
    return text.replace(longest, longest[:at] + longest[at + 1] + longest[at] + longest[at + 2:], 1)


def batches(encoded, rng, size):
    """Shuffled, then sorted by length inside pools of 16 batches, so that little is padding."""
    order = rng.permutation(len(encoded))
    out = []
    for at in range(0, len(order), size * 16):
        pool = sorted(order[at:at + size * 16], key=lambda i: len(encoded[i][0]))
        out += [pool[i:i + size] for i in range(0, len(pool), size)]
    return [out[i] for i in rng.permutation(len(out))]


@torch.inference_mode()
def predict(model, encoded, size=64):
    model.to(DEVICE).eval()
    order = np.argsort([len(ids) for ids, _ in encoded], kind="stable")
    out = np.zeros((len(encoded), 23), np.float32)
    for at in range(0, len(order), size):
        index = order[at:at + size]
        with torch.autocast(DEVICE, torch.bfloat16):
            a, p = model(*pack(encoded, index))
        out[index] = torch.cat([a.float(), p.float()], 1).cpu().numpy()
    return out


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def kappa(a, b, w=None):
    a, b = np.asarray(a), np.asarray(b)
    w = np.ones(len(a)) if w is None else np.asarray(w, float)
    w = w / w.sum()
    seen = (w * (a == b)).sum()
    chance = sum((w * (a == k)).sum() * (w * (b == k)).sum() for k in np.union1d(a, b))
    return (seen - chance) / (1 - chance) if chance < 1 else float("nan")


def groups(model, top, decay):
    """Layer-wise learning rates: the lower the layer, the less it moves."""
    out = [{"params": [*model.activity.parameters(), *model.poles.parameters()], "lr": 5 * top},
           {"params": list(model.kinds.parameters()), "lr": top}]
    for depth, part in enumerate([*reversed(model.layers), torch.nn.ModuleList(model.lower())]):
        params = [p for p in part.parameters() if p.requires_grad]
        if params:
            out.append({"params": params, "lr": top * decay ** depth})
    return out


class Average:
    """Exponential moving average of the weights: steadier than the last step (Polyak & Juditsky 1992)."""

    def __init__(self, model, decay):
        self.decay, self.steps = decay, 0
        self.kept = {k: v.detach().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model):
        self.steps += 1
        decay = min(self.decay, self.steps / (self.steps + 10))
        torch._foreach_lerp_(list(self.kept.values()), list(model.state_dict().values()), 1 - decay)


def kappas(out, rows):
    """Agreement with the majority of votes: name -> (kappa, cases), the activity first and out of all that are coded; poles
    at the best of eleven cuts."""
    activity = np.stack([r["target"][0] for r in rows])
    poles = np.stack([r["target"][1] for r in rows])
    coded, lens = activity.sum(1) > 0, np.array([r["target"][2][0] > 0 for r in rows])
    found = {"activity": (kappa(out[coded, :11].argmax(1), activity[coded].argmax(1)), int(coded.sum()))}
    for i, name in enumerate(data.POLES):
        y = poles[lens, i] > 0.5
        scores = [kappa(out[lens, 11 + i] > cut, y) for cut in np.arange(-3, 2.1, 0.5)]
        found[name] = np.nanmax(scores), int(y.sum())
    return found


def figures(out, rows):
    """One line of them."""
    return ", ".join(f"{name} {value:.3f} ({cases})" for name, (value, cases) in kappas(out, rows).items())


def changed(rows, encode, mask_id, rng):
    """One epoch's view of rows: a letter mistyped, some context left out, a few tokens hidden."""
    return augment(encode([dict(row, text=mistyped(row["text"], rng)) for row in rows]), mask_id, rng)


def begin(rows, args):
    """The model before the first step: pretrained, its heads at the base rates; or one of before, to go on with."""
    model = args.kind(dropout=args.dropout)
    model.load_pretrained(args.pretrained)
    model.freeze(args.frozen)
    if args.start:
        missing, unexpected = model.load_state_dict(torch.load(args.start), strict=False)
        assert not unexpected and all(m.split(".")[0] in ("activity", "poles") for m in missing), missing
        if not missing:
            return model.to(DEVICE)
    activity, poles, mask = (np.stack([r["target"][i] for r in rows]) for i in range(3))
    share = (activity * np.array([[data.weight(r)[0]] for r in rows])).sum(0)
    poles = ((poles * mask).sum(0) / mask.sum(0)).clip(1e-4, 1 - 1e-4)
    with torch.no_grad():
        model.activity.bias.copy_(torch.from_numpy(np.log(share / share.sum())))
        model.poles.bias.copy_(torch.logit(torch.from_numpy(poles)))
    return model.to(DEVICE)


def train(name, seed, rows, whole, encode, watched, args):
    """Keeps the averaged weights after the last epoch as ENCODER-NAME-SEED.pt, after each in epochs/. `watched`: name -> (rows, encoded), measured
    then and never learned from. `whole`: coded messages, whose sentences are learned from as bags."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    wholes, attends = Wholes(whole, rng, args.bags), Attends().to(DEVICE)
    activity, poles, mask = (torch.from_numpy(np.stack([r["target"][i] for r in rows])).to(DEVICE) for i in range(3))
    weight = torch.tensor([data.weight(r) for r in rows], device=DEVICE)
    model = begin(rows, args)
    parts = groups(model, args.lr, args.decay) + [{"params": list(attends.parameters()), "lr": 10 * args.lr}]
    optimizer = torch.optim.AdamW(parts, weight_decay=0.01, fused=DEVICE == "cuda")
    average = Average(model, args.average)
    total = -(-len(rows) // args.batch) * args.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.1 * total), max(0.0, (total - s) / (0.9 * total))))
    for epoch in range(args.epochs):
        model.train()
        view = changed(rows + wholes.parts, encode, model.MASK_ID, rng)
        began, losses = time.time(), []
        for index in batches(view[:len(rows)], rng, args.batch):
            index = [int(i) for i in index]
            drawn, sentences, message = wholes.step() if whole else ([], [], None)
            with torch.autocast(DEVICE, torch.bfloat16):
                a, p = model(*pack(view, index + [len(rows) + i for i in sentences]))
            a, p, of_wholes = a[:len(index)].float(), p[:len(index)].float(), p[len(index):].float()
            loss_a = -(activity[index] * F.log_softmax(a, 1)).sum(1)
            loss_p = (F.binary_cross_entropy_with_logits(p, poles[index], reduction="none") * mask[index]).sum(1)
            loss = (loss_a * weight[index, 0] + 0.7 * loss_p * weight[index, 1]).mean()
            if whole:
                loss = loss + args.wholes * wholes.loss(attends, of_wholes, drawn, message)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            average.update(model)
            losses.append(loss.detach())
        log(f"{name} epoch {epoch + 1}/{args.epochs} loss {torch.stack(losses).mean():.3f} {(time.time() - began) / len(losses):.3f} s/step")
        last = f"{args.encoder}-{args.name}-{args.seed}"
        for path in (args.work / f"{last}.pt", args.work / "epochs" / f"{last}-{epoch + 1}.pt"):
            path.parent.mkdir(exist_ok=True)
            torch.save({k: v.cpu() for k, v in average.kept.items()}, path)
        if watched and (epoch + 1) % args.measure == 0:
            measured = args.kind()
            measured.load_state_dict(average.kept)
            for what, (watched_rows, watched_encoded) in watched.items():
                log(f"  {what}: {figures(predict(measured, watched_encoded), watched_rows)}")


def taught(rows, shared, args):
    """Rows with the teachers' word: where they have one on a row with labels, it has `args.trust` of the weight; of rows
    that only they have coded, at most `args.further`."""
    kept, trust = np.load(args.soft), args.trust
    soft = {key: (a, p) for key, a, p in zip(kept["ids"], kept["activity"], kept["poles"])}
    for row in rows:
        if row["id"] in soft:
            activity, poles, mask = row["target"]
            a, p = soft.pop(row["id"])
            row["target"] = (activity + trust * (a - activity) if activity.any() else a,
                             poles + trust * (p - poles) if mask.any() else p, np.ones(12, np.float32))
    further = data.must_ship([r for r in data.further(shared) if r["id"] in soft], str(args.soft))
    order = np.random.default_rng(args.seed).permutation(len(further))
    further = [further[i] for i in sorted(order[:args.further])]
    for row in further:
        row["target"] = (*soft[row["id"]], np.ones(12, np.float32))
    return rows + further


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("name", help="held or student: without the rows that thresholds are set on; all: with them; no-mail, no-chat+github and so on: without some kinds of source")
    parser.add_argument("--encoder", choices=["minilm", "mpnet"], default="minilm")
    parser.add_argument("--frozen", type=int, default=0, help="lowest layers that stay as they are, with the embeddings; -1: the embeddings move too")
    parser.add_argument("--start", type=pathlib.Path, help="an encoder by pretrain.py, or a model to go on with")
    parser.add_argument("--soft", type=pathlib.Path, help="probabilities by soften.py, to learn from too")
    parser.add_argument("--trust", type=float, default=0.5, help="weight of those probabilities where there are labels")
    parser.add_argument("--further", type=int, default=100_000, help="at most so many of the sentences that only other models have coded")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=1.5e-4)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--average", type=float, default=0.998)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--decay", type=float, default=0.9, help="of the learning rate, a layer downwards")
    parser.add_argument("--wholes", type=float, default=0.3, help="weight of what the codes of whole messages teach; 0: nothing")
    parser.add_argument("--bags", type=int, default=4, help="messages at a step")
    parser.add_argument("--measure", type=int, default=1, help="every how many epochs held-out rows and dev are measured")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    gold = args.shared / "gold"
    args.kind, args.pretrained, encode = encoders.load(args.encoder, gold, args.work)
    rows = data.labelled(gold)
    held, measured = data.held_out(rows, args.work), data.to_set_with(rows, args.work)
    if args.name.startswith("no-"):
        held = measured = data.of_kind(rows, args.name.removeprefix("no-"))
    seeds = data.seed_rows(gold)
    inside = [r for r, h in zip(rows, held) if args.name == "all" or not h] + seeds
    outside = [r for r, m in zip(rows, measured) if m]
    if args.soft:
        inside = taught(inside, args.shared, args)
    dev = data.read_jsonl(gold / "dev.jsonl")
    for row in dev:
        row["activity_votes_used"], row["codes_votes_used"] = [row["activity"]], [row["codes"]]
        row["target"] = data.target(row)
    log(f"{args.name}: {len(inside)} rows to learn from, {len(outside)} held out; seed {args.seed}")
    watched = {"held out": (outside, encode(outside)), "dev": (dev, encode(dev))} if args.name != "all" else {"dev": (dev, encode(dev))}
    whole = messages.to_learn_from(args.work) if args.wholes else []
    train(args.name, args.seed, inside, whole, encode, watched, args)


if __name__ == "__main__":
    main()
