import { listSessions } from '#database/sessions'
import type { Handler } from '#server/api/call'

export const listOwnSessions: Handler<'sessions.list'> = async ({ services, actor }) => {
  if (actor.kind !== 'person') return { items: [] }
  const sessions = await listSessions(services.pool, actor.id, services.clock.now())
  return { items: sessions.map((each) => ({ ...each, current: each.sessionId === actor.session?.sessionId })) }
}
