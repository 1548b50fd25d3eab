import { firstOwnerLink } from '#app/owner-link'
import type { Io } from '#cli/io'
import { type DemoParts, type Excuse, loadDemoParts } from '#cli/sandboxes'
import { untilStopped } from '#cli/until-stopped'
import { addJob } from '#database/jobs'
import { countStates, listTransfers } from '#database/transfers'
import type { Clock } from '#lib/clock'
import { createLiveView, type LiveView } from './live-view.ts'
import { type DemoStep, demoSteps, itemsOf, meetFate, type Trouble } from './orders.ts'
import { createProgress, type Progress } from './progress.ts'
import { payday, type PaydayFigures } from './payday.ts'
import { type FoundBy, paydayText, proofFigures, proofText, warehouseText } from './proof-text.ts'
import { openWarehouse, type Warehouse, type WarehouseFigures } from './warehouse.ts'
import { type DemoWorld, startWorld } from './world.ts'

export interface DemoOptions {
  readonly orders: number
  readonly seed: number
  readonly exit?: boolean
  readonly data?: string
  readonly json?: boolean
}

// Some twenty seconds to watch, and fewer for a short demo.
const LONGEST_PLACING_MS = 20_000
const USUAL_GAP_MS = 170
const DRAW_EVERY_MS = 100
/** An order is refunded, edited or cancelled after so many further ones: most are booked by then. */
const ORDERS_UNTIL_FATE = 12
/** Longer than any pause between tries that a demo can meet. */
const PATIENCE_MS = 90_000

/** Runs the demo from the first order to the proof, and on until Ctrl-C unless it shall end. */
export async function runDemo(io: Io, options: DemoOptions): Promise<void> {
  const stopped = new AbortController()
  const asked = untilStopped({ patient: true }).then(() => stopped.abort())
  const say = options.json === true ? io.err : io.out
  const nowMs = (): number => performance.now()
  const view = createLiveView(io, say, nowMs)
  try {
    const parts = await loadDemoParts()
    const steps = demoSteps(parts, parts.seededRandom(options.seed), options.orders)
    await using world = await startWorld({
      parts,
      data: options.data,
      seed: options.seed,
      items: itemsOf(steps),
      logLevel: io.env['TILLBRIDGE_LOG'] ?? 'error',
      tell: view.step,
    })
    const progress = createProgress(steps.length, nowMs)
    view.step('Binding products, filling the shelves')
    const warehouse = await openWarehouse(world, itemsOf(steps), parts.seededRandom(options.seed + 1))
    const paid = await play({ world, steps, progress, warehouse, view, signal: stopped.signal })
    if (stopped.signal.aborted) return
    await showProof(io, options, parts, { ...world, paid, warehouse: warehouse.figures() })
    if (options.exit === true) return
    await askForComparison(world)
    const { bridge, url } = world.running
    const dashboard = url === null ? null : ((await firstOwnerLink(bridge, url)) ?? url)
    say(lookAround(io, { ...world, dashboard, isKept: options.data !== undefined }))
    await asked
    say(io.colors.dim('\n  Stopping.'))
  } finally {
    view.end()
  }
}

interface Play {
  readonly world: DemoWorld
  readonly steps: readonly DemoStep[]
  readonly progress: Progress
  readonly warehouse: Warehouse
  readonly view: LiveView
  readonly signal: AbortSignal
}

async function play({ world, steps, progress, warehouse, view, signal }: Play): Promise<PaydayFigures | null> {
  const { bridge } = world.running
  const { clock } = bridge
  let phase = 'orders come in'
  const drawing = new AbortController()
  const forget = bridge.engine.onSettled(progress.settled)
  const drawn = drawAgain(clock, drawing.signal, () =>
    view.show({ ...progress.snapshot(), warehouse: warehouse.figures() }, phase),
  )
  try {
    breakThings(world)
    await placeAll({ world, steps, progress, warehouse, signal })
    phase = 'the last webhooks arrive'
    await world.shop.deliveries.settled()
    mend(world)
    phase = 'the store is searched for what no webhook told'
    await searchStore(world, signal)
    phase = 'the last orders are booked'
    await untilDone(world, steps.length, signal)
    phase = 'the last parcels leave'
    warehouse.finish()
    await untilTold(world, warehouse, signal)
    phase = 'the payment provider pays out'
    return await payday(world, signal)
  } finally {
    phase = signal.aborted ? 'stopping' : 'done'
    drawing.abort()
    await drawn
    forget()
  }
}

