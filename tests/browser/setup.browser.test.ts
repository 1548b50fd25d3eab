import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstOwnerLink } from '#app/owner-link'
import { buildWeb } from '#scripts/build-web'
import { accessViolations, chromiumMissing, openPage, startBrowser } from '#testing/browser'
import { type Story, startStory } from '#testing/story'

const LIMIT = { timeout: 90_000 }

let story: Story
let browser: Browser
async function welcome(page: Page): Promise<void> {
  const address = story.running.url ?? ''
  await page.goto((await firstOwnerLink(story.running.bridge, address)) ?? '')
  await page.getByLabel('Your name').fill('Ada Berg')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('New password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await page.goto(`${address}/o/main/setup`)
}

async function choose(page: Page, what: RegExp, code: RegExp): Promise<void> {
  await page.getByRole('button', { name: what }).click()
  await page.getByRole('option', { name: code }).click()
}

describe.skipIf(chromiumMissing !== null)(
  `in a browser${chromiumMissing === null ? '' : ` (skipped: ${chromiumMissing})`}`,
  () => {
    beforeAll(async () => {
      // The server looks for the dashboard when it starts.
      await buildWeb()
      // What a file made before: both systems joined, nothing mapped, nothing live.
      const adjust = (file: { connections: object; integrations: Readonly<Record<string, object>>; version: 1 }) => ({
        ...file,
        integrations: { acme: { ...file.integrations['acme'], live: false, mappings: {} } },
      })
      ;[story, browser] = await Promise.all([startStory({ adjust, withoutWebhooks: true }), startBrowser()])
      story.shop.place({
        lines: [
          { sku: 'MUG-1', title: 'Mug', quantity: 2, price: '20.00', taxRates: [{ title: 'VAT', rate: '0.25' }] },
        ],
        payments: [{ gateway: 'shopify_payments' }],
      })
    }, 60_000)
    afterAll(async () => {
      await browser.close()
      await story[Symbol.asyncDispose]()
    })

    test('what is connected is checked, mapped from past orders, tried and set live', LIMIT, async () => {
      await using opened = await openPage(browser)
      const { page, complaints } = opened
      await welcome(page)
      // What the pages before this one say is for their own test.
      const said = complaints.length

      // The set-up goes on with what is not done: the mapping.
      await page.getByRole('button', { name: 'Read the last 90 days' }).click()
      await page.getByText(/values? ha(s|ve) no code yet/).waitFor()
      expect(await accessViolations(page)).toEqual([])
      await choose(page, /Code for .*25%/, /VAT 25% - AC/)
      await choose(page, /Code for shopify_payments/, /Credit Card/)
      await page.getByRole('button', { name: 'Save 2 choices' }).click()
      await page
        .getByText('Both sides agree to the cent')
        .or(page.getByRole('link', { name: 'Test' }))
        .first()
        .waitFor()

      await page.getByRole('link', { name: 'Connect', exact: true }).click()
      await page.getByRole('button', { name: 'Check now' }).last().click()
      await page.getByText(/checks? (is|are) fine/).waitFor()
      expect(await accessViolations(page)).toEqual([])

      await page.getByRole('link', { name: 'Test', exact: true }).click()
      await page.getByLabel('Order number').fill('#1001')
      await page.getByRole('button', { name: 'Show what would be booked' }).click()
      await page.getByText('Both sides agree to the cent').waitFor()
      expect(await accessViolations(page)).toEqual([])

      await page.getByRole('link', { name: 'Go live', exact: true }).click()
      expect(await accessViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Go live' }).click()
      await page.getByText(/is live$/).waitFor()
      expect(complaints.slice(said)).toEqual([])
    })
  },
)
