"""The rows of a table that an evaluation judges by: their labels, the later part by time, slices and groups."""

import operator
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

OPERATORS = {'>': operator.gt, '>=': operator.ge, '<': operator.lt, '<=': operator.le,
             '==': operator.eq, '!=': operator.ne}


def require(table: pd.DataFrame, columns: list[str]) -> None:
    missing = [column for column in columns if column not in table]
    if missing:
        raise ValueError(f'The table lacks {", ".join(missing)}; it has {", ".join(table.columns)}.')


def with_label(table: pd.DataFrame, label: dict) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """The rows whose label is known, and their labels as numbers: {column}, or 1 where {column} {op} {value}."""
    require(table, [label['column']])
    table = table[table[label['column']].notna()]
    values = table[label['column']]
    if 'op' not in label:
        return table, values.to_numpy(float)
    if label['op'] not in OPERATORS:
        raise ValueError(f'The label compares with "{label["op"]}"; known are {" ".join(OPERATORS)}.')
    return table, OPERATORS[label['op']](values, label['value']).to_numpy(float)


def split_by_time(time: pd.Series, test_fraction: float) -> tuple[Mask, Mask]:
    """Which rows come first and which are the last `test_fraction`. Rows of the same moment stay together."""
    ordered = time.sort_values(kind='stable')
    cut = ordered.iloc[int(len(ordered) * (1 - test_fraction))]
    return (time < cut).to_numpy(), (time >= cut).to_numpy()


def span(time: pd.Series) -> dict:
    return {'from': time.min().isoformat(), 'to': time.max().isoformat()}


def group_numbers(table: pd.DataFrame, time: pd.Series, group_by: str | None) -> NDArray[np.int64]:
    """Numbers from 0 up: rows with the same number are drawn together. Without `group_by`, each row has its own."""
    if group_by is None:
        return np.arange(len(table))
    if group_by != 'day':
        require(table, [group_by])
    return pd.factorize(time.dt.floor('D') if group_by == 'day' else table[group_by])[0]


def slices_of(table: pd.DataFrame, slices: list[dict]) -> Iterator[tuple[dict, Mask]]:
    """Each slice as {name, column, value} and which rows are in it."""
    for wanted in slices:
        column = wanted['column']
        require(table, [column])
        parts = between(table[column], wanted['edges']) if 'edges' in wanted else by_value(table[column], wanted)
        for value, mask in parts:
            yield {'name': wanted['name'], 'column': column, 'value': value}, mask


def between(values: pd.Series, edges: list[float]) -> Iterator[tuple[str, Mask]]:
    yield f'under {edges[0]:,g}', (values < edges[0]).to_numpy()
    for low, high in pairwise(edges):
        yield f'{low:,g} to under {high:,g}', ((values >= low) & (values < high)).to_numpy()
    yield f'{edges[-1]:,g} and more', (values >= edges[-1]).to_numpy()


def by_value(values: pd.Series, wanted: dict) -> Iterator[tuple[str, Mask]]:
    for value in values.value_counts().index[:wanted.get('top')]:
        yield str(value), (values == value).to_numpy()
