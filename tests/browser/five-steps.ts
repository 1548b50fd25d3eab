import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Story } from '#testing/story'

/** A person at the set-up, who counts what they press and type. */
export interface Hand {
  readonly page: Page
  presses: number
  /** Looks at what is there now; it also is in the guides. */
  seen(name: string): Promise<void>
}

async function press(hand: Hand, what: Locator): Promise<void> {
  hand.presses += 1
  await what.click()
}

async function type(hand: Hand, where: Locator, text: string): Promise<void> {
  hand.presses += 1
  await where.fill(text)
}

const button = (within: Page | Locator, name: string): Locator => within.getByRole('button', { name, exact: true })
const FINE = /checks? (is|are) fine/

/** Step one, from nothing: the store by its own page, the books by keys, of which one is wrong at first. */
export async function connectBoth(hand: Hand, { shop, erp }: Story): Promise<void> {
  const { page } = hand
  const store = page.getByRole('region', { name: 'Your store' })
  await store.getByText('Address to come back to').waitFor()
  await hand.seen('set-up-begin')
  const field = (within: Locator, label: string): Locator => within.getByLabel(label, { exact: true })
  await type(hand, field(store, 'Shop'), shop.domain)
  await type(hand, field(store, 'Client ID'), shop.clientId)
  await type(hand, field(store, 'Client secret'), shop.clientSecret)
  await press(hand, store.getByText('more settings'))
  await type(hand, field(store, 'Base URL'), shop.url)
  await type(hand, field(store, 'Time zone'), 'Europe/Berlin')
  await press(hand, button(store, 'Go to Shopify'))
  await press(hand, page.getByRole('link', { name: 'Install' }))
  await store.getByText(FINE).waitFor()
  expect(await store.getByText('Must be mended').count()).toBe(0)

  const books = page.getByRole('region', { name: 'Your books' })
  await type(hand, field(books, 'Base URL'), erp.url)
  await type(hand, field(books, 'API key'), erp.apiKey)
  await type(hand, field(books, 'API secret'), erp.apiSecret)
  await type(hand, field(books, 'Company'), 'Acme GmbH')
  await press(hand, button(books, 'Connect'))
  // What is left out is named where it belongs.
  await books.locator('[aria-invalid="true"]').first().waitFor()
  await type(hand, field(books, 'Company currency'), 'EUR')
  await press(hand, button(books, 'Connect'))
  // The check says what is missing there, and how to get it.
  await books
    .getByText(/lacks the field tillbridge_row/)
    .first()
    .waitFor()
  await hand.seen('set-up-connect')
  await press(hand, button(books, 'Install what is missing'))
  await books
    .getByText(/lacks the field tillbridge_row/)
    .first()
    .waitFor({ state: 'detached' })
  await books.getByText(FINE).waitFor()
}

/** Step two, by somebody who was away: both are joined, and what moves is chosen. */
export async function joinBoth(hand: Hand): Promise<void> {
  const { page } = hand
  await type(hand, page.getByLabel('Short name'), 'acme')
  await type(hand, page.getByLabel('Home country'), 'SE')
  await press(hand, button(page, 'Join'))
  await press(hand, page.locator('label').filter({ hasText: 'Payouts' }))
  await page.getByRole('switch', { name: 'Payouts', checked: true }).waitFor()
}

/** Steps three to five: what is not mapped, a try with a real order, and live. */
export async function mapTryAndGoLive(hand: Hand): Promise<void> {
  const { page } = hand
  await page.getByRole('button', { name: 'Read the last 90 days' }).waitFor()
  await press(hand, button(page, 'Read the last 90 days'))
  await page.getByText(/values? ha(s|ve) no code yet/).waitFor()
  await hand.seen('set-up')
  for (const suggestion of [0, 1]) {
    await press(hand, page.getByRole('button', { name: /^Take VAT 25% - AC/ }).nth(suggestion))
  }
  await press(hand, button(page, 'Save 2 choices'))
  await press(hand, page.getByRole('link', { name: 'Test', exact: true }))
  await type(hand, page.getByLabel('Order number'), '#1001')
  await press(hand, button(page, 'Show what would be booked'))
  await page.getByText('Both sides agree to the cent').waitFor()
  await hand.seen('set-up-test')
  await press(hand, page.getByRole('link', { name: 'Go live', exact: true }))
  await press(hand, button(page, 'Go live'))
  await page.getByText(/is live$/).waitFor()
}
