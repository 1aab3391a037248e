"""Talks to the server at argv[1] with the unchanged client, and prints what it was told."""

import json
import sys

import numpy as np
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

client = http.InferenceServerClient(sys.argv[1])


def tensor(name, values, binary=True):
    datatype = {'O': 'BYTES', 'f': 'FP32', 'i': 'INT64', 'd': 'FP64'}[values.dtype.char if values.dtype.char in 'Od' else values.dtype.kind]
    made = http.InferInput(name, list(values.shape), datatype)
    made.set_data_from_numpy(values, binary_data=binary)
    return made


def table(binary=True, rows=2):
    return [
        tensor('carrier', np.array([['UA'], ['Ä']] * (rows // 2), dtype=object), binary),
        tensor('distance', np.array([[1.5], [np.nan]] * (rows // 2), dtype=np.float32), binary),
        tensor('hour', np.array([[17], [2**53 + 1]] * (rows // 2), dtype=np.int64), binary),
    ]


def infer(inputs, model='echo', **options):
    answer = client.infer(model, inputs, **options)
    names = [output['name'] for output in answer.get_response()['outputs']]
    return {name: [str(value) for value in answer.as_numpy(name).reshape(-1)] for name in names}


def failure(work):
    try:
        work()
    except InferenceServerException as error:
        return [error.status(), error.message()]


json.dump({
    'live': client.is_server_live(),
    'ready': client.is_server_ready(),
    'modelReady': [client.is_model_ready('echo'), client.is_model_ready('nobody')],
    'server': client.get_server_metadata(),
    'model': client.get_model_metadata('echo'),
    'binary': infer(table()),
    'json': infer(table(binary=False), outputs=[http.InferRequestedOutput('hour', binary_data=False)]),
    'mixed': infer(table(), outputs=[
        http.InferRequestedOutput('carrier', binary_data=False), http.InferRequestedOutput('distance', binary_data=True)]),
    'gzip': infer(table(), request_compression_algorithm='gzip', response_compression_algorithm='gzip'),
    'deflate': infer(table(), request_compression_algorithm='deflate'),
    'id': client.infer('echo', table(), request_id='mine').get_response()['id'],
    'wide': len(infer(table(rows=2000))['hour']),
    'flat': infer([tensor('carrier', np.array(['UA'], dtype=object)), tensor('distance', np.array([2.5])),
                   tensor('hour', np.array([3]))]),
    'unknown': failure(lambda: infer(table(), model='nobody')),
    'missing': failure(lambda: infer(table()[:2])),
    'type': failure(lambda: infer([*table()[:2], tensor('hour', np.array([[1.0], [2.0]], dtype=np.float32))])),
    'output': failure(lambda: infer(table(), outputs=[http.InferRequestedOutput('nothing')])),
    'sequence': failure(lambda: infer(table(), sequence_id=7, sequence_start=True)),
}, sys.stdout)
