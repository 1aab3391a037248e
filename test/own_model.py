"""What a data scientist's own script does with the unchanged client: trains, logs and registers two models.

Prints the rows that it asked its first model about and what that answered, as one JSON object.
"""

import json
import os
import socket

import mlflow
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

random = np.random.default_rng(7)
rows = 600
table = pd.DataFrame({
    'wind': random.normal(size=rows),
    'oars': random.integers(20, 200, size=rows),
})
late = (table['wind'] + random.normal(scale=0.5, size=rows) > 0).astype(int)
model = LogisticRegression().fit(table[:400], late[:400])


class Spy(mlflow.pyfunc.PythonModel):
    """Tries what it is asked to try, and says what came of it."""

    def predict(self, context, model_input, params=None):
        return [self.attempt(*text.split(' ', 1)) for text in model_input['what']]

    def attempt(self, act, on):
        try:
            if act == 'list':
                return ' '.join(sorted(os.listdir(on)))
            if act == 'environment':
                return ' '.join(sorted(os.environ))
            if act == 'connect':
                host, port = on.split(':')
                socket.create_connection((host, int(port)), timeout=5).close()
                return 'connected'
            if act == 'end':
                os._exit(3)
            if act == 'write':
                open(on, 'w').write('mine')
                return 'written'
            return f'unknown: {act}'
        except OSError as error:
            return f'{type(error).__name__}: {error}'


class Thief(mlflow.pyfunc.PythonModel):
    """Already its loading reads what is none of its business."""

    def load_context(self, context):
        open(os.path.join(STOLEN, 'trireme.db'), 'rb').read()

    def predict(self, context, model_input, params=None):
        return [0]


STOLEN = os.environ['STOLEN']
packages = [f'mlflow=={mlflow.__version__}', 'pandas', 'scikit-learn', 'skops', 'cloudpickle']
mlflow.set_experiment('lateness')
with mlflow.start_run():
    mlflow.sklearn.log_model(
        model, name='model', registered_model_name='lateness', input_example=table.head(2), pip_requirements=packages)
    mlflow.pyfunc.log_model(
        name='spy', python_model=Spy(), registered_model_name='spy', pip_requirements=packages,
        input_example=pd.DataFrame({'what': ['environment x']}))
    mlflow.pyfunc.log_model(
        name='thief', python_model=Thief(), registered_model_name='thief', pip_requirements=packages)
    mlflow.pyfunc.log_model(
        name='odd', python_model=Spy(), registered_model_name='odd', pip_requirements=[*packages, 'no-such-package-of-anyone==1.0'])

asked = table[400:]
table.assign(late=late, at=pd.date_range('2024-01-01', periods=rows, freq='h')).to_csv('voyages.csv', index=False)
print(json.dumps({
    'rows': {'columns': list(asked), 'data': asked.values.tolist()},
    'predictions': model.predict(asked).tolist(),
    'probabilities': model.predict_proba(asked).tolist(),
}), end='')
