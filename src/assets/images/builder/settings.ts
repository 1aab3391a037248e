import { existsSync, readFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { delimiter, join } from 'node:path'

/** How this machine reaches its package index, for uv and for pip. Values may hold credentials: never log them. */
export type PackageSettings = {
  uv: Record<string, string>
  pip: Record<string, string>
  /** `--no-index`, which uv takes only as an argument */
  uvArgs: string[]
  /** files and folders named by the settings, which a sandboxed tool has to see */
  files: string[]
  /** the configured index without credentials; undefined where the tool's own default applies */
  index: string | undefined
}

type Env = Record<string, string | undefined>
type Options = Record<string, string>

/** Takes user names, passwords and tokens out of addresses. */
export const redact = (text: string) => text.replace(/(:\/\/)[^\s/@'"]+@/g, '$1***@')

/**
 * Reads what pip, uv and npm are told on this machine. What uv is told itself counts first, then pip's settings,
 * then npm's; see each tool's documentation of its configuration files.
 */
export function readPackageSettings(env: Env): PackageSettings {
  const pip = readPip(env)
  const npm = readNpm(env)
  const uv = defined({
    ...pick(env, passedToUv),
    UV_DEFAULT_INDEX: env['UV_DEFAULT_INDEX'] ?? env['UV_INDEX_URL'] ?? pip['index-url'],
    UV_INDEX: env['UV_INDEX'] ?? env['UV_EXTRA_INDEX_URL'] ?? words(pip['extra-index-url'], ' '),
    UV_FIND_LINKS: env['UV_FIND_LINKS'] ?? words(pip['find-links'], ',', isThere),
    UV_HTTP_TIMEOUT: env['UV_HTTP_TIMEOUT'] ?? pip['timeout'],
    UV_INSECURE_HOST: env['UV_INSECURE_HOST'] ?? words(pip['trusted-host'], ' '),
    SSL_CERT_FILE:
      env['SSL_CERT_FILE'] ?? pip['cert'] ?? env['REQUESTS_CA_BUNDLE'] ?? env['CURL_CA_BUNDLE'] ?? npm['cafile'],
    SSL_CLIENT_CERT: env['SSL_CLIENT_CERT'] ?? pip['client-cert'],
    ...proxies(env, pip['proxy'] ?? npm['https-proxy'] ?? npm['proxy']),
  })
  const index = uv['UV_DEFAULT_INDEX']
  return {
    uv,
    pip: defined({
      ...pick(env, passedToPip),
      ...prefixed(env, 'PIP_'),
      ...proxies(env, npm['https-proxy'] ?? npm['proxy']),
      PIP_INDEX_URL: index,
      PIP_CERT: uv['SSL_CERT_FILE'],
    }),
    uvArgs: isYes(pip['no-index']) ? ['--no-index'] : [],
    files: namedFiles(env, uv),
    index: index === undefined ? undefined : redact(index),
  }
}

const passedToUv =
  /^(HOME|NETRC|XDG_CONFIG_HOME|XDG_CONFIG_DIRS|SSL_CERT_DIR|NO_PROXY|no_proxy|UV_(CONFIG_FILE|NO_CONFIG|OFFLINE|SYSTEM_CERTS|NATIVE_TLS|INDEX_STRATEGY|KEYRING_PROVIDER|EXCLUDE_NEWER|PRERELEASE|TORCH_BACKEND|HTTP_RETRIES|CONCURRENT_\w+|INDEX_\w+_(USERNAME|PASSWORD)))$/
const passedToPip =
  /^(HOME|NETRC|XDG_CONFIG_HOME|XDG_CONFIG_DIRS|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NO_PROXY|no_proxy)$/

function readPip(env: Env): Options {
  const home = env['HOME'] ?? '/nonexistent'
  const chosen = env['PIP_CONFIG_FILE']
  const shared = (env['XDG_CONFIG_DIRS'] ?? '/etc/xdg').split(delimiter).map(folder => join(folder, 'pip', 'pip.conf'))
  const own = [join(home, '.pip', 'pip.conf'), join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'pip', 'pip.conf')]
  const files = chosen === devNull ? [] : [...shared, '/etc/pip.conf', ...own, ...(chosen ? [chosen] : [])]
  const sections = files.filter(isThere).map(readIni)
  return Object.assign(
    {},
    ...sections.map(section => section['global']),
    ...sections.map(section => section['install']),
    fromVariables(env, 'PIP_'),
  )
}

function readNpm(env: Env): Options {
  const file = join(env['HOME'] ?? '/nonexistent', '.npmrc')
  return { ...(existsSync(file) ? readIni(file)[''] : {}), ...fromVariables(env, 'npm_config_') }
}

/** `key = value` under `[section]`; a value may go on in indented lines. */
function readIni(path: string): Record<string, Options> {
  let current: Options = {}
  const sections: Record<string, Options> = { '': current }
  let key = ''
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue
    const section = /^\[(.+)\]\s*$/.exec(line)?.[1]
    const pair = /^(\S[^=:]*?)\s*[=:]\s*(.*)$/.exec(line)
    if (section !== undefined) current = sections[section.toLowerCase()] ??= {}
    else if (pair) current[(key = optionName(pair[1] ?? ''))] = unquoted(pair[2] ?? '')
    else if (key && /^\s/.test(line)) current[key] = `${current[key] ?? ''} ${line.trim()}`.trim()
  }
  return sections
}

const fromVariables = (env: Env, prefix: string): Options =>
  Object.fromEntries(
    Object.entries(prefixed(env, prefix)).map(([name, value]) => [optionName(name.slice(prefix.length)), value]),
  )

const optionName = (name: string) => name.trim().toLowerCase().replaceAll('_', '-')
const unquoted = (value: string) => value.trim().replace(/^(["'])(.*)\1$/, '$2')
const isYes = (value: string | undefined) => /^(1|true|yes|on)$/i.test(value ?? '')
const isThere = (place: string) => place.includes('://') || existsSync(place)

function words(
  value: string | undefined,
  glue: string,
  keep: (word: string) => boolean = () => true,
): string | undefined {
  return value?.split(/\s+/).filter(Boolean).filter(keep).join(glue) || undefined
}

function proxies(env: Env, other: string | undefined): Env {
  const http = env['HTTP_PROXY'] ?? env['http_proxy'] ?? other
  const https = env['HTTPS_PROXY'] ?? env['https_proxy'] ?? other
  return { HTTP_PROXY: http, HTTPS_PROXY: https, ALL_PROXY: env['ALL_PROXY'] ?? env['all_proxy'] }
}

function namedFiles(env: Env, uv: Record<string, string>): string[] {
  const home = env['HOME'] ?? '/nonexistent'
  const places = [
    uv['SSL_CERT_FILE'],
    uv['SSL_CERT_DIR'],
    uv['SSL_CLIENT_CERT'],
    uv['UV_CONFIG_FILE'],
    uv['NETRC'] ?? join(home, '.netrc'),
    join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'uv'),
    '/etc/uv',
    ...(uv['UV_FIND_LINKS'] ?? '').split(','),
  ]
  return places
    .filter(place => place !== undefined && place.startsWith('/') && existsSync(place))
    .filter(place => place !== undefined)
}

const prefixed = (env: Env, prefix: string) =>
  defined(Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith(prefix))))
const pick = (env: Env, pattern: RegExp): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => pattern.test(name)))

function defined(env: Env): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
