import { join } from 'node:path'
import { startEmbeddedPostgres } from '#database/embedded/supervisor'
import { configurationFor, dataFolder, startBridge } from './bridge.ts'
import { startChild } from './children.ts'
import { type Delivery, type LoadResult, renamed, send, SHOP } from './deliveries.ts'

export interface IngestResult {
  /** Webhooks a second, ours over the bare server's, both with one durable insert each. Median of the rounds. */
  readonly ingestRatio: number
  readonly perSecond: number
  readonly barePerSecond: number
  /** Time from sending to the 200 at a steady rate. */
  readonly steadyP50Ms: number
  readonly steadyP99Ms: number
}

const CONNECTIONS = 50
const ROUNDS = 3
const STEADY_PER_SECOND = 1_000

/** Both servers on one durable Postgres, in turns, with the same deliveries. Nothing works on the transfers meanwhile. */
export async function measureIngest(
  recorded: readonly Delivery[],
  requests: number,
  steady: number,
): Promise<IngestResult> {
  await using folder = await dataFolder()
  await using postgres = await startEmbeddedPostgres({ dataDirectory: join(folder.path, 'postgres') })
  await using bare = await startChild('./bare-server.ts', [postgres.connectionString, SHOP.clientSecret])
  await using bridge = await startBridge(folder.path, 'web', configurationFor('http://127.0.0.1:9', 4))
  let made = 1
  const fresh = (count: number): Delivery[] => {
    const round = made
    made += Math.ceil(count / recorded.length)
    return Array.from({ length: count }, (_, index) =>
      renamed(recorded[index % recorded.length] as Delivery, round + Math.floor(index / recorded.length)),
    )
  }
  await send(bare.url, fresh(200), { connections: CONNECTIONS })
  await send(bridge.webhookUrl, fresh(200), { connections: CONNECTIONS })
  const rounds: { ours: LoadResult; theirs: LoadResult }[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const theirs = await send(bare.url, fresh(requests), { connections: CONNECTIONS })
    const ours = await send(bridge.webhookUrl, fresh(requests), { connections: CONNECTIONS })
    if (ours.refused + theirs.refused > 0)
      throw new Error(`${ours.refused} and ${theirs.refused} deliveries were refused`)
    rounds.push({ ours, theirs })
  }
  const calm = await send(bridge.webhookUrl, fresh(steady), { connections: CONNECTIONS, perSecond: STEADY_PER_SECOND })
  return {
    ingestRatio: median(rounds.map(({ ours, theirs }) => ours.perSecond / theirs.perSecond)),
    perSecond: median(rounds.map(({ ours }) => ours.perSecond)),
    barePerSecond: median(rounds.map(({ theirs }) => theirs.perSecond)),
    steadyP50Ms: calm.p50Ms,
    steadyP99Ms: calm.p99Ms,
  }
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
