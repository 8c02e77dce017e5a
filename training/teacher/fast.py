"""Fits the fast coder: a linear model over words, pairs of words and context, and a convolution over windows of three words
beside it (Kim 2014), on all sentences that may train and are not held out.

fast.py SHARED WORK MODEL.pt FITTED [--soft WORK/soft.npz | --without KIND]

Labels and the teachers' word are mixed as in `train.py`; what neither says, MODEL.pt does, a model by `train.py`, from whose
embeddings those of words begin. FITTED goes to `cargo run --release -p bifocal-training -- settle`.
"""
import argparse
import collections
import json
import pathlib
import re
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import data
import encoders
from export import ORDER
from plain import answers, plain
from train import batches, figures, log, predict, sigmoid, softmax, taught

FIELDS = ("text", "subject", "before", "after")
# Features and words in fewer sentences, those mails left aside, are dropped: the unknown word stands for those.
FEWEST = 3
WINDOW, TEXTS = 3, 4


def looked_at(rows):
    """What the program looks at in each row: keys of features and of words."""
    return answers("features", ({f: row.get(f) or "" for f in FIELDS} for row in rows))


def common(keys):
    """Those that are frequent enough, numbered from 1 in their order."""
    times = collections.Counter(keys)
    return {key: number for number, key in enumerate(sorted(k for k, n in times.items() if n >= FEWEST), 1)}


class Seen:
    """Rows as numbers: features with their values, and the words of each text (0: none, 1: unknown)."""

    def __init__(self, keys, features, words):
        self.features, self.texts = [], []
        for row in keys:
            known, values = [], []
            for part in (row["target"], row["context"]):
                found = [features[key] for key in part if key in features]
                known += found
                values += [1 / max(1, len(part)) ** 0.5] * len(found)
            self.features.append((np.array(known, np.int64), np.array(values, np.float32)))
            self.texts.append([np.array([words.get(key, 0) + 1 for key in text], np.int64) for text in row["words"]])

    def __len__(self):
        return len(self.features)

    def pack(self, index):
        known, values = (np.concatenate([self.features[i][part] for i in index]) for part in (0, 1))
        starts = np.cumsum([0] + [len(self.features[i][0]) for i in index[:-1]])
        texts = []
        for text in range(TEXTS):
            width = max(1, *(len(self.texts[i][text]) for i in index))
            ids = np.zeros((len(index), width), np.int64)
            for line, i in enumerate(index):
                ids[line, :len(self.texts[i][text])] = self.texts[i][text]
            texts.append(torch.from_numpy(ids))
        return torch.from_numpy(known), torch.from_numpy(values), torch.from_numpy(starts), texts


