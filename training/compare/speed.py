"""Sentences a second on one core, the same sentences in the same run: both coders against fastText's supervised
classifier, VADER, Empath and spaCy's small text classifier.

speed.py SENTENCES.jsonl BIFOCAL [--rounds 5]

SENTENCES has a `text` a line. Each program is warmed up, then timed in turn, round by round; the median is printed.
fastText and spaCy are trained for a moment on the sentences themselves, with labels that do not matter for speed.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

os.environ["OMP_NUM_THREADS"] = "1"


def peers(texts, folder):
    import fasttext
    import spacy
    from empath import Empath
    from spacy.training import Example
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    labels = [f"L{i % 11}" for i in range(len(texts))]
    train = folder / "train.txt"
    train.write_text("\n".join(f"__label__{label} {text}" for label, text in zip(labels, texts)))
    model = fasttext.train_supervised(str(train), epoch=1, wordNgrams=2, thread=1, verbose=0)
    yield "fastText, supervised, word pairs", lambda: model.predict(texts), 1.0
    vader = SentimentIntensityAnalyzer()
    yield "VADER", lambda: [vader.polarity_scores(text) for text in texts], 1.0
    lexicon = Empath()
    few = texts[:len(texts) // 20]
    yield "Empath", lambda: [lexicon.analyze(text) for text in few], len(few) / len(texts)
    nlp = spacy.blank("en")
    nlp.add_pipe("textcat", config={"model": {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True,
                                              "ngram_size": 1, "no_output_layer": False}})
    examples = [Example.from_dict(nlp.make_doc(t), {"cats": {f"L{i}": float(f"L{i}" == label) for i in range(11)}})
                for t, label in zip(texts[:500], labels)]
    nlp.initialize(lambda: examples)
    yield "spaCy, textcat bag of words", lambda: list(nlp.pipe(texts)), 1.0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sentences", type=pathlib.Path)
    parser.add_argument("bifocal", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    texts = [" ".join(json.loads(line)["text"].split()) for line in args.sentences.open()]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def coder(which, size):
            records = folder / f"{which}.jsonl"
            records.write_text("".join(json.dumps({"text": t}) + "\n" for t in texts[:size]))
            one_core = dict(os.environ, RAYON_NUM_THREADS="1")
            command = [args.bifocal, "score", "--sentences", "--coder", which, records]
            return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=one_core)
        few = len(texts) // 50
        runs = [("Bifocal, fast coder, with JSON in and out", coder("fast", len(texts)), 1.0),
                ("Bifocal, careful coder, with JSON in and out", coder("careful", few), few / len(texts)),
                *peers(texts, folder)]
        times = {name: [] for name, _, _ in runs}
        for name, run, _ in runs:
            run()
        for _ in range(args.rounds):
            for name, run, _ in runs:
                began = time.perf_counter()
                run()
                times[name].append(time.perf_counter() - began)
        print(f"{len(texts)} sentences, {sum(map(len, texts)) / len(texts):.0f} characters each; median of {args.rounds} rounds")
        fast = None
        for name, _, share in runs:
            rate = len(texts) * share / statistics.median(times[name])
            fast = fast or rate
            print(f"{name:46} {rate:>10.0f} sentences a second   {fast / rate:8.1f} x slower than the fast coder")


if __name__ == "__main__":
    main()
