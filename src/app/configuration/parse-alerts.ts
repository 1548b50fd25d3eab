import { alertSchema, type AlertSettings } from './alert-schema.ts'
import {
  type Environment,
  fillEnvironment,
  type MissingVariable,
  unknownVariable,
  variableRemedy,
} from './environment.ts'
import { type Path, pathText, type Problem, suggestion } from './problems.ts'
import { problem } from './schema-problems.ts'
import type { SourceText } from './source-text.ts'

interface ReadAlerts {
  readonly env: Environment | null
  readonly lineOf: SourceText['lineOf']
  /** Keys of the integrations in the file. */
  readonly integrations: readonly string[]
  /** What is stored of a channel: its secrets, and the integrations that it is told of. */
  stored(name: string): StoredParts
}

interface StoredParts {
  readonly url?: unknown
  readonly secret?: unknown
  readonly integrations?: unknown
}

interface AlertsRead {
  readonly alerts: Readonly<Record<string, AlertSettings>>
  readonly problems: readonly Problem[]
}

// As loose as the command is: a letter to root@localhost arrives on many machines.
const MAILBOX = /^[^\s@,;]+@[^\s@,;]+$/
const SECRETS = ['url', 'secret'] as const

/** The channels of a file with what the environment says, or what is wrong with them. */
export function readAlerts(written: Readonly<Record<string, AlertSettings>>, context: ReadAlerts): AlertsRead {
  const alerts: Record<string, AlertSettings> = {}
  const problems: Problem[] = []
  for (const [name, alert] of Object.entries(written)) {
    const { filled, missing } = fill(name, alert, context)
    alerts[name] = filled
    problems.push(...missing.map((variable) => missingProblem(name, variable, context)))
    const told = new Set(missing.map(({ path }) => pathText(['alerts', name, ...path])))
    problems.push(...channelProblems(name, filled, context).filter(({ path }) => !told.has(path)))
    problems.push(...namesakes(name, written, context))
  }
  return { alerts, problems }
}

function fill(
  name: string,
  alert: AlertSettings,
  { env, stored }: ReadAlerts,
): { readonly filled: AlertSettings; readonly missing: readonly MissingVariable[] } {
  const { value, missing } = fillEnvironment(alert, env ?? {})
  const known = stored(name)
  const isKnown = ({ path, isWholeValue }: MissingVariable): boolean =>
    isWholeValue && path.length === 1 && SECRETS.some((secret) => secret === path[0] && known[secret] != null)
  const kept = Object.fromEntries(
    missing.filter(isKnown).map(({ path }) => [path[0], known[path[0] as (typeof SECRETS)[number]]]),
  )
  return {
    filled: alertSchema.parse({ ...(value as object), ...kept }),
    missing: missing.filter((variable) => !isKnown(variable)),
  }
}

function channelProblems(name: string, alert: AlertSettings, { lineOf, integrations, stored }: ReadAlerts): Problem[] {
  const { kind, to, url, secret } = alert
  const at = (path: Path, message: string, remedy: string): Problem =>
    problem(['alerts', name, ...path], message, remedy, { lineOf })
  const isMail = kind === 'email'
  const unfit = [
    ...(isMail && to.length === 0
      ? [at(['to'], 'E-mail needs somebody to write to', 'Add to: [somebody@example.com].')]
      : []),
    ...(!isMail && to.length > 0 ? [at(['to'], 'Only e-mail goes to people', 'Remove it.')] : []),
    ...(isMail && url !== undefined ? [at(['url'], 'E-mail goes to people, not to an address', 'Remove it.')] : []),
    ...(!isMail && url === undefined ? [at(['url'], 'This setting is missing', 'Add it: a text.')] : []),
    ...(secret !== undefined && kind !== 'webhook'
      ? [at(['secret'], 'Only messages of a webhook are signed', 'Remove it.')]
      : []),
  ]
  const wrong = to.flatMap((address, index) =>
    MAILBOX.test(address) ? [] : [at(['to', index], `"${address}" is no mailbox`, 'Correct it.')],
  )
  // What was written there is as good as a password, and is not said again.
  const isAddress = url === undefined || /^https?:$/.test(URL.parse(url)?.protocol ?? '')
  const address = isAddress ? [] : [at(['url'], 'This is no address', 'Write one that begins with https://.')]
  // One that is gone may stay with a channel that was told of it.
  const known = [...integrations, ...((stored(name).integrations ?? []) as readonly string[])]
  const unknown = alert.integrations.flatMap((key, index) =>
    known.includes(key)
      ? []
      : [at(['integrations', index], `There is no integration "${key}" in this file`, suggestion(key, integrations))],
  )
  return [...unfit, ...wrong, ...address, ...unknown]
}

function namesakes(name: string, written: Readonly<Record<string, unknown>>, { lineOf }: ReadAlerts): Problem[] {
  const names = Object.keys(written)
  const first = names.findIndex((other) => other.toLowerCase() === name.toLowerCase())
  if (names[first] === name) return []
  return [problem(['alerts', name], `"${names[first] ?? ''}" has this name already`, 'Choose another one.', { lineOf })]
}

function missingProblem(name: string, { path, variable }: MissingVariable, { env, lineOf }: ReadAlerts): Problem {
  return problem(['alerts', name, ...path], unknownVariable(env, variable), variableRemedy(env, variable), {
    lineOf,
  })
}
