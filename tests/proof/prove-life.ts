import { type Plan, plan, type Write } from '#books/plan'
import type { Policies } from '#books/policies'
import { isOlderThan } from '#engine/newest-state'
import { dateIn } from '#lib/clock'
import type { Order } from '#model/order'
import { LEDGER_PROFILES, type LedgerProfile } from '#testing/ledger-profiles'
import { LedgerRefusal } from '#testing/ledger-refusal'
import { createLedger, type LedgerTarget } from '#testing/ledger-target'
import { drawPolicies, type Random, randomFor } from './draw.ts'
import { doublesIn, documentLine, stampOf } from './documents.ts'
import type { OrderFacts } from './facts.ts'
import { jumbled } from './jumbled.ts'
import { judge, judgePayment, type Wrong } from './judge.ts'
import { TIME_ZONE } from '#testing/direct-shop'
import type { PairName, ProofStore } from './stores.ts'

export interface LifeInput {
  readonly seed: number
  /** Which order of the seed. */
  readonly order: number
  /** Names the store, for the one who repeats a difference. */
  readonly pair: PairName
  readonly profile: LedgerProfile
  /** Share of the steps after which the order is read, planned and judged; the last one always is. */
  readonly readShare: number
  /** Told of everything, for the one who replays a difference. */
  readonly say?: (text: string) => void
}

/** How one order fared. */
export interface LifeResult {
  readonly steps: number
  readonly plans: number
  /** Each in one line, with what had happened. */
  readonly different: readonly string[]
  readonly double: readonly string[]
  /** Cause code with which the order ended; `null` = nobody is needed. */
  readonly heldBy: string | null
  /** The same in words, with what had happened. */
  readonly heldText: string | null
  /** Cause codes that stood in the way at some time. */
  readonly everHeldBy: readonly string[]
  readonly outcome: Plan['outcome']
  readonly documents: number
  readonly planMs: readonly number[]
}

interface Proof {
  readonly input: LifeInput
  readonly shop: ProofStore
  readonly ledger: LedgerTarget
  readonly policies: Policies
  readonly chance: Random
  readonly story: string[]
  readonly different: string[]
  readonly double: string[]
  readonly everHeldBy: Set<string>
  readonly planMs: number[]
  /** The documents as they were issued, by reference. */
  readonly stamps: Map<string, string>
  last: Plan | null
  /** A state of the order that was read before: events come late and twice. */
  older: Order | null
  /** When the state that was planned last was of. */
  plannedUpdatedAt: string | null
  /** Whether the target closes days while the order lives, and the last one that it closed. */
  readonly closes: boolean
  closedUntil: string | null
}

const SCOPE = 'proof'
const MOST_STEPS = 30
const DAY_MS = 86_400_000
/** Lives in which the target closes days now and then. */
const CLOSING_SHARE = 0.1

/** Lives one order's life, books it after its steps, and compares the books with the shop each time. */
export async function proveLife(shop: ProofStore, input: LifeInput): Promise<LifeResult> {
  const { seed, order: number, profile } = input
  const draw = randomFor(seed, number, 1)
  const length = Math.floor(draw() * (MOST_STEPS + 1))
  const proof: Proof = {
    input,
    shop,
    ledger: createLedger(LEDGER_PROFILES[profile]),
    policies: drawPolicies(draw, profile),
    chance: randomFor(seed, number, 2),
    story: [],
    different: [],
    double: [],
    everHeldBy: new Set(),
    planMs: [],
    stamps: new Map(),
    last: null,
    older: null,
    plannedUpdatedAt: null,
    closes: draw() < CLOSING_SHARE,
    closedUntil: null,
  }
  const lifeSeed = Math.floor(randomFor(seed, number, 3)() * 2 ** 31)
  input.say?.(`policies ${JSON.stringify(proof.policies)}`)
  let key = ''
  let steps = 0
  for await (const step of shop.live(lifeSeed, length)) {
    key = step.key
    steps += 1
    proof.story.push(step.what)
    input.say?.(`${step.step}. ${step.what}`)
    if (proof.chance() < input.readShare) await follow(proof, key)
  }
  await follow(proof, key)
  checkUnchanged(proof)
  return resultOf(proof, steps)
}

function resultOf(proof: Proof, steps: number): LifeResult {
  const { last, ledger } = proof
  const outcome = last?.outcome ?? 'unchanged'
  const held = outcome === 'hold'
  return {
    steps,
    plans: proof.planMs.length,
    different: proof.different,
    double: proof.double,
    heldBy: held ? (last?.reason?.code ?? 'WITHOUT_A_NAME') : null,
    heldText: held ? located(proof, `${last?.reason?.code} ${last?.reason?.message}`) : null,
    everHeldBy: [...proof.everHeldBy],
    outcome,
    documents: ledger.entries.length,
    planMs: proof.planMs,
  }
}

