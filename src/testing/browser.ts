import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Why there can be no browser tests here, or `null` when there can. */
export const chromiumMissing: string | null = existsSync(CHROMIUM)
  ? null
  : `Chromium is not installed here (package chromium, ${CHROMIUM})`

// Without these, Chromium looks up hosts of its own at every start and while it runs.
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Longer than anything takes on a busy machine; shorter than a test, so that a failure says what was waited for. */
const WAIT_MS = 20_000

export const DESKTOP = { width: 1440, height: 900 } as const
export const PHONE = { width: 390, height: 844 } as const

/** Starts Chromium; closed when disposed. */
export const startBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: QUIET })

/** A page of somebody who likes quiet: nothing moves, so that what is seen is what is there. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page
  /** What the browser complained about, e.g. a script that the policy refused. */
  readonly complaints: readonly string[]
}

/** Opens a page of its own, with cookies of its own. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', locale: 'en-GB', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_MS)
  const complaints: string[] = []
  page.on(
    'console',
    (message) => message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`),
  )
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

/** What breaks a rule of WCAG 2.2 AA on the page as it is now, in words. */
export async function accessViolations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's own policy does not stop.
  await page.evaluate(axe.source)
  // What is read aloud once by the components' library may outlive for a moment what it speaks of.
  const { violations } = (await page.evaluate(
    `axe.run({ exclude: ['[data-live-announcer]'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )) as AxeResult
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html.slice(0, 200)}\n  ${failureSummary ?? ''}`),
  )
}
