import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstOwnerLink } from '#app/owner-link'
import { readStockFlow, wantFullRun } from '#database/stock-flows'
import { buildWeb } from '#scripts/build-web'
import { accessViolations, openPage, PHONE, startBrowser } from '#testing/browser'
import { ACME_MAPPINGS, type Story, startStory } from '#testing/story'

const LIMIT = { timeout: 150_000 }
const CLEARING = 'Payments clearing - AC'
const BANK = 'Payout bank - AC'

let story: Story
let browser: Browser

beforeAll(async () => {
  ;[story, browser] = await Promise.all([startBooks(), startBrowser(), buildWeb()])
  const { bridge } = story.running
  for (const account_name of ['Payout bank', 'Payments clearing']) {
    const account = { account_name, company: 'Acme GmbH', parent_account: 'Bank Accounts - AC', account_type: 'Bank' }
    story.erp.insert({ doctype: 'Account', ...account })
  }
  const [location] = story.shop.locations()
  await story.configure({
    rules: {
      inventory: {
        locations: [{ location: String(location), places: ['Stores - AC'] }],
        stopLoss: { percent: '0', levels: 0 },
      },
    },
  })
  story.shop.products.add({ sku: 'MUG-1', title: 'Mug', price: '20.00' })
  story.erp.stock.set('MUG-1', 'Stores - AC', 12)
  story.shop.place({
    lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 2, price: '20.00', taxRates: [{ title: 'VAT', rate: '0.25' }] }],
    payments: [{ gateway: 'shopify_payments' }],
  })
  await story.settled()
  story.shop.payouts.run({ status: 'PAID' })
  await story.sweep('payouts')
  await story.settled()
  const key = stockFlow()
  await wantFullRun(bridge.pool, key)
  while ((await readStockFlow(bridge.pool, key))?.fullFinishedAt == null) await bridge.clock.sleep(20)
}, 120_000)
afterAll(async () => {
  await browser.close()
  await story[Symbol.asyncDispose]()
})

const stockFlow = () => ({ organizationId: story.organizationId, integrationId: story.integrationId })

const startBooks = (): Promise<Story> =>
  startStory({
    mappings: {
      ...ACME_MAPPINGS,
      payments: [{ gateway: '*', mode: 'Credit Card', account: CLEARING }],
      ledgers: [...(ACME_MAPPINGS.ledgers ?? []), { category: 'bank', account: BANK }],
    },
    flows: ['orders', 'payouts', 'inventory', 'products'],
  })

/** What the browser of the first owner keeps. */
async function signedIn() {
  await using opened = await openPage(browser)
  const { page } = opened
  await page.goto((await firstOwnerLink(story.running.bridge, story.running.url ?? '')) ?? '')
  await page.getByLabel('Your name').fill('Ada Berg')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('New password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  return await page.context().storageState()
}

/** All of the only product is gone: more than may be taken for true. */
async function emptyTheShelf(): Promise<void> {
  const { pool } = story.running.bridge
  const bin = story.erp.documents('Bin').find((one) => one['item_code'] === 'MUG-1' && one['actual_qty'] !== 0)
  story.erp.site.setValue('Bin', String(bin?.name), { actual_qty: 0, projected_qty: 0 })
  await wantFullRun(pool, stockFlow())
  await until(async () => (await readStockFlow(pool, stockFlow()))?.stoppedAt != null)
  expect(story.shop.stock.level('MUG-1').available).toBeGreaterThan(0)
}

async function until(condition: () => unknown): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${condition.toString()}`)
    await story.running.bridge.clock.sleep(10)
  }
}

/** What is seen is for everybody, and fits. */
async function fits(page: Page, what: string): Promise<void> {
  expect([what, await accessViolations(page)]).toEqual([what, []])
  const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  expect([what, wider]).toEqual([what, 0])
}

/** What nobody told of is found by a comparison, brought in step, and looked up. */
async function products(page: Page): Promise<void> {
  const weight = { weight_per_unit: 2, weight_uom: 'Kg' }
  story.erp.site.setValue('Item', 'MUG-1', weight, { updateModified: false })
  await page.getByRole('button', { name: 'Compare all products' }).click()
  const found = page.getByRole('table', { name: 'What was found' })
  await found.getByRole('row', { name: /MUG-1.*Weight.*2 kg.*The store gets/ }).waitFor()
  await fits(page, 'products')
  await page.getByRole('button', { name: 'Bring in step' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make 1 change?' })
  await fits(page, 'what would be changed')
  await dialog.getByRole('button', { name: 'Bring in step' }).click()
  await page.getByText('1 product follows by its own run.').waitFor()
  await until(() => story.shop.products.variant('MUG-1').item.weight?.value === 2)
  await found.getByRole('link', { name: 'MUG-1' }).click()
  const variant = page.getByRole('region', { name: 'Variant MUG-1' })
  await variant.getByRole('row', { name: /Weight.*2 kg.*2 kg.*In step/ }).waitFor()
  await fits(page, 'a product')
}

test(
  'a bookkeeper sees why a figure is what it is, a payout go down to zero, and both sides agree',
  LIMIT,
  async () => {
    await using opened = await openPage(browser, { storageState: await signedIn() })
    const { page, complaints } = opened
    const address = story.running.url ?? ''
    await page.goto(`${address}/o/main/stock`)
    await page.getByRole('link', { name: 'MUG-1' }).first().click()
    await page.getByText('The store may sell', { exact: true }).first().waitFor()
    await fits(page, 'why')
    await page.keyboard.press('Escape')
    await fits(page, 'stock')

    await emptyTheShelf()
    await page.reload()
    await page
      .getByText(/would fall to zero/)
      .first()
      .waitFor()
    await fits(page, 'stopped')
    await page.getByRole('button', { name: 'They are gone' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Set them to zero' }).click()
    await until(() => story.shop.stock.level('MUG-1').available === 0)

    await page.goto(`${address}/o/main/payouts`)
    await page
      .getByRole('cell', { name: /^Payout/ })
      .getByRole('link')
      .click()
    await page.getByText('Explained to zero').waitFor()
    await page.getByRole('heading', { name: /^Journal/ }).waitFor()
    await fits(page, 'payout')
    const payout = page.url()

    await page.goto(`${address}/o/main/reconciliation`)
    await page.getByRole('button', { name: 'Compare now' }).click()
    await page.getByText('Both sides are compared.').waitFor()
    await page.getByRole('group', { name: 'Areas' }).waitFor()
    await page.getByText(/^Count and sum of/).click()
    await fits(page, 'reconciliation')

    await page.goto(`${address}/o/main/products`)
    await products(page)

    await page.setViewportSize(PHONE)
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const name of ['stock', 'products', 'payouts', 'reconciliation']) {
      await page.goto(`${address}/o/main/${name}`)
      await page.getByRole('table').first().waitFor()
      await fits(page, `${name} on a phone`)
    }
    await page.goto(payout)
    await page.getByText('Explained to zero').waitFor()
    await fits(page, 'payout on a phone')
    expect(complaints).toEqual([])
  },
)
