import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstOwnerLink } from '#app/owner-link'
import { buildWeb } from '#scripts/build-web'
import { accessViolations, chromiumMissing, type OpenPage, openPage, PHONE, startBrowser } from '#testing/browser'
import { ACME_MAPPINGS, type Story, startStory } from '#testing/story'

const LIMIT = { timeout: 180_000 }

let story: Story
let browser: Browser

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const inDialog = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true })

async function sound(page: Page, what: string): Promise<void> {
  expect([what, await accessViolations(page)]).toEqual([what, []])
}

/** Complaints beside the refusals that were asked for: somebody else's change, and a file that is wrong. */
const unasked = ({ complaints }: OpenPage): string[] =>
  complaints.filter((one) => !/status of (400|401|409|422)|favicon/.test(one))

async function welcome(page: Page): Promise<string> {
  const address = story.running.url ?? ''
  await page.goto((await firstOwnerLink(story.running.bridge, address)) ?? '')
  await page.getByLabel('Your name').fill('Ada Berg')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('New password').fill('correct horse battery')
  await button(page, 'Make the account').click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  return `${address}/o/main/settings`
}

async function choose(page: Page, what: string, option: string): Promise<void> {
  // A choice is called by what is chosen, then by its label.
  await page.getByRole('button', { name: new RegExp(`${what}$`) }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** A connection is checked, paused, resumed, given new access at its own page; and one that nothing uses is removed. */
async function connections(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'shop', exact: true }).waitFor()
  await sound(page, 'connections')
  await page.getByRole('link', { name: 'shop', exact: true }).click()
  await button(page, 'Check now').click()
  await page.getByText(/checks? (is|are) fine/).waitFor()
  await button(page, 'Pause').click()
  await page.getByText('What waits: everything of acme.').waitFor()
  await inDialog(page, 'Pause').click()
  await page.getByText('Paused since').waitFor()
  await sound(page, 'a connection')
  await button(page, 'Resume').click()
  await page.getByText('Paused since').waitFor({ state: 'detached' })
  await page.getByText('It cannot be removed while it is a part of acme.').waitFor()
  await page.getByLabel('Client secret').fill(story.shop.clientSecret)
  await button(page, 'Replace secrets').click()
  await page.getByText('Replaced. What waited for good credentials goes on.').waitFor()
  await button(page, 'Go to Shopify').click()
  await page.getByRole('link', { name: 'Install' }).click()
  await page.getByText('Shopify gave access.').waitFor()
  await page.getByText('Refresh token: set').waitFor()
  await sound(page, 'a connection that was given access')
  await page.getByRole('link', { name: 'Connections' }).first().click()
  await page.getByRole('link', { name: 'spare', exact: true }).click()
  await button(page, 'Remove').click()
  await page.getByText(/revoke the access there as well/).waitFor()
  await inDialog(page, 'Remove').click()
  await page.getByText('spare is removed.').waitFor()
}

/** The schedule of a flow; and the books, which somebody else changes at the same time. */
async function integration(page: Page): Promise<void> {
  await button(page, 'Schedule: Orders').click()
  await choose(page, 'Search', 'Every hour')
  await inDialog(page, 'Save').click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByText('Every hour').first().waitFor()
  await page.getByRole('link', { name: 'Books', exact: true }).click()
  await choose(page, 'Write the invoice', 'When it is sent')
  await story.configure({ policies: { documents: 'invoice', dueDays: 14 } })
  await button(page, 'Save').click()
  await page.getByText(/dueDays: .* → 14/).waitFor()
  await button(page, 'Put mine on top').click()
  await button(page, 'Save').click()
  await page.getByText(/^Saved\./).waitFor()
  expect(await page.getByLabel('Days to pay').inputValue()).toBe('14')
  await sound(page, 'the rules of an integration')
}

