"""What users of MLflow do with its client, release 2.22 or 3.x; prints what came back as one JSON object."""
import contextlib
import hashlib
import http.server
import io
import json
import os
import pathlib
import queue
import subprocess
import sys
import threading
import warnings

import matplotlib

matplotlib.use("Agg")
warnings.filterwarnings("ignore")
import matplotlib.pyplot as plt
import mlflow
import numpy
import pandas
import xgboost
from click.testing import CliRunner
from mlflow.cli import cli
from mlflow.exceptions import MlflowException
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

is_new = not mlflow.__version__.startswith("2.")
said = {}
here = pathlib.Path(sys.argv[1])
features, labels = load_iris(return_X_y=True, as_frame=True)
client = mlflow.MlflowClient()
name = "tour-new" if is_new else "tour-2.22"
experiment = mlflow.set_experiment(name)


def log_model(model, **more):
    where = {"name": "model", "serialization_format": "cloudpickle"} if is_new else {"artifact_path": "model"}
    return mlflow.sklearn.log_model(model, **where, **more)


def refused(work):
    try:
        work()
    except MlflowException as error:
        return error.error_code
    return "nothing was refused"


def autologged(fit):
    with mlflow.start_run() as run:
        fit()
    found = client.get_run(run.info.run_id)
    models = found.outputs.model_outputs if is_new else [f for f in client.list_artifacts(run.info.run_id) if f.path == "model"]
    return found, len(models)


# autolog: scikit-learn and XGBoost
mlflow.sklearn.autolog(log_input_examples=False)
found, models = autologged(lambda: LogisticRegression(max_iter=300).fit(features, labels))
mlflow.sklearn.autolog(disable=True)
said["sklearn"] = [found.data.params["max_iter"], "training_accuracy_score" in found.data.metrics, models, len(found.inputs.dataset_inputs)]
mlflow.xgboost.autolog()
matrix = xgboost.DMatrix(features, label=labels)
settings = {"objective": "multi:softprob", "num_class": 3, "nthread": 1}
found, models = autologged(lambda: xgboost.train(settings, matrix, num_boost_round=5, evals=[(matrix, "train")]))
mlflow.xgboost.autolog(disable=True)
history = client.get_metric_history(found.info.run_id, "train-mlogloss")
said["xgboost"] = [found.data.params["num_class"], [point.step for point in history], models, found.data.metrics["train-mlogloss"] == history[-1].value]

# a model: logged, registered, loaded by each name it has
model = LogisticRegression(max_iter=300).fit(features, labels)
wanted = model.predict(features).tolist()
with mlflow.start_run(run_name="parent") as run:
    logged = log_model(model, input_example=features.head(2), registered_model_name=name)
    scored = features.assign(label=labels, predicted=model.predict(features))
    result = mlflow.models.evaluate(
        data=scored,
        targets="label",
        predictions="predicted",
        model_type="classifier",
        evaluator_config={"log_model_explainability": False},
    )
    with mlflow.start_run(nested=True, run_name="child"):
        mlflow.log_metric("acc", 0.5)
run_id = run.info.run_id
client.set_registered_model_alias(name, "champion", "1")
uris = [f"models:/{name}/1", f"models:/{name}@champion", f"models:/{name}/latest", f"runs:/{run_id}/model", logged.model_uri]
said["loaded"] = [mlflow.pyfunc.load_model(uri).predict(features).tolist() == wanted for uri in uris]
stored = client.get_run(run_id)
said["evaluated"] = [
    abs(stored.data.metrics["accuracy_score"] - result.metrics["accuracy_score"]) < 1e-12,
    "confusion_matrix.png" in {f.path for f in client.list_artifacts(run_id)},
]
said["children"] = [r.info.run_name for r in client.search_runs([experiment.experiment_id], f"tags.mlflow.parentRunId = '{run_id}'")]

# numbers that JSON lacks, ends of every kind, and mistakes
with mlflow.start_run(run_name="odd") as odd_run:
    mlflow.log_metrics({"nan": float("nan"), "inf": float("inf")})
    mlflow.log_param("depth", 3)
    mlflow.log_input(mlflow.data.from_pandas(features, name="iris"), context="training")
odd_id = odd_run.info.run_id
found = client.get_run(odd_id)
said["odd"] = [{key: str(value) for key, value in found.data.metrics.items()}, found.inputs.dataset_inputs[0].tags[0].value]
with contextlib.suppress(ValueError), mlflow.start_run(run_name="broken") as broken:
    raise ValueError("on purpose")
stopped = client.create_run(experiment.experiment_id)
client.set_terminated(stopped.info.run_id, "KILLED", end_time=stopped.info.start_time + 1)
said["ends"] = [client.get_run(one.info.run_id).info.status for one in (broken, stopped)]
with mlflow.start_run(run_id=broken.info.run_id):
    mlflow.log_metric("more", 1)
