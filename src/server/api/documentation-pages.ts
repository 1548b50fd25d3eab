import type { IncomingMessage, ServerResponse } from 'node:http'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify from 'fastify'
import { openApiDocument } from '#api/openapi'

export interface Documentation {
  answer(request: IncomingMessage, response: ServerResponse): void
  close(): Promise<void>
}

/** The pages of the API's description, below `prefix`. */
export async function openDocumentation(prefix: string, version: string): Promise<Documentation> {
  const pages = Fastify()
  pages.addHook('onRequest', async (_request, reply) => {
    // The pages themselves put their own policy in its place.
    void reply.headers({
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
  })
  await pages.register(swagger, { mode: 'static', specification: { document: openApiDocument(version) as never } })
  await pages.register(swaggerUi, {
    routePrefix: prefix,
    staticCSP: true,
    uiConfig: { docExpansion: 'list', tryItOutEnabled: false },
  })
  await pages.ready()
  return { answer: (request, response) => pages.routing(request, response), close: () => pages.close() }
}
