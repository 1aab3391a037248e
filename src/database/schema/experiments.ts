/** Runs, metrics, logged models and the registry; laid out for MLflow's protocol. */
export interface ExperimentTables {}
