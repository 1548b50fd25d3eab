import { ROUTES } from '#api/routes'
import type { TextId } from '#web/languages/en.ts'
import { en } from '#web/languages/en.ts'
import type { Say } from '#web/languages/use-text.ts'

/** An event as people say it; one that has no words yet keeps its name, without dots and dashes. */
export function eventWords(event: string, text: Say): string {
  const id = `audit.event.${event}`
  return isText(id) ? text(id) : event.replaceAll(/[.-]/g, ' ')
}

export function groupWords(group: string, text: Say): string {
  const id = `audit.group.${group}`
  return isText(id) ? text(id) : `${group.slice(0, 1).toUpperCase()}${group.slice(1).replaceAll('-', ' ')}`
}

const isText = (id: string): id is TextId => Object.hasOwn(en, id)

/** Sign-ins are noted beside the routes. */
const BESIDE = ['person']

/** The beginnings of all events that there are, up to their dot. */
export const GROUPS: readonly string[] = [
  ...new Set([
    ...BESIDE,
    ...Object.values(ROUTES).flatMap((route) =>
      'audit' in route && typeof route.audit === 'string' ? [route.audit.split('.', 1)[0] ?? ''] : [],
    ),
  ]),
].sort()
