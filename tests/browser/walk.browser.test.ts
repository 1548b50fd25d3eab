import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstOwnerLink } from '#app/owner-link'
import { buildWeb } from '#scripts/build-web'
import { accessViolations, chromiumMissing, openPage, PHONE, startBrowser } from '#testing/browser'
import { type Story, startStory } from '#testing/story'

const LIMIT = { timeout: 90_000 }
const OWNER = { name: 'Ada Berg', email: 'ada@example.com', password: 'correct horse battery' }
const VAT = { title: 'VAT', rate: '0.25' }
const FINNISH = { title: 'ALV', rate: '0.255' }

let story: Story
let browser: Browser

const address = (): string => story.running.url ?? ''

const order = (taxRates: readonly { title: string; rate: string }[]) =>
  story.shop.place({
    lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 2, price: '20.00', taxRates: [...taxRates] }],
    payments: [{ gateway: 'shopify_payments' }],
  })

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(OWNER.email)
  await page.getByLabel('Password').fill(OWNER.password)
  await page.keyboard.press('Enter')
}

async function welcome(page: Page): Promise<void> {
  await page.goto((await firstOwnerLink(story.running.bridge, address())) ?? '')
  await page.getByLabel('Your name').fill(OWNER.name)
  await page.getByLabel('E-mail').fill(OWNER.email)
  await page.getByLabel('New password').fill(OWNER.password)
  expect(await accessViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}

describe.skipIf(chromiumMissing !== null)(
  `in a browser${chromiumMissing === null ? '' : ` (skipped: ${chromiumMissing})`}`,
  () => {
    beforeAll(async () => {
      // The server looks for the dashboard when it starts.
      await buildWeb()
      ;[story, browser] = await Promise.all([startStory(), startBrowser()])
      order([VAT])
      order([FINNISH])
      await story.settled()
    }, LIMIT.timeout)
    afterAll(async () => {
      await browser.close()
      await story[Symbol.asyncDispose]()
    })

    test('an owner comes in by the link of the terminal, sees what waits, and finds an order', LIMIT, async () => {
      await using opened = await openPage(browser)
      const { page, complaints } = opened
      await welcome(page)

      await page.getByRole('region', { name: 'What waits for a person' }).getByRole('link').first().waitFor()
      expect(await accessViolations(page)).toEqual([])

      await page.keyboard.press('Control+k')
      await page.getByRole('searchbox').fill('1001')
      await page.getByRole('menuitem', { name: /^#1001/ }).click()
      await page.getByRole('heading', { name: '#1001' }).waitFor()
      expect(complaints).toEqual([])
    })

    test('past orders are compared, brought in, and could be taken back', LIMIT, async () => {
      await using opened = await openPage(browser)
      const { page, complaints } = opened
      // One that nobody heard of, and an invoice that somebody has changed in the ERP.
      story.shop.deliveries.paused = true
      order([VAT])
      const [invoice] = story.erp.documents('Sales Invoice').filter(({ po_no }) => po_no === '#1001')
      story.erp.site.setValue('Sales Invoice', String(invoice?.name), { grand_total: 41.5, rounded_total: 41.5 })
      await page.goto(`${address()}/o/main/past`)
      await signIn(page)

      await page.getByRole('button', { name: 'Compare', exact: true }).click()
      await page.getByRole('button', { name: /Different$/ }).click()
      const differing = page.getByRole('list', { name: 'What is not equal' }).getByRole('listitem')
      await differing.first().waitFor()
      expect((await differing.allTextContents()).join()).toMatch(/#1001.*Total.*€40\.00.*€41\.50/)
      expect(page.url()).toContain('verdict=different')
      await differing.first().getByRole('link', { name: '#1001' }).waitFor()
      expect(await accessViolations(page)).toEqual([])

      const past = page.getByRole('region', { name: 'Bring in' })
      await past.getByRole('button', { name: 'Bring in', exact: true }).click()
      const brought = past.getByRole('row').nth(1)
      await brought.getByRole('cell', { name: '1', exact: true }).waitFor()
      story.shop.deliveries.paused = false
      await story.settled()
      await brought.getByRole('button', { name: /^Take back/ }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('1 record is taken back:').waitFor()
      await dialog.getByRole('listitem').filter({ hasText: '#1003' }).getByText('Is cancelled').first().waitFor()
      expect(await accessViolations(page)).toEqual([])
      expect(complaints.filter((each) => !each.includes('401'))).toEqual([])
    })

    test(
      'every page is for everybody: in both languages, in the dark, on a phone, with the keyboard',
      LIMIT,
      async () => {
        await using opened = await openPage(browser, { viewport: PHONE, colorScheme: 'dark', locale: 'sv-SE' })
        const { page, complaints } = opened
        await page.goto(`${address()}/o/main/stock`)
        await page.getByLabel('E-post').fill(OWNER.email)
        await page.getByLabel('Lösenord').fill('something else')
        await page.keyboard.press('Enter')
        await page.getByRole('alert').waitFor()
        expect(await accessViolations(page)).toEqual([])
        await page.getByLabel('Lösenord').fill(OWNER.password)
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Lager', exact: true }).waitFor()

        for (const [letter, title] of [
          ['t', 'Överföringar'],
          ['i', 'Produkter'],
          ['p', 'Utbetalningar'],
          ['r', 'Avstämning'],
          ['h', 'Tidigare ordrar'],
          ['u', 'Kom igång'],
          [',', 'Anslutningar'],
          ['o', 'Översikt'],
        ]) {
          await page.keyboard.press('g')
          await page.keyboard.press(letter ?? '')
          await page.getByRole('heading', { name: title ?? '', level: 1 }).waitFor()
          expect([title, await accessViolations(page)]).toEqual([title, []])
          const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
          expect([title, wider]).toEqual([title, 0])
        }
        // A part that does not come, e.g. while the server is replaced by a newer one: said so, and loaded once it can be.
        const part = '**/assets/attention-page-*.js'
        await page.route(part, (route) => route.abort())
        await page.keyboard.press('g')
        await page.keyboard.press('a')
        await page.getByText('Sidan kunde inte laddas.').waitFor()
        await page.unroute(part)
        await page.getByRole('button', { name: 'Försök igen' }).click()
        await page.getByRole('heading', { name: 'Att åtgärda', level: 1 }).waitFor()
        await page.getByRole('button', { name: 'Öppna menyn' }).click()
        await page.getByRole('dialog').getByRole('link', { name: 'Att åtgärda' }).waitFor()
        expect(await accessViolations(page)).toEqual([])
        await page.route('**/ledger/integrations', (route) => route.fulfill({ status: 500 }))
        await page.goto(`${address()}/o/main/stock`)
        await page.getByRole('alert').waitFor()
        // What failed stands where it would have been: the page is still called what it is.
        await page.getByRole('heading', { name: 'Lager', exact: true, level: 1 }).waitFor()
        for (const path of ['nowhere', 'transfers/0192-cut-off']) {
          await page.goto(`${address()}/o/main/${path}`)
          await page.getByRole('heading', { name: 'Det finns inget på den här adressen', level: 1 }).waitFor()
          expect([path, await accessViolations(page)]).toEqual([path, []])
        }
        // The wrong password was refused, and two pages failed, which the browser writes into its console.
        expect(complaints.filter((each) => !/ (401|500) |attention-page/.test(each))).toEqual([])
      },
    )
  },
)
