import { InvalidArgumentError } from 'commander'

const LONGEST = 100

/** What people call something: a text with something in it. */
export function nameArgument(text: string): string {
  const name = text.trim()
  if (name !== '' && name.length <= LONGEST) return name
  throw new InvalidArgumentError(`It must have 1 to ${LONGEST} characters.`)
}
