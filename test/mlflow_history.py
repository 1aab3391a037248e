"""Makes histories with MLflow's own client and tells all of one as JSON: reads `["make" | "add" | "tell", URI, TOKEN, FOLDER]`, a line each, and answers each with a line."""

import hashlib
import json
import math
import os
import sys
import tempfile

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, ViewType
from mlflow.tracking._tracking_service import utils

is_new = int(mlflow.__version__.split(".")[0]) >= 3
runs_wanted = int(os.environ.get("RUNS", "6"))
points_wanted = int(os.environ.get("POINTS", "30"))


def log_files(run_id, n):
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(os.path.join(folder, "deep", "er"))
        # the server of 2.22 cannot send a name that is not Latin
        with open(os.path.join(folder, "deep", "er", "名 前.txt" if is_new else "a b.txt"), "w") as file:
            file.write(f"file of run {n}")
        with open(os.path.join(folder, "empty.bin"), "w"):
            pass
        with open(os.path.join(folder, "big.bin"), "wb") as file:
            file.write(bytes([n % 251]) * 300_000)
        client.log_artifacts(run_id, folder, "files")


def make_run(experiment, n, parent=None):
    tags = {"team": "blue", "numéro": str(n), **({"mlflow.parentRunId": parent} if parent else {})}
    run = client.create_run(experiment, start_time=1_600_000_000_000 + n, run_name=f"run {n}", tags=tags)
    run_id = run.info.run_id
    steps = range(points_wanted)
    metrics = [Metric("loss", 1 / (step + 1 + n), 1_600_000_100_000 + step, step) for step in steps]
    metrics += [Metric("deep/acc", step / 7, 1_600_000_200_000 + step * 10, step * 3) for step in steps]
    odd = enumerate((math.nan, -math.inf, 0.1, math.inf))
    metrics += [Metric("odd", value, 1_600_000_300_000 + at, at) for at, value in odd]
    metrics += [Metric("again", 1.5, 1_600_000_400_000, 0), Metric("again", 1.25, 1_600_000_300_000, 0)]
    params = [Param("lr", repr(0.1 * n)), Param("long", "x" * 500), Param("a/b c", "ü")]
    for at in range(0, len(metrics), 900):
        client.log_batch(run_id, metrics=metrics[at : at + 900], params=params if at == 0 else [])
    dataset = Dataset("flights", f"d{n % 2}", "code", '{"x": 1}', '{"mlflow_colspec": []}', '{"rows": 2}')
    client.log_inputs(run_id, [DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])])
    log_files(run_id, n)
    status = ["FINISHED", "FAILED", "KILLED"][n % 3]
    client.set_terminated(run_id, status, end_time=1_600_000_500_000 + n)
    return run_id


def make():
    first = client.create_experiment("First", tags={"owner": "ada"})
    runs = []
    for n in range(runs_wanted):
        runs.append(make_run(first if n % 2 else "0", n, parent=runs[0] if n == 3 else None))
    going = client.create_run(first, run_name="still going", tags={"a": "b"})
    client.log_metric(going.info.run_id, "loss", 0.5, timestamp=1, step=0)
    client.delete_run(runs[1])
    gone = client.create_experiment("Gone")
    make_run(gone, 50)
    client.delete_experiment(gone)
    make_registry(first, runs)


def make_registry(experiment, runs):
    client.create_registered_model("planes", {"kind": "demo"}, "carries people")
    for run in runs[2:5]:
        source = f"{client.get_run(run).info.artifact_uri}/files"
        version = client.create_model_version("planes", source, run, tags={"by": "ada"}, description="one")
    client.delete_model_version("planes", version.version)
    client.set_registered_model_alias("planes", "champion", "2")
    client.transition_model_version_stage("planes", "1", "Production")
    prompts = mlflow.genai if is_new else mlflow
    prompts.register_prompt(name="greeting", template="Hello {{name}}", commit_message="first")
    prompts.register_prompt(name="greeting", template="Good day {{name}}")
    if is_new:
        model = client.create_logged_model(
            experiment, "wing", source_run_id=runs[3], tags={"k": "v"}, params={"depth": "3"}, model_type="tree"
        )
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "MLmodel"), "w") as file:
                file.write("flavors: {}")
            client.log_model_artifacts(model.model_id, folder)
        client.finalize_logged_model(model.model_id, "READY")
        client.log_metric(runs[5], "auc", 0.75, timestamp=9, step=2, model_id=model.model_id)
        client.create_model_version("planes", f"models:/{model.model_id}", runs[3], model_id=model.model_id)
        client.copy_model_version("models:/planes/1", "copies")


