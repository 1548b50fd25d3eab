import { expect, test } from 'vitest'
import { plan } from '#books/plan'
import type { Policies } from '#books/policies'
import { planUndo, type UndoPlan } from '#engine/undo-plan'
import { dateIn } from '#lib/clock'
import { add, type Decimal, isZero, ZERO } from '#lib/decimal'
import type { HeldDocument } from '#model/held'
import { randomLife } from '#sandboxes/shopify/random-life'
import { createDirectShop, TIME_ZONE } from '#testing/direct-shop'
import { sized } from '#testing/size'
import { LEDGER_PROFILES, type LedgerProfile } from '#testing/ledger-profiles'
import { createLedger, type LedgerTarget } from '#testing/ledger-target'
import { drawPolicies, PROFILES, randomFor, type Random } from './draw.ts'

/** Random lives of orders, booked as they went, and then taken back: the books must hold nothing any more. */

const LIVES = Number(process.env['TILLBRIDGE_UNDOS'] ?? sized(30, 16))
const SEED = Number(process.env['TILLBRIDGE_SEED'] ?? '1')
const MOST_STEPS = 14

const shop = createDirectShop()

interface Lived {
  readonly ledger: LedgerTarget
  readonly policies: Policies
  readonly today: string
  readonly key: string
}

async function live(number: number, profile: LedgerProfile, chance: Random): Promise<Lived> {
  const ledger = createLedger(LEDGER_PROFILES[profile])
  const policies = drawPolicies(chance, profile)
  const lifeSeed = Math.floor(randomFor(SEED, number, 3)() * 2 ** 31)
  shop.open(lifeSeed)
  let key = ''
  for (const step of randomLife(shop.life, {
    seed: lifeSeed,
    steps: Math.floor(chance() * MOST_STEPS),
    pass: shop.pass,
  })) {
    key = step.orderId.slice(step.orderId.lastIndexOf('/') + 1)
    if (chance() < 0.5) await book(ledger, policies, key)
  }
  await book(ledger, policies, key)
  return { ledger, policies, key, today: dateIn(TIME_ZONE, shop.now()) }
}

async function book(ledger: LedgerTarget, policies: Policies, key: string): Promise<void> {
  const today = dateIn(TIME_ZONE, shop.now())
  ledger.setDay(today)
  const order = await shop.read(key)
  const { capabilities } = ledger
  for (const write of plan({ order, policies, held: ledger.held(), scope: 'undo', capabilities, today }).writes) {
    ledger.carryOut(write)
  }
}

/** As the engine leaves it: what is closed is without effect from then on. */
const closed = (held: readonly HeldDocument[], { closes }: UndoPlan): HeldDocument[] =>
  held.map((one) => (closes.includes(one.reference) ? { ...one, state: 'cancelled' } : one))

/** Accounts and places that are not at zero. Income counts as one: a discount that an invoice shows is in the price of its credit note. */
function leftOvers({ books }: LedgerTarget): string[] {
  const balances = new Map<string, Decimal>()
  for (const [name, amount] of [...books.accounts, ...books.stock]) {
    const account = name.startsWith('row:') ? 'income' : name
    balances.set(account, add(balances.get(account) ?? ZERO, amount))
  }
  return [...balances].filter(([, amount]) => !isZero(amount)).map(([name, amount]) => `${name} ${amount}`)
}

test.each(PROFILES)(
  'what was booked in a target like "%s" leaves nothing behind when it is undone',
  async (profile) => {
    const wrong: string[] = []
    const reasons = new Map<string, number>()
    let [undone, impossible] = [0, 0]
    for (let number = 0; number < LIVES; number += 1) {
      const chance = randomFor(SEED, number, 1)
      const { ledger, policies, today, key } = await live(number, profile, chance)
      if (ledger.entries.length === 0) continue
      const { capabilities } = ledger
      const where = `${profile} ${number}`
      const first = planUndo({ held: ledger.held(), capabilities, today })
      if (first.obstacles.length > 0) {
        impossible += 1
        const [{ why } = { why: '' }] = first.obstacles
        reasons.set(why, (reasons.get(why) ?? 0) + 1)
        continue
      }
      try {
        // Broken off somewhere, and planned again from what is there.
        for (const write of first.writes.slice(0, Math.floor(chance() * (first.writes.length + 1))))
          ledger.carryOut(write)
        const rest = planUndo({ held: ledger.held(), capabilities, today })
        for (const write of rest.writes) ledger.carryOut(write)
        undone += 1
        const again = planUndo({ held: ledger.held(), capabilities, today })
        if (again.writes.length > 0) wrong.push(`${where}: a second undo writes`)
        wrong.push(...leftOvers(ledger).map((one) => `${where}: ${one}`))
        const held = closed(ledger.held(), again)
        if (planUndo({ held, capabilities, today }).writes.length > 0)
          wrong.push(`${where}: what is closed is undone again`)
        // Booked anew, under references that nobody has used.
        const order = await shop.read(key)
        for (const write of plan({ order, policies, held, scope: 'undo', capabilities, today }).writes)
          ledger.carryOut(write)
      } catch (error) {
        wrong.push(`${where}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    expect(wrong.slice(0, 12)).toEqual([])
    expect(undone).toBeGreaterThan(0)
    const share = impossible / (undone + impossible)
    expect(
      share,
      `${profile}: ${impossible} of ${undone + impossible} are left to a person: ${JSON.stringify([...reasons])}`,
    ).toBeLessThanOrEqual(SHARES[profile])
  },
  120_000,
)

/** How many orders may at most be left to a person: what was given beyond an invoice cannot be taken back everywhere. */
const SHARES: Readonly<Record<(typeof PROFILES)[number], number>> = {
  open: 0,
  erpnext: 0,
  strict: 0.05,
  tidy: 0.25,
  whole: 0.1,
}
