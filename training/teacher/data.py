"""Rows, codes, folds and token ids. Only rows marked `ships: true` may train or get a soft label."""
import hashlib
import json

import numpy as np

import mails
import messages
from files import LABELS, RefusedRow, bare, must_ship, read_jsonl  # noqa: F401 (part of this module's names)
from plain import plain

ACTIVITIES = ["TASK", "DELEGATE", "TRACK", "REPORT", "COMMIT", "PLAN", "DECIDE", "CONSULT", "LEARN", "MOTIVATE", "OTHER"]
LENSES = ["focus", "right", "renewal", "fabric", "direction", "horizon"]
POLES = ["people", "results", "right_thing", "things_right", "innovation", "administration",
         "relationships", "systems", "new", "existing", "forecasting", "doing"]
PARAKWEET_TRAIN = "data/requests/parakweet/Ask0729-fixed.txt"
PARAKWEET_TEST = "data/requests/parakweet/testSet-qualifiedBatch-fixed.txt"
MAIL = ("enron", "enron_raw", "enron_lin", "parakweet")
SEED_LENS = {"innov": "renewal", "relsys": "fabric"}
MAX_TOKENS = 120
KEEP = {"text": 80, "subject": 12, "before": 24, "after": 14}
# Pieces of words that ship: the commonest of the pretrained vocabulary (it is sorted by frequency) ...
COMMONEST = 16000
# ... and what occurs so often in the text at hand that may ship.
SEEN = 2
# A text of so few letters and digits may stand in two documents by chance.
SHORT = 20
KINDS = {"special": 0, "text": 1, "subject": 2, "before": 3, "after": 4}


def texts_that_ship(gold):
    """Real sentences that may shape what ships, such as its vocabulary."""
    rows = read_jsonl(gold / "unlabelled.jsonl.gz") + read_jsonl(gold / "train.jsonl")
    return [r["text"] for r in rows if r.get("ships") is True]


def poles_of(codes):
    return np.array([c in "1B" if i == 0 else c in "2B" for c in codes for i in (0, 1)], np.float32)


def target(row):
    """Shares of the coders' votes: 11 activities (all 0 if not coded), 12 poles, and a mask of the poles."""
    activity = np.zeros(11, np.float32)
    for vote in row["activity_votes_used"]:
        activity[ACTIVITIES.index(vote)] += 1 / len(row["activity_votes_used"])
    votes = [poles_of(codes) for codes in row["codes_votes_used"]]
    poles = np.mean(votes, 0) if votes else np.zeros(12, np.float32)
    return activity, poles.astype(np.float32), np.full(12, float(bool(votes)), np.float32)


def labelled(gold):
    """The rows to learn from: `train.jsonl`, its lenses coded again where `labels/recoded*.tsv` has them, the later
    ones that `labels` has by id, sentences of further mails (`labels/mails.tsv`) and of all that was left (`labels/rest.tsv`), all of
    them with the lenses of further coders where `labels/second.tsv` has them and the activity that `labels/activities.tsv`
    has, and what was written for the purpose (`labels/written.tsv`, pairs of sentences, and messages)."""
    rows = must_ship(read_jsonl(gold / "train.jsonl"), "train.jsonl")
    again = {}
    for name in ("recoded.tsv", "recoded_more.tsv"):
        for line in (LABELS / name).read_text().splitlines()[1:]:
            key, activity, codes = line.split("\t")
            again[key] = activity, codes
    for row in rows:
        activity, codes = again.get(row["id"], ("", ""))
        row["activity_votes_used"] = [row["activity"]] + ([activity] if activity else [])
        row["codes_votes_used"], row["apart"] = [codes or row["codes"]], bool(codes)
    unlabelled = {r["id"]: r for r in read_jsonl(gold / "unlabelled.jsonl.gz")}
    for name in ("coded.tsv", "coded_more.tsv"):
        for line in (LABELS / name).read_text().splitlines()[1:]:
            key, stratum, _, *votes = line.split("\t")
            row = dict(unlabelled[key], stratum=stratum, apart=True)
            row["activity_votes_used"] = [v for v in votes[:2] if v]
            row["codes_votes_used"] = [v for v in votes[2:] if v]
            rows.append(row)
    others = {r["id"]: r for r in further(gold.parent)}
    for stratum in ("mails", "rest"):
        for line in (LABELS / f"{stratum}.tsv").read_text().splitlines()[1:]:
            key, codes = line.split("\t")
            rows.append(dict(others[key], stratum=stratum, apart=True, activity_votes_used=[], codes_votes_used=[codes]))
    by_id = {row["id"]: row for row in rows}
    for line in (LABELS / "second.tsv").read_text().splitlines()[1:]:
        key, codes = line.split("\t")
        by_id[key]["codes_votes_used"].append(codes)
    for line in (LABELS / "activities.tsv").read_text().splitlines()[1:]:
        key, activity = line.split("\t")
        by_id[key]["activity_votes_used"] += activity.split(",")
    for number, line in enumerate((LABELS / "written.tsv").read_text().splitlines()[1:]):
        activity, codes, text = line.split("\t")
        rows.append({"id": f"written-{number}", "source": "written", "doc": "", "subject": "", "before": "", "text": text, "after": "",
                     "ships": True, "activity_votes_used": [activity], "codes_votes_used": [codes]})
    rows += written_messages("written_messages", apart=False) + written_messages("written_mails", apart=True)
    must_ship(rows, "labels")
    for row in rows:
        row["target"] = target(row)
    return rows


