import { insertPersonEvent } from '#database/audit-person'
import { endSession, endSessions } from '#database/sessions'
import type { Actor } from '#server/api/actor'
import type { Call, Handler } from '#server/api/call'
import { missing } from '#server/api/failures'

export const endOwnSession: Handler<'sessions.end'> = async (call) => {
  const { services, actor, params } = call
  if (actor.kind !== 'person' || !(await endSession(services.pool, actor.id, params.sessionId)))
    throw missing('session')
  await tell(call, actor)
}

export const endOtherSessions: Handler<'sessions.end-others'> = async (call) => {
  const { services, actor } = call
  if (actor.kind !== 'person' || actor.session === null) return { sessions: 0 }
  const sessions = await endSessions(services.pool, actor.id, actor.session.sessionId)
  if (sessions > 0) await tell(call, actor)
  return { sessions }
}

const tell = (
  { services, address }: Pick<Call<'sessions.end-others'>, 'services' | 'address'>,
  { id, email, name }: Actor,
): Promise<void> =>
  insertPersonEvent(services.pool, {
    userId: id,
    name: email ?? name,
    event: 'person.sessions-ended',
    at: services.clock.now(),
    address,
  })
