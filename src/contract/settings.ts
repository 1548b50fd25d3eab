import { z } from 'zod'

const secrets = z.registry<{ secret: true }>()

/** A setting that is encrypted at rest, never shown again and redacted everywhere. */
export const secret = (): z.ZodString => z.string().min(1).register(secrets, { secret: true })

/** The names of the top-level settings that are secret. */
export function secretNames(schema: z.ZodType): string[] {
  const shape = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {}
  return Object.entries(shape)
    .filter(([, field]) => isSecret(field))
    .map(([name]) => name)
}

function isSecret(field: z.ZodType): boolean {
  if (secrets.has(field)) return true
  if (field instanceof z.ZodOptional || field instanceof z.ZodNullable || field instanceof z.ZodDefault) {
    return isSecret(field.unwrap() as z.ZodType)
  }
  return false
}
