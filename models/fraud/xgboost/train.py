"""Trains the fraud model with the XGBoost library, as SageMaker's XGBoost container runs it in script mode.

    python3 train.py --train DIR --model-dir DIR [--validation DIR] [--parameters FILE]

In the container the folders come from SM_CHANNEL_TRAIN, SM_CHANNEL_VALIDATION and SM_MODEL_DIR. Each channel has CSV files:
a heading of names, first `label` (0 or 1), then the features; an empty cell is a missing value. The parameters are the
ones of models/fraud/trainer/parameters.ts, by the same names, so that one file serves both. One thread and a seed: the
same data and library give the same model. Writes xgboost-model.json, which has the features' names in their order.
"""

import argparse
import json
import os
import pathlib

import numpy as np
import xgboost as xgb

NATIVE = {
    "maxDepth": "max_depth", "eta": "eta", "lambda": "lambda", "alpha": "alpha", "gamma": "gamma",
    "minChildWeight": "min_child_weight", "baseScore": "base_score", "scalePosWeight": "scale_pos_weight",
    "subsample": "subsample", "colsampleByTree": "colsample_bytree", "seed": "seed",
}


def native(parameters):
    """Parameters as the library names them; `rounds` is no parameter there. The base score is stated, because from
    version 2.0 on the library would estimate it."""
    unknown = set(parameters) - set(NATIVE) - {"rounds"}
    if unknown:
        raise SystemExit(f"unknown parameters {sorted(unknown)}, expected {sorted(['rounds', *NATIVE])}")
    named = {NATIVE[name]: value for name, value in parameters.items() if name != "rounds"}
    return {"objective": "binary:logistic", "tree_method": "exact", "nthread": 1, "base_score": 0.5, **named}


def read(folder):
    """All CSV files of a channel, in the order of their names, as one matrix."""
    files = sorted(pathlib.Path(folder).glob("*.csv"))
    if not files:
        raise SystemExit(f"{folder} has no *.csv file")
    headings = {file.open().readline().strip() for file in files}
    names = headings.pop().split(",")
    if headings or names[0] != "label":
        raise SystemExit(f"expected one heading in all files of {folder}, and `label` as its first name")
    table = np.vstack([
        np.genfromtxt(file, np.float32, delimiter=",", skip_header=1, filling_values=np.nan, ndmin=2) for file in files
    ])
    return xgb.DMatrix(table[:, 1:], table[:, 0], feature_names=names[1:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN"))
    parser.add_argument("--validation", default=os.environ.get("SM_CHANNEL_VALIDATION"))
    parser.add_argument("--model-dir", default=os.environ.get("SM_MODEL_DIR"))
    parser.add_argument("--parameters", help="JSON file; by default parameters.json of the training data's folder")
    options = parser.parse_args()
    if not options.train or not options.model_dir:
        parser.error("--train and --model-dir are needed outside SageMaker")
    file = pathlib.Path(options.parameters or pathlib.Path(options.train) / "parameters.json")
    parameters = json.loads(file.read_text())
    training = read(options.train)
    watched = [(training, "train")]
    if options.validation:
        watched.append((read(options.validation), "validation"))
    rounds = parameters.get("rounds", 100)
    booster = xgb.train({"eval_metric": "logloss", **native(parameters)}, training, rounds, evals=watched, verbose_eval=10)
    booster.save_model(pathlib.Path(options.model_dir) / "xgboost-model.json")


if __name__ == "__main__":
    main()
