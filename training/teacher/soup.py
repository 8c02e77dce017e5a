"""The weighted mean of the weights of models that were fine-tuned from the same one (a "soup", Wortsman et al. 2022): as
fast as one of them, and better calibrated than each.

soup.py OUTPUT.pt MODEL.pt=WEIGHT ...
"""
import sys

import torch


def main():
    output, *parts = sys.argv[1:]
    if not parts or not all("=" in part for part in parts):
        raise SystemExit(__doc__)
    parts = [part.rsplit("=", 1) for part in parts]
    total = sum(float(weight) for _, weight in parts)
    mean = {}
    for path, weight in parts:
        for name, values in torch.load(path).items():
            mean[name] = mean.get(name, 0) + values.float() * (float(weight) / total)
    torch.save(mean, output)


if __name__ == "__main__":
    main()
