import { expect, test } from 'vitest'
import { lazyRegistry } from './lazy-registry.ts'
import { connectorRegistry } from './registry.ts'

test('has the same connectors as the whole registry, in the same order, and loads each once', () => {
  const registry = lazyRegistry()
  expect([...registry.keys()]).toEqual([...connectorRegistry.keys()])
  expect([...registry.values()].map(({ id, name }) => [id, name])).toEqual(
    [...connectorRegistry.values()].map(({ id, name }) => [id, name]),
  )
  expect(registry.get('stripe')).toBe([...registry].find(([id]) => id === 'stripe')?.[1])
  expect([registry.get('nothing'), registry.has('nothing'), registry.size]).toEqual([
    undefined,
    false,
    connectorRegistry.size,
  ])
})
