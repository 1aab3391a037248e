"""Files of every kind up and down with the unchanged client; prints what came back wrong, as one JSON object."""
import hashlib
import json
import os
import pathlib
import tempfile

import mlflow

client = mlflow.MlflowClient()
here = pathlib.Path(tempfile.mkdtemp())
megabytes = int(os.environ["LARGE_MEGABYTES"])


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def made(name, size):
    path = here / "up" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    block = os.urandom(1 << 20)
    with open(path, "wb") as file:
        for at in range(0, size, len(block)):
            file.write(at.to_bytes(8, "big") + block[8 : min(len(block), size - at)])
    return path


names = ["plain.bin", "empty.txt", "sp ace.txt", "plus+plus.txt", "50%.txt", "日本 naïve.txt", "deep/er/and deeper.txt", "a&b=c;d,e.txt", "brackets[1](2).txt"]
for name in names:
    made(name, 0 if name == "empty.txt" else 1000)
large = made("large/large.bin", megabytes << 20)

with mlflow.start_run() as run:
    mlflow.log_artifacts(str(here / "up"), "all")
    mlflow.log_artifact(str(large), "once more")
    mlflow.log_artifact(str(large))

id = run.info.run_id
down = pathlib.Path(mlflow.artifacts.download_artifacts(run_id=id, artifact_path="all", dst_path=str(here / "down")))
wrong = [
    str(path.relative_to(here / "up"))
    for path in (here / "up").rglob("*")
    if path.is_file() and digest(path) != digest(down / path.relative_to(here / "up"))
]
one = mlflow.artifacts.download_artifacts(run_id=id, artifact_path="once more/large.bin", dst_path=str(here / "one"))
if digest(one) != digest(large):
    wrong.append("once more/large.bin")
listed = {file.path: file.file_size for file in client.list_artifacts(id)}
uri = client.get_run(id).info.artifact_uri
repository = mlflow.store.artifact.artifact_repository_registry.get_artifact_repository(uri)
repository.delete_artifacts("once more")
said = {
    "wrong": wrong,
    "files": sum(path.is_file() for path in down.rglob("*")),
    "listed": listed,
    "left": sorted(file.path for file in client.list_artifacts(id)),
    "run": id,
}
print(json.dumps(said), end="")
