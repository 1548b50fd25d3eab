import type { Io } from '#cli/io'
import { bar, count, duration, money, widthOf } from '#cli/output'
import { kindText } from '#cli/document-text'
import { decimal } from '#lib/decimal'
import type { LatestRun, Snapshot } from './progress.ts'
import type { WarehouseFigures } from './warehouse.ts'

/** Everything that is shown. */
export type Shown = Snapshot & { readonly warehouse: WarehouseFigures }

/** Shows the same figures again and again: in place for eyes, as plain lines for a log. */
export interface LiveView {
  /** A step of the way there. */
  step(text: string): void
  show(snapshot: Shown, phase: string): void
  /** Leaves the last picture and gives the cursor back. */
  end(): void
}

const HIDE_CURSOR = '\u001B[?25l'
const SHOW_CURSOR = '\u001B[?25h'
const LOG_EVERY_MS = 2_000

export function createLiveView(io: Io, say: (text: string) => void, nowMs: () => number): LiveView {
  return io.isTerminal && say === io.out ? inPlace(io, nowMs) : asLines(say, nowMs)
}

function inPlace(io: Io, nowMs: () => number): LiveView {
  const startedAt = nowMs()
  let drawn = 0
  const draw = (lines: readonly string[]): void => {
    const up = drawn > 0 ? `\u001B[${drawn}A\r` : HIDE_CURSOR
    // Line by line over what stands there: clearing first would flicker.
    const text = lines.map((line) => `${fit(line, io.columns)}\u001B[0K\n`).join('')
    io.raw(`${up}${text}\u001B[0J`)
    drawn = lines.length
  }
  return {
    step: (text) => draw(['', `  ${io.colors.bold('Tillbridge demo')}`, '', `  ${io.colors.dim(`${text} …`)}`]),
    show: (snapshot, phase) => draw(picture(io, snapshot, phase, nowMs() - startedAt)),
    end: () => io.raw(SHOW_CURSOR),
  }
}

function asLines(say: (text: string) => void, nowMs: () => number): LiveView {
  const startedAt = nowMs()
  let saidAt = -Infinity
  return {
    step: (text) => say(`${text} …`),
    show(snapshot, phase) {
      if (nowMs() - saidAt < LOG_EVERY_MS) return
      saidAt = nowMs()
      const { placed, booked, onTheWay, held, medianMs, p99Ms } = snapshot
      const pace = medianMs === null || p99Ms === null ? '' : `, median ${duration(medianMs)}, p99 ${duration(p99Ms)}`
      const after = duration(nowMs() - startedAt)
      say(`${after}  ${phase}: ${placed} placed, ${booked} in the ERP, ${onTheWay} on the way, ${held} held${pace}`)
    },
    end() {},
  }
}

/** Nothing may wrap: the cursor is moved up by lines. */
function fit(line: string, columns: number): string {
  if (widthOf(line) < columns) return line
  let width = 0
  let kept = ''
  // oxlint-disable-next-line no-control-regex
  for (const [part] of line.matchAll(/\u001B\[\d+m|./gu)) {
    if (!part.startsWith('\u001B')) width += 1
    if (width < columns - 1 || part.startsWith('\u001B')) kept += part
  }
  return kept
}

const BAR_WIDTH = 40

export function picture(io: Pick<Io, 'colors'>, snapshot: Shown, phase: string, elapsedMs: number): string[] {
  const { colors } = io
  const { planned, placed, booked, onTheWay, held, medianMs, p99Ms, perSecond } = snapshot
  const figure = (label: string, value: number, rest: string): string =>
    `  ${colors.dim(label.padEnd(14))}${count(value).padStart(6)}   ${rest}`
  const pace =
    medianMs === null || p99Ms === null
      ? colors.dim('waiting for the first order')
      : `${perSecond.toFixed(1)} orders/s   ${colors.dim('from shop to ERP')}  median ${duration(medianMs)}, 99 % within ${duration(p99Ms)}`
  return [
    '',
    `  ${colors.bold('Tillbridge demo')}  ${colors.dim(`${phase}, ${duration(elapsedMs)}`)}`,
    '',
    figure('orders placed', placed, bar(placed / planned, BAR_WIDTH, colors)),
    figure('in the ERP', booked, bar(booked / planned, BAR_WIDTH, colors)),
    figure('on the way', onTheWay, onTheWay > 0 ? colors.cyan('◐'.repeat(Math.min(onTheWay, BAR_WIDTH))) : ''),
    figure('held', held, held > 0 ? colors.yellow('▲'.repeat(Math.min(held, BAR_WIDTH))) : ''),
    '',
    `  ${colors.dim('pace'.padEnd(14))}${pace}`,
    `  ${colors.dim('trouble'.padEnd(14))}${troubleText(snapshot)}`,
    `  ${colors.dim('stock'.padEnd(14))}${stockText(snapshot)}`,
    `  ${colors.dim('parcels'.padEnd(14))}${parcelsText(snapshot)}`,
    '',
    ...snapshot.latest.map((run) => runText(io, run)),
  ]
}

function troubleText({ troubles, interrupted }: Snapshot): string {
  const { duplicate, late, never } = troubles
  return `webhooks of ${duplicate} orders came twice, of ${late} late, of ${never} never; ${interrupted} runs cut off by faults`
}

const stockText = ({ warehouse: { products, inStep, receipts, prices, shown } }: Shown): string =>
  `${inStep} of ${products} products as the ERP has them; ${receipts} pallets unloaded; ${shown} of ${prices} new prices shown`

const parcelsText = ({ warehouse: { parcels, told, emails } }: Shown): string =>
  `${parcels} left the warehouse, ${told} known in the shop, ${emails} customers told`

function runText({ colors }: Pick<Io, 'colors'>, run: LatestRun): string {
  const total = run.total === null || run.currency === null ? '' : money(decimal(run.total), run.currency)
  const name = run.name.padEnd(7)
  const facts = `${total.padStart(16)}  ${(run.customer ?? 'at the till').padEnd(20).slice(0, 20)}`
  return `  ${mark(colors, run)} ${colors.bold(name)}${facts}  ${outcome(colors, run)}`
}

function mark(colors: Io['colors'], { state }: LatestRun): string {
  if (state === 'synced') return colors.green('✓')
  return state === 'attention' ? colors.yellow('▲') : colors.dim('◔')
}

function outcome(colors: Io['colors'], { state, written, cause, tookMs }: LatestRun): string {
  if (state === 'attention') return colors.yellow(cause ?? 'held')
  if (state !== 'synced') return colors.dim(`${cause ?? 'not yet'} Tried again.`)
  const kinds = [...new Set(written)].map((kind) => {
    const times = written.filter((other) => other === kind).length
    return times === 1 ? kindText(kind).toLowerCase() : `${times} × ${kindText(kind).toLowerCase()}`
  })
  return `${kinds.join(', ')}${tookMs === null ? '' : colors.dim(`  ${duration(tookMs)}`)}`
}
