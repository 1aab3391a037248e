"""Asks an endpoint as a client of the Open Inference Protocol does, with JSON and with binary tensors.

    python demo_triton.py ADDRESS MODEL ROWS_FILE
"""

import json
import os
import sys

import numpy as np
import tritonclient.http as http

address, model, file = sys.argv[1:]
client = http.InferenceServerClient(address)
headers = {'Authorization': f'Bearer {os.environ["MLFLOW_TRACKING_TOKEN"]}'}
with open(file) as opened:
    rows = json.load(opened)
metadata = client.get_model_metadata(model, headers=headers)
kinds = {'FP32': np.float32, 'FP64': np.float64, 'INT64': np.int64, 'BYTES': np.object_}


def ask(binary):
    inputs = []
    for described in metadata['inputs']:
        values = np.array([[row[described['name']]] for row in rows], dtype=kinds[described['datatype']])
        made = http.InferInput(described['name'], list(values.shape), described['datatype'])
        made.set_data_from_numpy(values, binary_data=binary)
        inputs.append(made)
    outputs = [http.InferRequestedOutput(described['name'], binary_data=binary) for described in metadata['outputs']]
    answer = client.infer(model, inputs, outputs=outputs, headers=headers)
    floats = [one['name'] for one in metadata['outputs'] if one['datatype'].startswith('FP')]
    return answer.as_numpy(floats[0])[:, 1].tolist()


json.dump({
    'live': client.is_server_live(headers=headers),
    'ready': client.is_model_ready(model, headers=headers),
    'name': metadata['name'],
    'inputs': sorted(described['name'] for described in metadata['inputs']),
    'json': ask(False),
    'binary': ask(True),
}, sys.stdout)
