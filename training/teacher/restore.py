"""What a student goes on from, without the teachers: the weights of the file that ships, and the soft labels that are kept.

restore.py SHARED CAREFUL.bin SOFT_LABELS.tsv.gz WORK

Undoes `export.py`: WORK gets `begun.pt`, weights rounded to 8 bits, with temperatures and shifts in the last layer, and
`soft.npz` as `soften.py` makes it, of the rows that are not held out (`labels/held.tsv`).
"""
import argparse
import gzip
import json
import pathlib
import struct

import numpy as np
import torch

import data
import encoders
from export import CHUNK, ORDER
from model import LAYERS, WIDTH


class Cutter:
    def __init__(self, file):
        self.file, self.at = file, 0

    def bytes(self, count):
        self.at += count
        return self.file[self.at - count:self.at]

    def floats(self, *shape):
        return np.frombuffer(self.bytes(4 * int(np.prod(shape))), "<f4").reshape(shape)

    def quantized(self, rows, columns):
        whole = np.frombuffer(self.bytes(rows * columns), np.int8).reshape(rows, columns)
        return whole.astype(np.float32) * self.floats(rows)[:, None]

    def linear(self, rows, columns):
        parts = [self.quantized(rows, min(CHUNK, columns - start)) for start in range(0, columns, CHUNK)]
        return np.concatenate(parts, 1), self.floats(rows)


def weights(path, encode, pretrained):
    """All weights; those of pieces that do not ship are the pretrained ones."""
    cut = Cutter(path.read_bytes())
    if cut.bytes(8) != b"BIFOCAL2":
        raise SystemExit(f"{path}: not a model of the careful coder")
    meta = json.loads(cut.bytes(*struct.unpack("<I", cut.bytes(4))))
    pieces = cut.bytes(meta["vocabulary"]).decode().split("\n")
    out = {name: value.clone() for name, value in pretrained.state_dict().items()}

    def put(name, value):
        out[name] = torch.from_numpy(np.array(value))
    out["words.weight"][[encode.pieces[piece] for piece in pieces]] = torch.from_numpy(cut.quantized(len(pieces), WIDTH))
    out["places.weight"][:data.MAX_TOKENS] = torch.from_numpy(np.array(cut.floats(data.MAX_TOKENS, WIDTH)))
    for name in ("segments.weight", "kinds.weight", "norm.weight", "norm.bias"):
        put(name, cut.floats(*out[name].shape))
    for i in range(LAYERS):
        for part, norm in (("qkv", None), ("out", "norm1"), ("up", None), ("down", "norm2")):
            name = f"layers.{i}.{part}"
            for end, value in zip(("weight", "bias"), cut.linear(*out[f"{name}.weight"].shape)):
                put(f"{name}.{end}", value)
            if norm:
                for end in ("weight", "bias"):
                    put(f"layers.{i}.{norm}.{end}", cut.floats(WIDTH))
    for end, value in (("weight", cut.floats(23, 2 * WIDTH)), ("bias", cut.floats(23))):
        put(f"activity.{end}", value[:11][np.argsort(ORDER)])
        put(f"poles.{end}", value[11:])
    if cut.at != len(cut.file):
        raise SystemExit(f"{path}: longer than its weights")
    return out


def soft(path):
    held = set((data.LABELS / "held.tsv").read_text().split())
    ids, values = [], []
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if not line.startswith("#"):
                key, coded = line.split()
                if key not in held:
                    ids.append(key)
                    values.append(np.frombuffer(bytes.fromhex(coded), np.uint8).astype(np.float32) / 255)
    values = np.stack(values)
    activity = values[:, :11] / values[:, :11].sum(1, keepdims=True)
    return {"ids": np.array(ids), "activity": activity, "poles": values[:, 11:]}


def main():
    parser = argparse.ArgumentParser()
    for name in ("shared", "model", "soft", "work"):
        parser.add_argument(name, type=pathlib.Path)
    args = parser.parse_args()
    kind, folder, encode = encoders.load("minilm", args.shared / "gold", args.work)
    pretrained = kind()
    pretrained.load_pretrained(folder)
    torch.save(weights(args.model, encode, pretrained), args.work / "begun.pt")
    np.savez(args.work / "soft.npz", **soft(args.soft))


if __name__ == "__main__":
    main()
