import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'

const HERE = new URL('./', import.meta.url)
// What stands behind a word such as "one" or "=0" is a text to choose, not a value to put in.
const PLACEHOLDER = /(?<!(?:zero|one|two|few|many|other|=\d+)\s*)\{\s*(\w+)\s*[,}]/g
const placeholders = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '').sort()

async function texts(language: string, file: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(new URL(`${language}/${file}`, HERE), 'utf8')) as Record<string, string>
}

describe('the languages', async () => {
  const partsOf = async (language: string) =>
    (await readdir(new URL(`${language}/`, HERE))).filter((name) => name.endsWith('.json'))
  const files = await partsOf('en')

  test('have the same parts', async () => {
    expect(await partsOf('sv')).toEqual(files)
  })

  test.each(files)('say the same in %s', async (file) => {
    const [en, sv] = [await texts('en', file), await texts('sv', file)]
    expect(Object.keys(sv)).toEqual(Object.keys(en))
    for (const [id, text] of Object.entries(en)) {
      expect([id, new Set(placeholders(sv[id] ?? ''))]).toEqual([id, new Set(placeholders(text))])
    }
  })

  test('have no text in two parts', async () => {
    const ids = (await Promise.all(files.map((file) => texts('en', file)))).flatMap((each) => Object.keys(each))
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })
})
