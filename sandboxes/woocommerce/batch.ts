import { isObject, listOf, type Values } from './params.ts'
import type { Answer, Call } from './route.ts'
import { errorBody, WpError } from './wp-error.ts'

const MOST = 100

/** What a batch does with one thing. Types of properties are not checked here, as the shop does not either. */
export interface BatchWork {
  create(given: Values): unknown
  update(id: number, given: Values): unknown
  delete(id: number): unknown
}

/** Up to a hundred writes in one request; each has its own answer or error. */
export function batch(call: Call, work: BatchWork): Answer {
  const lists = ['create', 'update', 'delete'].map((verb) => [verb, itemsOf(call.values[verb])] as const)
  if (lists.reduce((count, [, items]) => count + (items?.length ?? 0), 0) > MOST) {
    throw new WpError(
      413,
      'woocommerce_rest_request_entity_too_large',
      `Unable to accept more than ${MOST} items for this request.`,
    )
  }
  const done: Record<string, unknown> = {}
  for (const [verb, items] of lists) {
    if (items !== null && items.length > 0) done[verb] = items.map((item) => one(work, verb, item))
  }
  return { body: Object.keys(done).length === 0 ? [] : done }
}

function itemsOf(given: unknown): unknown[] | null {
  if (given === undefined || given === null) return null
  if (Array.isArray(given)) return given as unknown[]
  return isObject(given) ? Object.values(given) : listOf(given)
}

function one(work: BatchWork, verb: string, item: unknown): unknown {
  const id = verb === 'delete' ? Number(item) : isObject(item) ? (item['id'] ?? null) : null
  try {
    if (verb === 'create') return work.create(isObject(item) ? item : {})
    if (verb === 'delete') return work.delete(Number(item))
    return work.update(Number(id ?? 0), isObject(item) ? item : {})
  } catch (error) {
    if (!(error instanceof WpError)) throw error
    return { id: verb === 'create' ? 0 : id, error: errorBody(error) }
  }
}
