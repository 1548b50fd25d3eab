import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertMembership } from '#database/members'
import { insertUser } from '#database/users'
import { buildWeb } from '#scripts/build-web'
import { passwordHash } from '#server/auth/password'
import { codeOf } from '#testing/authenticator'
import { accessViolations, chromiumMissing, openPage, PHONE, startBrowser } from '#testing/browser'
import { type Story, startStory } from '#testing/story'

const LIMIT = { timeout: 90_000 }
const OWNER = { name: 'Ada Berg', email: 'ada@example.com', password: 'correct horse battery' }

let story: Story
let browser: Browser

const address = (): string => story.running.url ?? ''
const section = (page: Page, key: string) => page.goto(`${address()}/o/main/settings/${key}`)

async function signIn(page: Page, to: string): Promise<void> {
  await section(page, to)
  await page.locator('input[type=email]').fill(OWNER.email)
  await page.locator('input[type=password]').fill(OWNER.password)
  await page.keyboard.press('Enter')
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

describe.skipIf(chromiumMissing !== null)(
  `in a browser${chromiumMissing === null ? '' : ` (skipped: ${chromiumMissing})`}`,
  () => {
    beforeAll(async () => {
      // The server looks for the dashboard when it starts.
      await buildWeb()
      ;[story, browser] = await Promise.all([startStory(), startBrowser()])
      const { pool, organizationId } = story.running.bridge
      const user = await insertUser(pool, { ...OWNER, passwordHash: await passwordHash(OWNER.password) })
      await insertMembership(pool, organizationId, user?.userId ?? '', 'owner')
      story.shop.place({
        lines: [
          { sku: 'MUG-1', title: 'Mug', quantity: 1, price: '20.00', taxRates: [{ title: 'VAT', rate: '0.25' }] },
        ],
        customer: { email: 'zebulon@example.com', firstName: 'Zebulon', lastName: 'Quizzle' },
        payments: [{ gateway: 'shopify_payments' }],
      })
      await story.settled()
    }, LIMIT.timeout)
    afterAll(async () => {
      await browser.close()
      await story[Symbol.asyncDispose]()
    })

    test('somebody is invited and joins; a key is made; the log tells of it; a person is erased', LIMIT, async () => {
      await using opened = await openPage(browser)
      const { page, complaints } = opened
      await signIn(page, 'people')
      await page.getByText('The only owner').waitFor()
      const before = complaints.length
      await press(page, 'Invite')
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('E-mail').fill('kim@example.com')
      await dialog.getByText('Sees all but people and keys').click()
      expect(await accessViolations(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Invite' }).click()
      const link = await dialog.getByRole('region', { name: 'The link of the invitation' }).innerText()
      await using joining = await openPage(browser)
      await joining.page.goto(link)
      await joining.page.getByLabel('Your name').fill('Kim Lund')
      await joining.page.getByLabel('New password').fill('a password of kim')
      expect(await accessViolations(joining.page)).toEqual([])
      await press(joining.page, 'Join')
      await joining.page.getByRole('heading', { level: 1 }).waitFor()
      await press(page, 'Done')
      await page.getByText('Kim Lund').waitFor()
      await press(page, 'What to do with Kim Lund')
      await page.getByRole('menuitem', { name: 'Remove' }).click()
      await press(page, 'Remove')
      await page.getByText('Kim Lund is removed').waitFor()
      expect(await accessViolations(page)).toEqual([])

      await section(page, 'keys')
      await page.getByText('No keys yet').waitFor()
      await press(page, 'Create a key')
      await dialog.getByLabel('Name').fill('price import')
      await dialog.getByRole('button', { name: 'Create a key' }).click()
      await dialog.getByText(/^tb_/).waitFor()
      // It is never shown again: no key and no press beside it takes it away.
      await page.keyboard.press('Escape')
      await page.mouse.click(5, 5)
      await press(page, 'Done')
      await page.getByText('Works', { exact: true }).waitFor()

      await section(page, 'organization')
      await page.getByLabel('Name', { exact: true }).fill('Nordlys AB')
      await press(page, 'Rename')
      await page.getByRole('complementary').getByText('Nordlys AB').waitFor()
      expect(await accessViolations(page)).toEqual([])

      await section(page, 'audit?group=member')
      await page.getByText('removed a member').click()
      await page.getByRole('cell', { name: 'bookkeeper' }).waitFor()
      expect(await accessViolations(page)).toEqual([])

      await section(page, 'privacy')
      await page.getByLabel('E-mail address or customer id').fill('zebulon@example.com')
      await press(page, 'Find')
      await page.getByText('Zebulon Quizzle').waitFor()
      await press(page, 'Erase')
      await dialog.getByLabel(/^To confirm/).fill('zebulon@example.com')
      expect(await accessViolations(page)).toEqual([])
      await press(page, 'Erase for good')
      await page.getByText('Nothing is kept of this person').waitFor()
      await page.getByText(/rows? erased/).waitFor()
      expect(complaints.slice(before)).toEqual([])
    })

    test('a second factor is set up and asked for; every section is for everybody', LIMIT, async () => {
      await using opened = await openPage(browser, { viewport: PHONE, colorScheme: 'dark', locale: 'sv-SE' })
      const { page } = opened
      await signIn(page, 'account')
      await press(page, 'Ställ in')
      await page.getByLabel('Ditt lösenord').fill(OWNER.password)
      await press(page, 'Fortsätt')
      await page.getByRole('img', { name: /QR/ }).waitFor()
      const key = await page.getByRole('region', { name: /^Nyckel/ }).innerText()
      await page.getByLabel('De sex siffror').fill(codeOf(key.replaceAll(/\s/g, ''), new Date()))
      expect(await accessViolations(page)).toEqual([])
      await press(page, 'Slå på')
      const codes = await page.getByRole('region', { name: 'Reservkoder' }).innerText()
      await press(page, 'Jag har sparat dem')
      for (const [key_, title] of [
        ['account', 'Ditt konto'],
        ['organization', 'Organisation'],
        ['people', 'Personer'],
        ['keys', 'API-nycklar'],
        ['audit', 'Granskningslogg'],
        ['privacy', 'Integritet'],
        ['files', 'Filer'],
      ] as const) {
        await section(page, key_)
        await page.getByRole('heading', { name: title, level: 1 }).waitFor()
        await page.getByRole('status', { name: 'Hämtar' }).first().waitFor({ state: 'detached' })
        expect([key_, await accessViolations(page)]).toEqual([key_, []])
        const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect([key_, wider]).toEqual([key_, 0])
      }

      await using again = await openPage(browser)
      await signIn(again.page, 'account')
      await again.page.getByRole('heading', { name: 'Second factor' }).waitFor()
      expect(await accessViolations(again.page)).toEqual([])
      await press(again.page, 'Use a backup code instead')
      await again.page.getByLabel('Backup code').fill(codes.split(/\s+/)[0] ?? '')
      await again.page.keyboard.press('Enter')
      await again.page.getByText('You are asked for a code').waitFor()
    })
  },
)
