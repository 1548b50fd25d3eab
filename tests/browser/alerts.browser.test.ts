import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstOwnerLink } from '#app/owner-link'
import { systemClock } from '#lib/clock'
import { buildWeb } from '#scripts/build-web'
import { accessViolations, chromiumMissing, DESKTOP, openPage, PHONE, startBrowser } from '#testing/browser'
import { type MailServerHere, mailServerHere } from '#testing/mail-server'
import { type Story, startStory } from '#testing/story'

interface Taken {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let story: Story
let browser: Browser
let mail: MailServerHere
let receiver: Server
const taken: Taken[] = []
/** What the receiver answers next; 200 when there is nothing. */
const answers: number[] = []
// Minutes pass without anybody waiting for them.
let aheadMs = 0
const clock = { ...systemClock, now: () => new Date(Date.now() + aheadMs) }

/** Signs up the first owner and opens the alerts. */
async function openAlerts(page: Page): Promise<void> {
  const { bridge, url } = story.running
  await page.goto((await firstOwnerLink(bridge, url ?? '')) ?? '')
  await page.getByLabel('Your name').fill('Ada Berg')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('New password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await page.goto(`${url}/o/main/settings/alerts`)
  await page.getByText('Nobody is told yet').waitFor()
}

async function add(page: Page, kind: string, fields: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole('button', { name: 'Add a channel' }).click()
  await page.getByRole('menuitem', { name: kind }).click()
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value)
}

async function turn(page: Page, doing: 'pause' | 'resume'): Promise<void> {
  const url = `${story.running.url}/api/v1/organizations/main/connections/shop/${doing}`
  const answer = await page.request.post(url, { headers: { origin: story.running.url ?? '' }, data: {} })
  expect(await answer.text()).toContain('"shop"')
}

/** Lets time pass and waits until it is so. */
async function after(seconds: number, isSo: () => boolean): Promise<void> {
  aheadMs += seconds * 1000
  const deadline = Date.now() + 20_000
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`not told in time: ${JSON.stringify([subjects(), types()])}`)
    await systemClock.sleep(20)
  }
}

const subjects = (): string[] => mail.inbox.map(({ headers }) => inWords(headers.get('subject') ?? ''))

/** A header as it is read: long ones and those with marks come encoded (RFC 2047, Q). */
const inWords = (header: string): string =>
  header
    .replaceAll(/\?=\s+=\?UTF-8\?Q\?/g, '')
    .replaceAll(/=\?UTF-8\?Q\?|\?=$/g, '')
    .replaceAll('_', ' ')
    .replaceAll(/=([\dA-F]{2})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
const types = (): string[] => taken.map(({ body }) => (JSON.parse(body) as { type: string }).type)

async function fits(page: Page, what: string): Promise<void> {
  expect([what, await accessViolations(page)]).toEqual([what, []])
  const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  expect([what, wider]).toEqual([what, 0])
}

describe.skipIf(chromiumMissing !== null)(
  `in a browser${chromiumMissing === null ? '' : ` (skipped: ${chromiumMissing})`}`,
  () => {
    beforeAll(async () => {
      mail = await mailServerHere()
      receiver = createServer((request, response) => {
        void text(request).then((body) => {
          taken.push({ headers: request.headers, body })
          response.writeHead(answers.shift() ?? 200).end('thank you')
        })
      })
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
      const environment = {
        TILLBRIDGE_SMTP_URL: mail.url,
        TILLBRIDGE_MAIL_FROM: 'Tillbridge <bridge@example.com>',
        TILLBRIDGE_LOCAL_ADDRESSES: 'yes',
      }
      ;[story, browser] = await Promise.all([
        startStory({ environment, start: { clock }, withoutWebhooks: true }),
        startBrowser(),
        buildWeb(),
      ])
    }, 120_000)
    afterAll(async () => {
      await browser.close()
      await story[Symbol.asyncDispose]()
      await mail[Symbol.asyncDispose]()
      receiver.close()
    })

    test(
      'people and programs are told that a connection has stopped, also at the second try, and that it goes on',
      {
        timeout: 90_000,
      },
      async () => {
        await using opened = await openPage(browser, { viewport: DESKTOP })
        const { page, complaints } = opened
        await openAlerts(page)
        await fits(page, 'nobody')

        await add(page, 'E-mail', { Name: 'Ops', Recipients: 'kim@example.com' })
        await page.getByText('Keep quiet hours').click()
        await page.getByText('Let critical alarms wait as well').waitFor()
        await fits(page, 'the form')
        await page.getByText('Keep quiet hours').click()
        await page.getByRole('button', { name: 'Save' }).click()
        await page.getByRole('button', { name: 'Send a test through Ops' }).click()
        await page.getByText('The mail server has taken it.').waitFor()
        expect(mail.inbox[0]).toMatchObject({
          to: ['kim@example.com'],
          text: expect.stringContaining('Alerts of Tillbridge'),
        })

        const { port } = receiver.address() as AddressInfo
        await add(page, 'Signed webhook', { Name: 'Pager', Address: `http://127.0.0.1:${port}/hook?key=geheim` })
        await page.getByRole('button', { name: 'Save' }).click()
        const secret = (await page.getByRole('region', { name: 'Secret' }).textContent()) ?? ''
        await page.getByRole('button', { name: 'I have copied it' }).click()
        await page.getByText(`http://127.0.0.1:${port}/…`).waitFor()

        answers.push(503)
        await turn(page, 'pause')
        await after(61, () => mail.inbox.length === 2 && taken.length === 1)
        await page.goto(`${story.running.url}/o/main`)
        await page.getByRole('button', { name: /^I look after it: / }).click()
        await page.getByText('Ada Berg looks after it since').waitFor()
        await fits(page, 'who looks after it')
        await page.goto(`${story.running.url}/o/main/settings/alerts`)
        expect(subjects()[1]).toMatch(/^\[.+\] (Critical|Warning): /)
        expect(mail.inbox[1]?.html).toContain(`href="${story.running.url}/o/main"`)
        await after(40, () => taken.length === 2)
        expect(types()).toEqual(['alert.problem', 'alert.problem'])
        const { headers, body } = taken[1] as Taken
        const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
        const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
        expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)

        await turn(page, 'resume')
        await after(61, () => mail.inbox.length === 3 && taken.length === 3)
        expect(subjects()[2]).toMatch(/\] Over: /)
        expect(types()[2]).toBe('alert.recovery')

        await page.reload()
        await page.getByText('It is over').first().waitFor()
        await fits(page, 'what was told')
        await page.setViewportSize(PHONE)
        await page.emulateMedia({ colorScheme: 'dark' })
        await fits(page, 'on a phone')
        expect(complaints).toEqual([])
      },
    )
  },
)
