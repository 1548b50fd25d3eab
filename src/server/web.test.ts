import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLog } from '#lib/log'
import { createApp } from './app.ts'
import type { DeliveryServices } from './services.ts'
import { webRoutes } from './web.ts'

/** No page asks any of them. */
const SERVICES = { log: silentLog } as DeliveryServices

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillbridge-web-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<title>the page</title>')
  await writeFile(join(folder, 'assets/index-abc.js'), 'export {}')
  await writeFile(join(folder, 'assets/index-abc.js.br'), 'compressed')
})
afterAll(() => rm(folder, { recursive: true }))

async function get(url: string, from = folder, headers: Readonly<Record<string, string>> = {}) {
  await using app = createApp(SERVICES, [{ prefix: '', routes: webRoutes({ folder: from }) }])
  return await app.inject({ url, headers })
}

test('every address is a page, asked for anew each time, that loads nothing from elsewhere', async () => {
  for (const url of ['/', '/o/acme/transfers?state=attention', '/apiary']) {
    const answer = await get(url)
    expect([url, answer.statusCode, answer.body]).toEqual([url, 200, '<title>the page</title>'])
    expect(answer.headers['cache-control']).toBe('no-store')
    // Its own policy, and not the one of what answers with no page, under which it would stay blank.
    expect(answer.headers['content-security-policy']).toMatch(
      /^default-src 'none';script-src 'self';style-src 'self' 'sha256-.+';font-src 'self';.*;connect-src 'self';/,
    )
    expect(answer.headers['referrer-policy']).toBe('same-origin')
  }
})

test('files with a hash in their name are kept', async () => {
  const answer = await get('/assets/index-abc.js')
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(answer.headers['content-type']).toContain('javascript')
  const kept = await get('/assets/index-abc.js', folder, { 'if-none-match': String(answer.headers['etag']) })
  expect([kept.statusCode, kept.body]).toEqual([304, ''])
})

test('who takes compressed answers gets the copy that the build made', async () => {
  const answer = await get('/assets/index-abc.js', folder, { 'accept-encoding': 'gzip, br' })
  expect([answer.body, answer.headers['content-encoding']]).toEqual(['compressed', 'br'])
  expect(answer.headers['content-type']).toContain('javascript')
  expect(answer.headers['vary']).toContain('accept-encoding')
  expect((await get('/assets/index-abc.js')).body).toBe('export {}')
})

test('what is no page is not answered with one', async () => {
  for (const url of [
    '/api/v1/nothing',
    '/webhooks/none',
    '/health/none',
    '/assets/gone.js',
    '/assets/..%2findex.html',
  ]) {
    const answer = await get(url)
    expect([url, answer.statusCode]).toEqual([url, url.includes('..') ? 403 : 404])
    expect(answer.body).not.toContain('the page')
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'/)
  }
})

test('says how to build what is not built', async () => {
  const answer = await get('/', join(folder, 'nowhere'))
  expect(answer.statusCode).toBe(503)
  expect(answer.body).toContain('npm run build:web')
})
