import { pauseConnection, resumeConnection } from '#database/connections'
import { lookAtConnections } from '#engine/alarms/look'
import type { Handler } from '#server/api/call'
import { connectionOf, shownConnection } from './shown.ts'

export const pauseConnectionRoute: Handler<'connections.pause'> = async (call) => {
  const { services, organizationId, actor } = call
  const { key, connectionId, pauseCode } = await connectionOf(call, call.params.connection)
  call.note({ subject: `connection:${key}`, before: { paused: pauseCode }, after: { paused: true } })
  await pauseConnection(services.pool, organizationId, connectionId, {
    code: 'PAUSED_BY_PERSON',
    byPerson: true,
    message: `${actor.email ?? actor.name} paused it.`,
  })
  services.engine.services.connections.forget(connectionId)
  await lookAtConnections(services, organizationId)
  return shownConnection(call, key)
}

export const resumeConnectionRoute: Handler<'connections.resume'> = async (call) => {
  const { services, organizationId } = call
  const { key, connectionId, pauseCode } = await connectionOf(call, call.params.connection)
  call.note({ subject: `connection:${key}`, before: { paused: pauseCode }, after: { paused: null } })
  await resumeConnection(services.pool, organizationId, connectionId)
  services.engine.services.connections.forget(connectionId)
  await lookAtConnections(services, organizationId)
  return shownConnection(call, key)
}
