import { recentOrders } from '#database/recent-orders'
import { plan } from '#books/plan'
import { TillbridgeError } from '#lib/errors'
import { type FieldEntry, expressionProblem, FIELD_KINDS } from '#mapping/fields'
import { resolve } from '#mapping/resolve'
import type { FieldValue, MappedDocument, SalesRow } from '#model/documents'
import type { Order } from '#model/order'
import { endsOf } from '#engine/adopt-range'
import { planInputOf } from '#engine/book-order'
import { boundMappings } from '#engine/catalog/bound-mappings'
import { filledFields } from '#engine/extra-fields'
import { preview } from '#engine/preview'
import type { EngineServices } from '#engine/services'

export interface FieldTrial {
  readonly organizationId: string
  readonly integrationId: string
  /** What people call the order; `null` = the latest that documents were written for. */
  readonly order: string | null
  readonly entry: FieldEntry
}

export interface TriedField {
  readonly order: string
  /** What is wrong with the expression, and where, from 1; `null` = nothing, or no single place. */
  readonly problem: { readonly reason: string; readonly character: number | null } | null
  /** Why the target's field may not be filled. */
  readonly refusal: string | null
  readonly values: readonly {
    readonly document: string
    /** What the row is called; `null` = the document itself. */
    readonly on: string | null
    /** `null` = it is not set. */
    readonly value: FieldValue | null
    readonly reads: readonly string[]
  }[]
}

/**
 * What an expression would make of an order in each of its documents, in the bounds of real runs. Writes nothing.
 *
 * @throws {TillbridgeError} `rejected`: `ORDER_NOT_FOUND`, `NO_ORDER_YET`; whatever the store answers.
 */
export async function tryField(services: EngineServices, trial: FieldTrial): Promise<TriedField> {
  const { entry } = trial
  const range = { ...trial, since: new Date(0), until: new Date(0) }
  const { integration, target } = await endsOf(services, range)
  const order = await orderOf(services, trial)
  const rules = target.connector.writes.documents?.extraFields
  const kinds = entry.document === '*' ? FIELD_KINDS : [entry.document].flat()
  const refusal =
    rules === undefined
      ? `${target.connector.name} takes no fields beyond those of a document.`
      : (kinds.map((kind) => rules.refusal(kind, entry.on, entry.field)).find((one) => one !== null) ?? null)
  const broken = expressionProblem(entry.expression)
  if (broken !== null) return { order: order.name, problem: broken, refusal, values: [] }
  const { targets } = plan(planInputOf(services, { order, integration, target, held: [] }))
  const mappings = await boundMappings(services.pool, integration, targets)
  const values: TriedField['values'][number][] = []
  for (const document of targets) {
    const mapped = resolve(document, mappings)
    // The field can be tried before everything else of the order is mapped.
    const shown = mapped.ok ? mapped.document : (document as MappedDocument)
    try {
      const filled = await filledFields(shown, order, { row: integration.row, entries: [entry] }, { trace: true })
      const rows: readonly Pick<SalesRow, 'id' | 'title'>[] = 'rows' in shown ? shown.rows : []
      const titles = new Map(rows.map(({ id, title }) => [id, title]))
      values.push(
        ...filled.map(({ on, value, reads }) => ({
          document: document.kind,
          on: on === null ? null : (titles.get(on) ?? on),
          value,
          reads,
        })),
      )
    } catch (error) {
      if (!(error instanceof TillbridgeError)) throw error
      const { reason, character } = error.detail as { readonly reason: string; readonly character: number | null }
      return { order: order.name, problem: { reason, character }, refusal, values }
    }
  }
  return { order: order.name, problem: null, refusal, values }
}

async function orderOf(services: EngineServices, { order: name, ...of }: FieldTrial): Promise<Order> {
  const [kept] = await recentOrders(services.pool, of, { limit: 1, name })
  if (kept !== undefined) return kept
  if (name !== null) return (await preview(services, { ...of, name })).order
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'NO_ORDER_YET',
    message: 'No order has been booked yet that this could be tried on.',
    remedy: 'Name an order of the store.',
  })
}
