import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { buildSchema, type GraphQLSchema } from 'graphql'

let loaded: GraphQLSchema | null = null

/** Shopify's own Admin schema 2026-10. Built once per process on first use (about 0.4 s). */
export function adminSchema(): GraphQLSchema {
  if (loaded !== null) return loaded
  const sdl = gunzipSync(readFileSync(new URL('schema.graphql.gz', import.meta.url))).toString('utf8')
  // The schema deprecates a few interface fields in implementations only, which the strict check refuses.
  loaded = buildSchema(sdl, { assumeValidSDL: true, assumeValid: true, noLocation: true })
  return loaded
}

/** Versions this sandbox answers; older ones fall forward as the real API does. */
export const API_VERSION = '2026-10'
