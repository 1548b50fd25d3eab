import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstOwnerLink } from '#app/owner-link'
import { listConnections } from '#database/connections'
import { readStockFlow, wantFullRun } from '#database/stock-flows'
import { lookForAlarms } from '#engine/alarms/look'
import { buildWeb } from '#scripts/build-web'
import { accessViolations, chromiumMissing, openPage, startBrowser } from '#testing/browser'
import { ACME_MAPPINGS, type Story, startStory } from '#testing/story'

const PICTURES = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))
/** The pictures of the guides are rewritten only when asked for: a test leaves the tree as it is. */
const takesPictures = process.env['TILLBRIDGE_PICTURES'] === 'yes'
const LIMIT = { timeout: takesPictures ? 300_000 : 180_000 }
/** What stands in the pictures; fewer are enough to see that it works. */
const ORDERS = takesPictures ? 26 : 4
const STORES = 'Stores - AC'
const CLEARING = 'Payments clearing - AC'
const BANK = 'Payout bank - AC'
/** The five steps; a person who reads along needs some six seconds for each, so a quarter of five minutes. */
const MOST_PRESSES = 16

/** Both sides are read whole for it. */
const COMPARED_MS = 60_000

type Product = readonly [sku: string, title: string, price: string]
type Person = readonly [firstName: string, lastName: string, country: string, city: string]
const PRODUCTS: readonly [Product, ...Product[]] = [
  ['MUG-STONE', 'Stoneware mug', '24.00'],
  ['BLANKET-W', 'Wool blanket', '129.00'],
  ['LAMP-BIRCH', 'Birch lamp', '189.00'],
  ['TRAY-OAK', 'Oak tray', '49.00'],
  ['CANDLE-FIR', 'Fir candle', '19.50'],
  ['BOWL-L', 'Serving bowl', '74.00'],
]
const PEOPLE: readonly [Person, ...Person[]] = [
  ['Freja', 'Lindqvist', 'SE', 'Uppsala'],
  ['Jonas', 'Ek', 'SE', 'Lund'],
  ['Clara', 'Dubois', 'FR', 'Lyon'],
  ['Emil', 'Holm', 'SE', 'Visby'],
  ['Maja', 'Nyström', 'SE', 'Malmö'],
]

let story: Story
let browser: Browser

const nth = <T>(list: readonly [T, ...T[]], at: number): T => list[at % list.length] ?? list[0]

/** An order as people place them; `rate` of its tax, as a fraction. */
function place(at: number, rate = '0.25', country?: string): void {
  const [sku, title, price] = nth(PRODUCTS, at)
  const [firstName, lastName, home, city] = nth(PEOPLE, at * 2)
  const address = { firstName, lastName, address1: 'Storgatan 1', city, zip: '75310', countryCode: country ?? home }
  story.shop.place({
    lines: [{ sku, title, quantity: 1 + (at % 2), price, taxRates: [{ title: 'VAT', rate }] }],
    customer: { email: `${firstName.toLowerCase()}@example.com`, firstName, lastName },
    shippingAddress: address,
    billingAddress: address,
    payments: [{ gateway: 'shopify_payments' }],
  })
}

async function prepare(): Promise<void> {
  const [location] = story.shop.locations()
  await story.configure({ rules: { inventory: { locations: [{ location: String(location), places: [STORES] }] } } })
  for (const account_name of ['Payout bank', 'Payments clearing']) {
    const account = { account_name, company: 'Acme GmbH', parent_account: 'Bank Accounts - AC', account_type: 'Bank' }
    story.erp.insert({ doctype: 'Account', ...account })
  }
  for (const [at, [sku, title, price]] of PRODUCTS.entries()) {
    story.shop.products.add({ sku, title, price })
    const item = { item_code: sku, item_name: title, item_group: 'All Item Groups', stock_uom: 'Nos', is_stock_item: 1 }
    story.erp.insert({ doctype: 'Item', ...item })
    story.erp.stock.set(sku, STORES, 14 + at * 9)
  }
  place(0)
  place(1)
}

