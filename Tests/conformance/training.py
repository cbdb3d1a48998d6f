"""Compares exported models with Hugging Face's, for `make conformance`.

    python3 Tests/conformance/training.py       # needs torch, safetensors, transformers==4.57.6

A test of the Swift package exports small models and writes what they answer; this script loads
the same directories with transformers and compares logits, losses and every gradient at lengths
5, 65 and 130, with padding.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from transformers import AutoTokenizer, AutoModelForPreTraining

LOGITS, GRADIENTS = 1e-4, 1e-3


def expected(model, answers):
    """What transformers answers to the stored input, with the loss and its gradients."""
    ids, segments = answers["ids"].long(), answers["segments"].long()
    length = ids.shape[1]
    mask = (torch.arange(length)[None] < answers["lengths"][:, None]).long()
    positions = answers["positions"].long()
    labels = torch.full((ids.numel(),), -100)
    labels[positions] = answers["labels"].long()
    family = model.config.model_type
    name = "sentence_order_label" if family == "albert" else "next_sentence_label"
    model.zero_grad()
    output = model(input_ids=ids, token_type_ids=segments, attention_mask=mask,
                   labels=labels.reshape(ids.shape), **{name: torch.tensor([0, 1])})
    output.loss.backward()
    sentence = output.sop_logits if family == "albert" else output.seq_relationship_logits
    scores = output.prediction_logits.reshape(ids.numel(), -1)[positions]
    return output.loss, scores, sentence


def compare(directory):
    """The largest differences over all lengths: of logits, and of gradients by their norms."""
    loaded, report = AutoModelForPreTraining.from_pretrained(
        directory, attn_implementation="eager", output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"], report
    assert len(AutoTokenizer.from_pretrained(directory)) == loaded.config.vocab_size
    loaded.eval()
    differences = []
    for path in sorted(glob.glob(f"{directory}/answers-*.safetensors")):
        answers = load_file(path)
        loss, scores, sentence = expected(loaded, answers)
        logits = max((scores - answers["masked"]).abs().max().item(),
                     (sentence - answers["sentence"]).abs().max().item(),
                     abs(loss.item() - answers["loss"].item()))
        gradients = 0.0
        for name, parameter in loaded.named_parameters():
            ours = answers["gradient." + name]
            difference = (parameter.grad - ours).norm() / (parameter.grad.norm() + 1e-3)
            gradients = max(gradients, difference.item())
        differences.append((logits, gradients))
    assert len(differences) == 3, directory
    return [max(column) for column in zip(*differences)]


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run(
            ["swift", "test", "--filter", "writesForConformance"], cwd=root, check=True,
            stdout=subprocess.DEVNULL, env={**os.environ, "YULIAO_CONFORMANCE": directory})
        models = sorted(glob.glob(f"{directory}/*-*"))
        assert len(models) == 6, models
        failed = False
        for model in models:
            with safe_open(f"{model}/model.safetensors", "pt") as file:
                assert file.metadata() == {"format": "pt"}
                assert not any(name.endswith(("positions_encoding", "decoder.weight"))
                               for name in file.keys())
            logits, gradients = compare(model)
            failed |= logits > LOGITS or gradients > GRADIENTS
            print(json.dumps(dict(model=os.path.basename(model), logits=logits,
                                  gradients=gradients)))
    sys.exit("the models differ from transformers'" if failed else 0)


main()
