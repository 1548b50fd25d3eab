import { glob, readdir, readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { type SourceFile, violations, withoutComments } from './rules.ts'

const ROOT = new URL('../../', import.meta.url)

async function sources(): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  for await (const path of glob('{src,sandboxes,bench,scripts,web/src}/**/*.{ts,tsx}', { cwd: ROOT.pathname })) {
    if (/\.test(-kit)?\.ts$|\.fixture\.ts$|toy-/.test(path)) continue
    files.push({ path, text: await readFile(new URL(path, ROOT), 'utf8') })
  }
  return files
}

test('nobody imports what is not theirs to import', async () => {
  expect(violations(await sources())).toEqual([])
})

// Commands give examples and the demo plays two of them; languages hold what connectors say.
const MAY_NAME_VENDORS = /^src\/(connectors|testing|cli|languages)\/|^web\/src\/languages\//

test('no vendor is named in the code outside of its folder', async () => {
  const vendors = (await readdir(new URL('src/connectors', ROOT))).filter((id) => !id.startsWith('generic-'))
  const names = new RegExp(`\\b(${vendors.join('|')})`, 'i')
  const found = (await sources())
    .filter(({ path }) => /^(src|web)\//.test(path) && !MAY_NAME_VENDORS.test(path))
    .flatMap(({ path, text }) => (names.test(withoutComments(text)) ? [path] : []))
  expect(found).toEqual([])
})

test('a connector is made of small files', async () => {
  const own = (await sources()).filter(({ path }) => path.startsWith('src/connectors/'))
  const sizes = Map.groupBy(own, ({ path }) => path.split('/')[2])
  const medians = [...sizes].map(([id, files]) => {
    const lines = files.map(({ text }) => text.split('\n').length).toSorted((a, b) => a - b)
    return { id, median: lines[Math.floor(lines.length / 2)] ?? 0 }
  })
  expect(medians.length).toBeGreaterThan(5)
  expect(medians.filter(({ median }) => median >= 130)).toEqual([])
})

describe('the rule itself', () => {
  const complains = (path: string, text: string): boolean => violations([{ path, text }]).length > 0

  test.each([
    ['src/engine/worker.ts', "import { shopify } from '#connectors/shopify/index'"],
    ['src/connectors/erpnext/write.ts', "import { thing } from '#connectors/shopify/read'"],
    ['src/connectors/erpnext/write.ts', "import { openPool } from '#database/pool'"],
    ['src/books/plan.ts', "import { readFile } from 'node:fs/promises'"],
    ['src/books/plan.ts', "const later = await import('#engine/engine')"],
    ['src/lib/decimal.ts', "import type { Order } from '#model/order'"],
    ['sandboxes/shopify/start.ts', "import { read } from '#connectors/shopify/read'"],
    ['sandboxes/shopify/start.ts', "import { site } from '#sandboxes/erpnext/site'"],
    ['src/cli/main.ts', "import { startShopify } from '#sandboxes/shopify/start'"],
    ['src/app/start.ts', "import { startStory } from '#testing/story'"],
    ['src/model/order.ts', "import { add } from '../lib/decimal.ts'"],
    ['web/src/pages/stock/stock-page.tsx', "import { openPool } from '#database/pool'"],
    ['web/src/pages/stock/stock-page.tsx', "import { Page } from '../../kit/page.tsx'"],
    ['web/src/pages/stock/stock-page.tsx', "import { readFile } from 'node:fs/promises'"],
    ['src/server/web.ts', "import { tree } from '#web/app/router.tsx'"],
  ])('%s may not say %s', (path, text) => expect(complains(path, text)).toBe(true))

  test.each([
    ['src/connectors/erpnext/write.ts', "import { settings } from './settings.ts'"],
    ['src/app/registry.ts', "import { erpnext } from '#connectors/erpnext/index'"],
    ['src/books/policies.ts', "import { z } from 'zod'"],
    ['web/src/pages/stock/stock-page.tsx', "import { Page } from '#web/kit/page.tsx'"],
    ['web/src/pages/stock/stock-page.tsx', "import type { TransferState } from '#api/transfers'"],
    ['sandboxes/shopify/start.ts', "import { Faults } from '#sandboxes/kit/faults'"],
    ['src/books/plan.ts', "// import { nothing } from '#engine/engine'"],
  ])('%s may say %s', (path, text) => expect(complains(path, text)).toBe(false))
})
