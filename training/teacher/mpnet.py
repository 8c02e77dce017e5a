"""MPNet (Song et al. 2020; BERT shape, 768 wide, 12 layers, positions relative to each other as well), as a teacher:
too large to ship, better at telling what a sentence does. In plain PyTorch, as model.py, with the same heads."""
import math

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from model import Heads, Layer

WIDTH, HEADS, LAYERS, INNER, VOCAB = 768, 12, 12, 3072, 30527
BUCKETS, FARTHEST = 32, 128
# Positions are counted from the padding's own number on.
FIRST_PLACE = 2


def buckets(length, device):
    """How far apart two places are, near ones exactly, far ones roughly (Raffel et al. 2020, as MPNet has it)."""
    place = torch.arange(length, device=device)
    apart = place[None, :] - place[:, None]
    half, exact = BUCKETS // 2, BUCKETS // 4
    side = (apart > 0).long() * half
    apart = apart.abs()
    far = exact + (torch.log(apart.clamp(min=1).float() / exact) / math.log(FARTHEST / exact) * (half - exact)).long()
    return side + torch.where(apart < exact, apart, far.clamp(max=half - 1))


class Mpnet(Heads):
    MASK_ID = 30526

    def __init__(self, dropout=0.1):
        super().__init__(WIDTH, dropout)
        self.words = nn.Embedding(VOCAB, WIDTH)
        self.places = nn.Embedding(514, WIDTH)
        self.apart = nn.Embedding(BUCKETS, HEADS)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-5)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, INNER, 1e-5, dropout) for _ in range(LAYERS))

    def load_pretrained(self, folder):
        w = load_file(str(folder / "model.safetensors"))
        own = {"words.weight": w["embeddings.word_embeddings.weight"],
               "places.weight": w["embeddings.position_embeddings.weight"],
               "apart.weight": w["encoder.relative_attention_bias.weight"],
               "norm.weight": w["embeddings.LayerNorm.weight"], "norm.bias": w["embeddings.LayerNorm.bias"]}
        for i in range(LAYERS):
            b = f"encoder.layer.{i}."
            for end in ("weight", "bias"):
                own[f"layers.{i}.qkv.{end}"] = torch.cat([w[f"{b}attention.attn.{n}.{end}"] for n in "qkv"])
                for mine, theirs in (("out", "attention.attn.o"), ("norm1", "attention.LayerNorm"),
                                     ("up", "intermediate.dense"), ("down", "output.dense"), ("norm2", "output.LayerNorm")):
                    own[f"layers.{i}.{mine}.{end}"] = w[f"{b}{theirs}.{end}"]
        self.load_body(own)

    def lower(self):
        return [self.words, self.places, self.apart, self.norm]

    def states(self, ids, kinds):
        """One vector a token; ids below 0 are padding."""
        seen, length = ids >= 0, ids.shape[1]
        bias = self.apart(buckets(length, ids.device)).permute(2, 0, 1)[None]
        mask = bias.masked_fill(~seen[:, None, None, :], -1e9)
        x = self.norm(self.words(ids.clamp(min=0)) + self.places(torch.arange(length, device=ids.device)[None] + FIRST_PLACE))
        x = F.dropout(x + self.kinds(kinds), self.dropout, self.training)
        for layer in self.layers:
            x = layer(x, mask.to(x.dtype))
        return x
