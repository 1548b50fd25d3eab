import { withDefinitions } from '#app/configuration/definitions'
import { configurationJsonSchema } from '#app/configuration/json-schema'
import { configurationReference } from '#app/configuration/reference'
import { connectorRegistry } from '#app/registry'
import { cliReference } from './reference.ts'

/** Every generated page of `docs/reference/`, by file name. */
export async function referenceFiles(): Promise<Record<string, string>> {
  const schema = await configurationJsonSchema(connectorRegistry)
  return {
    'configuration.schema.json': `${denseJson(withDefinitions(schema))}\n`,
    'configuration.md': `${configurationReference(schema).trimEnd()}\n`,
    'cli.md': `${(await cliReference()).trimEnd()}\n`,
  }
}

const LINE_LENGTH = 120

/** JSON with what fits into one line in one line. */
function denseJson(value: unknown, indent = ''): string {
  const line = JSON.stringify(value)
  if (indent.length + line.length <= LINE_LENGTH || typeof value !== 'object' || value === null) return line
  const inner = `${indent} `
  const parts = Array.isArray(value)
    ? value.map((entry: unknown) => denseJson(entry, inner))
    : Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${denseJson(entry, inner)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`
}
