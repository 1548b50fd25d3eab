import type { Env } from './env.ts'
import { update } from './records.ts'

/** The next text of a sequence, e.g. `S00042`; a number that was drawn is not given back in real life, here it is with the rest. */
export function nextInSequence(env: Env, code: string): string {
  const [id] = env.site.db.find('ir.sequence', 'code', code)
  const row = id === undefined ? undefined : env.site.db.get('ir.sequence', id)
  if (row === undefined || id === undefined) return '/'
  const number = Number(row['number_next'])
  update(env, 'ir.sequence', id, { number_next: number + 1 })
  return `${String(row['prefix'] || '')}${String(number).padStart(Number(row['padding']), '0')}`
}
