"""The fast coder's word on sentences, which the careful one takes into account (`crates/bifocal-core/src/coder/careful/beside.rs`)."""
import json
import pathlib
import subprocess

import numpy as np

import data

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "target/release/bifocal"
# The most that it can say, as in the program.
MOST = 8.0


def logits(rows):
    """A row each: activities as log-probabilities under the largest, poles as log-odds; both within MOST."""
    fields = ("text", "subject", "before", "after")
    asked = "".join(json.dumps({"id": str(i), **{f: row.get(f) or "" for f in fields}}) + "\n" for i, row in enumerate(rows))
    said = subprocess.run([PROGRAM, "score", "--coder", "fast", "--as", "jsonl", "--sentences", "-"], input=asked,
                          capture_output=True, text=True, check=True).stdout
    p = np.zeros((len(rows), 23))
    for line in map(json.loads, said.splitlines()):
        poles = {name: value for lens in line["lenses"].values() for name, value in lens.items()}
        p[int(line["id"])] = [line["activities"][a] for a in data.ACTIVITIES] + [poles[name] for name in data.POLES]
    least = 1 / (1 + np.exp(MOST))
    activities, poles = p[:, :11].clip(1e-9), p[:, 11:].clip(least, 1 - least)
    return np.c_[np.log(activities / activities.max(1, keepdims=True)).clip(-MOST), np.log(poles / (1 - poles))]


def model():
    """Its name."""
    said = subprocess.run([PROGRAM, "score", "--coder", "fast", "-"], input="Hello.", capture_output=True, text=True, check=True).stdout
    return json.loads(said.splitlines()[0])["model"]
