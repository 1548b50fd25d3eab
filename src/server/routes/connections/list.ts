import type { Handler } from '#server/api/call'
import { shownConnections } from './shown.ts'

export const listConnectionsRoute: Handler<'connections.list'> = async (call) => ({
  items: await shownConnections(call),
})
