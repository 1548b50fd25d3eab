import { z } from 'zod'

const side = z.enum(['store', 'target'])

/** Who owns a field, and where its value goes: the rule of one field, with its owner unless a merchant says otherwise. */
export const field = (owner: 'store' | 'target', direction?: 'none') =>
  z
    .strictObject({
      owner: side.default(owner).describe('The side whose value counts when both have changed.'),
      direction: z
        .enum(['away', 'both', 'to-store', 'to-target', 'none'])
        .default(direction ?? 'away')
        .describe('`away` = from the owner to the other side; `both` = a change on either side goes to the other.'),
      onConflict: z
        .enum(['owner', 'hold'])
        .default('owner')
        .describe(
          'When both sides changed: the `owner` wins and the other value is logged, or a person decides (`hold`).',
        ),
    })
    .prefault({})
