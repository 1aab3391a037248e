"""Judges one model on later rows than it learned from, against a baseline, with intervals and by slice.

    TRIREME_EVALUATION='{...}' python -m trireme_runtime.evaluate

TRIREME_EVALUATION is JSON (a ? marks what may be left out):

    model           address that mlflow can load, such as 'models:/flight-delay/3', or the folder of a saved model
    data            Parquet file; a relative path is looked up in $TRIREME_INPUTS
    task            'classification' (two classes) or 'regression'
    label           {column}, or {column, op, value} for a yes or no made from a column; op: > >= < <= == !=
    timeColumn      the column that tells which rows are later
    testFraction?   the last part by time, which is judged: 0.2
    trainedUntil?   time of the last row that the model learned from, to tell whether all judged rows are later
    metrics?        names from metrics.py, the first one gives the verdict; without: all of the task
    baseline?       {kind: 'constant'}: the mean label of the earlier rows; or {kind: 'model', model}
    slices?         [{name, column, edges}] cuts numbers, [{name, column, top?}] takes values, most frequent first
    minRows?        slices with fewer rows are named, not judged: 100
    bootstrap?      {draws? 1000, seed? 7, level? 0.95, groupBy?}; groupBy 'day' or a column: rows drawn together,
                    because they are not independent
    threshold?      chance from which accuracy calls a row true: 0.5
    capacity?       share of rows that can be acted on: 0.1
    unit?           of the label, for regression

The result goes to $TRIREME_OUTPUTS/evaluation.json and, with mlflow, to the run that MLFLOW_RUN_ID names.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd

from trireme_runtime.bootstrap import Judged, Plan, compare
from trireme_runtime.metrics import METRICS, Metric, Numbers, Settings
from trireme_runtime.predictions import predict
from trireme_runtime.rows import Mask, group_numbers, require, slices_of, span, split_by_time, with_label

MIN_GROUPS = 8  # fewer, drawn again and again, say too little about others of their kind


@dataclass(frozen=True)
class Choice:
    """What the specification says of figures and intervals, whatever the rows."""

    metrics: list[Metric]
    settings: Settings
    plan: Plan
    group_by: str | None
    min_rows: int


def main() -> None:
    spec = json.loads(os.environ['TRIREME_EVALUATION'])
    try:
        with mlflow.start_run():
            result = evaluate(spec)
            log(result)
    except ValueError as error:
        raise SystemExit(f'Not evaluated: {error}') from error
    Path(os.environ.get('TRIREME_OUTPUTS', '.'), 'evaluation.json').write_text(json.dumps(result, indent=2))
    print('\n'.join(sentence(metric) for metric in result['metrics']), flush=True)


def evaluate(spec: dict) -> dict:
    choice = choose(spec)
    path = Path(os.environ.get('TRIREME_INPUTS', '.'), spec['data'])
    table, label = with_label(pd.read_parquet(path), spec['label'])
    require(table, [spec['timeColumn']])
    time = pd.to_datetime(table[spec['timeColumn']])
    earlier, later = split_by_time(time, spec.get('testFraction', 0.2))
    if not earlier.any():
        raise ValueError('No row is earlier than the judged ones, so there is nothing to take a baseline from.')

    model = mlflow.pyfunc.load_model(spec['model'])
    baseline_name, baseline = predict_baseline(spec, table[later], label[earlier])
    rows = Judged(
        truth=label[later],
        model=predict(model, table[later], spec['task']),
        baseline=baseline,
        groups=group_numbers(table[later], time[later], choice.group_by),
        baseline_name=baseline_name)
    metrics = compare(choice.metrics, rows, choice.settings, choice.plan)
    slices, left_out = judge_slices(choice, rows, slices_of(table[later], spec.get('slices', [])))
    trained_until = spec.get('trainedUntil')
    return {
        'task': spec['task'],
        'verdict': metrics[0]['verdict'],
        'n': len(rows.truth),
        'rows': span(time[later]),
        'earlier': {'n': int(earlier.sum()), **span(time[earlier])},
        'laterThanTraining': bool(time[later].min() > pd.Timestamp(trained_until)) if trained_until else None,
        'metrics': metrics,
        'slices': slices,
        'slicesLeftOut': left_out,
        'model': {'uri': spec['model'], 'id': model.metadata.model_id, 'run': model.metadata.run_id},
        'data': {'file': path.name, 'digest': digest(path), 'rows': len(table)},
        'seed': choice.plan.seed,
        'method': method(choice, rows),
    }


def choose(spec: dict) -> Choice:
    of_task = [name for name, metric in METRICS.items() if metric.task == spec['task']]
    names = spec.get('metrics', of_task)
    unknown = set(names) - set(of_task)
    if unknown or not names:
        asked = ', '.join(sorted(unknown)) or 'none'
        raise ValueError(f'The metrics for {spec["task"]} are {", ".join(of_task)}; asked for: {asked}.')
    bootstrap = dict(spec.get('bootstrap', {}))
    group_by = bootstrap.pop('groupBy', None)
    unit = spec.get('unit')
    return Choice(
        metrics=[replace(METRICS[name], unit=METRICS[name].unit or unit) for name in names],
        settings=Settings(**{key: spec[key] for key in ('threshold', 'capacity') if key in spec}),
        plan=Plan(**bootstrap),
        group_by=group_by,
        min_rows=spec.get('minRows', 100))


def predict_baseline(spec: dict, table: pd.DataFrame, earlier: Numbers) -> tuple[str, Numbers]:
    baseline = spec.get('baseline', {'kind': 'constant'})
    if baseline['kind'] == 'model':
        return baseline['model'], predict(mlflow.pyfunc.load_model(baseline['model']), table, spec['task'])
    return f'always {earlier.mean():.4g}', np.full(len(table), earlier.mean())


def judge_slices(choice: Choice, rows: Judged, slices: Iterable[tuple[dict, Mask]]) -> tuple[list[dict], list[dict]]:
    """The slices that are large enough to be judged, and the others with the reason."""
    judged, left_out = [], []
    for described, mask in slices:
        # Groups are numbered anew, as those without a row in the slice cannot be drawn for it.
        distinct, groups = np.unique(rows.groups[mask], return_inverse=True)
        described['n'] = int(mask.sum())
        if described['n'] < choice.min_rows:
            left_out.append(described | {'reason': f'fewer than {choice.min_rows} rows'})
        elif len(distinct) < MIN_GROUPS:
            left_out.append(described | {'reason': f'fewer than {MIN_GROUPS} different values of {choice.group_by}'})
        else:
            part = Judged(rows.truth[mask], rows.model[mask], rows.baseline[mask], groups, rows.baseline_name)
            judged.append(described | {'metrics': compare(choice.metrics, part, choice.settings, choice.plan)})
    return judged, left_out


def digest(path: Path) -> str:
    return 'sha256:' + hashlib.sha256(path.read_bytes()).hexdigest()


def method(choice: Choice, rows: Judged) -> str:
    groups = int(rows.groups.max()) + 1
    unit = 'row' if choice.group_by is None else choice.group_by
    return (f'paired percentile bootstrap, {choice.plan.draws:,} draws of {groups:,} by {unit}, '
            f'{choice.plan.level:.0%} intervals, seed {choice.plan.seed}')


def log(result: dict) -> None:
    """Logs each figure as a metric, such as auc, auc_low, auc_baseline and auc_difference, and the whole as a file."""
    figures = {}
    for metric in result['metrics']:
        name, difference = metric['name'], metric['difference']
        figures |= {
            name: metric['value'], f'{name}_low': metric['low'], f'{name}_high': metric['high'],
            f'{name}_baseline': metric['baseline']['value'], f'{name}_difference': difference['value'],
            f'{name}_difference_low': difference['low'], f'{name}_difference_high': difference['high']}
    mlflow.log_metrics({name: value for name, value in figures.items() if value is not None})
    mlflow.log_params({'evaluated_model': result['model']['uri'], 'rows': result['n'], 'method': result['method']})
    mlflow.set_tag('trireme.verdict', result['verdict'])
    mlflow.log_dict(result, 'evaluation.json')


def sentence(metric: dict) -> str:
    """Such as: auc 0.6416 (0.6232 to 0.6599), baseline 0.5000: better."""
    if metric['value'] is None:
        return f'{metric["name"]} is not defined for these rows'
    return (f'{metric["name"]} {metric["value"]:.4f} ({metric["low"]:.4f} to {metric["high"]:.4f}), '
            f'baseline {metric["baseline"]["value"]:.4f}: {metric["verdict"].replace("_", " ")}')


if __name__ == '__main__':
    main()
