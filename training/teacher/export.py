"""A trained model as the file that ships (`models/careful.bin`): weights in 8 bits, the trimmed vocabulary, thresholds.

export.py SHARED MODEL.pt SETTINGS.json OUTPUT

SETTINGS: name, temperature of activities and of poles, shift of each pole's logit, thresholds (`settle.py` makes it).
The layout is that of `crates/bifocal-core/src/coder/careful`.
"""
import argparse
import json
import pathlib
import struct

import numpy as np
import torch

import data
import encoders
from model import HEADS, INNER, LAYERS, WIDTH

CHUNK = 384
# The program's order of activities, which is the codebook's.
ORDER = [data.ACTIVITIES.index(a) for a in ("OTHER", "DELEGATE", "TRACK", "TASK", "DECIDE", "COMMIT", "PLAN", "LEARN", "MOTIVATE", "CONSULT", "REPORT")]


def floats(x):
    return np.ascontiguousarray(x, "<f4").tobytes()


def quantized(rows):
    """Whole numbers of at most 127 with one scale a row."""
    scale = np.abs(rows).max(1) / 127
    scale[scale == 0] = 1
    return np.clip(np.rint(rows / scale[:, None]), -127, 127).astype(np.int8).tobytes(), scale


def linear(weight, bias):
    """Chunk by chunk of the inputs: bytes, then scales; then the bias."""
    out = b""
    for start in range(0, weight.shape[1], CHUNK):
        part, scale = quantized(weight[:, start:start + CHUNK])
        out += part + floats(scale)
    return out + floats(bias)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("settings", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    args = parser.parse_args()
    settings = json.loads(args.settings.read_text())
    _, _, encode = encoders.load("minilm", args.shared / "gold", args.model.parent)
    w = {k: v.float().numpy() for k, v in torch.load(args.model).items()}

    pieces = sorted((p for p in encode.pieces if p not in ("[MASK]", "[PAD]")), key=lambda p: p.encode())
    vocabulary = "\n".join(pieces).encode()
    meta = {"name": settings["name"], "width": WIDTH, "heads": HEADS, "layers": LAYERS, "inner": INNER,
            "vocabulary": len(vocabulary), "tokens": data.MAX_TOKENS, "keep": data.KEEP,
            "beside": {"model": settings["beside"]["model"], **{k: round(settings["beside"][k] * 4096) for k in ("activities", "poles")}},
            "messages": settings["messages"], "activity_threshold": round(settings["activity_threshold"] * 65535),
            "pole_thresholds": [round(t * 65535) for t in settings["pole_thresholds"]]}
    described = json.dumps(meta).encode()

    words, scale = quantized(w["words.weight"][[encode.pieces[p] for p in pieces]])
    body = words + floats(scale)
    body += floats(w["places.weight"][:data.MAX_TOKENS]) + floats(w["segments.weight"]) + floats(w["kinds.weight"])
    body += floats(w["norm.weight"]) + floats(w["norm.bias"])
    for i in range(LAYERS):
        at = f"layers.{i}."
        for part, norm in (("qkv", None), ("out", "norm1"), ("up", None), ("down", "norm2")):
            body += linear(w[f"{at}{part}.weight"], w[f"{at}{part}.bias"])
            if norm:
                body += floats(w[f"{at}{norm}.weight"]) + floats(w[f"{at}{norm}.bias"])
    # Temperatures and shifts are part of the last layer.
    temperature = np.array([settings["activity_temperature"]] * 11 + [settings["pole_temperature"]] * 12, np.float32)
    shift = np.array([0.0] * 11 + settings["pole_shifts"], np.float32)
    body += floats(np.concatenate([w["activity.weight"][ORDER], w["poles.weight"]]) / temperature[:, None])
    body += floats(np.concatenate([w["activity.bias"][ORDER], w["poles.bias"]]) / temperature + shift)

    args.output.write_bytes(b"BIFOCAL2" + struct.pack("<I", len(described)) + described + vocabulary + body)
    print(f"{len(pieces)} pieces, {args.output.stat().st_size} bytes, {args.output}")


if __name__ == "__main__":
    main()
