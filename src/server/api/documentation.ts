import type { FastifyPluginAsync } from 'fastify'
import type { Documentation } from './documentation-pages.ts'

/**
 * `/api/docs`: the published description of the API, for people; `/api/docs/json` and `/api/docs/yaml` for programs. Few ever open it,
 * and it is as large as the rest of the API: it is loaded when somebody does.
 */
export const documentationRoutes =
  (version: string): FastifyPluginAsync =>
  async (app) => {
    let opening: Promise<Documentation> | null = null
    const open = (): Promise<Documentation> =>
      (opening ??= import('./documentation-pages.ts').then(({ openDocumentation }) =>
        openDocumentation(app.prefix, version),
      ))
    for (const url of ['/', '/*']) {
      app.get(url, async (request, reply) => {
        const pages = await open()
        reply.hijack()
        pages.answer(request.raw, reply.raw)
      })
    }
    app.addHook('onClose', async () => (await opening)?.close())
  }
