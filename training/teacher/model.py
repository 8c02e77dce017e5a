"""MiniLM-L6 (BERT shape, 384 wide) with two heads, in plain PyTorch so that nothing else has to be pinned."""
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

WIDTH, HEADS, LAYERS, INNER, VOCAB = 384, 12, 6, 1536, 30522


class Layer(nn.Module):
    def __init__(self, width, heads, inner, eps, dropout):
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=eps)
        self.heads, self.dropout = heads, dropout

    def forward(self, x, mask):
        b, t, width = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask if mask.dtype == torch.bool else mask.to(q.dtype))
        a = self.out(a.transpose(1, 2).reshape(b, t, width))
        x = self.norm1(x + F.dropout(a, self.dropout, self.training))
        h = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(h, self.dropout, self.training))


class Heads(nn.Module):
    """What both encoders share: kinds of tokens, pooling, a head for the activity and one for the poles. An encoder
    has `layers`, `lower()` (what lies below them), `states(ids, kinds)` and a MASK_ID."""

    def __init__(self, width, dropout):
        super().__init__()
        self.kinds = nn.Embedding(5, width)
        nn.init.zeros_(self.kinds.weight)
        self.activity = nn.Linear(2 * width, 11)
        self.poles = nn.Linear(2 * width, 12)
        for head in (self.activity, self.poles):
            nn.init.normal_(head.weight, std=0.02)
        self.dropout = dropout

    def load_body(self, weights):
        """Weights of all but kinds and heads."""
        missing, unexpected = self.load_state_dict(weights, strict=False)
        assert not unexpected and all(m.split(".")[0] in ("kinds", "activity", "poles") for m in missing), missing

    def freeze(self, layers):
        """Embeddings and the lowest layers stay as they were trained by others; below 0: nothing does."""
        for part in [*self.lower(), *self.layers[:layers]] if layers >= 0 else []:
            for p in part.parameters():
                p.requires_grad = False

    def pool(self, x, kinds):
        """Mean of the target's states beside `[CLS]`."""
        own = (kinds == 1).to(x.dtype)[..., None]
        mean = (x * own).sum(1) / own.sum(1).clamp(min=1)
        return F.dropout(torch.cat([mean, x[:, 0]], 1).float(), 2 * self.dropout, self.training)

    def forward(self, ids, kinds):
        pooled = self.pool(self.states(ids, kinds), kinds)
        return self.activity(pooled), self.poles(pooled)


class Minilm(Heads):
    MASK_ID = 103

    def __init__(self, dropout=0.1):
        super().__init__(WIDTH, dropout)
        self.words = nn.Embedding(VOCAB, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.segments = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, INNER, 1e-12, dropout) for _ in range(LAYERS))

    def load_pretrained(self, folder):
        w = load_file(str(folder / "model.safetensors"))
        w = {k.removeprefix("bert."): v for k, v in w.items()}
        own = {"words.weight": w["embeddings.word_embeddings.weight"],
               "places.weight": w["embeddings.position_embeddings.weight"],
               "segments.weight": w["embeddings.token_type_embeddings.weight"],
               "norm.weight": w["embeddings.LayerNorm.weight"], "norm.bias": w["embeddings.LayerNorm.bias"]}
        for i in range(LAYERS):
            b = f"encoder.layer.{i}."
            for end in ("weight", "bias"):
                own[f"layers.{i}.qkv.{end}"] = torch.cat([w[f"{b}attention.self.{n}.{end}"] for n in ("query", "key", "value")])
                for mine, theirs in (("out", "attention.output.dense"), ("norm1", "attention.output.LayerNorm"),
                                     ("up", "intermediate.dense"), ("down", "output.dense"), ("norm2", "output.LayerNorm")):
                    own[f"layers.{i}.{mine}.{end}"] = w[f"{b}{theirs}.{end}"]
        self.load_body(own)

    def lower(self):
        return [self.words, self.places, self.segments, self.norm]

    def states(self, ids, kinds):
        """One vector a token; ids below 0 are padding."""
        mask = (ids >= 0)[:, None, None, :]
        place = torch.arange(ids.shape[1], device=ids.device)[None]
        x = self.norm(self.words(ids.clamp(min=0)) + self.places(place) + self.segments((kinds == 1).long()))
        x = F.dropout(x + self.kinds(kinds), self.dropout, self.training)
        for layer in self.layers:
            x = layer(x, mask)
        return x