async function drawAgain(clock: Clock, signal: AbortSignal, draw: () => void): Promise<void> {
  while (!signal.aborted) {
    draw()
    await clock.sleep(DRAW_EVERY_MS, signal)
  }
  draw()
}

/** Connections that break before and after the ERP has done its work, and servers that say they are busy. */
function breakThings({ erp, shop }: DemoWorld): void {
  erp.faults.sometimes(/^POST/, 0.015, { kind: 'reset-after' })
  erp.faults.sometimes(/^POST/, 0.01, { kind: 'reset-before' })
  erp.faults.sometimes(/^(GET|POST)/, 0.01, { kind: 'status', status: 502, body: '<html>Bad Gateway</html>' })
  erp.faults.sometimes(/^POST/, 0.03, { kind: 'delay', ms: 400 })
  shop.faults.sometimes('graphql', 0.01, { kind: 'status', status: 503, body: 'Service Unavailable' })
}

function mend({ erp, shop }: DemoWorld): void {
  erp.faults.clear()
  shop.faults.clear()
}

const CHAOS: Readonly<Record<Trouble, Parameters<DemoWorld['shop']['deliveries']['configure']>[0]>> = {
  none: { dropShare: 0, duplicateShare: 0, delayMs: [0, 0] },
  duplicate: { dropShare: 0, duplicateShare: 1, delayMs: [0, 60] },
  late: { dropShare: 0, duplicateShare: 0, delayMs: [1_000, 4_000] },
  never: { dropShare: 1, duplicateShare: 0, delayMs: [0, 0] },
}

async function placeAll({ world, steps, progress, warehouse, signal }: Omit<Play, 'view'>): Promise<void> {
  const { shop, running } = world
  const startedAt = performance.now()
  const gapMs = Math.min(USUAL_GAP_MS, LONGEST_PLACING_MS / steps.length)
  const lives: [name: string, step: DemoStep][] = []
  for (const [index, step] of steps.entries()) {
    if (signal.aborted) return
    // A webhook's fate is drawn at the moment the shop has something to tell.
    shop.deliveries.configure(CHAOS[step.trouble])
    const { name } = shop.place(step.order)
    progress.placed(name, step.trouble)
    shop.deliveries.configure(CHAOS.none)
    lives.push([name, step])
    warehouse.tick(name, step)
    if (lives.length > ORDERS_UNTIL_FATE) meetFate(shop, ...(lives.shift() ?? [name, step]))
    await running.bridge.clock.sleep(startedAt + (index + 1) * gapMs - performance.now(), signal)
  }
  for (const life of lives) meetFate(shop, ...life)
}

async function searchStore({ running, integration }: DemoWorld, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { organizationId, engine } = running.bridge
  await engine.sweep({ organizationId, integrationId: integration.integrationId, flow: 'orders', signal })
}

/** Until every order is booked, held or left out; not for ever, should one never come. */
async function untilDone({ running, integration }: DemoWorld, orders: number, signal: AbortSignal): Promise<void> {
  const { bridge } = running
  const giveUpAt = performance.now() + PATIENCE_MS
  while (!signal.aborted && performance.now() < giveUpAt) {
    const { integrationId } = integration
    const { synced, attention, skipped, ...open } = await countStates(bridge.queries, bridge.organizationId, {
      integrationId,
    })
    const left = Object.values(open).reduce((sum, count) => sum + count, 0)
    if (left === 0 && synced + attention + skipped >= orders) return
    await bridge.clock.sleep(DRAW_EVERY_MS, signal)
  }
}