/** Reads the order as it is now, carries out what is planned, and judges the books. */
async function follow(proof: Proof, key: string): Promise<void> {
  const { shop, ledger, chance } = proof
  const today = dateIn(TIME_ZONE, shop.now())
  if (proof.closes && chance() < 0.2) proof.closedUntil = dateIn(TIME_ZONE, new Date(shop.now().getTime() - DAY_MS))
  ledger.setDay(today, proof.closedUntil)
  const order = await shop.read(key)
  try {
    // Every now and then a state comes late that was read before. Nothing is planned from it, as in a run of the engine.
    if (proof.older !== null && chance() < 0.05) late(proof, proof.older, today)
    // Every now and then a run breaks off in the middle: the next one completes it.
    if (chance() < 0.15) book(proof, order, today, 1)
    const first = book(proof, order, today)
    proof.last = first.outcome === 'write' ? again(proof, order, today) : first
    const { outcome, reason } = proof.last
    if (outcome === 'hold') proof.everHeldBy.add(reason?.code ?? 'WITHOUT_A_NAME')
    if (outcome === 'unchanged') judgeBooks(proof, shop.facts(key))
    else if (outcome !== 'hold' && !order.taxesEstimated) judgeNothing(proof, outcome)
  } catch (error) {
    const broken = error instanceof LedgerRefusal ? `refused: ${error.message}` : `threw: ${shown(error)}`
    different(proof, broken)
  }
  proof.double.push(...doublesIn(ledger.held()).map((what) => located(proof, what)))
  if (chance() < 0.4) proof.older = order
}

function late(proof: Proof, older: Order, today: string): void {
  const isSkipped = isOlderThan(older, proof.plannedUpdatedAt)
  proof.input.say?.(`   an older state, once more: ${isSkipped ? 'skipped' : 'of the same instant'}`)
  if (!isSkipped) book(proof, older, today)
}

const shown = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error)

/** Plans and carries out, at most so many writes. */
function book(proof: Proof, order: Order, today: string, most = Number.POSITIVE_INFINITY): Plan {
  const { ledger, input } = proof
  const planned = planOnce(proof, order, today)
  const writes = planned.writes.slice(0, most)
  for (const write of writes) {
    input.say?.(
      `   ${write.action} ${write.action === 'create' ? documentLine(write.document) : writtenReference(write)}`,
    )
    ledger.carryOut(write)
    stamp(proof)
    for (const wrong of judgePayment(ledger)) different(proof, wrongText(wrong))
  }
  if (writes.length === 0)
    input.say?.(`   ${planned.outcome} ${planned.reason?.code ?? ''} ${planned.reason?.message ?? ''}`)
  return planned
}

function writtenReference(write: Write): string {
  if (write.action === 'create') return write.document.reference
  return write.action === 'cancel' ? write.held.reference : write.reference
}

/** Keeps the document that was issued last, to compare with it later. */
function stamp({ ledger, stamps }: Proof): void {
  const held = ledger.entries.at(-1)?.held
  if (held !== undefined && !stamps.has(held.reference)) stamps.set(held.reference, stampOf(held))
}

function planOnce(proof: Proof, order: Order, today: string): Plan {
  const { policies, ledger, planMs, closedUntil } = proof
  proof.plannedUpdatedAt = order.updatedAt
  const begun = performance.now()
  const planned = plan({
    order,
    policies,
    held: ledger.held(),
    scope: SCOPE,
    capabilities: ledger.capabilities,
    today,
    closedUntil,
  })
  planMs.push(performance.now() - begun)
  return planned
}

/** The same state again, in whatever order the store lists its parts: there is nothing more to write. */
function again(proof: Proof, order: Order, today: string): Plan {
  const second = planOnce(proof, order, today)
  if (second.writes.length > 0) {
    const writes = second.writes.map((write) => `${write.action} ${writtenReference(write)}`)
    proof.double.push(located(proof, `a second plan writes ${writes.join(', ')}`))
  }
  if (second.outcome !== 'unchanged')
    different(proof, `after its plan was carried out the order is "${second.outcome}" (${second.reason?.code})`)
  if (proof.chance() < 0.3) {
    const third = planOnce(proof, jumbled(order), today)
    if (JSON.stringify(second.targets) !== JSON.stringify(third.targets))
      different(proof, 'the order of the parts changes the documents')
  }
  return second
}

function judgeBooks(proof: Proof, order: OrderFacts): void {
  for (const wrong of judge({ order, policies: proof.policies, ledger: proof.ledger })) {
    different(proof, wrongText(wrong))
  }
}

/** An order that waits, or is left out, has nothing in the books. */
function judgeNothing(proof: Proof, outcome: Plan['outcome']): void {
  const issued = proof.ledger.entries.filter(({ held }) => held.state === 'issued')
  for (const { held } of issued) different(proof, `${held.reference} is in the books while the order is "${outcome}"`)
}

const wrongText = ({ what, shop, books }: Wrong): string => `${what}: shop ${shop}, books ${books}`

function checkUnchanged(proof: Proof): void {
  for (const held of proof.ledger.held()) {
    if (proof.stamps.get(held.reference) !== stampOf(held))
      different(proof, `${held.reference} was changed after it was issued`)
  }
}

function different(proof: Proof, what: string): void {
  proof.input.say?.(`   DIFFERENT ${what}`)
  proof.different.push(located(proof, what))
}

const located = ({ input, policies, story }: Proof, what: string): string =>
  `--pair ${input.pair} --seed ${input.seed} --order ${input.order} --profile ${input.profile}: ${what} [${policies.documents}, ${policies.currency}] after ${story.length} steps, last: ${story.slice(-3).join(' > ')}`
