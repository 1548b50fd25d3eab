import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readArchive, tarOf } from './archive.ts'
import type { Entry } from './archive.ts'

let folder = ''
let file = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillbridge-archive-'))
  file = join(folder, 'archive.tar.gz')
})
afterAll(() => rm(folder, { recursive: true }))

async function* each(entries: readonly Entry[]): AsyncGenerator<Entry> {
  yield* entries
}

const write = (entries: readonly Entry[]) =>
  pipeline(tarOf(each(entries), new Date('2026-11-21T08:00:00Z')), createGzip(), createWriteStream(file))

test('what is written is read, whatever its size', async () => {
  const anEntry = fc.record({
    name: fc.stringMatching(/^[a-z0-9/._-]{1,100}$/),
    body: fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      fc.constantFrom(0, 511, 512, 513, 200_000).map((n) => new Uint8Array(n)),
    ),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(anEntry, { maxLength: 5 }), async (made) => {
      const entries = made.map(({ name, body }) => ({ name, body: Buffer.from(body) }))
      await write(entries)
      const found: Entry[] = []
      for await (const entry of readArchive(file)) found.push(entry)
      expect(found.map(({ name, body }) => [name, body.toString('hex')])).toEqual(
        entries.map(({ name, body }) => [name, body.toString('hex')]),
      )
    }),
    { numRuns: 40 },
  )
})

test('tar itself can read it', async () => {
  await write([{ name: 'tables/a/000001.tsv', body: Buffer.from('1\tä\n') }])
  expect(execFileSync('tar', ['-xzOf', file, 'tables/a/000001.tsv'], { encoding: 'utf8' })).toBe('1\tä\n')
})

test('a name that tar could not hold is refused', async () => {
  await expect(write([{ name: 'x'.repeat(101), body: Buffer.alloc(0) }])).rejects.toThrow(/too long/)
})
