"""How good predictions are, computed for many bootstrap draws of the same rows at once.

Every `compute(truth, prediction, weights, settings)` takes

- truth: one value per row (classification: 0 or 1, regression: the number itself),
- prediction: one value per row (classification: the chance of 1, regression: the number),
- weights: one line per draw, one column per row: how often the draw holds the row (all ones: the rows as they are),
- settings: threshold and capacity, both shares from 0 to 1,

and returns one value per draw; not a number where a draw does not define it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    threshold: float = 0.5
    capacity: float = 0.1


@dataclass(frozen=True)
class Metric:
    name: str
    task: Literal['classification', 'regression']
    direction: Literal['higher', 'lower']
    unit: str | None  # None: the label's own unit
    definition: str
    compute: Callable[[Numbers, Numbers, Numbers, Settings], Numbers]


def auc(truth: Numbers, prediction: Numbers, weights: Numbers, settings: Settings) -> Numbers:
    """Area under the ROC curve: the chance that a row which came true was given a higher prediction than a row which
    did not, a tie counting one half. From 0 to 1, 0.5 is no skill, higher is better.
    Source: the Mann-Whitney form, Hanley and McNeil, Radiology 143 (1982)."""
    positive, total = tied(truth, prediction, weights)
    negative = total - positive
    below = negative.sum(axis=1, keepdims=True) - np.cumsum(negative, axis=1)
    won = (positive * (below + negative / 2)).sum(axis=1)
    return divide(won, positive.sum(axis=1) * negative.sum(axis=1))


def log_loss(truth: Numbers, prediction: Numbers, weights: Numbers, settings: Settings) -> Numbers:
    """Mean of -ln(the chance given to what happened), chances kept 1e-15 away from 0 and 1. Unit nat, from 0, lower is
    better. A proper scoring rule: only the true chances give the lowest value.
    Source: Good, Journal of the Royal Statistical Society B 14 (1952)."""
    chance = np.clip(prediction, 1e-15, 1 - 1e-15)
    return mean(-(truth * np.log(chance) + (1 - truth) * np.log1p(-chance)), weights)


def brier(truth: Numbers, prediction: Numbers, weights: Numbers, settings: Settings) -> Numbers:
    """Mean squared difference of chance and outcome (0 or 1). From 0 to 1, lower is better; a proper scoring rule.
    Source: Brier, Monthly Weather Review 78 (1950), in its form for two outcomes."""
    return mean((prediction - truth) ** 2, weights)


def accuracy(truth: Numbers, prediction: Numbers, weights: Numbers, settings: Settings) -> Numbers:
    """Share of rows called rightly, where a row is called true if its chance reaches the threshold.
    From 0 to 1, higher is better."""
    return mean(((prediction >= settings.threshold) == (truth == 1)).astype(float), weights)


def precision_at_capacity(truth: Numbers, prediction: Numbers, weights: Numbers, settings: Settings) -> Numbers:
    """Of the rows that can be acted on (the share `capacity` with the highest predictions), the share that came true.
    Rows tied at the border count in proportion, as if drawn by lot. From 0 to 1, higher is better.
    Source: precision at k, Manning, Raghavan and Schuetze, Introduction to Information Retrieval, 8.4."""
    found, acted, _ = at_capacity(truth, prediction, weights, settings.capacity)
    return divide(found, acted)


def recall_at_capacity(truth: Numbers, prediction: Numbers, weights: Numbers, settings: Settings) -> Numbers:
    """Of the rows that came true, the share found among those that can be acted on (the share `capacity` with the
    highest predictions). Chance alone finds `capacity`. From 0 to 1, higher is better.
    Source: recall at k, as above."""
    found, _, positive = at_capacity(truth, prediction, weights, settings.capacity)
    return divide(found, positive)


def mae(truth: Numbers, prediction: Numbers, weights: Numbers, settings: Settings) -> Numbers:
    """Mean absolute error, in the label's unit, from 0, lower is better."""
    return mean(np.abs(prediction - truth), weights)


def rmse(truth: Numbers, prediction: Numbers, weights: Numbers, settings: Settings) -> Numbers:
    """Root of the mean squared error, in the label's unit, from 0, lower is better; large errors count for more."""
    return np.sqrt(mean((prediction - truth) ** 2, weights))


def mean(values: Numbers, weights: Numbers) -> Numbers:
    return divide(weights @ values, weights.sum(axis=1))


def divide(above: Numbers, below: Numbers) -> Numbers:
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)


def tied(truth: Numbers, prediction: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Per draw and per distinct prediction, from the highest down: the weight of rows that came true, and of all."""
    order = np.argsort(-prediction, kind='stable')
    ordered = prediction[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    weights = weights[:, order]
    return np.add.reduceat(weights * truth[order], starts, axis=1), np.add.reduceat(weights, starts, axis=1)


def at_capacity(truth: Numbers, prediction: Numbers, weights: Numbers, capacity: float) -> tuple[Numbers, ...]:
    """Per draw: the weight found, the weight acted on, and the weight of all rows that came true."""
    positive, total = tied(truth, prediction, weights)
    acted = capacity * total.sum(axis=1)
    before = np.cumsum(total, axis=1) - total
    taken = np.clip(acted[:, None] - before, 0, total)
    found = (positive * divide(taken, total)).sum(axis=1, where=total > 0)
    return found, acted, positive.sum(axis=1)


METRICS = {metric.name: metric for metric in [
    Metric('auc', 'classification', 'higher', 'share',
           'chance that a case which came true is ranked above one which did not', auc),
    Metric('log_loss', 'classification', 'lower', 'nat', 'mean of -ln(the chance given to what happened)', log_loss),
    Metric('brier', 'classification', 'lower', 'share', 'mean squared difference of chance and outcome', brier),
    Metric('accuracy', 'classification', 'higher', 'share', 'share of cases called rightly', accuracy),
    Metric('precision_at_capacity', 'classification', 'higher', 'share',
           'of the cases acted on, the share that came true', precision_at_capacity),
    Metric('recall_at_capacity', 'classification', 'higher', 'share',
           'of the cases that came true, the share acted on', recall_at_capacity),
    Metric('mae', 'regression', 'lower', None, 'mean absolute error', mae),
    Metric('rmse', 'regression', 'lower', None, 'root of the mean squared error', rmse),
]}
