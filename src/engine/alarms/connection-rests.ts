import { type Detector, longRestMs } from './facts.ts'
import { lasting } from './words.ts'

/** A system asked for a rest that is so long that people notice. Short ones are everyday. */
export const connectionRests: Detector = {
  codes: ['CONNECTION_RESTS_LONG'],
  find: ({ connections, now }) =>
    connections
      .map((connection) => ({ ...connection, leftMs: longRestMs(connection, now) }))
      .filter(({ leftMs }) => leftMs > 0)
      .map(({ connectionId, key, restsUntil, leftMs }) => ({
        code: 'CONNECTION_RESTS_LONG',
        subject: key,
        integrationId: null,
        connectionId,
        severity: 'warning',
        message: `The system behind "${key}" asked for a rest of about ${lasting(leftMs)}, until ${restsUntil.slice(11, 16)} UTC.`,
        remedy:
          'Wait: work goes on by itself then. If it happens often, ask that system’s vendor for a larger allowance, or find what else uses it up.',
        count: 1,
      })),
}
