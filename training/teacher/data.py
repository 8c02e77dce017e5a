"""Rows, codes, folds and token ids. Only rows marked `ships: true` may train or get a soft label."""
import gzip
import hashlib
import json

import numpy as np

ACTIVITIES = ["TASK", "DELEGATE", "TRACK", "REPORT", "COMMIT", "PLAN", "DECIDE", "CONSULT", "LEARN", "MOTIVATE", "OTHER"]
LENSES = ["focus", "right", "renewal", "fabric", "direction", "horizon"]
POLES = ["people", "results", "right_thing", "things_right", "innovation", "administration",
         "relationships", "systems", "new", "existing", "forecasting", "doing"]
SEED_LENS = {"innov": "renewal", "relsys": "fabric"}
MAX_TOKENS = 96
KEEP = {"text": 60, "subject": 12, "before": 24, "after": 14}
KINDS = {"special": 0, "text": 1, "subject": 2, "before": 3, "after": 4}


class RefusedRow(Exception):
    """A row that must not train weights that ship, nor get a soft label."""


def read_jsonl(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def must_ship(rows, what):
    for row in rows:
        if row.get("ships") is not True:
            raise RefusedRow(f"{what}: row {row.get('id')} is not marked `ships: true`")
    return rows


def target(row):
    """Activity index (-1 unknown), 12 pole targets, 12 masks."""
    poles, mask = np.zeros(12, np.float32), np.ones(12, np.float32)
    for lens, code in enumerate(row["codes"]):
        poles[2 * lens] = code in "1B"
        poles[2 * lens + 1] = code in "2B"
    return ACTIVITIES.index(row["activity"]), poles, mask


def seed_rows(gold):
    """Codebook examples: one label each, the rest masked."""
    rows = []
    for number, seed in enumerate(read_jsonl(gold / "activity_seed.jsonl") + read_jsonl(gold / "lens_seed.jsonl")):
        poles, mask, activity = np.zeros(12, np.float32), np.zeros(12, np.float32), -1
        lens, label = None, None
        if "activity" in seed:
            activity = ACTIVITIES.index(seed["activity"])
            if "focus" in seed:
                lens, label = "focus", seed["focus"]
        else:
            lens, label = SEED_LENS.get(seed["lens"], seed["lens"]), seed["label"]
        if lens is not None:
            at = 2 * LENSES.index(lens)
            poles[at], poles[at + 1] = label in ("L", "B"), label in ("M", "B")
            mask[at:at + 2] = 1
        rows.append({"id": f"seed-{number}", "source": "seed", "doc": "", "subject": "", "before": "", "after": "",
                     "text": seed["text"], "target": (activity, poles, mask)})
    return rows


def fold_of(row, folds=5):
    """By document, so that neighbours never lie on both sides; written rows have none and go by id."""
    key = row["doc"] or row["id"]
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % folds


def weight(row):
    return 0.5 if row["source"] in ("written", "seed") else 1.0


class Encoder:
    """`[CLS] target [SEP] subject [SEP] before [SEP] after [SEP]`; the target is segment 1 and is cut last."""

    def __init__(self, model_dir):
        from tokenizers import Tokenizer
        self.tokenizer = Tokenizer.from_file(str(model_dir / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.cls, self.sep = self.tokenizer.token_to_id("[CLS]"), self.tokenizer.token_to_id("[SEP]")

    def ids(self, texts):
        return [e.ids for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    def __call__(self, rows):
        parts = {}
        for field in ("text", "subject", "before", "after"):
            texts = [(r.get(field) or "") for r in rows]
            if field == "subject":  # placeholders such as "(chat)" name the source, not the matter
                texts = ["" if t.startswith("(") and t.endswith(")") else t for t in texts]
            parts[field] = self.ids(texts)
        out = []
        for text, subject, before, after in zip(*(parts[f] for f in ("text", "subject", "before", "after"))):
            ids, kinds = [self.cls], [0]
            cut = {"text": text[:KEEP["text"]], "subject": subject[:KEEP["subject"]],
                   "before": before[-KEEP["before"]:], "after": after[:KEEP["after"]]}
            for field in ("text", "subject", "before", "after"):
                if field != "text":
                    room = MAX_TOKENS - len(ids) - 1
                    piece = cut[field][-room:] if field == "before" else cut[field][:room]
                    if not piece or room < 1:
                        continue
                else:
                    piece = cut[field]
                ids += piece + [self.sep]
                kinds += [KINDS[field]] * len(piece) + [0]
            out.append((np.array(ids, np.int32), np.array(kinds, np.int8)))
        return out