def written_messages(name, apart):
    """Messages written for the purpose, of organisations of many kinds: sentences with their neighbours. `apart`: coded by
    others than who wrote them, activities and lenses each by themselves, some by two (with a comma between)."""
    lines = [line.split("\t") for line in (LABELS / f"{name}.tsv").read_text().splitlines()[1:]]
    rows = []
    for number, (message, subject, activity, codes, text) in enumerate(lines):
        def neighbour(at):
            return lines[at][4] if 0 <= at < len(lines) and lines[at][0] == message else ""
        rows.append({"id": f"{name}-{number}", "source": "written", "doc": message, "subject": subject, "before": neighbour(number - 1),
                     "text": text, "after": neighbour(number + 1), "ships": True, "apart": apart,
                     "activity_votes_used": activity.split(","), "codes_votes_used": codes.split(",")})
    return rows


def parakweet(path):
    """The sentences of a file of lines `Yes|No, tab, sentence`."""
    return [line.split("\t", 1)[-1].strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]


def further(shared):
    """Sentences whose codes another model says: those without labels, those of further mails, and mail sentences of
    `requests/parakweet` (its training part, Apache-2.0) that stand in nothing that measures."""
    gold = shared / "gold"
    rows = [r for r in read_jsonl(gold / "unlabelled.jsonl.gz") if r.get("ships") is True] + list(mails.rows(shared))
    measured = {bare(r["text"]) for name in ("dev.jsonl", "eval_enron.jsonl") for r in read_jsonl(gold / name)}
    measured.update(bare(text) for text in parakweet(shared / PARAKWEET_TEST))
    measured.update(bare(r["text"]) for r in rows)
    for number, text in enumerate(parakweet(shared / PARAKWEET_TRAIN)):
        if bare(text) not in measured:
            measured.add(bare(text))
            rows.append({"id": f"parakweet-{number}", "source": "parakweet", "doc": f"parakweet/{number}", "ships": True,
                         "subject": "", "before": "", "text": text, "after": ""})
    return rows


def kind(row):
    """The kind of source: mail, chat, github (comments), meeting or written."""
    return "mail" if row["source"] in MAIL else row["source"]


def of_kind(rows, names):
    """Which rows are of a kind of source, or of one of several with a + between."""
    return np.array([kind(r) in names.split("+") for r in rows])


def is_natural(row):
    """Whether it was drawn at random."""
    return row.get("stratum") in ("natural", "random")


