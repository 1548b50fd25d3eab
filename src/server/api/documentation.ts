import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsync } from 'fastify'
import { openApiDocument } from '#api/openapi'

/** `/api/docs`: the published description of the API, for people; `/api/docs/json` and `/api/docs/yaml` for programs. */
export const documentationRoutes =
  (version: string): FastifyPluginAsync =>
  async (app) => {
    await app.register(swagger, { mode: 'static', specification: { document: openApiDocument(version) as never } })
    await app.register(swaggerUi, {
      routePrefix: '/',
      staticCSP: true,
      uiConfig: { docExpansion: 'list', tryItOutEnabled: false },
    })
  }
