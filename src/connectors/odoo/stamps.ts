/** Odoo's stamps are UTC without saying so, and count seconds: `2026-11-21 01:35:31`. */
export const stamp = (instant: Date): string => instant.toISOString().slice(0, 19).replace('T', ' ')

/** The stamp of the second that begins at the instant or after it, so that a range may end with it. */
export const stampAfter = (instant: Date): string => stamp(new Date(Math.ceil(instant.getTime() / 1000) * 1000))

export const utcOf = (text: string): string => `${text.slice(0, 19).replace(' ', 'T')}.000Z`
