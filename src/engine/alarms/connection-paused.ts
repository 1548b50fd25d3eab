import type { ConnectionState } from '#database/alarm-facts'
import type { FoundAlarm } from '#database/alarms'
import type { Detector } from './facts.ts'

/** Nothing goes through a connection until somebody has done something. */
export const connectionPaused: Detector = {
  codes: ['CONNECTION_PAUSED'],
  find: ({ connections }) => connections.filter(({ pausedAt }) => pausedAt !== null).map(paused),
}

function paused({ connectionId, key, pauseCode, pauseMessage }: ConnectionState): FoundAlarm {
  const byPerson = pauseCode === 'PAUSED_BY_PERSON'
  return {
    code: 'CONNECTION_PAUSED',
    subject: key,
    integrationId: null,
    connectionId,
    severity: byPerson ? 'warning' : 'critical',
    message: `Nothing goes through "${key}": ${pauseMessage ?? 'it is paused.'}`,
    remedy: byPerson
      ? 'Resume the connection when it may go on. Nothing is lost meanwhile.'
      : 'Renew its credentials in the connection’s settings, then check it. What waits goes on by itself.',
    count: 1,
  }
}
