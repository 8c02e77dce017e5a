"""Own lines found by several programs in labelled messages, as one table.

    python compare.py LABELLED.jsonl [--crate PROGRAM] [--markdown]

A program that is not installed is left out, with the reason below the table.
See README.md for what to install.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def align(body, kept):
    """Which lines of a body a program kept, given the text that it gives back.

    The longest common subsequence of both texts' lines, without white space
    around them; the earliest lines where several fit.
    """
    kept = [" ".join(line.split()) for line in kept if line.strip()]
    lines = [" ".join(line.split()) for line in body]
    rows, columns = len(lines), len(kept)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            if lines[i] and lines[i] == kept[j]:
                best[i][j] = best[i + 1][j + 1] + 1
            else:
                best[i][j] = max(best[i + 1][j], best[i][j + 1])
    own, i, j = set(), 0, 0
    while i < rows and j < columns:
        if lines[i] and lines[i] == kept[j]:
            own.add(i)
            i, j = i + 1, j + 1
        elif best[i][j + 1] >= best[i + 1][j]:
            j += 1
        else:
            i += 1
    return own


def by_text(extract):
    """A program that gives the text that it keeps."""

    def found(messages):
        return [
            align(message["lines"], (extract("\n".join(message["lines"]) + "\n") or "").splitlines())
            for message in messages
        ]

    return found


def bifocal(messages, path):
    # Where cargo reads a project's configuration depends on the folder.
    command = ["cargo", "run", "-q", "--release", "-p", "bifocal-words", "--example", "zones_eval", "--", path, "--letters"]
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [{at for at, letter in enumerate(letters) if letter == "O"} for letters in out]


def crate(messages, program):
    """The crate, run by the little program in the README: JSON strings in and out, one a line."""
    text = "".join(json.dumps("\n".join(message["lines"]) + "\n") + "\n" for message in messages)
    out = subprocess.run([program], input=text, check=True, capture_output=True, text=True).stdout.splitlines()
    return [align(message["lines"], json.loads(row).splitlines()) for message, row in zip(messages, out)]


def zapier():
    from email_reply_parser import EmailReplyParser

    return by_text(EmailReplyParser.parse_reply)


def zapier_all():
    from email_reply_parser import EmailReplyParser

    def extract(text):
        fragments = EmailReplyParser.read(text).fragments
        return "\n".join(f.content for f in fragments if not (f.quoted or f.signature or f.headers))

    return by_text(extract)


def mail_parser_reply():
    from mailparser_reply import EmailReplyParser

    parser = EmailReplyParser(languages=["en", "de", "fr", "es", "it", "nl", "pl", "sv"])
    return by_text(lambda text: parser.read(text).latest_reply)


def talon_quotes():
    from talon import quotations

    return by_text(quotations.extract_from_plain)


def talon_bruteforce():
    from talon import quotations
    from talon.signature.bruteforce import extract_signature

    return by_text(lambda text: extract_signature(quotations.extract_from_plain(text))[0])


def talon_learned():
    import joblib
    import sklearn.externals

    # The package asks for a module that scikit-learn gave up in 2019.
    sklearn.externals.joblib = joblib
    sys.modules["sklearn.externals.joblib"] = joblib
    from talon import quotations, signature
    from talon.signature.learning import classifier

    # Nor does the model that it ships load any more: train it anew from the data that it ships.
    signature.extraction.EXTRACTOR = classifier.train(classifier.init(), signature.EXTRACTOR_DATA)

    return by_text(lambda text: signature.extract(quotations.extract_from_plain(text), "")[0])


def quotequail():
    import quotequail as package

    def extract(text):
        return "\n".join(part for shown, part in package.quote(text, limit=100000) if shown)

    return by_text(extract)


def nothing():
    return by_text(lambda text: text)


def marks():
    return by_text(lambda text: "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">")))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("labelled")
    arguments.add_argument("--crate", help="the program that runs the crate email_reply_parser")
    chosen = arguments.parse_args()
    path = os.path.abspath(chosen.labelled)
    messages = [json.loads(row) for row in open(path, encoding="utf-8")]

    programs = [
        ("every line", lambda: nothing()(messages)),
        ("lines without `>`", lambda: marks()(messages)),
        ("crate email_reply_parser 0.1.2", lambda: crate(messages, chosen.crate)),
        ("email-reply-parser (Python)", lambda: zapier()(messages)),
        ("the same, all fragments", lambda: zapier_all()(messages)),
        ("mail-parser-reply (Python)", lambda: mail_parser_reply()(messages)),
        ("quotequail (Python)", lambda: quotequail()(messages)),
        ("talon, quotations (Python)", lambda: talon_quotes()(messages)),
        ("talon, quotations and brute-force signatures", lambda: talon_bruteforce()(messages)),
        ("talon, quotations and learned signatures", lambda: talon_learned()(messages)),
        ("**bifocal-words**", lambda: bifocal(messages, path)),
    ]
    print("| program | precision | recall | F1 | messages all right |")
    print("|---|---|---|---|---|")
    left_out = []
    for name, run in programs:
        try:
            found = run()
        except Exception as problem:  # whatever a foreign package throws
            left_out.append(f"{name}: {type(problem).__name__}: {problem}")
            continue
        right = taken = own = whole = 0
        for message, lines in zip(messages, found):
            label = {at for at, zone in enumerate(message["zones"]) if zone == "O"}
            # What is blank is nobody's.
            lines = {at for at in lines if message["lines"][at].strip()}
            right += len(label & lines)
            taken += len(lines)
            own += len(label)
            whole += label == lines
        precision, recall = right / max(taken, 1), right / max(own, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {whole} of {len(messages)} |")
    for line in left_out:
        print(f"\nLeft out: {line}")


if __name__ == "__main__":
    main()
