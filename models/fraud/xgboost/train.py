"""Trains the fraud model with the XGBoost library, as SageMaker's XGBoost container runs it in script mode.

    python3 train.py --train DIR --model-dir DIR [--validation DIR] [--parameters FILE]

In the container the folders come from SM_CHANNEL_TRAIN, SM_CHANNEL_VALIDATION and SM_MODEL_DIR. Each channel has CSV files:
a heading of names, first `label` (0 or 1), then the features; an empty cell is a missing value. The parameters are the
ones of models/fraud/trainer/parameters.ts, by the same names, so that one file serves both. One thread and a seed: the
same data and library give the same model. Writes xgboost-model.json, which has the features' names in their order, and
training.json; with validation data also scored.csv: rows of them with the library's own margins, from which whoever takes
in the model fits its calibration, and sees that it is scored there as here.
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


MOST_SCORED = 50_000


def native(parameters):
    """Parameters as the library names them; `rounds` is no parameter there. The base score is stated, because from
    version 2.0 on the library would estimate it."""
    unknown = set(parameters) - set(NATIVE) - {"rounds"}
    if unknown:
        raise SystemExit(f"unknown parameters {sorted(unknown)}, expected {sorted(['rounds', *NATIVE])}")
    named = {NATIVE[name]: value for name, value in parameters.items() if name != "rounds"}
    return {"objective": "binary:logistic", "tree_method": "exact", "nthread": 1, "base_score": 0.5, **named}


def read(folder):
    """All CSV files of a channel, in the order of their names, as names of the features and one table, labels first."""
    files = sorted(pathlib.Path(folder).glob("*.csv"))
    if not files:
        raise SystemExit(f"{folder} has no *.csv file")
    headings = {file.open().readline().strip() for file in files}
    names = headings.pop().split(",")
    if headings or names[0] != "label":
        raise SystemExit(f"expected one heading in all files of {folder}, and `label` as its first name")
    tables = [
        np.genfromtxt(file, np.float32, delimiter=",", skip_header=1, filling_values=np.nan, ndmin=2) for file in files
    ]
    return names[1:], np.vstack(tables)


def matrix(names, table):
    return xgb.DMatrix(table[:, 1:], table[:, 0], feature_names=names)


def write_scored(booster, names, table, file):
    """Every so manieth row, so that frauds are as frequent as they were. Nine digits tell every float32 apart."""
    rows = table[:: max(1, -(-len(table) // MOST_SCORED))]
    margins = booster.predict(matrix(names, rows), output_margin=True)
    columns = np.column_stack([rows[:, 0], margins, rows[:, 1:]])
    with file.open("w") as out:
        out.write(",".join(["label", "margin", *names]) + "\n")
        for row in columns:
            out.write(",".join("" if np.isnan(value) else f"{value:.9g}" for value in row) + "\n")


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
    out = pathlib.Path(options.model_dir)
    names, table = read(options.train)
    training = matrix(names, table)
    watched = [(training, "train")]
    if options.validation:
        validation_names, validation = read(options.validation)
        if validation_names != names:
            raise SystemExit("the validation data have other features than the training data, or in another order")
        watched.append((matrix(names, validation), "validation"))
    settings = {"eval_metric": ["logloss", "aucpr"], **native(parameters)}
    booster = xgb.train(settings, training, parameters.get("rounds", 100), evals=watched, verbose_eval=10)
    booster.save_model(out / "xgboost-model.json")
    about = {"library": xgb.__version__, "parameters": parameters, "rows": len(table), "frauds": int(table[:, 0].sum())}
    (out / "training.json").write_text(json.dumps(about) + "\n")
    if options.validation:
        write_scored(booster, names, validation, out / "scored.csv")


if __name__ == "__main__":
    main()
