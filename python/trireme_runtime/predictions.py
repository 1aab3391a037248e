"""What a model that mlflow can load says of the rows of a table."""

import mlflow
import numpy as np
import pandas as pd
from mlflow.pyfunc import PyFuncModel
from numpy.typing import NDArray

from trireme_runtime.rows import require


def predict(model: PyFuncModel, table: pd.DataFrame, task: str) -> NDArray[np.float64]:
    """One number per row: the chance of the second class, or for regression the number itself."""
    inputs = inputs_of(model, table)
    said = np.asarray(model.predict(inputs))
    if task == 'regression':
        return said.reshape(len(table)).astype(float)
    if not is_chances(said):
        said = chances_of(model, inputs)
    if said.ndim == 2 and said.shape[1] == 2:
        return said[:, 1].astype(float)
    return said.astype(float)


def is_chances(said: NDArray) -> bool:
    if said.ndim == 2 and said.shape[1] == 2:
        return True
    in_range = said.ndim == 1 and said.dtype.kind == 'f' and said.min() >= 0 and said.max() <= 1
    return bool(in_range) and not set(np.unique(said)) <= {0.0, 1.0}


def chances_of(model: PyFuncModel, inputs: pd.DataFrame) -> NDArray:
    """Of a classifier that was logged as mlflow does by itself, so that it answers with classes."""
    try:
        raw = model.get_raw_model()
    except (AttributeError, NotImplementedError, mlflow.MlflowException):
        raw = None  # only some kinds of models have one
    if not hasattr(raw, 'predict_proba'):
        raise ValueError('The model gives classes, not chances. Log it with pyfunc_predict_fn="predict_proba".')
    said = np.asarray(raw.predict_proba(inputs))
    if said.ndim != 2 or said.shape[1] != 2:
        raise ValueError(f'The model tells {said.shape[-1]} classes apart; two can be judged.')
    return said


def inputs_of(model: PyFuncModel, table: pd.DataFrame) -> pd.DataFrame:
    schema = model.metadata.get_input_schema()
    if schema is None:
        raise ValueError('The model has no signature, so its input columns are not known. Log it with one.')
    require(table, schema.input_names())
    inputs = table[schema.input_names()]
    # mlflow refuses whole numbers where the signature says double, although nothing is lost by it.
    doubles = [column.name for column in schema.inputs if column.type.name in ('double', 'float')]
    return inputs.astype({name: float for name in doubles})
