import { expect, test } from 'vitest'
import { valueText } from './value-text.ts'

test('settings are written as in the configuration file, without what is not set', () => {
  expect(valueText({ country: 'SE', rate: '25', channelLiable: false, account: null })).toBe(
    '{ country: SE, rate: 25 }',
  )
  expect(valueText(['a', { b: 1 }])).toBe('[a, { b: 1 }]')
  expect(valueText(null)).toBe('none')
  expect(valueText(true)).toBe('true')
})
