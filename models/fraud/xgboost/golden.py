"""Writes the golden files that the tests compare our scoring and our trainer with.

    /usr/bin/python3 models/fraud/xgboost/golden.py && npm run format

Made with Debian's python3-xgboost 1.7.4, by one thread, so that every run writes the same. No test runs Python.
golden/data.json has the rows, golden/<set>.json a model with what the library makes of them. Arrays are float32, little
endian, in base64: a decimal point too few would already be a difference.
"""

import base64
import json
import pathlib

import numpy as np
import xgboost as xgb

from train import native

HERE = pathlib.Path(__file__).parent
TRAINING_ROWS, SCORED_ROWS, EXPLAINED_ROWS = 1000, 1000, 100
FEATURES = ["amount", "weekend", "count7d", "mean7d", "risk7d", "sinceLast", "ratio", "constant"]

SETS = {
    "plain": {"rounds": 10, "maxDepth": 4},
    "regularised": {
        "rounds": 10, "maxDepth": 6, "eta": 0.2, "lambda": 2.5, "alpha": 0.3, "gamma": 1.2, "minChildWeight": 2,
        "baseScore": 0.1,
    },
    "weighted": {"rounds": 8, "maxDepth": 5, "eta": 0.5, "minChildWeight": 0, "scalePosWeight": 6},
    # The trainer has no part in this one: XGBoost draws its own random numbers, and buckets the values.
    "sampled-histogram": {"rounds": 10, "maxDepth": 5, "subsample": 0.7, "colsampleByTree": 0.6, "seed": 7},
}


def payments(rng, rows):
    """Values as payments have them: many equal ones, long tails, some missing, one column without meaning."""
    amount = np.round(rng.lognormal(3.5, 1, rows), 2)
    count = rng.poisson(4, rows).astype(float)
    mean = np.where(count > 0, np.round(rng.lognormal(3.5, 0.5, rows), 1), np.nan)
    risk = np.round(rng.beta(0.3, 3, rows), 2)
    since = np.where(rng.random(rows) < 0.2, np.nan, np.round(rng.exponential(48, rows), 1))
    columns = [amount, rng.integers(0, 2, rows), count, mean, risk, since, amount / mean, np.full(rows, 3.0)]
    values = np.column_stack(columns).astype(np.float32)
    log_odds = -3 + 4 * risk + 0.5 * np.nan_to_num(values[:, 6]) + (np.isnan(since) * 1.0)
    labels = rng.random(rows) < 1 / (1 + np.exp(-log_odds))
    return values, labels.astype(np.float32)


def thresholds(model):
    """Values at which splits divide, by feature."""
    found = {}
    for tree in model["learner"]["gradient_booster"]["model"]["trees"]:
        for feature, condition, left in zip(tree["split_indices"], tree["split_conditions"], tree["left_children"]):
            if left >= 0:
                found.setdefault(feature, set()).add(condition)
    return {feature: np.array(sorted(values), np.float32) for feature, values in found.items()}


def make_scored(rng, models):
    """Rows of the same kind; a tenth of the values is missing, and a tenth lies exactly on a threshold."""
    values, _ = payments(rng, SCORED_ROWS)
    for model in models:
        for feature, conditions in thresholds(model).items():
            rows = rng.random(SCORED_ROWS) < 0.1 / len(models)
            values[rows, feature] = rng.choice(conditions, rows.sum())
    values[rng.random(values.shape) < 0.1] = np.nan
    return values


def encode(array):
    return base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()


def write(name, content):
    (HERE / "golden" / f"{name}.json").write_text(json.dumps(content) + "\n")


def main():
    rng = np.random.default_rng(20260101)
    values, labels = payments(rng, TRAINING_ROWS)
    training = xgb.DMatrix(values, labels, feature_names=FEATURES)
    boosters, models = {}, {}
    for name, parameters in SETS.items():
        method = "hist" if "histogram" in name else "exact"
        boosters[name] = xgb.train({**native(parameters), "tree_method": method}, training, parameters["rounds"])
        models[name] = json.loads(boosters[name].save_raw("json"))
    scored = make_scored(rng, list(models.values()))
    write("data", {
        "featureNames": FEATURES,
        "training": {"columns": encode(values.T), "labels": encode(labels)},
        "scored": {"rows": encode(scored)},
    })
    matrix = xgb.DMatrix(scored, feature_names=FEATURES)
    explained = xgb.DMatrix(scored[:EXPLAINED_ROWS], feature_names=FEATURES)
    for name, booster in boosters.items():
        write(name, {
            "library": xgb.__version__,
            "parameters": SETS[name],
            "margins": encode(booster.predict(matrix, output_margin=True)),
            "probabilities": encode(booster.predict(matrix)),
            "contributions": encode(booster.predict(explained, pred_contribs=True)),
            "model": models[name],
        })


if __name__ == "__main__":
    main()
