import { listTransfers, type TransferView } from '#database/transfers'
import { listOverrides, type LoggedOverride } from '#database/catalog'
import type { Story } from '#testing/story'

/** Until both sides have told everything, nothing is left to run, and that brought no news. */
export async function quiet(story: Story): Promise<void> {
  for (;;) {
    const before = await attempts(story)
    await story.erp.deliveries.settled()
    await story.settled()
    await story.erp.deliveries.settled()
    await story.settled()
    if ((await attempts(story)) === before) return
  }
}

/** How many runs there were so far. */
export async function attempts(story: Story): Promise<number> {
  const { rows } = await story.running.bridge.pool.query('select count(*)::int as n from tillbridge.attempts')
  return rows[0].n as number
}

export interface Calls {
  readonly store: readonly string[]
  readonly target: readonly string[]
}

/** What was asked of both sides while `work` went on, and until all was quiet again: names of operations, methods and paths. */
export async function callsDuring(story: Story, work: () => void | Promise<void>): Promise<Calls> {
  const [storeMark, targetMark] = [story.shop.traffic.at(-1), story.erp.traffic.at(-1)]
  await work()
  await quiet(story)
  return {
    store: since(story.shop.traffic, storeMark).map(({ request }) => operationOf(request.body.toString())),
    target: since(story.erp.traffic, targetMark).map(
      ({ request }) => `${request.method} ${decodeURIComponent(request.path)}`,
    ),
  }
}

// Only the newest exchanges are kept, so what is new is found by the last one that was there before.
const since = <T>(traffic: readonly T[], mark: T | undefined): readonly T[] =>
  mark === undefined ? traffic : traffic.slice(traffic.indexOf(mark) + 1)

const operationOf = (body: string): string => /"operationName":"(\w+)"/.exec(body)?.[1] ?? '?'

export const writesOf = ({ store, target }: Calls): { store: readonly string[]; target: readonly string[] } => ({
  store: store.filter((name) => /Update|Set$|Create/.test(name)),
  target: target.filter((call) => /^(PUT|POST \/api\/resource|POST .*(insert|bulk_update|rename_doc))/.test(call)),
})

export const losers = async (story: Story): Promise<readonly LoggedOverride[]> =>
  (
    await listOverrides(
      story.running.bridge.pool,
      { organizationId: story.organizationId, integrationId: story.integrationId },
      { limit: 500 },
    )
  ).toReversed()

export const flowTransfers = (story: Story, flow: string): Promise<readonly TransferView[]> =>
  listTransfers(story.running.bridge.queries, story.organizationId, { flow })

export interface BindingRow {
  readonly variant: string
  readonly item: string
  readonly state: string
  readonly reference: string | null
}

export async function bindings(story: Story): Promise<readonly BindingRow[]> {
  const { rows } = await story.running.bridge.pool.query<BindingRow>(
    'select store_variant as variant, target_item as item, state, reference from tillbridge.bindings order by target_item, state',
  )
  return rows
}
