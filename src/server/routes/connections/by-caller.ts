import type { Actor as Changer } from '#database/revisions'
import type { Actor } from '#server/api/actor'

/** Who changes the configuration, as its history keeps it. */
export const byCaller = ({ actor }: { readonly actor: Actor }): Changer => ({
  by: actor.email ?? actor.name,
  with: actor.kind === 'key' ? 'API' : 'dashboard',
})
