import { idOf, shown } from '#generic/booked-answer'
import { badSetting, evaluated } from '#generic/failure-rules'
import { fieldsOf, type HttpAnswer, listOf } from './answer.ts'
import { call, type HttpContext } from './request.ts'
import type { NoneSetting, RequestSetting } from './settings-requests.ts'

/** A look-up as the settings describe it. */
type Lookup = RequestSetting & {
  readonly none: NoneSetting
  readonly items?: string | undefined
  readonly id: string
  readonly reference?: string | undefined
}

/** What a look-up found. "None" has to be said: by an empty list, a status or a condition. */
export async function foundIds(
  context: HttpContext,
  setting: Lookup,
  { where, input }: { readonly where: string; readonly input: Readonly<Record<string, unknown>> },
): Promise<readonly { readonly id: string; readonly reference: string | null }[]> {
  const answer = await call(context, setting, { where, input, effect: 'read', none: setting.none })
  if (answer === null) return []
  const bindings = { ...input, status: answer.status, headers: answer.headers }
  const reading = { where, effect: 'read' as const, bindings }
  const parts =
    setting.items === undefined
      ? [answer.body]
      : await listOf(setting.items, answer.body, { ...reading, where: `${where}.items` })
  const { id, reference } = setting
  const found = []
  for (const part of parts) {
    const told = await fieldsOf({ id, reference }, part, reading)
    const key = idOf(told.id)
    if (key === null) throw badSetting('ANSWER_PATH', `${where}.id`, `${shown(told.id)} is no id of a record`, 'read')
    found.push({ id: key, reference: idOf(told.reference) })
  }
  return found
}

/** The id that the answer to a write tells. */
export async function idIn(source: string, answer: HttpAnswer | null, where: string): Promise<string> {
  const bindings = { status: answer?.status, headers: answer?.headers }
  const value = await evaluated(source, answer?.body, { where, effect: 'write', answer: true, bindings })
  const id = idOf(value)
  if (id !== null) return id
  throw badSetting('ANSWER_PATH', where, `${shown(value)} is no id of a record`, 'write')
}
