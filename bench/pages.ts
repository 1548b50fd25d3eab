import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { welcomeLink } from '#app/owner-link'
import { insertOwnerLink } from '#database/owner-links'
import { openPage, startBrowser } from '#testing/browser'
import { LARGE, startFilled } from './filled.ts'

/**
 * How long a page of the dashboard shows the place of what is on its way, in Chromium over a million transfers. Server and browser
 * are warm: every page was open before. `--transfers`, `--data` as for the lists and searches.
 */
const { values } = parseArgs({
  options: {
    transfers: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    data: { type: 'string' },
  },
})
const ROUNDS = Number(values.rounds)
const NOW = Date.parse('2026-11-01T12:00:00Z')
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const PASSWORD = 'correct horse battery'

const SECTIONS =
  'connections integrations mappings alerts people keys account audit privacy retention configuration'.split(' ')
const PAGES = [
  'transfers',
  'transfers?state=attention',
  'transfers?search=Berg',
  'attention',
  'stock',
  'payouts',
  'reconciliation',
  'setup',
  ...SECTIONS.map((section) => `settings/${section}`),
  '',
]

await using filled = await startFilled({ transfers: Number(values.transfers), data: values.data, now: NOW, say })
await using browser = await startBrowser()
await using opened = await openPage(browser)
const { page } = opened
await signIn(page)

async function signIn(page: Page): Promise<void> {
  const { pool, organizationId, url } = filled
  const token = await insertOwnerLink(pool, organizationId, { userId: null, now: new Date() })
  await page.goto(welcomeLink(url, token))
  await page.getByLabel('Your name').fill('Ada Berg')
  await page.getByLabel('E-mail').fill(`ada-${Date.now()}@example.com`)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}

/**
 * Told frame by frame: for how long, from now on, places of what is to come were seen. Ends when the page has been still for a
 * while, i.e. nothing is on its way.
 */
const WATCH = `(async () => {
  const seen = () => document.querySelector('[data-pending]') !== null
  const frame = () => new Promise(requestAnimationFrame)
  const begun = performance.now()
  let [last, longest, run, stillSince] = [begun, 0, 0, begun]
  while (performance.now() - stillSince < 400) {
    await frame()
    const now = performance.now()
    run = seen() ? run + now - last : 0
    if (run > 0) stillSince = now
    longest = Math.max(longest, run)
    last = now
    if (now - begun > 20000) throw new Error('something is still on its way after 20 s')
  }
  return longest
})()`

const addressOf = (name: string): string => `/o/${LARGE}${name === '' ? '' : `/${name}`}`

/** Within the dashboard, as by a click. */
async function goTo(name: string): Promise<number> {
  await page.evaluate(`history.pushState({}, '', ${JSON.stringify(addressOf(name))})`)
  return await page.evaluate<number>(WATCH)
}

/** Anew, as by the browser's own button: nothing that was read before is kept. */
async function open(name: string): Promise<number> {
  await page.goto(`${filled.url}${addressOf(name)}`, { waitUntil: 'commit' })
  return await page.evaluate<number>(WATCH)
}

const title = async (): Promise<string> => (await page.getByRole('heading', { level: 1 }).first().textContent()) ?? ''

async function measure(show: (name: string) => Promise<number>): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(PAGES.map((name) => [name, []]))
  for (let round = -1; round < ROUNDS; round += 1)
    for (const name of PAGES) {
      const ms = await show(name)
      if (round >= 0) times.get(name)?.push(ms)
      if (round === -1) say(`${name}: ${await title()}`)
    }
  return times
}

const within = await measure(goTo)
const anew = await measure(open)
const most = (times: readonly number[] = []): string => Math.max(0, ...times).toFixed(0)
for (const name of PAGES)
  process.stdout.write(
    `| ${name === '' ? 'overview' : name} | ${most(within.get(name))} ms | ${most(anew.get(name))} ms |\n`,
  )
