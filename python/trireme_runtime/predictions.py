"""What a model that mlflow can load says of the rows of a table."""

import numpy as np
import pandas as pd
from mlflow.pyfunc import PyFuncModel
from numpy.typing import NDArray

from trireme_runtime.rows import require


def predict(model: PyFuncModel, table: pd.DataFrame, task: str) -> NDArray[np.float64]:
    """One number per row: the chance of the second class, or for regression the number itself."""
    said = np.asarray(model.predict(inputs_of(model, table)))
    if task == 'regression':
        return said.reshape(len(table)).astype(float)
    if said.ndim == 2 and said.shape[1] == 2:
        return said[:, 1].astype(float)
    chances = said.ndim == 1 and said.dtype.kind == 'f' and said.min() >= 0 and said.max() <= 1
    if not chances or set(np.unique(said)) <= {0.0, 1.0}:
        raise ValueError('The model gives classes, not chances. Log it with pyfunc_predict_fn="predict_proba".')
    return said.astype(float)


def inputs_of(model: PyFuncModel, table: pd.DataFrame) -> pd.DataFrame:
    schema = model.metadata.get_input_schema()
    if schema is None:
        raise ValueError('The model has no signature, so its input columns are not known. Log it with one.')
    require(table, schema.input_names())
    inputs = table[schema.input_names()]
    # mlflow refuses whole numbers where the signature says double, although nothing is lost by it.
    doubles = [column.name for column in schema.inputs if column.type.name in ('double', 'float')]
    return inputs.astype({name: float for name in doubles})
