"""Agreement about the ends of sentences between bifocal-words and other segmenters.

    python sentences.py MESSAGES.jsonl [--show N] [--seed N]

MESSAGES.jsonl has an object with `lines` a message. `--show` prints that many
random disagreements, to be judged by eye; the text of mails goes to the
terminal only.
"""

import argparse
import json
import os
import random
import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def ours(path):
    command = ["cargo", "run", "-q", "--release", "-p", "bifocal-words", "--example", "sentences_eval", "--", path]
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [json.loads(row) for row in out.splitlines()]


def trimmed(text, end):
    """An end before the white space, as ours are."""
    return len(text[:end].rstrip())


def with_pysbd():
    import pysbd

    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
    return lambda text: {trimmed(text, span.end) for span in segmenter.segment(text)}


def with_syntok():
    import syntok.segmenter as segmenter

    def ends(text):
        return {
            sentence[-1].offset + len(sentence[-1].value)
            for paragraph in segmenter.analyze(text)
            for sentence in paragraph
            if sentence
        }

    return ends


def with_punkt(texts):
    from nltk.tokenize.punkt import PunktSentenceTokenizer, PunktTrainer

    # Punkt learns abbreviations without labels: from the same mails, as its own model is a download.
    trainer = PunktTrainer()
    trainer.train("\n\n".join(texts))
    tokenizer = PunktSentenceTokenizer(trainer.get_params())
    return lambda text: {end for _, end in tokenizer.span_tokenize(text)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("messages")
    arguments.add_argument("--show", type=int, default=0)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()

    messages = ours(os.path.abspath(chosen.messages))
    paragraphs = [(number, *p) for number, message in enumerate(messages) for p in message]
    # The others know no wrapped lines: they get blanks for the breaks.
    flat = [text.replace("\n", " ").replace("\r", " ").replace("\t", " ") for _, text, _ in paragraphs]
    others = {"pysbd": with_pysbd(), "syntok": with_syntok(), "nltk punkt": with_punkt(flat)}

    print("| segmenter | where | ours | theirs | both | agreement (F1) |")
    print("|---|---|---|---|---|---|")
    apart = []
    for name, segment in others.items():
        counts = {"inside a line": [0, 0, 0], "at a line break": [0, 0, 0]}
        for (number, text, ends), line in zip(paragraphs, flat):
            whole = trimmed(line, len(line))
            mine = {end for end in ends if end < whole}
            theirs = {end for end in segment(line) if end < whole}
            for end in mine | theirs:
                rest = text[end:]
                breaks = "\n" in rest[: len(rest) - len(rest.lstrip())]
                count = counts["at a line break" if breaks else "inside a line"]
                count[0] += end in mine
                count[1] += end in theirs
                count[2] += end in mine and end in theirs
                if (end in mine) != (end in theirs):
                    apart.append((number, name, breaks, end in mine, text, end))
        for where, (mine, theirs, both) in counts.items():
            print(f"| {name} | {where} | {mine} | {theirs} | {both} | {2 * both / max(mine + theirs, 1):.3f} |")

    # At most two of a message: long lists would fill the sample.
    random.seed(chosen.seed)
    random.shuffle(apart)
    seen, shown = Counter(), 0
    for number, name, breaks, mine, text, end in apart:
        if shown == chosen.show:
            break
        seen[number] += 1
        if seen[number] > 2:
            continue
        shown += 1
        before = text[max(0, end - 90) : end].replace("\n", "⏎")
        after = text[end : end + 60].replace("\n", "⏎")
        print(f"{shown:3} {name:10} {'break' if breaks else 'line '} {'ours ' if mine else 'their'} {before} ¦{after}")


if __name__ == "__main__":
    main()
