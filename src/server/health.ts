import type { FastifyPluginAsync } from 'fastify'
import type { DeliveryServices } from './services.ts'

/** `/health/live`: the process answers. `/health/ready`: the database takes work, so webhooks can be accepted. */
export const healthRoutes =
  ({ pool }: DeliveryServices): FastifyPluginAsync =>
  async (app) => {
    app.get('/health/live', async () => ({ live: true }))
    app.get('/health/ready', async (_request, reply) => {
      try {
        await pool.query('select 1')
        return { ready: true }
      } catch {
        return reply.code(503).send({ ready: false, message: 'The database does not answer.' })
      }
    })
  }