resumed = client.get_run(broken.info.run_id)
said["ends"] += [resumed.info.run_name, resumed.info.status, resumed.data.metrics]
said["refused"] = [
    refused(lambda: client.log_param(odd_id, "depth", 4)),
    refused(lambda: client.get_run("0" * 32)),
    refused(lambda: client.create_experiment(name)),
    refused(lambda: mlflow.search_runs(filter_string="metrics.acc > 1 OR metrics.acc < 0")),
]

# files up and down: a folder, odd names, an empty one, a large one
tree = here / "tree"
odd = ["plain.txt", "sub/50% ü 船.txt", "sub/deep/a+b&c=d;e.txt", "empty.txt", "sp ace/'quote'.json"]
for path in odd:
    (tree / path).parent.mkdir(parents=True, exist_ok=True)
    (tree / path).write_text("" if path == "empty.txt" else f"this is {path}")
client.log_artifacts(run_id, str(tree), "tree")
(here / "down").mkdir()
down = pathlib.Path(client.download_artifacts(run_id, "tree", str(here / "down")))
said["tree"] = sorted(str(p.relative_to(down)) for p in down.rglob("*") if p.is_file() and p.read_text() == (tree / p.relative_to(down)).read_text())
large = here / "large.bin"
block = hashlib.sha256(b"seed").digest() * 32_768
with large.open("wb") as file:
    for i in range(200):
        file.write(i.to_bytes(4, "big") + block[4:])
digest = lambda path: hashlib.file_digest(open(path, "rb"), "sha256").hexdigest()
client.log_artifact(run_id, str(large), "big")
said["large"] = digest(client.download_artifacts(run_id, "big/large.bin", str(here / "down"))) == digest(large)
said["listed"] = sorted((f.path, f.is_dir, f.file_size) for f in client.list_artifacts(run_id, "big"))
figure, axes = plt.subplots()
axes.plot([1, 2])
client.log_figure(run_id, figure, "plots/line.png")
client.log_table(run_id, pandas.DataFrame({"question": ["a"], "answer": [1]}), "table.json")
client.log_table(run_id, pandas.DataFrame({"question": ["b"], "answer": [2]}), "table.json")
said["table"] = mlflow.load_table("table.json", run_ids=[run_id])["question"].tolist()
client.log_text(run_id, "hello", "notes/50% ü.txt")
client.log_dict(run_id, {"a": [1]}, "settings.json")
client.log_image(run_id, numpy.zeros((4, 4, 3), dtype=numpy.uint8), "dots.png")
said["written"] = [
    mlflow.artifacts.load_text(f"runs:/{run_id}/notes/50% ü.txt"),
    mlflow.artifacts.load_dict(f"runs:/{run_id}/settings.json"),
    mlflow.artifacts.load_image(f"runs:/{run_id}/dots.png").size,
]
said["missing"] = refused(lambda: client.download_artifacts(run_id, "none.txt", str(here)))

# the registry: copies, stages, renames and deletes
copied = client.copy_model_version(f"models:/{name}/1", f"{name}-copy")
said["copy"] = [copied.version, mlflow.pyfunc.load_model(f"models:/{name}-copy/1").predict(features).tolist() == wanted]
second = mlflow.register_model(f"runs:/{run_id}/model", name)
client.set_model_version_tag(name, second.version, "team", "blue")
client.transition_model_version_stage(name, "1", "Staging")
client.transition_model_version_stage(name, second.version, "Staging", archive_existing_versions=True)
said["stages"] = sorted((v.version, v.current_stage) for v in client.get_latest_versions(name))
client.rename_registered_model(f"{name}-copy", f"{name}-renamed")
said["found"] = [
    [m.name for m in client.search_registered_models(f"name LIKE '{name}%'")],
    [v.version for v in client.search_model_versions(f"name = '{name}' and tags.team = 'blue'")],
    [v.version for v in client.search_model_versions(f"name = '{name}'", order_by=["version_number DESC"])],
]
client.delete_model_version(name, "1")
client.delete_registered_model(f"{name}-renamed")
said["deleted"] = [
    refused(lambda: client.get_model_version(name, "1")),
    refused(lambda: client.get_model_version_by_alias(name, "champion")),
    refused(lambda: client.get_registered_model(f"{name}-renamed")),
    refused(lambda: client.create_registered_model(name)),
]

# prompts
prompts = mlflow.genai if is_new else mlflow
prompts.register_prompt(name=f"{name}-prompt", template="Hello {{who}}", commit_message="first")
prompts.register_prompt(name=f"{name}-prompt", template="Hi {{who}}")
prompts.set_prompt_alias(f"{name}-prompt", "polite", 1)
said["prompts"] = [prompts.load_prompt(f"prompts:/{name}-prompt{which}").format(who="crew") for which in ("/2", "@polite")]
said["no prompt is a model"] = f"{name}-prompt" in [m.name for m in client.search_registered_models()]

