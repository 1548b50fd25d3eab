import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { byCaller } from '#server/routes/connections/by-caller'
import { assertSame } from './meanwhile.ts'
import { shownIntegration } from './shown.ts'

type Fields = Readonly<Record<string, unknown>>

export const changeIntegration: Handler<'integrations.change'> = async (call) => {
  const { services, organizationId, params, body, note } = call
  const before = await shownIntegration(call, params.integration)
  const { revision, flows = {}, policies = {}, rules = {}, ...rest } = body
  const { live, name, payments } = before
  note({ subject: `integration:${before.integration}`, before: { name, live, payments, flows: before.flows } })
  const { released, changes } = await services.configuration.saveIntegration(
    organizationId,
    before.integration,
    (file, now) => {
      if (file === null) throw missing('integration')
      assertSame(revision, now)
      return {
        ...file,
        ...rest,
        flows: withoutNoZone(merged(file['flows'], flows)),
        policies: { ...fieldsOf(file['policies']), ...policies },
        rules: merged(file['rules'], rules),
      }
    },
    byCaller(call),
  )
  note({ after: changes.flatMap(({ fields }) => fields) })
  return { ...(await shownIntegration(call, before.integration)), released }
}

const fieldsOf = (value: unknown): Fields => (value ?? {}) as Fields

/** Each group of `before` with what `change` says of it. */
const merged = (before: unknown, change: Fields): Fields => ({
  ...fieldsOf(before),
  ...Object.fromEntries(
    Object.entries(change).map(([name, fields]) => [
      name,
      { ...fieldsOf(fieldsOf(before)[name]), ...fieldsOf(fields) },
    ]),
  ),
})

/** Flows as the file has them: a zone that is none of the flow's own is not written down. */
const withoutNoZone = (flows: Fields): Fields =>
  Object.fromEntries(
    Object.entries(flows).map(([name, flow]) => {
      const { timeZone = null, ...rest } = fieldsOf(flow)
      return [name, timeZone === null ? rest : { ...rest, timeZone }]
    }),
  )