def seed_rows(gold):
    """Codebook examples: one label each, the rest masked."""
    rows = []
    for number, seed in enumerate(read_jsonl(gold / "activity_seed.jsonl") + read_jsonl(gold / "lens_seed.jsonl")):
        poles, mask, activity = np.zeros(12, np.float32), np.zeros(12, np.float32), np.zeros(11, np.float32)
        lens, label = None, None
        if "activity" in seed:
            activity[ACTIVITIES.index(seed["activity"])] = 1
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


def held_out(rows, work):
    """Rows that nothing learns from: all that stand in a message coded as a whole, and one document in ten."""
    whole = "\n".join(bare(m["text"]) for m in messages.read(work))
    out = []
    for row in rows:
        text, key = bare(row["text"]), row["doc"] or row["id"]
        tenth = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % 10 == 0
        out.append(row["source"] != "written" and (tenth or (len(text) > SHORT and text in whole)))
    return np.array(out)


def to_set_with(rows, work):
    """Rows that settings come from: those held out, less those whose text is learned from nevertheless, in another document
    or as part of a whole message."""
    held, texts = held_out(rows, work), [bare(row["text"]) for row in rows]
    learned = "\n".join(bare(m["text"]) for m in messages.to_learn_from(work))
    elsewhere = {text for text, out in zip(texts, held) if not out}
    return held & np.array([len(text) <= SHORT or not (text in elsewhere or text in learned) for text in texts])


def weight(row):
    """Of activity and of poles: seeds, and what was coded by those who wrote it, count half; poles coded in one pass with the
    activity (train.jsonl) a little less than those coded apart."""
    if row["source"] in ("written", "seed") and not row.get("apart"):
        return 0.5, 0.5
    return 1.0, 1.0 if row.get("apart") else 0.7


def vocabulary(described, texts):
    """The pieces that ship, with their numbers in the pretrained model. Single characters all stay, so that nothing
    that was known becomes unknown."""
    from tokenizers import Tokenizer
    whole = Tokenizer.from_str(json.dumps(described))
    whole.no_padding()
    whole.no_truncation()
    times = np.zeros(len(described["model"]["vocab"]), int)
    for encoding in whole.encode_batch(texts, add_special_tokens=False):
        np.add.at(times, encoding.ids, 1)

    def stays(piece, number):
        if piece.startswith("[") and piece.endswith("]") and len(piece) > 1:
            return piece in ("[UNK]", "[CLS]", "[SEP]", "[MASK]", "[PAD]")
        return (piece.isascii() and number < COMMONEST) or times[number] >= SEEN or len(piece.removeprefix("##")) == 1
    return {piece: number for piece, number in described["model"]["vocab"].items() if stays(piece, number)}


class Encoder:
    """`[CLS] target [SEP] subject [SEP] before [SEP] after [SEP]`; the target is segment 1 and is cut last.
    With `texts`, the vocabulary is trimmed to what ships."""

    def __init__(self, model_dir, texts=None):
        from tokenizers import Tokenizer
        described = json.loads((model_dir / "tokenizer.json").read_text())
        if texts is not None:
            described["model"]["vocab"] = self.pieces = vocabulary(described, texts)
        self.tokenizer = Tokenizer.from_str(json.dumps(described))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        first, end = ("<s>", "</s>") if "<s>" in described["model"]["vocab"] else ("[CLS]", "[SEP]")
        self.contexts = {}
        self.cls, self.sep = self.tokenizer.token_to_id(first), self.tokenizer.token_to_id(end)

    def ids(self, texts):
        return [e.ids for e in self.tokenizer.encode_batch(plain(texts), add_special_tokens=False)]

    def ids_of_context(self, texts):
        """As `ids`, each text once: unlike the target, context is the same in every epoch."""
        new = sorted({text for text in texts if text not in self.contexts})
        self.contexts.update(zip(new, self.ids(new)))
        return [self.contexts[text] for text in texts]

    def __call__(self, rows):
        parts = {}
        for field in ("text", "subject", "before", "after"):
            texts = [(r.get(field) or "") for r in rows]
            if field == "subject":  # placeholders such as "(chat)" name the source, not the matter
                texts = ["" if t.startswith("(") and t.endswith(")") else t for t in texts]
            parts[field] = self.ids(texts) if field == "text" else self.ids_of_context(texts)
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
