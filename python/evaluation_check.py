"""Figures of trireme_runtime beside the same figures made in another way; python/evaluation.test.ts compares them.

    python evaluation_check.py FLIGHTS.parquet MODEL
"""

import json
import sys
import tempfile

import mlflow
import mlflow.sklearn
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from sklearn import metrics as sk
from sklearn.linear_model import LinearRegression
from trireme_runtime.bootstrap import Judged, Plan, compare, draw, judge
from trireme_runtime.evaluate import evaluate
from trireme_runtime.metrics import METRICS, Settings

SETTINGS = Settings(threshold=0.3, capacity=0.25)


def main(table: str, model: str) -> None:
    rng = np.random.default_rng(1)
    truth = (rng.random(400) < 0.3).astype(float)
    chance = np.clip(np.round(0.3 + 0.1 * truth + rng.normal(0, 0.15, 400), 2), 0.01, 0.99)  # rounded: many ties
    print(json.dumps({
        'classification': classification(truth, chance, rng.integers(0, 4, 400).astype(float)),
        'regression': regression(truth * 10, chance * 10, rng.integers(0, 4, 400).astype(float)),
        'capacity': capacity(rng),
        'interval': interval(truth, chance),
        'verdicts': verdicts(),
        'flights': flights(table, model),
        'minutes': minutes(table),
        'refused': {name: refused(table, model, change) for name, change in {
            'metric': {'metrics': ['mae']},
            'label': {'label': {'column': 'late'}},
            'model': {'model': classes_only(table)},
        }.items()},
    }))


def ours(name: str, truth, prediction, weights) -> float:
    return float(METRICS[name].compute(truth, prediction, weights[None, :], SETTINGS)[0])


def classification(truth, chance, weights) -> dict:
    pairs = {}
    for label, w in {'plain': np.ones(400), 'weighted': weights}.items():
        theirs = {
            'auc': sk.roc_auc_score(truth, chance, sample_weight=w),
            'log_loss': sk.log_loss(truth, chance, sample_weight=w),
            'brier': sk.brier_score_loss(truth, chance, sample_weight=w),
            'accuracy': sk.accuracy_score(truth, chance >= SETTINGS.threshold, sample_weight=w),
        }
        pairs |= {f'{name}, {label}': [ours(name, truth, chance, w), value] for name, value in theirs.items()}
    return pairs


def regression(truth, guess, w) -> dict:
    return {'mae': [ours('mae', truth, guess, w), sk.mean_absolute_error(truth, guess, sample_weight=w)],
            'rmse': [ours('rmse', truth, guess, w), sk.root_mean_squared_error(truth, guess, sample_weight=w)]}


def capacity(rng) -> dict:
    """Without ties the quarter acted on is a plain list; with nothing but ties it is a lottery."""
    truth, chance, ones = (rng.random(400) < 0.3).astype(float), rng.permutation(400) / 400, np.ones(400)
    acted = chance >= np.sort(chance)[-100]
    same = np.full(400, 0.5)
    return {
        'precision': [ours('precision_at_capacity', truth, chance, ones), sk.precision_score(truth, acted)],
        'recall': [ours('recall_at_capacity', truth, chance, ones), sk.recall_score(truth, acted)],
        'precision of a lottery': [ours('precision_at_capacity', truth, same, ones), truth.mean()],
        'recall of a lottery': [ours('recall_at_capacity', truth, same, ones), SETTINGS.capacity],
    }


def interval(truth, chance) -> dict:
    """The difference to a constant guess, with whole groups drawn, beside a plain loop over rows repeated."""
    groups = np.arange(400) // 8
    plan = Plan(draws=200, seed=3)
    rows = Judged(truth, chance, np.full(400, truth.mean()), groups, 'constant')
    [found] = compare([METRICS['auc']], rows, SETTINGS, plan)
    loop = []
    for weights in np.concatenate(list(draw(groups, plan))):
        picked = np.repeat(np.arange(400), weights.astype(int))
        loop.append(sk.roc_auc_score(truth[picked], chance[picked]) - 0.5)
    low, high = np.quantile(loop, [0.025, 0.975])
    return {'low': [found['difference']['low'], low], 'high': [found['difference']['high'], high]}


def verdicts() -> dict:
    cases = {'above zero': (0.1, 0.2), 'around zero': (-0.1, 0.1), 'below zero': (-0.2, -0.1)}
    return {name: {direction: judge(direction, {'low': low, 'high': high}) for direction in ('higher', 'lower')}
            for name, (low, high) in cases.items()}


def spec_for(table: str, model: str) -> dict:
    return {'model': model, 'data': table, 'task': 'classification', 'timeColumn': 'date',
            'label': {'column': 'delay', 'op': '>', 'value': 15}, 'bootstrap': {'draws': 10}}


def flights(table: str, model: str) -> dict:
    """The evaluation of a logged model beside scikit-learn's own view of the last fifth by time."""
    spec = spec_for(table, model)
    found = {metric['name']: metric['value'] for metric in evaluate(spec)['metrics']}
    rows = pd.read_parquet(table).sort_values('date', kind='stable')
    rows = rows[rows['date'] >= rows['date'].iloc[int(len(rows) * 0.8)]]
    pipeline = mlflow.sklearn.load_model(model)
    late, chance = rows['delay'] > 15, pipeline.predict_proba(rows[list(pipeline.feature_names_in_)])[:, 1]
    return {'auc': [found['auc'], sk.roc_auc_score(late, chance)],
            'log_loss': [found['log_loss'], sk.log_loss(late, chance)]}


def minutes(table: str) -> dict:
    """A regression with a whole-number input, judged in minutes."""
    rows = pd.read_parquet(table)
    inputs = rows[['distance', 'hour']]
    model = LinearRegression().fit(inputs, rows['delay'])
    with tempfile.TemporaryDirectory() as folder:
        mlflow.sklearn.save_model(
            model, f'{folder}/model', signature=infer_signature(inputs), pip_requirements=['scikit-learn'])
        whole = f'{folder}/whole.parquet'
        rows.astype({'distance': int, 'hour': int}).to_parquet(whole)
        [found] = evaluate({
            'model': f'{folder}/model', 'data': whole, 'task': 'regression', 'timeColumn': 'date', 'unit': 'minutes',
            'label': {'column': 'delay'}, 'metrics': ['mae'], 'bootstrap': {'draws': 10}})['metrics']
    later = rows[rows['date'] >= rows['date'].iloc[int(len(rows) * 0.8)]]
    guess = model.predict(later[['distance', 'hour']])
    return {'unit': found['unit'], 'mae': [found['value'], sk.mean_absolute_error(later['delay'], guess)]}


def classes_only(table: str) -> str:
    """A model that was logged the usual way: its predict gives classes."""
    rows = pd.read_parquet(table)[['distance', 'hour', 'delay']]
    model = LinearRegression().fit(rows[['distance', 'hour']], rows['delay'])
    folder = tempfile.mkdtemp()
    mlflow.sklearn.save_model(
        model, f'{folder}/model', signature=infer_signature(rows[['distance', 'hour']]),
        pip_requirements=['scikit-learn'])
    return f'{folder}/model'


def refused(table: str, model: str, change: dict) -> str:
    try:
        evaluate(spec_for(table, model) | change)
    except ValueError as error:
        return str(error)
    return 'not refused'


if __name__ == '__main__':
    main(*sys.argv[1:])
