"""Gathers the coders' files into `coded.tsv` (no text) and prints their agreement.

collect.py CODES

CODES holds the batches of `draw.py` with the coders' answers (`A-NN.out`, `L-NN.out`, and `x` for the second coder of
every fifth sentence), a batch being 400 sentences in the order of `draw.tsv`.
"""
import argparse
import collections
import pathlib

BATCH = 400
HERE = pathlib.Path(__file__).resolve().parent


def answers(path):
    if not path.exists():
        return {}
    return {int(line.split()[0]): line.split()[1] for line in path.read_text().splitlines() if line.strip()}


def kappa(pairs):
    n = len(pairs)
    if not n:
        return float("nan")
    seen = sum(a == b for a, b in pairs) / n
    one, two = collections.Counter(a for a, _ in pairs), collections.Counter(b for _, b in pairs)
    chance = sum(one[k] * two[k] for k in one) / n / n
    return (seen - chance) / (1 - chance) if chance < 1 else float("nan")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("codes", type=pathlib.Path)
    args = parser.parse_args()
    lines = (HERE / "draw.tsv").read_text().splitlines()[1:]
    drawn = [line.split("\t") for line in lines]
    codes = {}  # (pass, coder) -> id -> code
    for name in ("A", "L"):
        for coder, mark, step in ((0, "-", 1), (1, "x", 5)):
            ids = [row[0] for row in drawn[::step]]
            found = codes[name, coder] = {}
            for batch in range(-(-len(ids) // BATCH)):
                for number, code in answers(args.codes / f"{name}{mark}{batch + 1:02}.out").items():
                    found[ids[batch * BATCH + number - 1]] = code
    with open(HERE / "coded.tsv", "w") as out:
        out.write("id\tstratum\tprobability\tactivity\tsecond_activity\tcodes\tsecond_codes\n")
        for key, stratum, probability in drawn:
            row = [codes[name, coder].get(key, "") for name in ("A", "L") for coder in (0, 1)]
            if any(row):
                out.write("\t".join([key, stratum, probability, *row]) + "\n")
    for (name, coder), found in codes.items():
        print(f"pass {name}, coder {coder + 1}: {len(found)} sentences")
    both = [(codes["A", 0][k], codes["A", 1][k]) for k in codes["A", 1] if k in codes["A", 0]]
    print(f"activity: {len(both)} coded twice, kappa {kappa(both):.3f}")
    both = [(codes["L", 0][k], codes["L", 1][k]) for k in codes["L", 1] if k in codes["L", 0]]
    for i, lens in enumerate("focus right renewal fabric direction horizon".split()):
        for pole in "12":
            pairs = [(a[i] in pole + "B", b[i] in pole + "B") for a, b in both]
            print(f"{lens} {pole}: kappa {kappa(pairs):.3f} (first coder {sum(a for a, _ in pairs)}, second {sum(b for _, b in pairs)} of {len(pairs)})")
    if "random" in {row[1] for row in drawn}:
        ids = {row[0] for row in drawn if row[1] == "random"}
        found = [c for k, c in codes["L", 0].items() if k in ids]
        for i, lens in enumerate("focus right renewal fabric direction horizon".split()):
            print(f"random sentences, {lens}:", {p: round(sum(c[i] in p + 'B' for c in found) / max(1, len(found)), 4) for p in "12"})


if __name__ == "__main__":
    main()