class Fast(nn.Module):
    def __init__(self, features, embeddings, args):
        super().__init__()
        self.dropout = args.dropout
        self.linear = nn.EmbeddingBag(features + 1, 23, mode="sum")
        nn.init.zeros_(self.linear.weight)
        self.bias = nn.Parameter(torch.zeros(23))
        self.words = nn.Embedding.from_pretrained(embeddings, freeze=False, padding_idx=0)
        self.conv = nn.ModuleList(nn.Conv1d(embeddings.shape[1], channels, WINDOW, padding=WINDOW // 2) for channels in (args.target, args.context))
        self.out = nn.ModuleList(nn.Linear(2 * (args.context if text else args.target), 23, bias=False) for text in range(TEXTS))

    def pooled(self, ids, conv):
        """The largest value of each channel, and their sum over the root of their number; negative ones count as 0."""
        there = (ids > 0)[:, None, :]
        values = F.relu(conv(F.dropout(self.words(ids), self.dropout, self.training).transpose(1, 2))) * there
        pooled = torch.cat([values.amax(2), values.sum(2) / there.sum(2).clamp(min=1) ** 0.5], 1)
        return F.dropout(pooled, self.dropout, self.training)

    def forward(self, known, values, starts, texts):
        out = self.bias + self.linear(known, starts, per_sample_weights=values)
        for text, ids in enumerate(texts):
            out = out + self.out[text](self.pooled(ids, self.conv[min(text, 1)]))
        return out

    def write(self, path, features, words):
        """For the program: the embeddings go into what each word adds at each place of a window."""
        at = [torch.einsum("vd,cdp->vpc", self.words.weight[1:], conv.weight).flatten(1) for conv in self.conv]
        order = [*ORDER, *range(11, 23)]
        sizes = {"features": len(features), "words": len(words) + 1, **{name: conv.out_channels for name, conv in zip(("target", "context"), self.conv)}}
        numbers = [self.linear.weight[1:, order], self.bias[order], torch.cat(at, 1), torch.cat([conv.bias for conv in self.conv]),
                   torch.cat([out.weight for out in self.out], 1)[order]]
        weights, bias, *rest = [n.detach().numpy().astype("<f4").tobytes() for n in numbers]
        with open(path, "wb") as file:
            file.write(json.dumps(sizes).encode() + b"\n")
            file.write(np.array(list(features), "<u4").tobytes() + weights + bias)
            file.write(np.array(list(words), "<u4").tobytes() + b"".join(rest))


def embeddings(words, texts, coder, encode, width):
    """To begin with: those of the pieces of each word, turned so that the first columns tell most; by lot what is no word.
    The first two rows are those of no word and of an unknown one."""
    spelled = sorted({word for text in plain(texts) for word in re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())})
    spelled += ["I'" + end for end in ("t", "s", "m", "d", "ll", "re", "ve")]
    found = np.zeros((len(words) + 2, coder.words.weight.shape[1]), np.float32)
    pieces = coder.words.weight.detach().numpy()
    for keys, ids in zip(looked_at([{"text": word} for word in spelled]), encode.ids(spelled)):
        number = words.get(keys["words"][0][-1]) if keys["words"][0] else None
        if number and ids:
            found[number + 1] = pieces[ids].mean(0)
    known = found.any(1)
    found[known] -= found[known].mean(0)
    turned = found @ np.linalg.svd(found[known], full_matrices=False)[2][:width].T
    turned /= turned[known].std() / 0.3
    turned[~known] = np.random.default_rng(0).normal(0, 0.3, (int((~known).sum()), width))
    turned[0] = 0
    log(f"{len(words)} words, {known.sum()} of them begin with an embedding")
    return torch.from_numpy(turned.astype(np.float32))


def lessons(args, coder, encode):
    """Rows with targets for every output, and the held-out ones; or all rows of other kinds of source, and those of one."""
    rows = data.labelled(args.shared / "gold")
    held = data.of_kind(rows, args.without) if args.without else data.held_out(rows, args.work)
    measured = held if args.without else data.to_set_with(rows, args.work)
    inside = [r for r, h in zip(rows, held) if not h]
    inside = data.must_ship(inside if args.without else taught(inside, args.shared, args), "lessons")
    lacking = [r for r in inside if not r["target"][0].any() or not r["target"][2].any()]
    said = predict(coder, encode(lacking))
    for row, a, p in zip(lacking, softmax(said[:, :11]), sigmoid(said[:, 11:])):
        activity, poles, mask = row["target"]
        row["target"] = activity if activity.any() else a, np.where(mask > 0, poles, p), np.ones(12, np.float32)
    log(f"{len(inside)} lessons, of {len(lacking)} the model's word; {measured.sum()} held out")
    return inside, [r for r, m in zip(rows, measured) if m]


def fit(model, seen, rows, measure, args):
    rng = np.random.default_rng(args.seed)
    activity, poles = (torch.from_numpy(np.stack([r["target"][i] for r in rows])) for i in (0, 1))
    weight = torch.tensor([args.written if r["source"] == "written" and r.get("apart") else data.weight(r)[0] for r in rows])
    # Rare features need steps of their own size, the layers of the convolution do not.
    optimizers = [torch.optim.Adagrad([model.linear.weight], lr=args.linear_lr, eps=1e-6),
                  torch.optim.AdamW([p for n, p in model.named_parameters() if n != "linear.weight"], lr=args.lr, weight_decay=1e-3)]
    total = -(-len(rows) // args.batch) * args.epochs
    schedules = [torch.optim.lr_scheduler.LambdaLR(o, lambda step: 1 - step / total) for o in optimizers]
    sized = [(seen.texts[i][0],) for i in range(len(rows))]
    for epoch in range(args.epochs):
        began, losses = time.time(), []
        model.train()
        for index in batches(sized, rng, args.batch):
            out = model(*seen.pack(index))
            loss = -(activity[index] * F.log_softmax(out[:, :11], 1)).sum(1)
            loss = loss + 0.7 * F.binary_cross_entropy_with_logits(out[:, 11:], poles[index], reduction="none").sum(1)
            loss = (loss * weight[index]).mean()
            for optimizer in optimizers:
                optimizer.zero_grad(set_to_none=True)
            loss.backward()
            for step in (*optimizers, *schedules):
                step.step()
            losses.append(loss.item())
        log(f"epoch {epoch + 1}/{args.epochs} loss {np.mean(losses):.3f} {time.time() - began:.0f} s; held out: {measure()}")


def arguments(given=None):
    parser = argparse.ArgumentParser()
    for name in ("shared", "work", "model", "fitted"):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--soft", type=pathlib.Path, help="probabilities by soften.py or restore.py; WORK/soft.npz")
    parser.add_argument("--trust", type=float, default=0.3, help="weight of those probabilities where there are labels")
    parser.add_argument("--further", type=int, default=100_000, help="at most so many of the sentences that only they have coded")
    parser.add_argument("--width", type=int, default=128, help="of the embeddings of words")
    parser.add_argument("--target", type=int, default=128, help="channels of the sentence itself")
    parser.add_argument("--context", type=int, default=32, help="channels of its context")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--linear-lr", type=float, default=0.1)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--written", type=float, default=0.15, help="weight of mails that were written for the purpose and say things between the lines, which is not to be had from words")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--without", help="kinds of source (a + between) to learn nothing from, nor from other models' word on them: what it costs is measured")
    args = parser.parse_args(given)
    args.soft = args.soft or args.work / "soft.npz"
    return args


def run(args):
    """Fits and writes; the held-out rows, and what the model says of them."""
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    kind, _, encode = encoders.load("minilm", args.shared / "gold", args.work)
    coder = kind()
    coder.load_state_dict(torch.load(args.model))
    inside, outside = lessons(args, coder, encode)
    keys, keys_outside = looked_at(inside), looked_at(outside)
    real = [k for k, row in zip(keys, inside) if not (row["source"] == "written" and row.get("apart"))]
    features = common(key for row in real for part in ("target", "context") for key in row[part])
    words = common(key for row in real for key in row["words"][0])
    seen, seen_outside = Seen(keys, features, words), Seen(keys_outside, features, words)
    model = Fast(len(features), embeddings(words, [r["text"] for r in inside], coder, encode, args.width), args)

    @torch.inference_mode()
    def says():
        model.eval()
        parts = np.array_split(np.arange(len(outside)), 10)
        return np.concatenate([model(*seen_outside.pack(list(part))).numpy() for part in parts])
    fit(model, seen, inside, lambda: figures(says(), outside), args)
    model.write(args.fitted, features, words)
    log(f"{len(features)} features, {len(words)} words, {args.fitted}")
    return outside, says()


if __name__ == "__main__":
    run(arguments())
