"""Makes logits.json: what Hugging Face's models answer with weights given by a formula.

    python3 make_logits.py > logits.json        # needs torch and transformers==4.57.6

Every weight is `offset + 0.3 * sin(index * index + place)`, where `place` is the place of its name
among the sorted names and `offset` is 1 for the weights of layer normalisation. LogitsTests.swift
makes the same models and the same inputs.
"""

import json

import torch
from transformers import AlbertConfig, AlbertForPreTraining, BertConfig, BertForPreTraining
from transformers.models.deprecated.nezha import NezhaConfig, NezhaForPreTraining

SIZES = dict(
    vocab_size=60, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
    intermediate_size=64, max_position_embeddings=160, hidden_dropout_prob=0.0,
    attention_probs_dropout_prob=0.0, attn_implementation="eager")
MODELS = {
    "nezha": NezhaForPreTraining(NezhaConfig(hidden_act="gelu", **SIZES)),
    "albert": AlbertForPreTraining(AlbertConfig(
        embedding_size=16, hidden_act="gelu_new", classifier_dropout_prob=0.0, **SIZES)),
    "bert": BertForPreTraining(BertConfig(hidden_act="gelu", **SIZES)),
}


def set_weights(model):
    parameters = {n: p for n, p in model.state_dict().items() if ".decoder." not in n}
    for place, name in enumerate(sorted(parameters)):
        values = parameters[name]
        index = torch.arange(values.numel(), dtype=torch.float64).reshape(values.shape)
        normalises = name.endswith(("LayerNorm.weight", "layer_norm.weight"))
        values.copy_(float(normalises) + 0.3 * torch.sin(index * index + place))


def batch(length):
    """Two sequences, the second padded by a third; every third piece is masked."""
    ids = torch.tensor([[(7 * row + 3 * t) % 59 + 1 for t in range(length)] for row in range(2)])
    segments = torch.tensor([[int(2 * t >= length) for t in range(length)]] * 2)
    lengths = [length, length - length // 3]
    mask = torch.tensor([[int(t < n) for t in range(length)] for n in lengths])
    labels = torch.full((2, length), -100)
    for row, n in enumerate(lengths):
        for t in range(0, n, 3):
            labels[row, t] = (5 * t + row) % 60
    return ids, segments, mask, labels


def main():
    golden = []
    for family, model in MODELS.items():
        model.eval()
        set_weights(model.requires_grad_(False))
        model.tie_weights()
        model.requires_grad_(True)
        for length in (5, 65, 130):
            ids, segments, mask, labels = batch(length)
            sentence = {"sentence_order_label" if family == "albert" else "next_sentence_label":
                        torch.tensor([0, 1])}
            model.zero_grad()
            answer = model(input_ids=ids, token_type_ids=segments, attention_mask=mask,
                           labels=labels, **sentence)
            answer.loss.backward()
            order = answer.sop_logits if family == "albert" else answer.seq_relationship_logits
            rows = answer.prediction_logits[labels != -100]
            norms = {n: p.grad.norm().item() for n, p in model.named_parameters()
                     if ".decoder." not in n}
            golden.append(dict(
                family=family, length=length, loss=answer.loss.item(),
                sentence=order.flatten().tolist(),
                first=rows[0, :5].tolist(), last=rows[-1, :5].tolist(),
                gradientNorms={n: float(f"{v:.6g}") for n, v in sorted(norms.items())}))
    print(json.dumps(golden, indent=1))


main()
