import type { StepSample } from '../../../backbone/engines/engine.ts'
import type { LoggedMetric } from '../runs/log.service.ts'

const megabyte = 1e6
/** as many points as one batch may hold */
export const mostSamples = 100

/**
 * A sample under the names that MLflow's clients give theirs (`log_system_metrics`), so that both stand in one chart; what
 * goes to and from the disk has no name there. A sample that is told twice, as after a restart, is the same point.
 */
export function systemMetrics(sample: StepSample): LoggedMetric[] {
  const values = {
    cpu_utilization_percentage: sample.cpuPercent,
    system_memory_usage_megabytes: sample.memoryBytes / megabyte,
    system_memory_usage_percentage: sample.memoryPercent,
    disk_read_megabytes: sample.readBytes / megabyte,
    disk_write_megabytes: sample.writtenBytes / megabyte,
    network_receive_megabytes: sample.receivedBytes / megabyte,
    network_transmit_megabytes: sample.sentBytes / megabyte,
  }
  return Object.entries(values).map(([name, value]) => ({
    key: `system/${name}`,
    value,
    time: sample.at,
    step: sample.number,
  }))
}
