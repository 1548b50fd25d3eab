import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { refusal } from './api/failures.ts'

const DIST = fileURLToPath(new URL('../../web/dist', import.meta.url))

/** Paths that other parts of the server answer: what they do not know must not be answered with a page. */
const NOT_PAGES = /^\/(api|webhooks|grants|health)(\/|\?|$)/

const NOT_BUILT = 'The dashboard is not built yet. Run: npm run build:web, and load this page again.'

export interface WebOptions {
  /** Where the built dashboard lies. */
  readonly folder?: string
}

/**
 * The dashboard. Files with a hash in their name never change and are kept by the browser; the page that names them is asked for
 * each time, so that a new version is seen at once. Every other path is a page of the dashboard, which finds its way itself.
 */
export const webRoutes =
  ({ folder = DIST }: WebOptions = {}): FastifyPluginAsync =>
  async (app) => {
    await app.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: POLICY },
      // The dashboard stands on one origin, which may be plain HTTP on a machine of its own.
      strictTransportSecurity: false,
      referrerPolicy: { policy: 'same-origin' },
      crossOriginEmbedderPolicy: false,
    })
    if (existsSync(folder)) {
      await app.register(fastifyStatic, {
        root: folder,
        wildcard: false,
        index: false,
        serve: false,
        // The build puts a compressed copy beside each file that becomes smaller by it.
        preCompressed: true,
        cacheControl: false,
      })
    }
    app.get('/assets/*', async (request, reply) => {
      const name = (request.params as { '*': string })['*']
      return file(reply, folder, `assets/${name}`, 'public, max-age=31536000, immutable')
    })
    for (const name of ['icon.svg', 'theme.js']) {
      app.get(`/${name}`, async (_request, reply) => file(reply, folder, name, 'no-cache'))
    }
    app.get('/*', async (request, reply) => {
      const [, part] = NOT_PAGES.exec(request.url) ?? []
      if (part === 'api') return reply.code(404).send(refusal('NOT_FOUND').body)
      if (part !== undefined) return reply.callNotFound()
      return page(reply, folder)
    })
  }

/** Nothing from elsewhere, nothing inline; no page of another site may show ours inside its own. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  // One sheet of four lines, "touch-action" of what can be pressed, that the components' library puts in by script.
  styleSrc: ["'self'", "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='"],
  fontSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

function file(reply: FastifyReply, folder: string, name: string, cacheControl: string): FastifyReply {
  if (!existsSync(join(folder, name))) {
    reply.callNotFound()
    return reply
  }
  return reply.header('cache-control', cacheControl).sendFile(name, { cacheControl: false })
}

async function page(reply: FastifyReply, folder: string): Promise<FastifyReply> {
  const text = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null)
  void reply.header('cache-control', 'no-store')
  if (text === null) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT)
  return reply.type('text/html; charset=utf-8').send(text)
}