/** Until the shop shows what the warehouse has, and knows every parcel; not for ever either. */
async function untilTold({ running, erp, shop }: DemoWorld, warehouse: Warehouse, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS / 3
  while (!signal.aborted && performance.now() < giveUpAt) {
    await erp.deliveries.settled()
    await shop.deliveries.settled()
    const { products, inStep, parcels, told, prices, shown } = warehouse.figures()
    if (inStep === products && told === parcels && shown === prices) return
    await running.bridge.clock.sleep(DRAW_EVERY_MS, signal)
  }
}

type Shown = DemoWorld & { readonly paid: PaydayFigures | null; readonly warehouse: WarehouseFigures }

async function showProof(io: Io, options: DemoOptions, parts: DemoParts, world: Shown): Promise<void> {
  const { bridge } = world.running
  const filter = { integrationId: world.integration.integrationId, flow: 'orders' }
  const page = { limit: options.orders * 2 }
  const transfers = await listTransfers(bridge.queries, bridge.organizationId, filter, page)
  const excuses = transfers.flatMap(({ recordKey, state, causeCode, causeMessage, causeRemedy }): Excuse[] =>
    (state === 'attention' || state === 'skipped') && causeCode !== null
      ? [{ orderKey: recordKey, state, code: causeCode, message: causeMessage ?? '', remedy: causeRemedy }]
      : [],
  )
  const proof = parts.prove(world.shop, world.erp, excuses)
  const foundBy: FoundBy = {
    webhook: transfers.filter((transfer) => transfer.foundBy === 'webhook').length,
    sweep: transfers.filter((transfer) => transfer.foundBy !== 'webhook').length,
  }
  if (proof.lost.length + proof.double.length + proof.unbalanced.length + proof.strays.length > 0) io.fail()
  const { paid, warehouse } = world
  if (paid?.closed === false && paid.held === null) io.fail()
  if (warehouse.told !== warehouse.parcels || warehouse.emails !== warehouse.parcels) io.fail()
  if (options.json === true) io.out(JSON.stringify({ ...proofFigures(proof), paid, warehouse }))
  else
    io.out(`\n${[proofText(io, proof, foundBy), ...paydayText(io, paid), warehouseText(io, warehouse)].join('\n\n')}`)
}

const DAY_MS = 86_400_000

/** Both sides are compared once more by Tillbridge itself, so that the dashboard has a comparison to show. */
async function askForComparison({ running: { bridge }, integration }: DemoWorld): Promise<void> {
  const now = bridge.clock.now()
  const [since, until] = [now.getTime() - DAY_MS, now.getTime()].map((at) => new Date(at).toISOString())
  await addJob(bridge.pool, {
    organizationId: bridge.organizationId,
    kind: 'drift',
    integrationId: integration.integrationId,
    input: { since, until, timeZone: integration.timeZone },
    askedBy: 'demo',
    askedAt: now,
  })
}

interface LookAround {
  readonly dataFolder: string
  /** Where the dashboard is, with a link that makes its first owner. */
  readonly dashboard: string | null
  readonly isKept: boolean
}

const lookAround = ({ colors }: Io, { dataFolder, dashboard, isKept }: LookAround): string => {
  const cli = (command: string): string => `    npm run tillbridge -- ${command} --data ${dataFolder}`
  const open =
    dashboard === null
      ? ''
      : `
  ${colors.dim('It goes on running. Open the dashboard; you choose the password yourself:')}
    ${colors.cyan(dashboard)}
`
  return `${open}
  ${colors.dim('In another terminal, look around:')}
${cli('status')}
${cli('transfers show "#1001"')}
${cli('preview "#1002"')}

  ${colors.dim('or mend the held order: write its line into the file (account: VAT 25% - NL), and it goes by itself:')}
${cli('export -o demo.yaml')}
${cli('apply demo.yaml')}

  ${colors.dim(isKept ? 'Ctrl-C ends it; its data stays in that folder.' : 'Ctrl-C ends it and leaves nothing behind.')}`
}
