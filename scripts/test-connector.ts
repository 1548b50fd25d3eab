import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startVitest } from 'vitest/node'

// Usage: npm run test:connector -- FOLDER
// Runs the tests of a connector that lives in a folder of its own, wherever that is; nothing has to be installed there.
const entry = (name: string): string => fileURLToPath(new URL(`../src/public/${name}.ts`, import.meta.url))
const [folder] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('✗ Name the folder: npm run test:connector -- ./acme-erp\n')
  process.exitCode = 1
} else {
  const alias = { 'tillbridge/contract': entry('contract'), 'tillbridge/testing': entry('testing') }
  const settings = { root: resolve(folder), include: ['**/*.test.ts'], testTimeout: 30_000, watch: false }
  const run = await startVitest('test', [], { ...settings, config: false }, { resolve: { alias } })
  await run.close()
}
