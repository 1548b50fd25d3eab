import type { ExtraFieldRules } from '#contract/target'

/**
 * The description of a system says what is written, in expressions that see `document.fields` too: any name will do, since what it leads
 * to is written there.
 */
export const anyExtraFields: ExtraFieldRules = { refusal: () => null, known: () => [] }
