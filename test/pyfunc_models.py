"""Saves mlflow models with habits: argv[1] is the folder, with a model in each of its folders."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import mlflow.pyfunc
import mlflow.sklearn
import pandas as pd
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

folder = Path(sys.argv[1])
table = pd.DataFrame({'x': [1.0, 2.0, 3.0, 4.0], 'n': [1, 2, 3, 4]})


class Habits(mlflow.pyfunc.PythonModel):
    """Does what the first x says: 0 doubles, -1 prints, -2 hangs, -3 eats memory, -4 ends the process, -5 fails,
    -6 starts processes from a thread."""

    def predict(self, context, model_input, params=None):
        first = model_input['x'].iloc[0]
        if first == -1:
            print('to stdout')
            os.write(1, b'to file descriptor 1\n')
            os.system('echo from a child')
        if first == -2:
            time.sleep(600)
        if first == -3:
            self.held = bytearray(2_000_000_000)
        if first == -4:
            os._exit(7)
        if first == -6:
            crowd = threading.Thread(target=lambda: [subprocess.Popen(['sleep', '600']) for _ in range(200)])
            crowd.start()
            crowd.join()
            time.sleep(600)
        if first == -5:
            raise ValueError('this model does not like -5')
        return [float(x) * 2 + (params or {}).get('plus', 0) for x in model_input['x']]


class Mean(mlflow.pyfunc.PythonModel):
    """One answer for all rows."""

    def predict(self, context, model_input, params=None):
        return {'mean': float(model_input['x'].mean()), 'nothing': float('nan')}


mlflow.pyfunc.save_model(folder / 'habits', python_model=Habits(), pip_requirements=[], signature=infer_signature(
    table[['x']], [2.0], params={'plus': 0.0}))
mlflow.pyfunc.save_model(folder / 'mean', python_model=Mean(), pip_requirements=[])
logistic = LogisticRegression().fit(table, ['no', 'no', 'yes', 'yes'])
mlflow.sklearn.save_model(logistic, folder / 'logistic', pip_requirements=[], serialization_format='cloudpickle',
                          signature=infer_signature(table, logistic.predict(table)))
(folder / 'broken').mkdir()
(folder / 'broken' / 'MLmodel').write_text('flavors: {python_function: {loader_module: no_such_module}}')
