"""A data scientist's own script: it knows the mlflow client and a table, and nothing else.

    python penguins.py penguins.csv

Prints one JSON object: the run, the rows it was tried on, and what the model says of them.
"""

import json
import sys
import time

import mlflow
import pandas as pd
from matplotlib.figure import Figure
from mlflow.models import infer_signature
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

NUMBERS = ['Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)', 'Body Mass (g)']
TEXTS = ['Island', 'Sex']
TREES = 120

table = pd.read_csv(sys.argv[1]).dropna()
inputs = table[NUMBERS + TEXTS].astype(dict.fromkeys(NUMBERS, float))
train, test, train_species, test_species = train_test_split(
    inputs, table['Species'], test_size=0.3, random_state=7, stratify=table['Species'])
encoder = make_column_transformer(('passthrough', NUMBERS), (OneHotEncoder(), TEXTS)).fit(train)
classifier = GradientBoostingClassifier(learning_rate=0.1, max_depth=2, subsample=0.7, warm_start=True, random_state=7)

mlflow.set_experiment('species')
with mlflow.start_run(run_name='boosting by hand') as run:
    mlflow.log_input(mlflow.data.from_pandas(table, name='penguins'), context='training')
    mlflow.log_params({'learning_rate': 0.1, 'max_depth': 2, 'trees': TREES})
    for trees in range(1, TREES + 1):
        classifier.set_params(n_estimators=trees).fit(encoder.transform(train), train_species)
        chances = classifier.predict_proba(encoder.transform(test))
        mlflow.log_metric('validation_log_loss', log_loss(test_species, chances), step=trees)
        time.sleep(0.25)  # a model of this size is done before anybody could look
    model = Pipeline([('encoder', encoder), ('classifier', classifier)])
    said = model.predict(test)
    mlflow.log_metric('validation_accuracy', accuracy_score(test_species, said))

    figure = Figure(figsize=(5, 4), layout='constrained')
    axes = figure.subplots()
    axes.scatter(test[NUMBERS[0]], test[NUMBERS[1]], c=pd.factorize(said)[0])
    axes.set(xlabel=NUMBERS[0], ylabel=NUMBERS[1], title='What the model says')
    mlflow.log_figure(figure, 'species.png')
    mlflow.log_table(test.assign(species=test_species, said=said), 'judged.json')
    mlflow.sklearn.log_model(
        model, name='model', signature=infer_signature(test, said), input_example=test.head(2),
        registered_model_name='penguin-species', serialization_format='cloudpickle')

print(json.dumps({'run': run.info.run_id, 'rows': test.head(3).to_dict('records'), 'said': said[:3].tolist()}))
