import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { measureBacklog } from './backlog.ts'
import { recordDeliveries } from './deliveries.ts'
import { measureFiles } from './files.ts'
import { measureIngest } from './ingest.ts'
import { measurePlanning } from './planning.ts'
import { measureQuota } from './quota.ts'
import { measureStartup } from './startup.ts'
import { measureStock, measureThrottledStock } from './stock.ts'
import { measureThrough } from './through.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
})
const SIZES = values.quick
  ? {
      recorded: 300,
      ingest: 3_000,
      steady: 3_000,
      orders: 2_000,
      quotaSeconds: 10,
      pending: 100_000,
      turns: 60,
      lives: 200,
      rows: 100_000,
      levels: 5_000,
      throttledLevels: 1_000,
    }
  : {
      recorded: 500,
      ingest: 10_000,
      steady: 8_000,
      orders: 10_000,
      quotaSeconds: 30,
      pending: 1_000_000,
      turns: 100,
      lives: 1_000,
      rows: 1_000_000,
      levels: 100_000,
      throttledLevels: 10_000,
    }
const STOCK_CHANGES = 30
const say = (text: string): void => void process.stderr.write(`${text}\n`)

say(
  `${cpus().length} cores, Node ${process.version}, ${values.quick ? 'quick' : 'full'} sizes; everything durable, all on this machine`,
)
const recorded = await recordDeliveries(SIZES.recorded)
say('1/6 webhooks in, against a bare server with one durable insert')
const ingest = await measureIngest(recorded, SIZES.ingest, SIZES.steady)
say('2/6 webhook to document, into an ERP that answers in 5 ms')
const through = await measureThrough(recorded, SIZES.orders)
say('3/6 a vendor with an allowance, under a backlog')
const quota = await measureQuota(SIZES.quotaSeconds)
say(`4/6 the queue with ${SIZES.pending.toLocaleString('en')} pending transfers`)
const backlog = await measureBacklog(SIZES.pending, SIZES.turns)
say('5/6 start and idle memory')
const startup = await measureStartup()
say('6/6 planning an order')
const planning = await measurePlanning(SIZES.lives)
say(`a file of ${SIZES.rows.toLocaleString('en')} rows`)
const files = await measureFiles(SIZES.rows)
say(`the stock of ${SIZES.levels.toLocaleString('en')} products`)
const stock = await measureStock(SIZES.levels, STOCK_CHANGES)
const throttledStock = await measureThrottledStock(SIZES.throttledLevels)

const round = (value: number, digits: number): number => Number(value.toFixed(digits))
const figures = {
  ingestRatio: round(ingest.ingestRatio, 2),
  ordersPerSecond: round(through.ordersPerSecond, 0),
  overheadP50Ms: round(through.overheadP50Ms, 1),
  overheadP99Ms: round(through.overheadP99Ms, 1),
  callsPerOrder: round(through.callsPerOrder, 3),
  quotaUse: round(quota.quotaUse, 3),
  throttled: quota.throttled,
  backlogRatio: round(backlog.backlogRatio, 2),
  startMs: round(startup.startMs, 0),
  idleMb: round(startup.idleMb, 0),
  planMedianMs: round(planning.planMedianMs, 2),
  fileRowsPerSecond: round(files.rowsPerSecond, 0),
  fileMemoryRatio: round(files.memoryRatio, 2),
  stockCallsRatio: round(stock.callsRatio, 2),
  stockAllowanceRatio: round(throttledStock, 2),
  stockChangeP99Ms: round(stock.idleP99Ms, 0),
  stockChangeBusyP99Ms: round(stock.busyP99Ms, 0),
}
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
else process.stdout.write(table())

/** What was measured beside what design asks for. */
function table(): string {
  const rows: (readonly [string, string, string])[] = [
    ['measured', 'result', 'budget'],
    [
      'webhooks in / bare server',
      `${figures.ingestRatio} (${round(ingest.perSecond, 0)}/s of ${round(ingest.barePerSecond, 0)}/s)`,
      '≥ 0.60',
    ],
    [
      'webhook to 200 at 1,000/s, p50 / p99',
      `${round(ingest.steadyP50Ms, 1)} / ${round(ingest.steadyP99Ms, 1)} ms`,
      'p99 ≤ 25 ms',
    ],
    ['orders a second into the ERP', String(figures.ordersPerSecond), '≥ 500'],
    ['time added to the ERP’s own, p50 / p99', `${figures.overheadP50Ms} / ${figures.overheadP99Ms} ms`, 'p50 ≤ 25 ms'],
    ['calls per order', String(figures.callsPerOrder), '≤ 1.05'],
    ['allowance used / answers 429', `${figures.quotaUse} / ${figures.throttled}`, '≥ 0.98 / 0'],
    [
      'queue with a backlog / empty',
      `${figures.backlogRatio} (${round(backlog.backlogPerSecond, 0)}/s of ${round(backlog.emptyPerSecond, 0)}/s)`,
      '≥ 0.90',
    ],
    ['warm start', `${figures.startMs} ms`, '≤ 3,000 ms'],
    ['idle memory', `${figures.idleMb} MB`, '≤ 150 MB'],
    [
      'planning an order, p50 / p99',
      `${figures.planMedianMs} / ${round(planning.planP99Ms, 1)} ms, ${planning.refused} lives refused`,
      'p50 < 1 ms',
    ],
    [
      `reading a file of ${files.rows.toLocaleString('en')} rows`,
      `${figures.fileRowsPerSecond}/s, memory × ${figures.fileMemoryRatio}`,
      'flat',
    ],
  ]
  rows.push(
    [
      `comparing ${SIZES.levels.toLocaleString('en')} stock levels: calls / dictated`,
      `${figures.stockCallsRatio} (${round(stock.levelsPerSecond, 0)}/s, ${round(stock.memoryMb, 0)} MB)`,
      '≤ 1.10',
    ],
    [
      `comparing ${SIZES.throttledLevels.toLocaleString('en')} at a store that throttles: time / its allowance`,
      String(figures.stockAllowanceRatio),
      '≤ 1.20',
    ],
    [
      'stock change in the store, p50 / p99',
      `${round(stock.idleP50Ms, 0)} / ${figures.stockChangeP99Ms} ms`,
      '≤ 1,000 ms',
    ],
    [
      'the same while everything is compared',
      `${round(stock.busyP50Ms, 0)} / ${figures.stockChangeBusyP99Ms} ms`,
      '≤ 1,000 ms',
    ],
  )
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return `${rows.map(([what, result, budget]) => `${what.padEnd(widths[0] ?? 0)}  ${result.padEnd(widths[1] ?? 0)}  ${budget}`).join('\n')}\n`
}
