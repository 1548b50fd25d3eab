import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const WEB = fileURLToPath(new URL('..', import.meta.url))
const IMPORTED = /import (\w+) from '([^']+\.module\.css)'/g

/** The classes that a component names, each with where it should stand. */
async function namedClasses(file: string): Promise<{ readonly name: string; readonly style: string }[]> {
  const source = await readFile(join(WEB, file), 'utf8')
  const code = source.replaceAll(/^import .*$/gm, '')
  return [...source.matchAll(IMPORTED)].flatMap(([, imported = '', path = '']) => {
    const style = path.startsWith('#web/') ? path.slice('#web/'.length) : join(dirname(file), path)
    return [...code.matchAll(new RegExp(`\\b${imported}\\.(\\w+)`, 'g'))].map(([, name = '']) => ({ name, style }))
  })
}

test('every class that a component names stands in its style sheet', async () => {
  const missing: string[] = []
  let named = 0
  for await (const file of glob('**/*.tsx', { cwd: WEB })) {
    for (const { name, style } of await namedClasses(file)) {
      named += 1
      const rules = await readFile(join(WEB, style), 'utf8')
      if (!new RegExp(`\\.${name}(?![\\w-])`).test(rules)) missing.push(`${file}: ${name} of ${style}`)
    }
  }
  expect(missing).toEqual([])
  expect(named).toBeGreaterThan(500)
})
