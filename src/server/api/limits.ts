import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Route } from '#api/route'
import type { Actor } from './actor.ts'
import { Refused, refusal } from './failures.ts'

// A page of the dashboard asks for some ten things; a program that brings in a catalogue sends some ten calls per second.
const PER_CALLER = 1200
/** Routes that anybody may call take tokens that could be guessed at, and make passwords, which is work. */
const PER_STRANGER = 60
const WINDOW_MS = 60_000

/** Counts a call and throws a {@link Refused} (429) when there were too many within a minute. */
export type CallLimits = (request: FastifyRequest, route: Route, actor: Actor | null) => Promise<void>

/** Limits of this process: they keep one caller from taking it away from others. What must hold over all processes is counted in the database. */
export async function callLimits(app: FastifyInstance): Promise<CallLimits> {
  await app.register(rateLimit, { global: false })
  const callers = new WeakMap<FastifyRequest, string>()
  const keyGenerator = (request: FastifyRequest): string => callers.get(request) ?? request.ip
  const generous = app.createRateLimit({ max: PER_CALLER, timeWindow: WINDOW_MS, keyGenerator })
  const strict = app.createRateLimit({ max: PER_STRANGER, timeWindow: WINDOW_MS, keyGenerator })
  return async (request, route, actor) => {
    const isStranger = route.permission === 'public' || actor === null
    callers.set(request, isStranger ? `stranger:${request.ip}` : `${actor.kind}:${actor.id}`)
    const verdict = await (isStranger ? strict : generous)(request)
    if (!verdict.isAllowed && verdict.isExceeded) {
      const { ttlInSeconds: retryAfterSeconds } = verdict
      const remedy = `Wait ${retryAfterSeconds} seconds and try again.`
      throw new Refused(refusal('TOO_MANY_REQUESTS', { remedy }), { retryAfterSeconds })
    }
  }
}
