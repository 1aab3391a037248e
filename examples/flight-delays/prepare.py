"""Turns the table of flights into the training set: what is known of a flight before it leaves, and how late it was.

    python prepare.py --data flights-20k.json --output flights-features.parquet

As a step it needs no arguments: it reads $TRIREME_INPUTS/flights.parquet and writes
$TRIREME_OUTPUTS/flights-features.parquet.

These columns are all that training, evaluation and the endpoint ever see, so that none of them derives them anew.
"""

import argparse
import os
from pathlib import Path

import pandas as pd

READERS = {'.parquet': pd.read_parquet, '.json': pd.read_json, '.csv': pd.read_csv}


def prepare(flights: pd.DataFrame) -> pd.DataFrame:
    """Columns in: date (text or timestamp), delay (minutes), distance (miles), origin, destination (airport codes).
    Columns out: the same, sorted by date, with hour (0 to 23) and weekday (Monday to Sunday).
    Flights of which something is not known are left out."""
    missing = {'date', 'delay', 'distance', 'origin', 'destination'} - set(flights.columns)
    if missing:
        raise SystemExit(f'The table of flights lacks the columns {", ".join(sorted(missing))}.')
    date = pd.to_datetime(flights['date'])
    features = pd.DataFrame({
        'date': date,
        'hour': date.dt.hour.astype(float),
        'weekday': date.dt.day_name(),
        'distance': flights['distance'].astype(float),
        'origin': flights['origin'],
        'destination': flights['destination'],
        'delay': flights['delay'].astype(float),
    })
    return features.dropna().sort_values('date', kind='stable', ignore_index=True)


def main() -> None:
    inputs, outputs = os.environ.get('TRIREME_INPUTS'), os.environ.get('TRIREME_OUTPUTS')
    parser = argparse.ArgumentParser(description='Prepare the training set of flights.')
    parser.add_argument('--data', type=Path, default=inputs and Path(inputs, 'flights.parquet'), required=not inputs)
    parser.add_argument('--output', type=Path, default=Path(outputs or '.', 'flights-features.parquet'))
    options = parser.parse_args()

    flights = READERS[options.data.suffix](options.data)
    features = prepare(flights)
    features.to_parquet(options.output, index=False)
    print(f'{len(features):,} of {len(flights):,} flights, {features["date"].min()} to {features["date"].max()}')


if __name__ == '__main__':
    main()
