import type { Handler } from '#server/api/call'
import { byCaller } from '#server/routes/connections/by-caller'

export const exportConfigurationRoute: Handler<'configuration.export'> = async ({ services, organizationId }) => ({
  text: await services.configuration.export(organizationId),
})

export const downloadConfiguration: Handler<'configuration.download'> = async ({ services, organizationId }) => {
  const text = await services.configuration.export(organizationId)
  return { fileName: 'tillbridge.yaml', type: 'application/yaml', body: only(text) }
}

async function* only(text: string): AsyncIterable<string> {
  yield text
}

export const previewConfiguration: Handler<'configuration.preview'> = async ({ services, organizationId, body }) => {
  const { changes, released } = await services.configuration.preview(organizationId, body.text)
  return { changes: [...changes], released }
}

export const applyConfigurationRoute: Handler<'configuration.apply'> = async (call) => {
  const { services, organizationId, body, note } = call
  note({ subject: 'configuration' })
  const { changes, released } = await services.configuration.apply(organizationId, body.text, byCaller(call))
  note({ after: changes.filter(({ action }) => action === 'add' || action === 'change') })
  return { changes: [...changes], released }
}
