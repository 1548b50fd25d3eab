import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstOwnerLink } from '#app/owner-link'
import { buildWeb } from '#scripts/build-web'
import { accessViolations, openPage, startBrowser } from '#testing/browser'
import { ACME_MAPPINGS, type Story, startStory } from '#testing/story'

const LIMIT = { timeout: 150_000 }

let story: Story
let browser: Browser

beforeAll(async () => {
  const taxes = (ACME_MAPPINGS.taxes ?? []).filter(({ rate }) => rate !== '25')
  ;[story, browser] = await Promise.all([
    startStory({ mappings: { ...ACME_MAPPINGS, taxes } }),
    startBrowser(),
    buildWeb(),
  ])
  for (const quantity of [1, 2, 3]) {
    story.shop.place({
      lines: [{ sku: 'MUG', title: 'Mug', quantity, price: '20.00', taxRates: [{ title: 'VAT', rate: '0.25' }] }],
      payments: [{ gateway: 'shopify_payments' }],
    })
  }
  await story.settled()
}, 120_000)
afterAll(async () => {
  await browser.close()
  await story[Symbol.asyncDispose]()
})

/** Makes the first owner of the page's browser. */
async function signIn(page: Page): Promise<void> {
  await page.goto((await firstOwnerLink(story.running.bridge, story.running.url ?? '')) ?? '')
  await page.getByLabel('Your name').fill('Ada Berg')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('New password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}

/** What is seen is for everybody, and fits. */
async function fits(page: Page, what: string): Promise<void> {
  expect([what, await accessViolations(page)]).toEqual([what, []])
  expect([what, await page.evaluate('document.documentElement.scrollWidth - innerWidth')]).toEqual([what, 0])
}

/** Words that no Swedish sentence has; within a name such as `order-and-invoice` they are none. */
const ENGLISH =
  /(?<![\w-])(the|of|and|has|is|was|with|without|tax|rounded|amount|quantity|choose|yet|not|net|total)(?![\w-])/i

/** Looks at the same address in Swedish; the page itself stays as it is. */
async function inSwedish(page: Page, look: (swedish: Page) => Promise<void>): Promise<void> {
  const speak = (language: string) => page.evaluate(`localStorage.setItem('tillbridge.language', '${language}')`)
  await speak('sv')
  const swedish = await page.context().newPage()
  await swedish.goto(page.url())
  await look(swedish)
  await swedish.close()
  await speak('en')
}

function withoutEnglish(text: string): void {
  // A code such as `tax:SE:25` is a name in every language.
  const sentences = text.split('\n').filter((line) => line.includes(' '))
  expect(sentences.filter((line) => ENGLISH.test(line))).toEqual([])
}

test('what is held is mended where it is listed, all of it is released, and each number tells why', LIMIT, async () => {
  await using opened = await openPage(browser)
  const { page, complaints } = opened
  const address = story.running.url ?? ''
  await signIn(page)
  const held = await story.transfer('#1001')
  await page.goto(`${address}/o/main/transfers/${held.transferId}`)
  await page.getByRole('link', { name: 'Mend it' }).click()
  await page.getByRole('button', { name: /tax/i, expanded: true }).waitFor()
  await page.goto(`${address}/o/main/attention`)
  const head = page.getByRole('button', { name: /tax/i, expanded: false })
  await head.waitFor()
  await inSwedish(page, async (swedish) => {
    await swedish.getByRole('button', { name: 'Momsen ”VAT” (SE 25 % inräknad) har inget momskonto än.' }).waitFor()
    withoutEnglish(await swedish.getByRole('main').innerText())
    await swedish.goto(`${address}/o/main`)
    await swedish.getByText('Välj konto för den.').waitFor()
  })
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByLabel('Note').fill('The accountant knows the account.')
  await page.getByRole('button', { name: 'Add the note' }).dblclick()
  await page.getByRole('list', { name: 'Notes' }).getByText('The accountant knows').waitFor()
  // What was pressed cannot be pressed any more: the keyboard goes on beside it.
  await page.locator('main :focus').waitFor()
  await page.getByRole('button', { name: /Taken care of by/ }).click()
  await page.getByRole('option', { name: 'Ada Berg' }).click()
  await page.getByRole('navigation', { name: 'Whose' }).getByRole('link', { name: 'Mine' }).click()
  await page.getByRole('button', { name: /Code in the ERP/ }).click()
  await page.getByRole('option', { name: /VAT 25% - AC/ }).click()
  await fits(page, 'a cause')
  // Pressed twice, written once.
  expect(await page.getByRole('list', { name: 'Notes' }).getByRole('listitem').count()).toBe(1)
  await page.getByRole('button', { name: 'Map it and release all 3' }).click()
  await page.getByText('3 transfers were released.').waitFor()
  await page.getByText('Nothing of yours waits').waitFor()
  await fits(page, 'all released')
  expect(await story.states()).toMatchObject({ synced: 3, attention: 0 })

  await page.goto(`${address}/o/main/transfers`)
  await page.getByLabel('Amount from').fill('39,99')
  await page.getByLabel('Amount to').fill('40.00')
  // Before that the list may be the one of a moment ago, or none yet.
  await page.waitForURL(/amountFrom=.*amountTo=/)
  await page.getByRole('link', { name: '#1002' }).waitFor()
  await page.getByRole('link', { name: '#1001' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: '#1003' }).waitFor({ state: 'detached' })
  await fits(page, 'amounts')

  const { transferId } = await story.transfer('#1001')
  await page.goto(`${address}/o/main/transfers/${transferId}`)
  const documents = page.getByRole('region', { name: 'Documents' })
  const invoice = documents.getByRole('listitem').filter({ hasText: 'SINV' })
  await invoice.getByText(/numbers, each with its why/).click()
  await invoice.getByRole('link', { name: '€20.00' }).first().click()
  const why = page.getByRole('dialog', { name: 'Why it says so' })
  await why.getByText('Booked under').first().waitFor()
  expect(page.url()).toContain('figure=')
  await fits(page, 'why')
  await inSwedish(page, async (swedish) => {
    const told = swedish.getByRole('dialog', { name: 'Varför det står så' })
    await told.getByRole('heading', { name: /för Mug/ }).waitFor()
    // Mapping entries are shown as they are written.
    withoutEnglish((await told.innerText()).replaceAll(/^(taxes|items): .*$/gm, ''))
  })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Show it' }).click()
  await page.getByText('Both sides agree: nothing would be written.').waitFor()
  await fits(page, 'transfer')

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Undo it' }).click()
  const undo = page.getByRole('dialog', { name: 'Take back what was written' })
  await undo.getByRole('list', { name: 'What is done' }).getByRole('listitem').first().waitFor()
  await fits(page, 'undo')
  await undo.getByRole('button', { name: 'Undo it' }).click()
  await page.getByText('had it undone').waitFor()
  await page.getByRole('button', { name: 'Book it again' }).waitFor()
  expect(complaints).toEqual([])
})