/** What a file made before: both systems joined, the tax not mapped, nothing live. */
const begun = (): Promise<Story> =>
  startStory({
    mappings: {
      ...ACME_MAPPINGS,
      taxes: [],
      payments: [{ gateway: '*', mode: 'Credit Card', account: CLEARING }],
      ledgers: [...(ACME_MAPPINGS.ledgers ?? []), { category: 'bank', account: BANK }],
    },
    flows: ['orders', 'payouts', 'inventory'],
    withoutWebhooks: true,
    adjust: (file) => ({ ...file, integrations: { acme: { ...file.integrations['acme'], live: false } } }),
  })

async function picture(page: Page, name: string): Promise<void> {
  if (!takesPictures) return
  await page.mouse.move(0, 0)
  // What was said a moment ago does not belong into it.
  await page.locator('[role=status] button').first().waitFor({ state: 'hidden' })
  await mkdir(PICTURES, { recursive: true })
  await page.screenshot({ path: `${PICTURES}${name}.png`, animations: 'disabled' })
}

/** What is seen is for everybody, and fits; and it is what the guides show. */
async function seen(page: Page, name: string): Promise<void> {
  expect([name, await accessViolations(page)]).toEqual([name, []])
  await picture(page, name)
}

const at = (page: Page, path: string): Promise<unknown> => page.goto(`${story.running.url ?? ''}/o/main${path}`)

