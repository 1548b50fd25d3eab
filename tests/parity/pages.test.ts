import { glob, readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import type { Route } from '#api/route'
import { ROUTES } from '#api/routes'
import { en } from '#web/languages/en.ts'

/** Routes that no page of the dashboard asks, each with the reason. */
const NOT_ON_PAGES: Readonly<Record<string, string>> = {}

const ROOT = new URL('../../', import.meta.url)
const all = Object.entries(ROUTES) as [string, Route][]

/** What pages ask the API with, and the beginning of what they ask: as far as the name of the route can stand. */
const ASKING = /\b(useRoute|useList|useChange|call|url)(?:<[^(]*?>)?\(([^,{)]*)/g

interface Asked {
  /** How a page says it; `*` is what it fills in, e.g. `stock.*`. */
  readonly name: string
  /** It only reads, or it only changes; `null` = either. */
  readonly reads: boolean | null
}

const READS: Readonly<Record<string, boolean>> = { useRoute: true, useList: true, useChange: false }

/** Every route that a source names where it asks one. A text of the same id is none. */
function askedIn(source: string): Asked[] {
  const filled = source.replaceAll(/\$\{[^}]*\}/g, '*')
  return [...filled.matchAll(ASKING)].flatMap(([, how = '', what = '']) =>
    [...what.matchAll(/['`]([a-z*-]+\.[a-z*-]+)['`]/g)].map(([, name = '']) => ({ name, reads: READS[how] ?? null })),
  )
}

const fits = ({ name, reads }: Asked, id: string, { method }: Route): boolean =>
  (reads === null || reads === (method === 'GET')) &&
  new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '[a-z-]+')}$`).test(id)

const onPages = new Set<string>()
beforeAll(async () => {
  for await (const path of glob('web/src/**/*.{ts,tsx}', { cwd: ROOT })) {
    if (path.includes('.test.')) continue
    const asked = askedIn(await readFile(new URL(path, ROOT), 'utf8'))
    for (const [id, route] of all) if (asked.some((one) => fits(one, id, route))) onPages.add(id)
  }
})

test('what can be asked over the API can be done on a page, or there is a reason why not', () => {
  const missing = all.map(([id]) => id).filter((id) => !onPages.has(id) && !(id in NOT_ON_PAGES))
  expect(missing).toEqual([])
})

test('no exception outlives its reason', () => {
  expect(Object.keys(NOT_ON_PAGES).filter((id) => onPages.has(id) || !(id in ROUTES))).toEqual([])
})

test('a route counts where it is asked, and not where a text has its name', () => {
  const names = (source: string): string[] => askedIn(source).map(({ name }) => name)
  expect(names("text('stock.confirm') + useText('stock.refuse')")).toEqual([])
  expect(names('useChange(`stock.${decision}`, {})')).toEqual(['stock.*'])
  expect(names("clientOf('').call('session.show', { signal })")).toEqual(['session.show'])
  expect(names("useList(\n    isAll ? 'a.list' : 'b.list',\n    {},\n  )")).toEqual(['a.list', 'b.list'])
  const asked = { name: 'stock.*', reads: false }
  expect(fits(asked, 'stock.confirm', ROUTES['stock.confirm'])).toBe(true)
  expect(fits(asked, 'stock.list', ROUTES['stock.list'])).toBe(false)
})

test('the audit log has words for everything that is done', () => {
  const events = all.flatMap(([, route]) => ('audit' in route && typeof route.audit === 'string' ? [route.audit] : []))
  const groups = new Set(events.map((event) => event.split('.', 1)[0]))
  const ids = [...events.map((event) => `audit.event.${event}`), ...[...groups].map((group) => `audit.group.${group}`)]
  expect(ids.filter((id) => !Object.hasOwn(en, id))).toEqual([])
})