/** Neither a link that was pressed by accident nor a session that ends takes away what is not saved. */
async function keepsWhatIsTyped(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Payouts', exact: true }).click()
  await inDialog(page, 'Stay').click()
  const cookies = await page.context().cookies()
  await page.context().clearCookies()
  await button(page, 'Save the changes').click()
  await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
  await sound(page, 'a session that has ended')
  await page.context().addCookies(cookies)
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** Rows are pasted, changed together, found and saved; what past orders lack is suggested and taken by a person. */
async function tables(page: Page, mappings: string): Promise<void> {
  await page.goto(`${mappings}?part=payments`)
  await button(page, 'Paste rows').click()
  await page
    .getByLabel('Rows', { exact: true })
    .fill('klarna\tCredit Card\tStripe Clearing - AC\nswish\tCash\tStripe Clearing - AC')
  await button(page, 'Take 2 rows over').click()
  for (const method of ['klarna', 'swish']) {
    await page.getByRole('checkbox', { name: `Select ${method}`, exact: true }).press(' ')
  }
  await choose(page, 'Column', 'Mode of payment')
  await page.getByLabel('Value for all of them').fill('Wire Transfer')
  await button(page, 'Set').click()
  await page.getByText('2 unsaved changes').waitFor()
  await keepsWhatIsTyped(page)
  await button(page, 'Save the changes').click()
  await page.getByText(/^Saved\./).waitFor()
  await page.getByLabel('Search the rows').fill('swish')
  await page.getByLabel('Payment method, *').waitFor({ state: 'detached' })
  expect(await page.getByLabel('Mode of payment, swish').inputValue()).toBe('Wire Transfer')
  await sound(page, 'a table')

  await page.goto(`${mappings}?part=taxes`)
  await button(page, 'Read past orders').click()
  await page.getByText('1 value is not mapped').waitFor()
  await page.getByRole('button', { name: /^Use VAT 20% - AC/ }).click()
  await page.getByText('1 unsaved change').waitFor()
  await button(page, 'Save the changes').click()
  await page.getByText('1 transfer runs again').waitFor()
}

/** A field by an expression, tried while it is written. */
async function fields(page: Page, mappings: string): Promise<void> {
  await page.goto(`${mappings}?part=fields`)
  await button(page, 'Add a field').click()
  await page.getByLabel('Field of the target').fill('grand_total')
  await page.getByText('This field cannot be filled').waitFor()
  await page.getByLabel('Field of the target').fill('project')
  await page.getByText('For Ann').first().waitFor()
  await page.getByLabel('Expression').fill('record.note &')
  await page.getByText('Line 1, character 13').waitFor()
  await sound(page, 'a field with a mistake')
}

/** Where every field of an order goes, on a phone. */
async function coverage(page: Page, mappings: string): Promise<void> {
  await page.goto(`${mappings}?part=coverage`)
  await page.getByText('lines[].sku').first().waitFor()
  await sound(page, 'the coverage, on a phone')
}

async function retention(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Change: Attempts and their calls' }).click()
  await choose(page, 'Kept for', '7 days')
  await page.getByText('Nothing is that old: nothing would go.').waitFor()
  await button(page, 'Keep them so long').click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByText('7 days', { exact: true }).waitFor()
  await sound(page, 'retention')
}

/** A file that is wrong, one that is right and names no connection, what is exported, and the way from test to live. */
async function configuration(page: Page): Promise<void> {
  const use = page.getByRole('region', { name: 'Use a file' })
  const file = use.getByLabel('The file, YAML or JSON')
  const look = use.getByRole('button', { name: 'See what would change' })
  await file.fill('version: 1\nintegrations: { acme: { stor: shop } }')
  await look.click()
  await use.getByText(/nothing was changed/).waitFor()
  await file.fill('version: 1\nintegrations: { trial: { store: shop, target: erp } }')
  await look.click()
  await use.getByText('trial', { exact: true }).waitFor()
  await sound(page, 'what a file would change')
  await use.getByRole('button', { name: 'Apply' }).click()
  await page.getByText('The configuration is as in the file.').waitFor()
  await button(page, 'Show').click()
  await page.getByText('trial:').waitFor()
  await page.reload()
  const promotion = page.getByRole('region', { name: 'From test to live' })
  await promotion.getByRole('button', { name: 'See what would change' }).click()
  await page.getByRole('dialog', { name: /^Promote/ }).waitFor()
  await sound(page, 'what going live would change')
  await inDialog(page, 'Promote').click()
  await page.getByText('Promoted.').waitFor()
}

/** A file with a wrong row: it is named, mended, and what was looked at is taken into the store. */
async function files(page: Page): Promise<void> {
  const choose = (text: string) =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name: 'count.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  const location = story.shop.locations()[0]
  const rows = (available: string) => `sku,location,available\nCUP,${location},12\nPEN,${location},${available}\n`
  await choose(rows('seven'))
  await button(page, 'See what would change').click()
  await page.getByText('One row is wrong').waitFor()
  const wrong = page.getByRole('region', { name: 'Rows that are wrong' }).getByRole('listitem')
  expect(await wrong.innerText()).toMatch(/Line 3\s+available\s+seven is no number[^]+How many may be sold there/)
  await sound(page, 'a file with a wrong row')
  await choose(rows('7'))
  await page.getByText('One row is wrong').waitFor({ state: 'detached' })
  // What was looked at is another file by now.
  expect(await button(page, 'Take it in').count()).toBe(0)
  await button(page, 'See what would change').click()
  await button(page, 'Take it in').click()
  await page.getByText('count.csv is taken in').waitFor()
  expect(['CUP', 'PEN'].map((sku) => story.shop.stock.level(sku).available)).toEqual([12, 7])
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the file' }).click(),
  ])
  expect(await readFile(await file.path(), 'utf8')).toContain('PEN')
}

