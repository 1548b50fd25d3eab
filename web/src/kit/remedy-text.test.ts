import { expect, test } from 'vitest'
import { remedyText } from './remedy-text.ts'

test('what to do stays, how a file says it does not', () => {
  expect(remedyText('Choose the account. In the mappings file: taxes: [{ country: FI, account: "…" }]')).toBe(
    'Choose the account.',
  )
  expect(remedyText('Switch it on in the configuration, and apply it.')).toBe(
    'Switch it on in the configuration, and apply it.',
  )
  expect(remedyText(null)).toBeNull()
})
