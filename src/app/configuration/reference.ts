import type { JsonSchema } from './json-schema.ts'

const INTRODUCTION = `# Configuration file

Everything that Tillbridge is set up with fits into one file, in YAML or JSON. It can live in Git.

\`\`\`sh
tillbridge init                               # write a first one
tillbridge apply tillbridge.yaml --dry-run    # what would change?
tillbridge apply tillbridge.yaml              # change it
tillbridge export -o tillbridge.yaml          # write what is stored
\`\`\`

- **All or nothing.** The whole file is checked before anything is stored; every problem is told at once, with its line. The change is one transaction.
- **Nothing is deleted.** What the file does not mention stays as it is. \`--prune\` switches off integrations that the file does not have.
- **Secrets stay outside.** \`\${NAME}\` in the settings of a connection is filled from the environment, as are the address and the secret of a channel. Where the variable is not set and the secret is stored already, it stays what it is.
- **Waiting orders go.** When mappings, policies or a connection of an integration change, its transfers that wait for a person run again.
- **Your editor can help.** The schema is [configuration.schema.json](configuration.schema.json); put \`# yaml-language-server: $schema=PATH/configuration.schema.json\` into the first line.

This page is made from the source by \`scripts/generate-reference.ts\`.
`

/** The reference page of the configuration file, made from its JSON schema. */
export function configurationReference(schema: JsonSchema): string {
  const connections = schema.properties?.['connections']
  const kinds = (connections?.additionalProperties as JsonSchema | undefined)?.oneOf ?? []
  const integration = schema.properties?.['integrations']?.additionalProperties as JsonSchema
  const { policies, mappings, rules, ...joined } = integration.properties ?? {}
  return [
    INTRODUCTION,
    section('The file', { properties: schema.properties ?? {}, required: schema.required ?? [] }, 1),
    '## Connections\n\n`connections.KEY`: one account of one system.',
    ...kinds.map((kind) => connectorSection(kind)),
    '## Integrations\n\n`integrations.KEY`: a store and a target, joined.',
    rows({ properties: joined, required: integration.required ?? [] }),
    ...(policies === undefined
      ? []
      : ['### Policies\n\n`integrations.KEY.policies`: what the books should look like.', rows(policies)]),
    ...(mappings === undefined ? [] : [`### Mappings\n\n\`integrations.KEY.mappings\`: ${MAPPINGS}`, rows(mappings)]),
    ...(rules === undefined
      ? []
      : ['### Rules\n\n`integrations.KEY.rules`: how the flows beside the books work.', rows(rules)]),
    ...alertsSection(schema),
  ].join('\n\n')
}

function alertsSection(schema: JsonSchema): string[] {
  const alert = schema.properties?.['alerts']?.additionalProperties
  if (typeof alert !== 'object') return []
  const about = '`alerts.NAME`: one channel. Its name is what people see; `"${NAME}"` is filled from the environment.'
  return [`## Alerts\n\n${about}`, rows(alert)]
}

const MAPPINGS =
  "from the store's values to the target's codes. A value that no entry knows is never guessed: its order waits, and `tillbridge status` says which line is missing."

function connectorSection(kind: JsonSchema): string {
  const { connector, settings, slots } = kind.properties ?? {}
  const id = String(connector?.const ?? '')
  const own = rows({ properties: { ...settings?.properties }, required: settings?.required ?? [] })
  const about = `### ${String(kind['title'])}\n\n\`connector: ${id}\`, with these \`settings\`:`
  return `${about}\n\n${own}\n\nBeside the settings: \`slots\`. ${slots?.description ?? ''}`
}

function section(title: string, schema: JsonSchema, depth: number): string {
  return `## ${title}\n\n${rows(schema, depth)}`
}

interface Row {
  readonly path: string
  readonly schema: JsonSchema
  readonly isRequired: boolean
}

function rows(schema: JsonSchema, depth = Infinity): string {
  const lines = flatten(schema, '', depth).map(({ path, schema: field, isRequired }) => {
    const value = isRequired ? 'needed' : defaultText(field)
    return `| \`${path}\` | ${typeText(field)} | ${value} | ${escaped(field.description ?? '')} |`
  })
  return ['| Setting | Value | Default | Meaning |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

function flatten(schema: JsonSchema, prefix: string, depth: number): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]): Row[] => {
    const path = `${prefix}${name}`
    const own = { path, schema: field, isRequired: schema.required?.includes(name) ?? false }
    if (depth <= 1) return [own]
    if (field.items !== undefined) return [own, ...entryRows(field.items, `${path}[].`, depth - 1)]
    const inner = flatten(field, `${path}.`, depth - 1)
    return inner.length > 0 && field.description === undefined ? inner : [own, ...inner]
  })
}

/** The fields of a list's entries; of entries with several forms, each field once. */
function entryRows(items: JsonSchema, prefix: string, depth: number): Row[] {
  const forms = items.anyOf ?? [items]
  const all = forms.flatMap((form) => flatten(form, prefix, depth))
  const isInAll = (path: string): boolean =>
    all.filter((row) => row.path === path && row.isRequired).length === forms.length
  const once = [...new Map(all.map((row) => [row.path, row])).values()]
  return once.map((row) => ({ ...row, isRequired: isInAll(row.path) }))
}

function typeText(field: JsonSchema): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``
  if (field.enum !== undefined) return field.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (field.anyOf !== undefined)
    return [...new Set(field.anyOf.map(typeText))].filter((text) => text !== 'nothing').join(' or ')
  if (field.items !== undefined) return 'list'
  const types = (Array.isArray(field.type) ? field.type : [field.type ?? 'any']).filter((type) => type !== 'null')
  const range =
    field.minimum === undefined || field.maximum === undefined ? '' : ` ${field.minimum} to ${field.maximum}`
  if (types.length === 0) return 'nothing'
  return types.map((type) => `${TYPE_WORDS[type] ?? type}${type === 'integer' ? range : ''}`).join(' or ')
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'settings',
  null: 'nothing',
}

function defaultText({ default: value }: JsonSchema): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'object') return Object.keys(value).length === 0 ? '' : `\`${JSON.stringify(value)}\``
  return `\`${String(value)}\``
}

const escaped = (text: string): string => text.replaceAll('|', '\\|')
