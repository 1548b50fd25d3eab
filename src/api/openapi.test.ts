import { expect, test } from 'vitest'
import { openApiDocument } from './openapi.ts'
import type { Route } from './route.ts'
import { ROUTES } from './routes.ts'

const document = openApiDocument('1.0.0') as {
  paths: Record<string, Record<string, { operationId: string; parameters: { name: string; in: string }[] }>>
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
)

test('every route is described once, and nothing else', () => {
  const described = operations.map(({ operationId, method, path }) => `${operationId} ${method} ${path}`).sort()
  const served = (Object.entries(ROUTES) as [string, Route][])
    .map(([name, route]) => `${name} ${route.method.toLowerCase()} ${route.path}`)
    .sort()
  expect(described).toEqual(served)
})

test('every parameter of a path is described', () => {
  const described = operations.map(({ path, parameters }) => [
    path,
    parameters.flatMap(({ name, in: place }) => (place === 'path' ? [name] : [])).sort(),
  ])
  const named = operations.map(({ path }) => [path, [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()])
  expect(described).toEqual(named)
})
