"""Judges a registered model anew, with the unchanged mlflow client and sklearn's own metrics: an independent answer to
what the platform's evaluation says. Prints the figures, and the chances of the first 200 rows.

    python demo_check.py DATASET_FILE_URL MODEL_URI
"""

import io
import json
import os
import sys
import urllib.request

import mlflow
import pandas as pd
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

address, uri = sys.argv[1:]
request = urllib.request.Request(address, headers={'Authorization': f'Bearer {os.environ["MLFLOW_TRACKING_TOKEN"]}'})
flights = pd.read_parquet(io.BytesIO(urllib.request.urlopen(request).read()))
model = mlflow.pyfunc.load_model(uri)
columns = model.metadata.get_input_schema().input_names()

ordered = flights['date'].sort_values(ignore_index=True)
later = flights[flights['date'] >= ordered[int(len(ordered) * 0.8)]]
late = later['delay'] > 15
chance = pd.Series(model.predict(later[columns])[:, 1], later.index)

# the tenth of the flights with the highest chances; those tied at the border count in part, as if drawn by lot
capacity = 0.1 * len(later)
border = chance.sort_values(ascending=False).iloc[int(capacity) - 1]
above, tied = chance > border, chance == border
found = late[above].sum() + late[tied].sum() * (capacity - above.sum()) / tied.sum()

first = flights.head(200)
json.dump({
    'metrics': {
        'auc': roc_auc_score(late, chance),
        'log_loss': log_loss(late, chance),
        'brier': brier_score_loss(late, chance),
        'recall_at_capacity': found / late.sum(),
    },
    'n': len(later),
    'rows': json.loads(first[columns].to_json(orient='records')),
    'chances': model.predict(first[columns])[:, 1].tolist(),
}, sys.stdout)
