"""Texts as both coders see them. The program itself makes them plain, so that there is one such code."""
import json
import pathlib
import subprocess

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "target/release/bifocal-training"


def plain(texts):
    """The texts with names, pronouns, typing errors and formulas made the same (`crates/bifocal-core/src/coder/plain`)."""
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run([PROGRAM, "plain"], input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]
