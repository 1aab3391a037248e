"""Trains scikit-learn models on real flights and says what mlflow's own scoring code answers.

    python serving_model.py FLIGHTS.json FOLDER < requests.json > answers.json

Writes FOLDER/classifier and FOLDER/regressor as mlflow models, with FOLDER/classifier.onnx (with a ZipMap) and
FOLDER/regressor.onnx (one matrix) beside them. Requests are [content type, body] pairs for the classifier.
"""

import json
import sys
import warnings
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature
from mlflow.pyfunc import scoring_server
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

warnings.filterwarnings('ignore')
TYPES = {'origin': StringTensorType, 'destination': StringTensorType, 'distance': FloatTensorType,
         'hour': Int64TensorType, 'weekend': Int64TensorType}


def main() -> None:
    flights, folder = pd.read_json(sys.argv[1]), Path(sys.argv[2])
    table = flights[['origin', 'destination']].copy()
    table['distance'] = flights['distance'].astype(float)
    table['hour'] = flights['date'].dt.hour.astype('int64')
    table['weekend'] = flights['date'].dt.dayofweek >= 5
    late = np.where(flights['delay'] > 15, 'late', 'on time')

    classifier = make_pipeline(
        make_column_transformer(
            (OneHotEncoder(handle_unknown='ignore', min_frequency=100), ['origin', 'destination']),
            (SimpleImputer(), ['distance']),
            ('passthrough', ['hour', 'weekend'])),
        GradientBoostingClassifier(n_estimators=20, random_state=7)).fit(table, late)
    save(classifier, folder / 'classifier', table)
    graph = to_onnx(classifier, initial_types=[(name, TYPES[name]([None, 1])) for name in table])
    (folder / 'classifier.onnx').write_bytes(graph.SerializeToString())

    numbers = table[['distance', 'hour']].astype(float)
    regressor = RandomForestRegressor(10, max_depth=6, random_state=7).fit(numbers, flights['delay'])
    save(regressor, folder / 'regressor', numbers)
    (folder / 'regressor.onnx').write_bytes(to_onnx(regressor, numbers.head(1).to_numpy('float32')).SerializeToString())

    sample = table.sample(200, random_state=7).reset_index(drop=True)
    sample.loc[::7, 'origin'] = 'XYZ'
    sample.loc[::11, 'distance'] = np.nan
    json.dump({
        'sample': json.loads(sample.to_json(orient='split')),
        'labels': classifier.predict(sample).tolist(),
        'chances': classifier.predict_proba(sample).tolist(),
        'numbers': json.loads(numbers.head(50).to_json(orient='split')),
        'delays': regressor.predict(numbers.head(50)).tolist(),
        'answers': [ask(folder / 'classifier', *request) for request in json.load(sys.stdin)],
    }, sys.stdout)


def save(model, path: Path, table: pd.DataFrame) -> None:
    mlflow.sklearn.save_model(
        model, path, signature=infer_signature(table, model.predict(table.head(5))),
        serialization_format='cloudpickle', pip_requirements=[])


def ask(path: Path, content_type: str, body: str):
    """As the handler of /invocations does it: a status and a text."""
    model = loaded(path)
    try:
        answer = scoring_server.invocations(body.encode(), content_type, model, model.metadata.get_input_schema())
        return [answer.status, answer.response]
    except MlflowException as error:
        return [error.get_http_status_code(), error.serialize_as_json()]


kept = {}


def loaded(path: Path):
    return kept.setdefault(path, mlflow.pyfunc.load_model(str(path))) if path not in kept else kept[path]


if __name__ == '__main__':
    main()
