"""What the codes of whole messages teach about their sentences: how many sentences attend to people and to results is
never said, but whether any does is (learning from bags of cases; Dietterich, Lathrop & Lozano-Pérez 1997)."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import messages


class Attends(nn.Module):
    """Log-odds that a message attends to people and to results, linear in the logarithm of the expected number of its
    sentences that do."""

    def __init__(self):
        super().__init__()
        self.slope, self.shift = nn.Parameter(torch.ones(2)), nn.Parameter(torch.zeros(2))

    def forward(self, poles, message, count):
        expected = torch.zeros(count, 2, device=poles.device).index_add(0, message, torch.sigmoid(poles[:, :2]))
        return self.slope * expected.clamp(min=1e-4).log() + self.shift


class Wholes:
    """The coded messages as bags of sentences, a few of them at a step, round and round."""

    def __init__(self, whole, rng, at_once):
        self.codes = torch.tensor([[float(code > 0) for code in m["codes"][:2]] for m in whole])
        self.parts = messages.sentences(whole)
        self.of = [[] for _ in whole]
        for row, part in enumerate(self.parts):
            self.of[part["message"]].append(row)
        self.known = np.array([m for m, rows in enumerate(self.of) if rows])
        self.rng, self.at_once, self.queue = rng, at_once, []

    def step(self):
        """Messages, the numbers of their sentences, and which message each sentence is of."""
        if len(self.queue) < self.at_once:
            self.queue += list(self.rng.permutation(self.known))
        drawn, self.queue = self.queue[:self.at_once], self.queue[self.at_once:]
        rows = [row for m in drawn for row in self.of[m]]
        return drawn, rows, torch.tensor([at for at, m in enumerate(drawn) for _ in self.of[m]])

    def loss(self, attends, poles, drawn, message):
        logits = attends(poles, message.to(poles.device), len(drawn))
        return F.binary_cross_entropy_with_logits(logits, self.codes[drawn].to(poles.device), reduction="none").sum(1).mean()
