import type { FeedPlan, ModelInput } from '../signatures/feeds.ts'
import type { Predictions } from '../signatures/predictions.ts'
import type { Schema } from '../signatures/signature.ts'
import type { TensorSpec, Tensors } from '../signatures/tensor.ts'

/** What is asked of a model: the data, and for a Python model what only it understands. */
export type Ask = {
  input: ModelInput
  /** the data as MLflow's JSON names it */
  payload?: Record<string, unknown> | undefined
  params?: Record<string, unknown> | undefined
  /** also the chances of the classes, where the model has them */
  withProbabilities?: boolean
}

/** A model's inputs and outputs as tensors. */
export type TensorForm = {
  platform: string
  inputs: TensorSpec[]
  outputs: TensorSpec[]
  feeds: FeedPlan
  run(feeds: Tensors): Promise<Tensors>
}

/** A loaded model, whatever it is made of. */
export type ServedModel = {
  /** the inputs of its signature */
  inputs: Schema | undefined
  /** absent where its inputs are not tensors, nor columns that could be */
  tensors?: TensorForm
  /**
   * Rejects with `bad_request` for data that does not fit, `unavailable` (details: reason `deadline`, `busy`, `restarted`,
   * `failed`) for what is not the request's fault.
   */
  predict(ask: Ask): Promise<Predictions>
  close(): Promise<void>
}
