"""Intervals by the bootstrap: how much a figure, or the difference of two, would move on other rows of the same kind.

Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapters 8 and 13 (percentile intervals).
The difference of two predictors is paired: both are judged on the same draws.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trireme_runtime.metrics import Metric, Numbers, Settings

CELLS = 2_000_000  # of one block of draws: 16 MB a table


@dataclass(frozen=True)
class Plan:
    draws: int = 1000
    seed: int = 7
    level: float = 0.95


@dataclass(frozen=True)
class Judged:
    """Rows with what happened and what two predictors said. `groups` numbers the rows that are drawn together from 0
    up; all different means that each row is drawn by itself."""

    truth: Numbers
    model: Numbers
    baseline: Numbers
    groups: NDArray[np.int64]
    baseline_name: str


def compare(metrics: list[Metric], rows: Judged, settings: Settings, plan: Plan) -> list[dict]:
    """Each metric of the model and of its baseline on the same draws, with intervals and a verdict."""
    def measure(metric: Metric, weights: Numbers) -> Numbers:
        return np.stack([metric.compute(rows.truth, said, weights, settings) for said in (rows.model, rows.baseline)])

    whole = np.ones((1, len(rows.truth)))
    drawn: dict[str, list[Numbers]] = {metric.name: [] for metric in metrics}
    for weights in draw(rows.groups, plan):
        for metric in metrics:
            drawn[metric.name].append(measure(metric, weights))
    results = []
    for metric in metrics:
        result = describe(metric, measure(metric, whole)[:, 0], np.concatenate(drawn[metric.name], axis=1), plan)
        result['n'] = len(rows.truth)
        result['baseline']['name'] = rows.baseline_name
        results.append(result)
    return results


def draw(groups: NDArray[np.int64], plan: Plan) -> Iterator[Numbers]:
    """Blocks of draws with replacement: one line per draw, one column per row, how often the draw holds the row."""
    count = int(groups.max()) + 1
    block = max(1, min(plan.draws, CELLS // len(groups)))
    generator = np.random.default_rng(plan.seed)
    for start in range(0, plan.draws, block):
        lines = min(block, plan.draws - start)
        picks = generator.integers(0, count, (lines, count)) + np.arange(lines)[:, None] * count
        times = np.bincount(picks.ravel(), minlength=lines * count).reshape(lines, count)
        yield times[:, groups].astype(float)


def describe(metric: Metric, point: Numbers, drawn: Numbers, plan: Plan) -> dict:
    difference = estimate(point[0] - point[1], drawn[0] - drawn[1], plan)
    return {
        'name': metric.name,
        'definition': metric.definition,
        'direction': metric.direction,
        'unit': metric.unit,
        **estimate(point[0], drawn[0], plan),
        'baseline': estimate(point[1], drawn[1], plan),
        'difference': difference,
        'verdict': judge(metric.direction, difference),
    }


def estimate(value: float, drawn: Numbers, plan: Plan) -> dict:
    """A value with its percentile interval. None where the rows do not define it, such as an AUC of one class only."""
    defined = drawn[~np.isnan(drawn)]
    if np.isnan(value) or len(defined) == 0:
        return {'value': None, 'low': None, 'high': None}
    low, high = np.quantile(defined, [(1 - plan.level) / 2, (1 + plan.level) / 2])
    return {'value': float(value), 'low': float(low), 'high': float(high)}


def judge(direction: str, difference: dict) -> str:
    """Better or worse only where the whole interval of the difference is on that side of zero."""
    low, high = difference['low'], difference['high']
    if low is None:
        return 'no_better'
    gain, loss = (low, high) if direction == 'higher' else (-high, -low)
    if gain > 0:
        return 'better'
    return 'worse' if loss < 0 else 'no_better'
