import { stableJson } from '#lib/hash'
import type { FlowName } from '#model/flows'
import type { AlertSettings } from './alert-schema.ts'
import { alertNamed, settingsOfAlert } from './alerts.ts'
import { pathText, type Path } from './problems.ts'
import { type Configuration, type ConnectionSettings, FLOW_KINDS, type IntegrationSettings } from './schema.ts'
import type { Stored } from './stored.ts'

/** One value that differs. Secrets are never shown: both sides say `(secret)`. */
export interface FieldChange {
  readonly path: string
  /** `undefined` = not there before. */
  readonly before?: unknown
  /** `undefined` = no longer there. */
  readonly after?: unknown
}

export interface Change {
  readonly part: 'connection' | 'integration' | 'alert'
  readonly key: string
  /** `absent`: it is configured and not in the file. It is left as it is, or switched off when asked to. */
  readonly action: 'add' | 'change' | 'unchanged' | 'absent'
  readonly fields: readonly FieldChange[]
}

/** What applying `wanted` would change. */
export function differences(wanted: Configuration, stored: Stored): Change[] {
  const connectionChanges = sides(wanted.connections, stored.connections).map(([key, after, before]) =>
    change('connection', key, before && connectionView(before), after && connectionView(after)),
  )
  const keyOf = new Map([...stored.connections.values()].map(({ connectionId, key }) => [connectionId, key]))
  const integrationChanges = sides(wanted.integrations, stored.integrations).map(([key, after, before]) =>
    change('integration', key, before && storedView(before, keyOf), after && wantedView(key, after)),
  )
  return [...connectionChanges, ...integrationChanges, ...alertChanges(wanted, stored)]
}

/** A channel that the file writes in other letters is the same one. */
function alertChanges({ alerts = {} }: Configuration, stored: Stored): Change[] {
  const named = Object.entries(alerts).map(([name, alert]) => {
    const before = alertNamed(stored.alerts, name)
    // A secret that the file says nothing of stays.
    const kept = alert.kind === 'webhook' && before?.secrets?.secret != null ? { secret: before.secrets.secret } : {}
    return [before?.channel.name ?? name, { ...kept, ...alert }] as const
  })
  return sides(Object.fromEntries(named), stored.alerts).map(([name, after, before]) =>
    change('alert', name, before && alertView(settingsOfAlert(before)), after && alertView(after)),
  )
}

const alertView = (values: AlertSettings): View => ({ values, secrets: ['url', 'secret'] })

function sides<W, S>(
  wanted: Readonly<Record<string, W>>,
  stored: ReadonlyMap<string, S>,
): [string, W | undefined, S | undefined][] {
  const keys = [...new Set([...Object.keys(wanted), ...stored.keys()])]
  return keys.map((key) => [key, Object.hasOwn(wanted, key) ? wanted[key] : undefined, stored.get(key)])
}

interface View {
  readonly values: unknown
  readonly secrets: readonly string[]
}

const connectionView = ({ connector, settings, slots, secretNames }: ConnectionSettings): View => ({
  values: { connector, slots, settings },
  secrets: secretNames.map((name) => pathText(['settings', name])),
})

const wantedView = (key: string, integration: IntegrationSettings): View => ({
  values: { ...integration, payments: integration.payments.toSorted(), name: integration.name ?? key },
  secrets: [],
})

function storedView(integration: StoredIntegration, keyOf: ReadonlyMap<string, string>): View {
  const { name, live, policies, mappings, rules, storeConnectionId, targetConnectionId, paymentConnectionIds, flows } =
    integration
  const payments = paymentConnectionIds.flatMap((id) => keyOf.get(id) ?? []).toSorted()
  const ends = { store: keyOf.get(storeConnectionId), target: keyOf.get(targetConnectionId), payments }
  const flowSettings = flows.map(({ flow, enabled, schedule, ownTimeZone }) => [
    flow,
    { enabled, schedule, timeZone: ownTimeZone },
  ])
  const decided = { policies, mappings, rules }
  return { values: { name, ...ends, live, flows: Object.fromEntries(flowSettings), ...decided }, secrets: [] }
}

type StoredIntegration = Stored['integrations'] extends ReadonlyMap<string, infer V> ? V : never

function change(part: Change['part'], key: string, before: View | undefined, after: View | undefined): Change {
  if (after === undefined) return { part, key, action: 'absent', fields: [] }
  const fields = fieldChanges([], before?.values, after.values, new Set([...(before?.secrets ?? []), ...after.secrets]))
  if (before === undefined) return { part, key, action: 'add', fields }
  return { part, key, action: fields.length > 0 ? 'change' : 'unchanged', fields }
}

const SECRET = '(secret)'

function fieldChanges(path: Path, before: unknown, after: unknown, secrets: ReadonlySet<string>): FieldChange[] {
  if (isGone(before) && isGone(after)) return []
  if (isGroup(before) || isGroup(after)) {
    if ((isGroup(before) || isGone(before)) && (isGroup(after) || isGone(after))) {
      const names = [...new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])]
      return names.flatMap((name) => fieldChanges([...path, name], before?.[name], after?.[name], secrets))
    }
  }
  if (stableJson(before ?? null) === stableJson(after ?? null)) return []
  const text = pathText(path)
  const show = (value: unknown): unknown => (secrets.has(text) ? SECRET : value)
  return [
    {
      path: text,
      ...(isGone(before) ? {} : { before: show(before) }),
      ...(isGone(after) ? {} : { after: show(after) }),
    },
  ]
}

const isGone = (value: unknown): value is null | undefined => value === null || value === undefined
const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** The flows of an integration as the database keeps them. */
export const flowRows = (integration: IntegrationSettings) =>
  (Object.keys(FLOW_KINDS) as FlowName[]).map((flow) => {
    const { timeZone = null, ...settings } = integration.flows[flow]
    return { flow, ...FLOW_KINDS[flow], ...settings, ownTimeZone: timeZone }
  })
