"""WRITERS processes log COUNT points each into one run, whatever happens to the server; prints what was acknowledged."""
import multiprocessing
import sys

import mlflow

run_id, writers, count, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


def write(writer):
    client = mlflow.MlflowClient()
    with open(f"{folder}/{writer}", "w", buffering=1) as acknowledged:
        for step in range(count):
            client.log_metric(run_id, "shared", float(writer), timestamp=1_000 + step, step=step)
            acknowledged.write(f"{step}\n")


processes = [multiprocessing.get_context("fork").Process(target=write, args=(n,)) for n in range(writers)]
for process in processes:
    process.start()
for process in processes:
    process.join()
sys.exit(max(process.exitcode for process in processes))