# logged models, which only the newer client has
if is_new:
    first = mlflow.search_logged_models([experiment.experiment_id], filter_string=f"source_run_id = '{run_id}'", output_format="list")
    both = [mlflow.create_external_model(name=f"outer{i}", params={"depth": str(i)}, tags={"kind": "outer"}) for i in range(2)]
    for i, one in enumerate(both):
        client.log_metric(run_id, "auc", 0.6 + i / 10, model_id=one.model_id, dataset_name="iris", dataset_digest="d1")
    best = mlflow.search_logged_models(
        [experiment.experiment_id],
        filter_string="metrics.auc > 0.5 AND tags.kind = 'outer'",
        datasets=[{"dataset_name": "iris"}],
        order_by=[{"field_name": "metrics.auc", "ascending": False}],
        output_format="list",
    )
    mlflow.delete_logged_model_tag(both[0].model_id, "kind")
    client.delete_logged_model(both[1].model_id)
    said["logged models"] = [
        [m.name for m in first],
        [m.name for m in best],
        "kind" in mlflow.get_logged_model(both[0].model_id).tags,
        refused(lambda: mlflow.get_logged_model(both[1].model_id)),
    ]


# the command line: twice as a person types it, else in this process, since the imports of each call cost seconds
def typed(*words):
    return subprocess.run(["mlflow", *words], capture_output=True, text=True, check=True).stdout


def command(*words):
    with contextlib.redirect_stdout(io.StringIO()):
        done = CliRunner().invoke(cli, list(words))
    return f"{done.exit_code} {done.output}{done.exception or ''}"


said["commands"] = [
    name in typed("experiments", "search"),
    command("experiments", "create", "-n", f"{name}-by-hand").startswith("0 "),
    "parent" in command("runs", "list", "--experiment-id", experiment.experiment_id),
    f'"run_id": "{run_id}"' in typed("runs", "describe", "--run-id", run_id),
    "tree/plain.txt" in command("artifacts", "list", "--run-id", run_id, "-a", "tree"),
    command("artifacts", "log-artifact", "--local-file", str(tree / "plain.txt"), "--run-id", run_id, "-a", "by-hand").startswith("0 "),
    command("artifacts", "download", "-u", f"runs:/{run_id}/by-hand/plain.txt", "-d", str(here / "down")).startswith("0 "),
    (here / "down" / "plain.txt").read_text(),
    command("runs", "delete", "--run-id", run_id).startswith("0 "),
    client.get_run(run_id).info.lifecycle_stage,
    command("runs", "restore", "--run-id", run_id).startswith("0 "),
]
if is_new:
    (here / "rows.csv").write_text(features.head(3).to_csv(index=False))
    done = command("models", "predict", "-m", f"models:/{name}/{second.version}", "-i", str(here / "rows.csv"), "-t", "csv", "-o", str(here / "out.json"), "--env-manager", "local")
    said["predicted"] = json.loads((here / "out.json").read_text()) if (here / "out.json").exists() else done
# workspaces are the projects that the token may see
said["workspaces"] = []
if is_new:
    mine = [(w.name, w.description) for w in mlflow.list_workspaces()]
    said["workspaces"] = [mlflow.get_workspace("ships").description, mine, refused(lambda: mlflow.delete_workspace("ships"))]
# webhooks: a server of our own hears of a new model, and the client's own words verify who spoke
if is_new:
    from mlflow.entities.webhook import WebhookEvent, WebhookStatus
    from mlflow.webhooks.delivery import _generate_hmac_signature

    heard = queue.Queue()

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            heard.put((self.headers, self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"heard")

        def log_message(self, *_):
            """Says nothing: what is printed is the answer of this script."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook = client.create_webhook("ci", f"http://127.0.0.1:{server.server_port}/", [WebhookEvent.from_str("registered_model.created")], secret="quiet")
    tested = client.test_webhook(hook.webhook_id)
    heard.get(timeout=60)
    client.create_registered_model(f"{name}-heard", tags={"a": "b"})
    headers, body = heard.get(timeout=60)
    signature = _generate_hmac_signature("quiet", headers["X-MLflow-Delivery-Id"], headers["X-MLflow-Timestamp"], body)
    changed = client.update_webhook(hook.webhook_id, events=[WebhookEvent.from_str("model_version_tag.set")], status=WebhookStatus.DISABLED)
    said["webhooks"] = [
        [tested.success, tested.response_status, tested.response_body],
        [json.loads(body)[key] for key in ("entity", "action", "data")],
        signature == headers["X-MLflow-Signature"],
        [(w.name, str(w.status), [str(e) for e in w.events]) for w in client.list_webhooks()] == [("ci", "DISABLED", ["model_version_tag.set"])],
        changed.url == client.get_webhook(hook.webhook_id).url,
        refused(lambda: client.create_webhook("ci", "http://169.254.169.254/", hook.events)),
    ]
    client.delete_webhook(hook.webhook_id)
    said["webhooks"].append(refused(lambda: client.get_webhook(hook.webhook_id)))
print("\n" + json.dumps(said), end="")
