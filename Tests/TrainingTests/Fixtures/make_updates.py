"""Makes updates.json: weights after 20 steps of each optimizer, by its published definition.

    python3 make_updates.py > updates.json      # needs numpy

The gradients are given by a formula and differ in size, so that some steps are clipped and some
are not. OptimizerTests.swift makes the same gradients.
"""

import json

import numpy as np

RATE, DECAY, BETA1, BETA2, EPSILON, STEPS = 0.05, 0.01, 0.9, 0.999, 1e-6, 20
SHAPES = {"dense.weight": 12, "dense.bias": 4, "LayerNorm.weight": 4, "other.weight": 6}
INITIAL = {"dense.weight": 0.5, "dense.bias": 0.0, "LayerNorm.weight": 1.0, "other.weight": 0.0}


def initial(name, place):
    index = np.arange(SHAPES[name], dtype=np.float64)
    return INITIAL[name] * (1 + 0.5 * np.sin(index * index + place))


def gradient(name, place, step):
    index = np.arange(SHAPES[name], dtype=np.float64)
    return (0.02 + 0.5 * (step % 3)) * np.sin(index * index + 7 * step + place)


def norm(x):
    return float(np.sqrt((x * x).sum()))


def ratio(p, u):
    return norm(p) / norm(u) if norm(p) > 0 and norm(u) > 0 else 1.0


def run(rule):
    names = list(SHAPES)
    p = {n: initial(n, i) for i, n in enumerate(names)}
    m = {n: np.zeros_like(p[n]) for n in names}
    v = {n: np.zeros_like(p[n]) for n in names}
    for step in range(1, STEPS + 1):
        g = {n: gradient(n, i, step) for i, n in enumerate(names)}
        total = np.sqrt(sum(norm(x) ** 2 for x in g.values()))
        for n in names:
            x = g[n] / max(1.0, total)
            excluded = any(word in n for word in ("LayerNorm", "layer_norm", "bias"))
            m[n] = BETA1 * m[n] + (1 - BETA1) * x
            v[n] = BETA2 * v[n] + (1 - BETA2) * x * x
            mh, vh = m[n] / (1 - BETA1**step), v[n] / (1 - BETA2**step)
            decay = 0.0 if excluded else DECAY * p[n]
            if rule == "google":
                u = m[n] / (np.sqrt(v[n]) + EPSILON) + decay
                trust = 1.0 if excluded else ratio(p[n], u)
            elif rule == "nvlamb":
                u = mh / (np.sqrt(vh) + EPSILON) + decay
                trust = ratio(p[n], u)
            elif rule == "huawei":
                u = mh / (np.sqrt(vh) + EPSILON) + decay
                trust = ratio(p[n], mh / np.sqrt(vh + EPSILON) + DECAY * p[n])
                trust = min(trust if norm(x) > 0 else 1.0, 10.0)
            else:
                u, trust = mh / (np.sqrt(vh) + EPSILON) + decay, 1.0
            p[n] = p[n] - RATE * trust * u
    return {n: [float(f"{x:.8g}") for x in p[n]] for n in names}


print(json.dumps({rule: run(rule) for rule in ("google", "nvlamb", "huawei", "adamw")}, indent=1))
