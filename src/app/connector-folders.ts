import { existsSync, readdirSync } from 'node:fs'
import type { Connector } from '#contract/connector'

const FOLDER = new URL('../connectors/', import.meta.url)

/** A connector is a folder of its id with an `index.ts`; nobody else has to be told of it. */
export const CONNECTOR_IDS: readonly string[] = readdirSync(FOLDER)
  .filter((id) => existsSync(new URL(`${id}/index.ts`, FOLDER)))
  .sort()

/** The connector that the `index.ts` of its folder exports. */
export function connectorIn(module: object, id: string): Connector<never> {
  const found = Object.values(module).find((each: unknown) => (each as { id?: unknown } | null)?.id === id)
  if (found === undefined) throw new Error(`src/connectors/${id}/index.ts exports no connector with the id "${id}"`)
  return found as Connector<never>
}
