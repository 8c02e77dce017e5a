"""Prints how far coders agree: kappa of the first and the second word on each pole, with how often each said so; of what was
coded again (`second.tsv`, a line for each further coder's word, in the order of coding), of what is measured on
(`dev_more.tsv`, `written_test.tsv`) and of what was coded twice among the mails written to learn from (`written_mails.tsv`)
and the later activities (`activities.tsv`).

agreement.py SHARED
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "teacher"))
import data
from collect import kappa

HERE = pathlib.Path(__file__).resolve().parent
# Of the file, how many lines belong to each round, and what was drawn.
ROUNDS = [(1780, "sentences coded once of which the soft labels thought otherwise (people or results by more than .4)"),
          (766, "sentences of mail that two batches had (draw_rest.py), by chance of their order"),
          (3850, "sentences that learn by one coder's word and that careful-6 contradicted (draw_second.py with a model)"),
          (2198, "held-out sentences, all that one coder coded or two coded differently (draw_second.py without)"),
          (557, "of those, the ones on which two coders differ on some pole; the second word is the third coder's"),
          (2450, "sentences that learn by one coder's word and that careful-8 is furthest from (draw_second.py with a model)")]


def main():
    shared = pathlib.Path(sys.argv[1])
    rows = {row["id"]: row["codes_votes_used"] for row in data.labelled(shared / "gold")}
    later = [line.split("\t") for line in (HERE / "second.tsv").read_text().splitlines()[1:]]
    assert len(later) == sum(count for count, _ in ROUNDS), "a round is missing in ROUNDS"
    before = {key: list(votes) for key, votes in rows.items()}
    for key, _ in later:
        before[key].pop()
    for count, what in ROUNDS:
        now, later = later[:count], later[count:]
        show(f"second.tsv, {count} {what}", [(before[key][0], codes) for key, codes in now if before[key]])
        for key, codes in now:
            before[key].append(codes)
    measured = [line.split("\t")[-2:] for line in (HERE / "dev_more.tsv").read_text().splitlines()[1:]]
    show(f"dev_more.tsv, {len(measured)} sentences that nothing learns from (draw_dev.py, draw_rare.py)", measured)
    for name in ("written_mails", "written_test"):
        rows = data.written_messages(name, apart=True)
        twice = [row["codes_votes_used"] for row in rows if len(row["codes_votes_used"]) == 2]
        show(f"{name}.tsv, the {len(twice)} of {len(rows)} sentences that two coders have", twice)
        twice = [row["activity_votes_used"] for row in rows if len(row["activity_votes_used"]) == 2]
        print(f"activity: {kappa(twice):.2f} (of {len(twice)})")
    lines = [line.split("\t")[1:] for line in (HERE / "written_test_messages.tsv").read_text().splitlines()[1:]]
    print(f"\nwritten_test_messages.tsv, {len(lines)} mails, two coders each: whether they attend")
    for i, name in enumerate(("people", "results")):
        said = [tuple(vote != "0" for vote in line[i].split(",")) for line in lines]
        print(f"{name}: {kappa(said):.2f} ({sum(a for a, _ in said)}, {sum(b for _, b in said)} of {len(said)})")
    later = [line.split("\t")[1].split(",") for line in (HERE / "activities.tsv").read_text().splitlines()[1:]]
    twice = [votes for votes in later if len(votes) == 2]
    print(f"\nactivities.tsv, the {len(twice)} of {len(later)} sentences that two coders have, of which careful-7 was least sure (draw_activity.py)"
          f"\nactivity: {kappa(twice):.2f}")


def show(what, pairs):
    print(f"\n{what}")
    for i, pole in enumerate(data.POLES):
        said = [(data.poles_of(one)[i] > 0, data.poles_of(two)[i] > 0) for one, two in pairs]
        print(f"{pole}: {kappa(said):.2f} ({sum(a for a, _ in said)}, {sum(b for _, b in said)} of {len(said)}; "
              f"both {sum(a and b for a, b in said)})")


if __name__ == "__main__":
    main()
