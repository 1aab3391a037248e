"""What a data scientist's own script does with the unchanged client; prints what it read back as one JSON object."""
import contextlib
import json
import os

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import mlflow
import numpy
from mlflow.exceptions import MlflowException
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

said = {}
features, labels = load_iris(return_X_y=True, as_frame=True)
client = mlflow.MlflowClient()
mlflow.set_experiment("iris")

with mlflow.start_run(run_name="first", description="by hand") as run:
    mlflow.log_param("depth", 3)
    mlflow.log_params({"penalty": "l2", "solver": "lbfgs"})
    for step in range(20):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"acc": 0.9, "nan": float("nan"), "inf": float("inf")})
    mlflow.set_tags({"team": "blue", "note": "naïve 船"})
    mlflow.log_input(mlflow.data.from_pandas(features, name="iris"), context="training")
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3])
    mlflow.log_figure(figure, "plots/line.png")
    mlflow.log_table({"question": ["a", "b"], "answer": [1, 2]}, "table.json")
    mlflow.log_text("hello", "notes/50% ü.txt")
    mlflow.log_dict({"a": [1]}, "settings.yaml")
    dots = numpy.zeros((4, 4, 3), dtype=numpy.uint8)
    mlflow.log_image(dots, "dots.png")
    mlflow.log_image(dots, key="dots", step=3)
    model = LogisticRegression(max_iter=200).fit(features, labels)
    logged = mlflow.sklearn.log_model(
        model, name="model", input_example=features.head(2), registered_model_name="iris", serialization_format="skops"
    )
    with mlflow.start_run(nested=True, run_name="child"):
        mlflow.log_metric("acc", 0.5)

found = client.get_run(run.info.run_id)
said["params"] = dict(found.data.params)
said["metrics"] = {key: str(value) for key, value in found.data.metrics.items()}
said["tags"] = {key: found.data.tags[key] for key in ("team", "note", "mlflow.runName")}
said["status"] = found.info.status
said["inputs"] = [(i.dataset.name, i.tags[0].value) for i in found.inputs.dataset_inputs]
said["outputs"] = [o.model_id for o in found.outputs.model_outputs] == [logged.model_id]
said["history"] = [point.step for point in client.get_metric_history(run.info.run_id, "loss")]
said["artifacts"] = sorted(f.path for f in client.list_artifacts(run.info.run_id))
said["text"] = mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/50% ü.txt")
said["table"] = mlflow.load_table("table.json", run_ids=[run.info.run_id]).shape
said["children"] = list(mlflow.search_runs(filter_string=f"tags.mlflow.parentRunId = '{run.info.run_id}'")["tags.mlflow.runName"])
said["best"] = list(mlflow.search_runs(filter_string="metrics.acc > 0.1", order_by=["metrics.acc DESC"])["tags.mlflow.runName"])

client.set_registered_model_alias("iris", "champion", "1")
client.set_registered_model_tag("iris", "team", "blue")
wanted = model.predict(features).tolist()
sources = ["models:/iris/1", "models:/iris@champion", "models:/iris/latest", logged.model_uri, f"runs:/{run.info.run_id}/model"]
said["loaded"] = [mlflow.pyfunc.load_model(uri).predict(features).tolist() == wanted for uri in sources]
said["registered"] = [(m.name, m.latest_versions[0].version, m.aliases, m.tags) for m in mlflow.search_registered_models()]
version = mlflow.register_model(logged.model_uri, "iris")
copied = client.copy_model_version("models:/iris/1", "iris-copy")
said["versions"] = [version.version, copied.version, mlflow.pyfunc.load_model("models:/iris-copy/1").predict(features).tolist() == wanted]
said["logged models"] = [m.name for m in mlflow.search_logged_models(filter_string="name = 'model'", output_format="list")]

mlflow.autolog()
with mlflow.start_run(run_name="automatic") as automatic:
    LogisticRegression(max_iter=200).fit(features, labels)
mlflow.autolog(disable=True)
found = client.get_run(automatic.info.run_id)
said["autolog"] = [
    found.data.params["max_iter"],
    "training_accuracy_score" in found.data.metrics,
    sorted(f.path for f in client.list_artifacts(automatic.info.run_id)),
    [i.tags[0].value for i in found.inputs.dataset_inputs],
    len(found.outputs.model_outputs),
]

with contextlib.suppress(ValueError), mlflow.start_run(run_name="broken") as broken:
    raise ValueError("on purpose")
stopped = client.create_run("0")
client.set_terminated(stopped.info.run_id, "KILLED", end_time=stopped.info.start_time + 1)
os.environ["MLFLOW_RUN_ID"] = broken.info.run_id
with mlflow.start_run() as resumed:
    mlflow.log_metric("more", 1)
resumed = client.get_run(resumed.info.run_id)
said["ends"] = [client.get_run(stopped.info.run_id).info.status, resumed.info.run_name, resumed.info.status, resumed.data.metrics]
said["image"] = mlflow.artifacts.load_image(f"runs:/{run.info.run_id}/dots.png").size

mlflow.genai.register_prompt(name="greeting", template="Hello {{name}}")
said["prompt"] = mlflow.genai.load_prompt("prompts:/greeting/1").format(name="crew")


def refused(work):
    try:
        work()
    except MlflowException as error:
        return error.error_code
    return "nothing was refused"


said["refused"] = [
    refused(lambda: client.log_param(run.info.run_id, "depth", 4)),
    refused(lambda: client.get_run("0" * 32)),
    refused(lambda: client.create_experiment("iris")),
    refused(lambda: client.create_registered_model("iris")),
    refused(lambda: mlflow.search_runs(filter_string="metrics.acc > 1 OR metrics.acc < 0")),
    refused(lambda: client.get_model_version_by_alias("iris", "nobody")),
    refused(lambda: mlflow.artifacts.download_artifacts(f"runs:/{run.info.run_id}/none.txt")),
]
client.delete_experiment(client.create_experiment("short-lived"))
client.delete_run(automatic.info.run_id)
client.restore_run(automatic.info.run_id)
client.transition_model_version_stage("iris", "1", "Production")
client.delete_model_version("iris", "2")
said["run"] = run.info.run_id
print(json.dumps(said), end="")
