import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connector } from '#contract/connector'
import { withOutsideConnectors } from './outside-connectors.ts'

let folder: string

const CONNECTOR = `{
  id: 'corner-shop', name: 'Corner Shop', kind: 'store', settings: {}, auth: {}, limits: {}, reads: {}, writes: {},
  baseUrl: () => '', check: () => null,
}`

const FILES: Readonly<Record<string, string>> = {
  whole: `export const cornerShop = ${CONNECTOR}`,
  two: `export const one = ${CONNECTOR}\nexport const other = ${CONNECTOR}`,
  broken: 'export const connector = nobodyKnowsThis',
  empty: 'export const answer = 42',
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillbridge-outside-'))
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'index.js'), `${text}\n`)
  }
  const installed = join(folder, 'node_modules', '@acme', 'connector')
  await mkdir(installed, { recursive: true })
  await writeFile(join(installed, 'package.json'), '{ "name": "@acme/connector", "type": "module", "main": "main.js" }')
  await writeFile(join(installed, 'main.js'), `${FILES['whole']}\n`)
})
afterAll(() => rm(folder, { recursive: true }))

test.each([
  ['a folder', './whole'],
  ['a package', '@acme/connector'],
])('%s stands beside those that are known', async (_what, name) => {
  const known = new Map([['shopify', {} as Connector<never>]])
  expect([...(await withOutsideConnectors(known, [name], folder)).keys()]).toEqual(['shopify', 'corner-shop'])
  expect([...known.keys()]).toEqual(['shopify'])
})

test.each([
  ['a folder that is not there', ['./nowhere'], 'CONNECTOR_NOT_FOUND'],
  ['a package that is not installed', ['@acme/nothing'], 'CONNECTOR_NOT_FOUND'],
  ['a module that does not load', ['./broken'], 'CONNECTOR_BROKEN'],
  ['a module without a connector', ['./empty'], 'CONNECTOR_MISSING'],
  ['a module with two', ['./two'], 'CONNECTOR_MISSING'],
  ['an id that is taken', ['./whole', '@acme/connector'], 'CONNECTOR_EXISTS'],
])('%s is refused by name, with a remedy', async (_what, names, code) => {
  await expect(withOutsideConnectors(new Map(), names, folder)).rejects.toMatchObject({
    kind: 'rejected',
    code,
    remedy: expect.any(String),
    subject: `connector:${names.at(-1)}`,
  })
})
