import { type Env, fieldsOf, type Values } from './env.ts'
import { displayName, valueOf } from './read.ts'
import { record } from './records.ts'
import { search } from './search.ts'

/** `read_group` by whole fields, with sums and counts. */
export function readGroup(env: Env, model: string, args: Values): Values[] {
  const by = [args['groupby']].flat() as string[]
  const fields = ((args['fields'] ?? []) as string[]).map((name) => name.split(':'))
  const lazy = args['lazy'] !== false
  const keys = lazy ? by.slice(0, 1) : by
  const groups = new Map<string, { key: unknown[]; ids: number[] }>()
  for (const id of search(env, model, args['domain'] ?? [])) {
    const key = keys.map((name) => valueOf(env, model, record(env, model, id), name))
    const text = JSON.stringify(key)
    groups.set(text, { key, ids: [...(groups.get(text)?.ids ?? []), id] })
  }
  return [...groups.values()].map(({ key, ids }) => {
    const answer: Record<string, unknown> = {}
    for (const [index, name] of keys.entries()) answer[name] = named(env, model, name, key[index])
    answer[lazy ? `${keys[0] ?? ''}_count` : '__count'] = ids.length
    for (const [name = '', how = 'sum'] of fields)
      answer[name] = how.startsWith('count') ? ids.length : summed(env, model, ids, name)
    answer['__domain'] = [
      '&',
      ...((args['domain'] ?? []) as unknown[]),
      ...keys.map((name, index) => [name, '=', key[index]]),
    ]
    return answer
  })
}

function named(env: Env, model: string, name: string, value: unknown): unknown {
  const comodel = fieldsOf(env, model).get(name)?.comodel ?? null
  return comodel !== null && typeof value === 'number' ? [value, displayName(env, comodel, value)] : value
}

function summed(env: Env, model: string, ids: readonly number[], name: string): number {
  return ids.reduce((sum, id) => sum + Number(valueOf(env, model, record(env, model, id), name)), 0)
}
