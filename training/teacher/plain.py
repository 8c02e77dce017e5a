"""Texts as both coders see them. The program itself makes them plain, so that there is one such code."""
import json
import pathlib
import subprocess

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "target/release/bifocal-training"


def answers(command, values):
    """What the program answers to each value, JSON both ways."""
    lines = "".join(json.dumps(value) + "\n" for value in values)
    done = subprocess.run([PROGRAM, command], input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def plain(texts):
    """The texts with names, pronouns, typing errors and formulas made the same (`crates/bifocal-core/src/coder/plain`)."""
    return answers("plain", texts)
