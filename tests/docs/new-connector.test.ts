import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeConnector } from '#scripts/connector-files'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillbridge-connector-'))
})
afterAll(() => rm(folder, { recursive: true }))

test.each(['store', 'erp', 'payments'])('a new connector of kind %s names nothing but itself', async (kind) => {
  const place = join(folder, `acme-${kind}`)
  const { id, files } = await writeConnector({ folder: place, kind, name: 'Acme & Sons' })
  expect(id).toBe(`acme-${kind}`)
  expect((await readdir(place)).sort()).toEqual(files)
  const texts = await Promise.all(files.map((file) => readFile(join(place, file), 'utf8')))
  for (const text of texts) expect(text).not.toMatch(/new[ _-]?system/i)
  expect(await readFile(join(place, 'index.ts'), 'utf8')).toContain(`name: 'Acme & Sons'`)
  expect(await readFile(join(place, 'conformance.test.ts'), 'utf8')).toContain(`from './index.ts'`)
})

test('its name is made of its folder', async () => {
  await writeConnector({ folder: join(folder, 'corner-books'), kind: 'store' })
  const index = await readFile(join(folder, 'corner-books', 'index.ts'), 'utf8')
  expect(index).toContain('export const cornerBooks = defineConnector<CornerBooksSettings>')
  expect(index).toContain(`name: 'Corner Books'`)
})

test('a kind that is none, a name that can be no id and a folder in use are refused, and nothing is written', async () => {
  const used = join(folder, 'used')
  await mkdir(used)
  await writeFile(join(used, 'notes.txt'), 'mine')
  await expect(writeConnector({ folder: join(folder, 'bank'), kind: 'bank' })).rejects.toThrow('There is no kind bank')
  await expect(writeConnector({ folder: join(folder, 'Bank 2'), kind: 'erp' })).rejects.toThrow('small letters')
  await expect(writeConnector({ folder: used, kind: 'erp' })).rejects.toThrow('There is something in')
  expect(await readdir(used)).toEqual(['notes.txt'])
})
