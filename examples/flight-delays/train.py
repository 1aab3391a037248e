"""Will this flight be more than 15 minutes late? Trains one model, logs it with mlflow and, if asked, registers it.

    python train.py --data flights-features.parquet --model forest --depth 12 --register flight-delay

As a step it finds the data itself, in $TRIREME_INPUTS. Where MLFLOW_RUN_ID is set, mlflow goes on with that run.
"""

import argparse
import os
import warnings
from pathlib import Path

import mlflow
import mlflow.sklearn
import onnx
import onnxruntime
import pandas as pd
from matplotlib.figure import Figure
from mlflow.models import Model, infer_signature
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

LATE_AFTER = 15  # minutes
SEED = 7
NUMBERS = {'route': ['distance'], 'route-and-time': ['distance', 'hour']}
TEXTS = {'route': ['origin', 'destination'], 'route-and-time': ['origin', 'destination', 'weekday']}


# mlflow knows local files twice, and says so at each one.
warnings.filterwarnings('ignore', message='The specified dataset source can be interpreted in multiple ways')


def main() -> None:
    options = read_options()
    inputs = NUMBERS[options.features] + TEXTS[options.features]

    # The last fifth by time is not looked at here: the evaluation judges by it.
    past, _ = split_by_time(pd.read_parquet(options.data), 0.8)
    past['late'] = past['delay'] > LATE_AFTER
    if options.shuffle_label:
        past['late'] = past['late'].sample(frac=1, random_state=SEED).to_numpy()
    fit, validation = split_by_time(past, 0.8)

    with mlflow.start_run() as run:
        print(f'run {run.info.run_name}: {options.model}, {options.features}, {len(past):,} flights', flush=True)
        chosen = {name: value for name, value in vars(options).items() if name not in ['data', 'register']}
        mlflow.log_params({
            **chosen, 'seed': SEED, 'late_after_minutes': LATE_AFTER, 'rows': len(past),
            'trained_from': past['date'].min().isoformat(), 'trained_until': past['date'].max().isoformat()})
        mlflow.log_input(
            mlflow.data.from_pandas(past[[*inputs, 'late']], str(options.data), 'late', 'flights-features'), 'training')

        trees, chance = train_in_stages(options, fit[inputs], fit['late'], validation[inputs], validation['late'])
        log_calibration(chance, validation['late'])

        print(f'{trees} trees did best; fitting them on all {len(past):,} flights', flush=True)
        model = new_pipeline(options, trees).fit(past[inputs], past['late'])
        log_importance(model, inputs)
        log_model(model, past[inputs], options.register)


def read_options() -> argparse.Namespace:
    folder = os.environ.get('TRIREME_INPUTS')
    parser = argparse.ArgumentParser(description='Train a model that tells which flights will be late.')
    parser.add_argument('--data', type=Path, default=folder and Path(folder, 'flights-features.parquet'),
                        required=not folder, help='the file that prepare.py wrote')
    parser.add_argument('--model', choices=['boosting', 'forest'], default='boosting')
    parser.add_argument('--features', choices=list(NUMBERS), default='route-and-time')
    parser.add_argument('--trees', type=int, default=60)
    parser.add_argument('--depth', type=int, default=4)
    parser.add_argument('--register', metavar='NAME', help='register the model under this name')
    parser.add_argument('--shuffle-label', action='store_true', help='learn from noise, of which nothing may come')
    return parser.parse_args()