async function welcome(page: Page): Promise<void> {
  await page.goto((await firstOwnerLink(story.running.bridge, story.running.url ?? '')) ?? '')
  await page.getByLabel('Your name').fill('Ada Berg')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('New password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}

/** The five steps as a person takes them. Returns how often something was pressed or typed. */
async function fiveSteps(page: Page): Promise<number> {
  let presses = 0
  const press = async (role: 'button' | 'link' | 'option', name: string | RegExp): Promise<void> => {
    presses += 1
    await page.getByRole(role, { name, exact: true }).last().click()
  }
  await at(page, '/setup')
  await press('link', 'Connect')
  await press('button', 'Check now')
  await page.getByText(/checks? (is|are) fine/).waitFor()
  await seen(page, 'set-up-connect')
  await press('link', 'Choose flows')
  await page.getByRole('switch').first().waitFor()
  await press('link', 'Map')
  await press('button', 'Read the last 90 days')
  await page.getByText(/values? ha(s|ve) no code yet/).waitFor()
  await seen(page, 'set-up')
  for (const suggestion of [0, 1]) {
    presses += 1
    await page
      .getByRole('button', { name: /^Take VAT 25% - AC/ })
      .nth(suggestion)
      .click()
  }
  await press('button', 'Save 2 choices')
  await press('link', 'Test')
  presses += 1
  await page.getByLabel('Order number').fill('#1001')
  await press('button', 'Show what would be booked')
  await page.getByText('Both sides agree to the cent').waitFor()
  await seen(page, 'set-up-test')
  await press('link', 'Go live')
  await press('button', 'Go live')
  await page.getByText(/is live$/).waitFor()
  return presses
}

/** Orders come in; three are taxed as nobody has said how to book. */
async function ordersFlow(): Promise<void> {
  const { bridge, url } = story.running
  const connections = await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)
  const shop = connections.find(({ key }) => key === 'shop')
  if (shop !== undefined && url !== null) await bridge.engine.subscribe(shop, url)
  for (let order = 2; order < ORDERS; order += 1) place(order)
  for (const order of [1, 2, 3]) place(order, '0.255', 'FI')
  // What was placed before nobody told us: the search finds it.
  await story.sweep()
  await story.settled()
  await lookForAlarms(bridge, story.organizationId)
}

/** What is held is mapped where it is listed; all that waited for it goes on while one watches. */
async function mend(page: Page): Promise<void> {
  await at(page, '')
  await page.getByText('3 wait for you').first().waitFor()
  expect(await accessViolations(page)).toEqual([])
  await at(page, '/attention')
  await page.getByRole('button', { name: /FI 25\.5%/, expanded: false }).click()
  await page.getByRole('button', { name: /Code in the ERP/ }).click()
  await page.getByRole('option', { name: /VAT 25% - AC/ }).click()
  await seen(page, 'attention')
  await page.getByRole('button', { name: 'Map it and release all 3' }).click()
  await page.getByText('3 transfers were released.').waitFor()
  await page.getByText('Nothing waits for you').waitFor()
  expect(await story.states()).toMatchObject({ synced: ORDERS + 3, attention: 0 })
}

/** One transfer with its documents, and why a number on one of them is what it is. */
async function lookInto(page: Page): Promise<void> {
  const { transferId } = await story.transfer(`#${1000 + ORDERS + 2}`)
  await at(page, `/transfers/${transferId}`)
  const invoice = page.getByRole('listitem').filter({ hasText: 'SINV' }).first()
  await invoice.getByText(/numbers, each with its why/).waitFor()
  await seen(page, 'transfer')
  await invoice.getByText(/numbers, each with its why/).click()
  await invoice.getByRole('link', { name: /^€/ }).first().click()
  await page.getByRole('dialog').getByText('Booked under').first().waitFor()
  await seen(page, 'why')
}

async function closeBooks(page: Page): Promise<void> {
  story.shop.payouts.run({ status: 'PAID' })
  await story.sweep('payouts')
  await story.settled()
  await at(page, '/payouts')
  const payout = page.getByRole('cell', { name: /^Payout/ }).getByRole('link')
  await payout.first().click()
  await page.getByText('Explained to zero').waitFor()
  await page.getByRole('heading', { name: /^Journal/ }).waitFor()
  await page.getByText('In step').first().waitFor()
  await seen(page, 'payout')
  await at(page, '/reconciliation')
  await page.getByRole('button', { name: 'Compare now' }).click()
  await page.getByRole('group', { name: 'Areas' }).waitFor({ timeout: COMPARED_MS })
  await seen(page, 'reconciliation')
}

const SOON_MS = 10_000
const soon = (): Date => new Date(Date.now() + SOON_MS)

/** Pages that the story does not lead to. */
async function lookAround(page: Page): Promise<void> {
  const { bridge } = story.running
  const key = { organizationId: story.organizationId, integrationId: story.integrationId }
  await wantFullRun(bridge.pool, key)
  while ((await readStockFlow(bridge.pool, key))?.fullFinishedAt == null) await bridge.clock.sleep(20)
  for (const [path, name] of [
    ['/stock', 'stock'],
    ['/transfers', 'transfers'],
    ['/settings/mappings', 'mappings'],
    ['', 'overview'],
  ] as const) {
    // What was done in the last seconds is counted too.
    await lookForAlarms({ pool: bridge.pool, clock: { ...bridge.clock, now: soon } }, story.organizationId)
    await at(page, path)
    await page.getByRole('table').first().waitFor()
    await seen(page, name)
  }
}

describe.skipIf(chromiumMissing !== null)(
  `in a browser${chromiumMissing === null ? '' : ` (skipped: ${chromiumMissing})`}`,
  () => {
    beforeAll(async () => {
      // The server looks for the dashboard when it starts.
      await buildWeb()
      ;[story, browser] = await Promise.all([begun(), startBrowser()])
      await prepare()
    }, LIMIT.timeout)
    afterAll(async () => {
      await browser.close()
      await story[Symbol.asyncDispose]()
    })

    test(
      'from the first start to a payout that closes: set up, flowing, held, mended, released, settled',
      LIMIT,
      async () => {
        await using opened = await openPage(browser, { timezoneId: 'Europe/Stockholm' })
        const { page, complaints } = opened
        await welcome(page)
        expect(await fiveSteps(page)).toBeLessThanOrEqual(MOST_PRESSES)
        await ordersFlow()
        await mend(page)
        await lookInto(page)
        await closeBooks(page)
        if (takesPictures) await lookAround(page)
        expect(complaints).toEqual([])
      },
    )
  },
)
