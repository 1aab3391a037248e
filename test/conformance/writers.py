"""WRITERS processes log into one run at once: COUNT steps each, some points twice, and a param and tag of its own."""
import multiprocessing
import sys

import mlflow
from mlflow.entities import Metric, Param, RunTag

run_id, writers, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def write(writer):
    client = mlflow.MlflowClient()
    for step in range(count):
        point = Metric("shared", float(writer), 1_000 + step, step)
        if step % 4 == 0:
            client.log_metric(run_id, "single", writer + step / 1_000, timestamp=2_000 + step, step=step)
        client.log_batch(run_id, metrics=[point, Metric(f"own{writer}", float(step), 1_000 + step, step)])
        if step % 5 == 0:
            client.log_batch(run_id, metrics=[point])
    params = [Param(f"p{writer}", "1"), Param("same", "1")]
    client.log_batch(run_id, params=params, tags=[RunTag(f"t{writer}", "1"), RunTag("same", "1")])


processes = [multiprocessing.get_context("fork").Process(target=write, args=(n,)) for n in range(writers)]
for process in processes:
    process.start()
for process in processes:
    process.join()
sys.exit(max(process.exitcode for process in processes))
