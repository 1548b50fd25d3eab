import type { Handler } from '#server/api/call'
import { shownIntegrations } from './shown.ts'

export const listIntegrationsRoute: Handler<'integrations.list'> = async (call) => ({
  items: await shownIntegrations(call),
})
