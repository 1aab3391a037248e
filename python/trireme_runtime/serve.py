"""A warm worker for one mlflow model: JSON lines in on stdin, JSON lines out on stdout, one at a time.

    python serve.py MODEL_FOLDER

The first line says what was loaded. A question is {"data": ..., "params": ..., "probabilities": bool} with data in the
forms of MLflow's scoring server; mlflow reads it, holds it to the signature and predicts. Whatever the model prints
goes to stderr, also from C code, so it cannot be taken for an answer.
"""

import ctypes
import json
import math
import os
import signal
import sys
import threading
import traceback


def main() -> None:
    answers = take_stdout()
    end_with_parent()
    questions = sys.stdin.buffer
    try:
        model, schema, read = load(sys.argv[1])
        say(answers, {'loaded': describe(model)})
    except Exception as error:
        say(answers, {'failed': explain(error)})
        return
    for line in questions:
        try:
            say(answers, answer(json.loads(line), model, schema, read))
        except Exception as error:
            say(answers, {'failed': explain(error), 'kind': kind_of(error)})


def take_stdout():
    """The stdout of the process, kept from everyone else: file descriptor 1 becomes stderr."""
    answers = os.fdopen(os.dup(1), 'wb', buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return answers


def end_with_parent() -> None:
    """A model that never returns must not outlive the server."""
    parent = os.getppid()
    if sys.platform == 'linux':
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG

    def watch() -> None:
        while os.getppid() == parent:
            threading.Event().wait(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def load(folder: str):
    import mlflow.pyfunc
    from mlflow.pyfunc import scoring_server

    model = mlflow.pyfunc.load_model(folder)
    schema = model.metadata.get_input_schema()

    def read(data):
        unwrapped = any(key in data for key in ('messages', 'prompt', 'input'))
        return data if unwrapped else scoring_server.infer_and_parse_data(data, schema)

    return model, schema, read


def describe(model) -> dict:
    from mlflow.version import VERSION

    raw = raw_model(model)
    classes = getattr(raw, 'classes_', None)
    return {
        'mlflow': VERSION,
        'probabilities': hasattr(raw, 'predict_proba'),
        'classes': None if classes is None else plain(list(classes)),
    }


def raw_model(model):
    """The model behind the pyfunc, such as a scikit-learn pipeline."""
    get = getattr(model, 'get_raw_model', None)
    try:
        return get() if get else None
    except Exception:  # custom models have none
        return None


def answer(question: dict, model, schema, read) -> dict:
    data = read(question['data'])
    said = {'predictions': plain(predict(model, data, question.get('params')))}
    if question.get('probabilities'):
        raw = raw_model(model)
        if hasattr(raw, 'predict_proba'):
            said['probabilities'] = plain(raw.predict_proba(enforced(model, data, schema)))
    return said


def predict(model, data, params):
    return model.predict(data, params=params) if params else model.predict(data)


def enforced(model, data, schema):
    """The data as the model itself gets it from mlflow."""
    from mlflow.models.utils import _enforce_schema

    return data if schema is None else _enforce_schema(data, schema)


def plain(value):
    """Predictions as MLflow's scoring server writes them, with null where JSON has no number."""
    from mlflow.utils.proto_json_utils import NumpyEncoder, _get_jsonable_obj

    encoder = NumpyEncoder()
    return clean(_get_jsonable_obj(value, pandas_orient='records'), encoder)


def clean(value, encoder):
    if isinstance(value, dict):
        return {str(key): clean(item, encoder) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(item, encoder) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    converted, done = encoder.try_convert(value)
    return clean(converted, encoder) if done else str(value)


def kind_of(error: Exception) -> str:
    """`request` if the data is at fault as far as mlflow can tell, which takes every failing prediction for that."""
    code = getattr(error, 'error_code', 'BAD_REQUEST')
    return 'schema' if code == 'INVALID_PARAMETER_VALUE' else 'request'


def explain(error: Exception) -> str:
    traceback.print_exc(file=sys.stderr)
    return getattr(error, 'message', None) or f'{type(error).__name__}: {error}'


def say(answers, message: dict) -> None:
    data = json.dumps(message, allow_nan=False).encode() + b'\n'
    while data:
        data = data[answers.write(data):]


if __name__ == '__main__':
    main()
