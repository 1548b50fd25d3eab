import { configurationJsonSchema } from '#app/configuration/json-schema'
import { configurationReference } from '#app/configuration/reference'
import { connectorRegistry } from '#app/registry'
import { cliReference } from './reference.ts'

/** Every generated page of `docs/reference/`, by file name. */
export async function referenceFiles(): Promise<Record<string, string>> {
  const schema = await configurationJsonSchema(connectorRegistry)
  return {
    'configuration.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
    'configuration.md': `${configurationReference(schema).trimEnd()}\n`,
    'cli.md': `${(await cliReference()).trimEnd()}\n`,
  }
}