def add():
    """What happens in a store between two imports."""
    going = next(run for run in all_runs() if run.info.run_name == "still going")
    client.log_metric(going.info.run_id, "loss", 0.25, timestamp=2, step=1)
    client.set_terminated(going.info.run_id, "FINISHED", end_time=3)
    make_run("0", 70)


def all_runs():
    found = []
    for experiment in client.search_experiments(ViewType.ALL):
        token = None
        while True:
            page = client.search_runs([experiment.experiment_id], "", ViewType.ALL, 100, page_token=token)
            found += page
            token = page.token
            if not token:
                break
    return sorted(found, key=lambda run: run.info.run_id)


def number(value):
    if math.isnan(value):
        return "NaN"
    if abs(value) >= sys.float_info.max:  # the server's own way to keep an infinity
        return "Infinity" if value > 0 else "-Infinity"
    return value


def digests(folder):
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


def files_of(uri):
    with tempfile.TemporaryDirectory() as folder:
        return digests(mlflow.artifacts.download_artifacts(artifact_uri=uri, dst_path=folder))


def tell_run(run):
    info, data = run.info, run.data
    history = {
        key: [[m.timestamp, m.step, number(m.value)] for m in client.get_metric_history(info.run_id, key)]
        for key in data.metrics
    }
    inputs = run.inputs.dataset_inputs if run.inputs else []
    outputs = run.outputs.model_outputs if is_new and run.outputs else []
    return {
        "id": info.run_id,
        "name": info.run_name,
        "user": info.user_id,
        "status": info.status,
        "stage": info.lifecycle_stage,
        "times": [info.start_time, info.end_time],
        "params": data.params,
        "tags": data.tags,
        "latest": {key: number(value) for key, value in data.metrics.items()},
        "history": {key: sorted(points, key=str) for key, points in history.items()},
        "inputs": [
            [i.dataset.name, i.dataset.digest, i.dataset.source, i.dataset.schema, i.dataset.profile, [t.value for t in i.tags]]
            for i in inputs
        ],
        "outputs": [[o.model_id, o.step] for o in outputs],
        "files": files_of(info.artifact_uri) if client.list_artifacts(info.run_id) else {},
    }


def tell_models():
    models = {m.name: m for m in client.search_registered_models()}
    models |= {m.name: m for m in client.search_registered_models("tags.`mlflow.prompt.is_prompt` = 'true'")}
    return [tell_model(name, model) for name, model in sorted(models.items())]


def tell_model(name, model):
    is_prompt = "mlflow.prompt.is_prompt" in model.tags
    prompts = " AND tags.`mlflow.prompt.is_prompt` = 'true'" if is_prompt else ""
    versions = sorted(client.search_model_versions(f"name = '{name}'{prompts}"), key=lambda v: int(v.version))
    return {
        "name": name,
        "description": model.description or "",
        "created": model.creation_timestamp,
        "tags": model.tags,
        "aliases": {alias: str(version) for alias, version in model.aliases.items()},
        "versions": [
            {
                "version": str(v.version),
                "run": v.run_id or "",
                "stage": v.current_stage,
                "description": v.description or "",
                "created": v.creation_timestamp,
                "tags": v.tags,
                "files": {} if is_prompt else files_of(f"models:/{name}/{v.version}"),
            }
            for v in versions
        ],
    }


def tell_logged_models(ids):
    if not is_new:
        return []
    return [
        {
            "id": m.model_id,
            "name": m.name,
            "type": m.model_type,
            "status": str(m.status),
            "run": m.source_run_id,
            "created": m.creation_timestamp,
            "tags": m.tags,
            "params": m.params,
            "metrics": sorted([x.key, x.value, x.step, x.timestamp, x.run_id] for x in m.metrics or []),
            "files": files_of(f"models:/{m.model_id}"),
        }
        for m in sorted(client.search_logged_models(ids), key=lambda m: m.model_id)
    ]


def tell():
    experiments = sorted(client.search_experiments(ViewType.ALL), key=lambda e: e.experiment_id)
    active = [e.experiment_id for e in experiments if e.lifecycle_stage == "active"]
    return {
        "experiments": [[e.experiment_id, e.name, e.lifecycle_stage, e.tags] for e in experiments],
        "runs": [tell_run(run) for run in all_runs()],
        "logged": tell_logged_models(active),
        "models": tell_models(),
    }


answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
os.dup2(2, 1)  # what the client prints is no answer
steps = {"make": make, "add": add, "tell": tell}
for line in sys.stdin:
    step, uri, os.environ["MLFLOW_TRACKING_TOKEN"], folder = json.loads(line)
    os.chdir(folder)
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    utils._artifact_repos_cache.clear()  # by run, whatever the place
    client = MlflowClient()
    answers.write(json.dumps(steps[step](), sort_keys=True) + "\n")