describe.skipIf(chromiumMissing !== null)(
  `in a browser${chromiumMissing === null ? '' : ` (skipped: ${chromiumMissing})`}`,
  () => {
    let opened: OpenPage
    let settings: string
    beforeAll(async () => {
      await buildWeb()
      ;[story, browser] = await Promise.all([startStory(begun), startBrowser()])
      for (const sku of ['CUP', 'PEN']) story.shop.products.add({ sku, title: sku, price: '10.00' })
      place('SE', '0.25')
      place('FR', '0.20')
      await story.settled()
      opened = await openPage(browser)
      settings = await welcome(opened.page)
    }, LIMIT.timeout)
    afterAll(async () => {
      await browser.close()
      await story[Symbol.asyncDispose]()
    })

    test(
      'a system is checked, paused, resumed, given access anew, and removed where nothing uses it',
      LIMIT,
      async () => {
        await opened.page.goto(`${settings}/connections`)
        await connections(opened.page)
        expect(unasked(opened)).toEqual([])
      },
    )

    test('a file is mended until it is right, and taken in', LIMIT, async () => {
      await opened.page.goto(`${settings}/files?kind=stock`)
      await files(opened.page)
      expect(unasked(opened)).toEqual([])
    })

    test('what values are called, and what moves between systems, also when two people change it', LIMIT, async () => {
      await tables(opened.page, `${settings}/mappings`)
      await fields(opened.page, `${settings}/mappings`)
      await opened.page.goto(`${settings}/integrations/acme`)
      await integration(opened.page)
      expect(unasked(opened)).toEqual([])
    })

    test(
      'on a phone: where fields go, how long things are kept, and a file that changes all of it',
      LIMIT,
      async () => {
        await opened.page.setViewportSize(PHONE)
        await coverage(opened.page, `${settings}/mappings`)
        await opened.page.goto(`${settings}/retention`)
        await retention(opened.page)
        await opened.page.goto(`${settings}/configuration`)
        await configuration(opened.page)
        expect(unasked(opened)).toEqual([])
      },
    )
  },
)

/** Only one tax is mapped; and there are a store that nothing uses, and other books to go live with. */
const begun: Parameters<typeof startStory>[0] = {
  mappings: { ...ACME_MAPPINGS, taxes: [{ country: 'SE', rate: '25', account: 'VAT 25% - AC' }] },
  environment: { TILLBRIDGE_LOCAL_ADDRESSES: 'yes' },
  adjust: ({ connections: { shop = {}, erp = {} }, ...file }) => ({
    ...file,
    connections: { shop, spare: { ...shop }, erp, 'live-erp': { ...erp } },
  }),
}

function place(countryCode: string, rate: string): void {
  const address = { firstName: 'Ann', lastName: 'Ek', address1: 'Gata 1', city: 'Lund', zip: '22222', countryCode }
  story.shop.place({
    lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 2, price: '20.00', taxRates: [{ title: 'VAT', rate }] }],
    shippingAddress: address,
    billingAddress: address,
    payments: [{ gateway: 'shopify_payments' }],
    note: 'For Ann',
  })
}
