import { Hono } from 'hono'
import { mountArtifacts } from './artifacts.ts'
import { mount, plainMessages, type Protocol } from './endpoint.ts'
import { failure, mlflowError } from './errors.ts'
import { experimentEndpoints } from './experiments.ts'
import { loggedModelEndpoints } from './loggedModels.ts'
import { metricEndpoints } from './metrics.ts'
import { modelEndpoints, versionEndpoints } from './registry.ts'
import { runEndpoints } from './runs.ts'
import { mountTransfers, transferEndpoints } from './transfers.ts'
import { webhookEndpoints } from './webhooks.ts'
import { mountWorkspaces, workspaceEndpoints } from './workspaces.ts'

/** The release whose behaviour this is; clients switch features on and off by it. */
export const mlflowVersion = '3.17.2'

/** What clients ask before they choose how to transfer files. */
const serverInfo = {
  store_type: 'Trireme',
  workspaces_enabled: true,
  trace_archival_enabled: false,
  multipart_uploads_enabled: true,
  multipart_downloads_enabled: true,
  presigned_upload_run_id_supported: true,
  presigned_upload_model_id_supported: true,
  features_enabled: { gateway: false },
}

/** Every message of the protocol that is JSON. */
export const endpoints = [
  ...experimentEndpoints,
  ...runEndpoints,
  ...metricEndpoints,
  ...loggedModelEndpoints,
  ...modelEndpoints,
  ...versionEndpoints,
  ...webhookEndpoints,
  ...workspaceEndpoints,
  ...transferEndpoints,
]

/** What logs points, without the router; says whether it takes the request. */
export const plainLogging = (protocol: Protocol, isKnownHost: (host: string) => boolean) =>
  plainMessages(protocol, { endpoints, isKnownHost })

/** MLflow's REST protocol over our services, for unchanged clients; a token signs in, a cookie never does. */
export function mlflowProtocol(protocol: Protocol): Hono {
  const app = new Hono()
  const { log } = protocol.ground
  app.onError((error, c) => failure(log, error, { method: c.req.method, path: c.req.path }))
  app.get('/version', c => c.text(mlflowVersion))
  for (const api of ['api', 'ajax-api']) app.get(`/${api}/3.0/mlflow/server-info`, c => c.json(serverInfo))
  mount(app, protocol, endpoints)
  mountArtifacts(app, protocol)
  mountTransfers(app, protocol)
  mountWorkspaces(app, protocol)
  for (const path of ['/api/2.0/*', '/api/3.0/*', '/ajax-api/*', '/get-artifact', '/model-versions/*'])
    app.all(path, c => mlflowError('ENDPOINT_NOT_FOUND', `There is no ${c.req.method} ${c.req.path}`))
  return app
}
