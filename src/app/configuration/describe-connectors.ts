import type { Connector, ConnectorRegistry } from '#contract/connector'
import { secretNames } from '#contract/settings'
import type { ConnectorDescription } from '#api/connections'
import { type JsonSchema, settingsSchema } from './json-schema.ts'

/** A connector with its settings as data. */
export type DescribedConnector = ConnectorDescription

type Setting = ConnectorDescription['settings'][number]

/** The connectors with their settings as data, for forms. */
export const describeConnectors = (connectors: ConnectorRegistry): Promise<ConnectorDescription[]> =>
  Promise.all([...connectors.values()].map((connector) => described(connector as unknown as Connector)))

async function described(connector: Connector): Promise<ConnectorDescription> {
  const { id, name, kind, reads, writes, settings, grant } = connector
  // Of a connector from elsewhere the settings are known, and not the comments beside them.
  const schema = await settingsSchema(connector).catch((): JsonSchema => ({}))
  const secrets = secretNames(settings)
  const required = schema.required ?? []
  return {
    connector: id,
    name,
    kind,
    reads: Object.keys(reads),
    writes: Object.keys(writes),
    grant:
      grant === undefined
        ? null
        : { needs: [...grant.needs], brings: [...grant.brings], knowsReturn: grant.knowsReturn },
    settings: Object.entries(schema.properties ?? {}).map(([setting, field]) => ({
      ...shape(field),
      ...(secrets.includes(setting) ? { kind: 'secret' as const } : {}),
      name: setting,
      required: required.includes(setting),
      help: field.description ?? null,
    })),
  }
}

/** What a person enters for a value of this schema. */
function shape(field: JsonSchema): Pick<Setting, 'kind' | 'options' | 'usual'> {
  const inner = field.anyOf?.find(({ type }) => type !== 'null') ?? field
  const options = (inner.enum ?? []).filter((option) => typeof option === 'string')
  return { kind: kindOf(inner, options), options, usual: field.default ?? null }
}

function kindOf(field: JsonSchema, options: readonly string[]): Setting['kind'] {
  const [type] = [field.type ?? []].flat().filter((one) => one !== 'null')
  if (options.length > 0) return 'choice'
  if (type === 'boolean') return 'switch'
  if (type === 'integer' || type === 'number') return 'number'
  return type === 'string' ? 'text' : 'json'
}
