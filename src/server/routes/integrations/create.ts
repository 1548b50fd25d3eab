import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { byCaller } from '#server/routes/connections/by-caller'
import { shownIntegration } from './shown.ts'

export const createIntegration: Handler<'integrations.create'> = async (call) => {
  const { services, organizationId, body, note } = call
  const { integration: key, ...wanted } = body
  note({ subject: `integration:${key}`, after: wanted })
  await services.configuration.saveIntegration(
    organizationId,
    key,
    (before) => {
      if (before !== null) throw exists(key)
      return { ...wanted, live: false }
    },
    byCaller(call),
  )
  return shownIntegration(call, key)
}

const exists = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'INTEGRATION_EXISTS',
    message: `There is an integration "${key}" already.`,
    remedy: 'Choose another key: it stands in every document that is written.',
    subject: `integration:${key}`,
  })
