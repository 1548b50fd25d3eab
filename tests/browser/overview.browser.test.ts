import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstOwnerLink } from '#app/owner-link'
import { pauseConnection } from '#database/connections'
import { lookAtConnections, lookForAlarms } from '#engine/alarms/look'
import { buildWeb } from '#scripts/build-web'
import { accessViolations, openPage, PHONE, startBrowser } from '#testing/browser'
import { type Story, startStory } from '#testing/story'

const LIMIT = { timeout: 150_000 }

let story: Story
let browser: Browser

beforeAll(async () => {
  ;[story, browser] = await Promise.all([
    startStory({ flows: ['orders', 'payouts', 'fulfillments'] }),
    startBrowser(),
    buildWeb(),
  ])
  place('0.25')
  place('0.25')
  // No account is mapped for such a rate.
  place('0.33')
  await story.settled()
  await lookForAlarms(story.running.bridge, story.organizationId)
}, 120_000)
afterAll(async () => {
  await browser.close()
  await story[Symbol.asyncDispose]()
})

const place = (rate: string): void => {
  story.shop.place({
    lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 2, price: '20.00', taxRates: [{ title: 'VAT', rate }] }],
    payments: [{ gateway: 'shopify_payments' }],
  })
}

/** What is seen is for everybody, and fits. */
async function fits(page: Page, what: string): Promise<void> {
  expect([what, await accessViolations(page)]).toEqual([what, []])
  const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  expect([what, wider]).toEqual([what, 0])
}

test('at one look: what is in step, what waits, what stopped, and what to do about it', LIMIT, async () => {
  await using opened = await openPage(browser)
  const { page, complaints } = opened
  const { bridge, url } = story.running
  // A proxy refuses what comes as it happens, until the server is there.
  const live = '**/live'
  let refused = 0
  await page.route(live, (route) => route.fulfill({ status: 502 }).then(() => (refused += 1)))
  await page.goto((await firstOwnerLink(bridge, url ?? '')) ?? '')
  await page.getByLabel('Your name').fill('Ada Berg')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('New password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Make the account' }).click()

  await page.getByRole('heading', { name: '1 thing needs you' }).waitFor()
  const orders = page.getByRole('list', { name: 'Flows' }).getByRole('listitem').filter({ hasText: 'Orders' })
  expect(await orders.textContent()).toMatch(/From shop to erp\..*Needs you/)
  await page.getByRole('list', { name: 'ERP' }).getByText('Connected').waitFor()
  const erp = page.getByRole('row', { name: /^In the ERP/ })
  expect((await erp.textContent())?.replaceAll(/\s/g, ' ')).toContain('2')
  await page.getByText('1 wait for you', { exact: true }).first().waitFor()
  await fits(page, 'overview')

  expect(refused).toBeGreaterThan(0)
  const isOpen = page.waitForResponse((answer) => answer.url().endsWith('/live') && answer.ok())
  await page.unroute(live)
  await isOpen

  // It stops: told at once, without anybody asking.
  const erpConnection = await bridge.pool.query(
    `select connection_id as id from tillbridge.connections where key = 'erp'`,
  )
  const pause = { code: 'UNAUTHORIZED', message: 'ERPNext refuses the API key.' }
  await pauseConnection(bridge.pool, story.organizationId, String(erpConnection.rows[0]?.id), pause)
  await lookAtConnections(bridge, story.organizationId)
  await page.getByRole('heading', { name: 'Something has stopped' }).waitFor()
  await page.getByText('Nothing goes through "erp": ERPNext refuses the API key.').waitFor()
  await page.getByRole('list', { name: 'ERP' }).getByText('Paused').waitFor()

  await page.setViewportSize(PHONE)
  await page.emulateMedia({ colorScheme: 'dark' })
  // Read anew: what is on the page takes its colours over bit by bit.
  await page.reload()
  await page.getByRole('heading', { name: 'Something has stopped' }).waitFor()
  await fits(page, 'overview on a phone')
  const waits = page.getByRole('region', { name: 'What waits for a person' })
  const paused = waits.getByRole('link', { name: 'ERPNext refuses the API key.' })
  expect(await paused.getAttribute('href')).toMatch(/\/settings\/connections\/erp$/)
  await waits.getByRole('link', { name: /33%/ }).click()
  await page.getByRole('heading', { name: 'Transfers' }).waitFor()
  expect(page.url()).toContain('cause=TAX_NOT_MAPPED')
  expect(complaints.filter((each) => !each.includes('/live'))).toEqual([])
})