def split_by_time(flights: pd.DataFrame, share: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first `share` of the flights, and the rest. Flights of the same minute stay together."""
    flights = flights.sort_values('date', kind='stable')
    cut = flights['date'].iloc[int(len(flights) * share)]
    return flights[flights['date'] < cut].copy(), flights[flights['date'] >= cut].copy()


def new_pipeline(options: argparse.Namespace, trees: int) -> Pipeline:
    # Airports with few flights share one column; one never seen before is in no column.
    texts = OneHotEncoder(handle_unknown='ignore', min_frequency=20, sparse_output=False)
    encoder = make_column_transformer(('passthrough', NUMBERS[options.features]), (texts, TEXTS[options.features]))
    if options.model == 'forest':
        classifier = RandomForestClassifier(
            trees, max_depth=options.depth, min_samples_leaf=10, max_features=0.3, random_state=SEED)
    else:
        classifier = GradientBoostingClassifier(
            n_estimators=trees, max_depth=options.depth, learning_rate=0.1, subsample=0.5, random_state=SEED)
    return Pipeline([('encoder', encoder), ('classifier', classifier)])


def train_in_stages(options: argparse.Namespace, x, y, x_validation, y_validation):
    """Adds five trees at a time, so that one can watch it learn.
    Returns the number of trees that did best on the validation flights, and the chances they gave."""
    pipeline = new_pipeline(options, options.trees)
    x, x_validation = pipeline['encoder'].fit_transform(x), pipeline['encoder'].transform(x_validation)
    classifier = pipeline['classifier'].set_params(warm_start=True)

    lowest, best = float('inf'), None
    for trees in range(5, options.trees + 1, 5):
        classifier.set_params(n_estimators=trees).fit(x, y)
        chance = classifier.predict_proba(x_validation)[:, 1]
        metrics = {
            'train_log_loss': log_loss(y, classifier.predict_proba(x)[:, 1]),
            'validation_log_loss': log_loss(y_validation, chance),
            'validation_auc': roc_auc_score(y_validation, chance),
        }
        mlflow.log_metrics(metrics, step=trees)
        if trees % 15 == 0:
            print(f'{trees} trees: ' + ', '.join(f'{name} {value:.4f}' for name, value in metrics.items()), flush=True)
        if metrics['validation_log_loss'] < lowest:
            lowest, best = metrics['validation_log_loss'], (trees, chance)
    return best


def log_calibration(chance, late: pd.Series) -> None:
    """Of the flights given a chance of x %, were x % late? As a table and a figure."""
    groups = pd.qcut(chance, 10, duplicates='drop')
    table = pd.DataFrame({'chance': chance, 'late': late.to_numpy()}).groupby(groups, observed=True)
    table = table.agg(flights=('late', 'size'), chance=('chance', 'mean'), late=('late', 'mean')).reset_index(drop=True)
    mlflow.log_table(table, 'calibration.json')

    figure = Figure(figsize=(5, 5), layout='constrained')
    axes = figure.subplots()
    top = 1.1 * table[['chance', 'late']].max().max()
    axes.plot([0, top], [0, top], color='0.7', linestyle='--')
    axes.plot(table['chance'], table['late'], marker='o')
    axes.set(title='Validation flights, ten groups', xlabel='chance given', ylabel='share late')
    mlflow.log_figure(figure, 'calibration.png')


def log_importance(model: Pipeline, inputs: list[str]) -> None:
    """How much each input column matters to the trees, its encoded columns added up."""
    encoded = pd.Series(model['classifier'].feature_importances_, model['encoder'].get_feature_names_out())
    columns = encoded.index.str.split('__').str[1].str.split('_').str[0]
    importance = encoded.groupby(columns).sum().reindex(inputs).sort_values()

    figure = Figure(figsize=(5, 2 + 0.3 * len(inputs)), layout='constrained')
    axes = figure.subplots()
    axes.barh(importance.index, importance)
    axes.set(title='What the trees look at', xlabel='importance, sum 1')
    mlflow.log_figure(figure, 'importance.png')


class SklearnAndOnnx:
    """Saves one model in one folder in two forms: scikit-learn to go on working with, ONNX to serve."""

    @staticmethod
    def save_model(path: str, mlflow_model: Model, model: Pipeline, inputs: pd.DataFrame) -> None:
        example = inputs.head(3)
        mlflow.sklearn.save_model(
            model, path, mlflow_model=mlflow_model, input_example=example, pyfunc_predict_fn='predict_proba',
            signature=infer_signature(example, model.predict_proba(example)),
            pip_requirements=mlflow.sklearn.get_default_pip_requirements(include_skops=True),
            skops_trusted_types=['sklearn.tree._tree.Tree'])
        file = 'model.onnx'
        onnx.save(convert(model, inputs), Path(path, file))
        mlflow_model.add_flavor(
            'onnx', onnx_version=onnx.__version__, data=file, providers=['CPUExecutionProvider'],
            onnx_session_options=None, code=None)
        mlflow_model.save(Path(path, 'MLmodel'))


def convert(model: Pipeline, inputs: pd.DataFrame) -> onnx.ModelProto:
    """The pipeline as an ONNX graph with one input per column, compared with the pipeline before it is used."""
    numbers = set(inputs.select_dtypes('number'))
    types = [(name, (FloatTensorType if name in numbers else StringTensorType)([None, 1])) for name in inputs]
    graph = to_onnx(model, initial_types=types, options={'zipmap': False})

    unseen = inputs.head(1).assign(**{name: 'never seen' for name in inputs if name not in numbers})
    sample = pd.concat([inputs, unseen])
    feed = {name: sample[[name]].to_numpy('float32' if name in numbers else object) for name in inputs}
    _, chances = onnxruntime.InferenceSession(graph.SerializeToString()).run(None, feed)
    difference = float(abs(chances - model.predict_proba(sample)).max())
    mlflow.log_metric('onnx_difference', difference)
    if difference > 1e-5:
        raise SystemExit(f'The ONNX model differs from the scikit-learn model by {difference}.')
    return graph


def log_model(model: Pipeline, inputs: pd.DataFrame, register: str | None) -> None:
    saved = Model.log(
        None, SklearnAndOnnx, name='model', registered_model_name=register, model=model, inputs=inputs,
        metadata={'classes': ['on time', 'late']})
    where = f'{register} version {saved.registered_model_version}' if register else 'not registered'
    print(f'model {saved.model_id}, {where}', flush=True)


if __name__ == '__main__':
    main()
