import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { connectorRegistry } from '#app/registry'
import type { Connector } from '#contract/connector'
import { COMMAND_NAMES } from './program.ts'
import { referenceFiles } from './reference-files.ts'

const files = await referenceFiles()

describe('the reference', () => {
  test.each(Object.keys(files))(
    'docs/reference/%s is what the source says (else: node scripts/generate-reference.ts)',
    async (name) => {
      const stored = await readFile(new URL(`../../docs/reference/${name}`, import.meta.url), 'utf8')
      expect(stored).toBe(files[name])
    },
  )

  test('has every command', () => {
    for (const name of COMMAND_NAMES) expect(files['cli.md']).toContain(`## ${name}\n`)
  })

  test('has every setting of every connector, and what it means where its name does not say it', () => {
    for (const connector of connectorRegistry.values()) {
      const { settings } = connector as unknown as Connector
      const shape = 'shape' in settings ? (settings.shape as object) : {}
      for (const name of Object.keys(shape)) expect(files['configuration.md']).toContain(`| \`${name}\` |`)
    }
  })
})
