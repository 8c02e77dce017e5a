"""Adapts the encoder before it sees a code: masked words of real work sentences, and labels by people on related
things (dialogue acts of meetings, requests, tasks, tone) as side tasks. Keeps the encoder's weights only.

pretrain.py SHARED OUTPUT.pt [--seconds 2400] [--threads 1]
"""
import argparse
import csv
import gzip
import pathlib
import re
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import data
import encoders
from model import VOCAB, WIDTH, Minilm
from train import log, pack

SHARES = {"words": 0.45, "acts": 0.27, "requests": 0.13, "tone": 0.15}


def plain(text):
    return re.sub(r"\W+", "", text.lower())


def forbidden(gold):
    """Documents and sentences that are measured on: no side task may show them."""
    docs, texts = set(), set()
    for name in ("dev.jsonl", "eval_enron.jsonl"):
        for row in data.read_jsonl(gold / name):
            docs.add(row["doc"])
            texts.add(plain(row["text"]))
    return docs, texts


def held_out_meeting(name):
    """Every fifth series of meetings is for the table of labels by people."""
    return int(re.search(r"\d+", name).group()) % 5 == 0


def acts(folder, docs):
    names, rows, before = {}, [], {}
    with gzip.open(folder / "meetings/ami_dialogue_acts.tsv.gz", "rt") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            context, before[row["meeting"]] = before.get(row["meeting"], ""), row["text"]
            if held_out_meeting(row["meeting"]) or any(row["meeting"] in d for d in docs):
                continue
            label = names.setdefault(row["da"], len(names))
            rows.append(({"text": row["text"], "before": context}, label))
    return rows, len(names)


def requests(folder, texts):
    rows = []
    with open(folder / "requests/parakweet/Ask0729-fixed.txt", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            label, _, text = line.rstrip("\n").partition("\t")
            if text and plain(text) not in texts:
                rows.append(({"text": text}, (float(label == "Yes"), -1.0)))
    with open(folder / "requests/lin/Dataset_email.csv", encoding="utf-8", errors="replace") as lines:
        for row in csv.DictReader(lines):
            text = row["Sentence"]
            if text and plain(text) not in texts:
                rows.append(({"text": text}, (-1.0, float("Task" in (row["Task/Goal"] or "")))))
    return rows


def tone(folder):
    rows = []
    with gzip.open(folder / "tone/goemotions/train.tsv.gz", "rt") as lines:
        for line in lines:
            text, labels, _ = line.rstrip("\n").split("\t")
            target = np.zeros(28, np.float32)
            target[[int(k) for k in labels.split(",")]] = 1
            rows.append(({"text": text}, target))
    return rows


class Heads(nn.Module):
    def __init__(self, kinds_of_act):
        super().__init__()
        self.words = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU(), nn.LayerNorm(WIDTH))
        self.bias = nn.Parameter(torch.zeros(VOCAB))
        self.acts = nn.Linear(2 * WIDTH, kinds_of_act)
        self.requests = nn.Linear(2 * WIDTH, 2)
        self.tone = nn.Linear(2 * WIDTH, 28)


def hide(ids, kinds, rng):
    """BERT's recipe: 15 % of the words, of these 80 % masked, 10 % another word, 10 % as they are."""
    ids = ids.numpy().copy()
    target = np.full_like(ids, -100)
    chosen = (rng.random(ids.shape) < 0.15) & (kinds.numpy() > 0) & (ids >= 0)
    target[chosen] = ids[chosen]
    how = rng.random(ids.shape)
    ids[chosen & (how < 0.8)] = Minilm.MASK_ID
    other = chosen & (how >= 0.9)
    ids[other] = rng.integers(1000, VOCAB, other.sum())
    return torch.from_numpy(ids), torch.from_numpy(target)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=2400)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--lr", type=float, default=1e-4)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(7)
    rng = np.random.default_rng(7)
    gold, folder = args.shared / "gold", args.shared / "data"
    docs, texts = forbidden(gold)
    kind, pretrained, encode = encoders.load("minilm", gold, args.output.parent)
    unlabelled = data.must_ship([r for r in data.read_jsonl(gold / "unlabelled.jsonl.gz") if r.get("ships") is True], "unlabelled")
    act_rows, kinds_of_act = acts(folder, docs)
    tasks = {"words": [(r, 0) for r in unlabelled], "acts": act_rows, "requests": requests(folder, texts), "tone": tone(folder)}
    encoded = {name: encode([r for r, _ in rows]) for name, rows in tasks.items()}
    log("rows:", {name: len(rows) for name, rows in tasks.items()})

    model, heads = kind(dropout=0.1), Heads(kinds_of_act)
    model.load_pretrained(pretrained)
    model.freeze(0)
    params = [p for p in [*model.parameters(), *heads.parameters()] if p.requires_grad]
    optimizer = torch.optim.AdamW(params, lr=args.lr, weight_decay=0.01)
    queues = {name: np.array([], int) for name in tasks}
    names, shares = list(SHARES), np.array(list(SHARES.values()))
    began, step, losses = time.time(), 0, {name: [] for name in tasks}
    model.train()
    while (spent := time.time() - began) < args.seconds:
        rate = min(1.0, (step + 1) / 100) * max(0.02, 1 - spent / args.seconds)
        for group in optimizer.param_groups:
            group["lr"] = args.lr * rate
        name = names[rng.choice(len(names), p=shares)]
        if len(queues[name]) < args.batch:  # sorted by length in pools, so that little is padding
            order = rng.permutation(len(tasks[name]))
            pools = [sorted(order[i:i + 16 * args.batch], key=lambda k: len(encoded[name][k][0])) for i in range(0, len(order), 16 * args.batch)]
            batches = [p[i:i + args.batch] for p in pools for i in range(0, len(p), args.batch)]
            queues[name] = np.concatenate([batches[i] for i in rng.permutation(len(batches))])
        index, queues[name] = queues[name][:args.batch], queues[name][args.batch:]
        ids, kinds = pack(encoded[name], index)
        target = [tasks[name][i][1] for i in index]
        with torch.autocast("cpu", torch.bfloat16):
            if name == "words":
                ids, wanted = hide(ids, kinds, rng)
                at = wanted >= 0
                x = heads.words(model.states(ids, kinds)[at])
                loss = F.cross_entropy((x @ model.words.weight.t() + heads.bias).float(), wanted[at])
            else:
                out = getattr(heads, name)(model.pool(model.states(ids, kinds), kinds)).float()
                if name == "acts":
                    loss = F.cross_entropy(out, torch.tensor(target))
                else:
                    wanted = torch.tensor(np.array(target, np.float32))
                    loss = (F.binary_cross_entropy_with_logits(out, wanted.clamp(min=0), reduction="none") * (wanted >= 0)).sum(1).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        optimizer.step()
        losses[name].append(loss.item())
        step += 1
        if step % 200 == 0:
            log(f"step {step}, {(time.time() - began) / step:.2f} s a step:", {k: round(float(np.mean(v[-100:])), 3) for k, v in losses.items() if v})
    torch.save({k: v for k, v in model.state_dict().items() if not k.startswith(("activity", "poles"))}, args.output)
    log(f"{step} steps, {args.output}")


if __name__ == "__main__":
    main()
