import { createRequire } from 'node:module'
import type { Connector, ConnectorRegistry } from '#contract/connector'
import { CONNECTOR_IDS, connectorIn } from './connector-folders.ts'

const IDS: ReadonlySet<string> = new Set(CONNECTOR_IDS)

/**
 * The same connectors as in `registry.ts`, each loaded when it is first asked for: a bridge between two systems does without the code
 * of all others. For the process that runs; a command is over before it would matter.
 */
export function lazyRegistry(): ConnectorRegistry {
  const load = createRequire(import.meta.url)
  const loaded = new Map<string, Connector<never>>()
  const get = (id: string): Connector<never> | undefined => {
    if (!IDS.has(id)) return undefined
    const connector = loaded.get(id) ?? connectorIn(load(`#connectors/${id}/index`) as object, id)
    loaded.set(id, connector)
    return connector
  }
  const all = (): ReadonlyMap<string, Connector<never>> =>
    new Map(
      [...IDS].flatMap((id) => {
        const connector = get(id)
        return connector === undefined ? [] : [[id, connector] as const]
      }),
    )
  return {
    size: IDS.size,
    has: (id) => IDS.has(id),
    get,
    keys: () => IDS.values(),
    values: () => all().values(),
    entries: () => all().entries(),
    forEach: (use) => all().forEach(use),
    [Symbol.iterator]: () => all()[Symbol.iterator](),
  }
}
