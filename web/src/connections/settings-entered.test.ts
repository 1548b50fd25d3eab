import { expect, test } from 'vitest'
import { changedSettings, type Setting, textOf } from './settings-entered.ts'

const setting = (name: string, kind: Setting['kind']): Setting => ({
  name,
  kind,
  required: false,
  help: null,
  options: [],
  usual: null,
})
const SETTINGS = [
  setting('shop', 'text'),
  setting('dryRun', 'switch'),
  setting('rate', 'number'),
  setting('lists', 'json'),
]

test('only what differs from what is stored is sent, and what was emptied is taken away', () => {
  const stored = { shop: 'acme', dryRun: true, lists: ['a'] }
  const typed = { shop: ' acme ', dryRun: 'no', rate: '2.5', lists: '' }
  expect(changedSettings(SETTINGS, stored, typed)).toEqual({ dryRun: false, rate: 2.5, lists: null })
  expect(changedSettings(SETTINGS, stored, {})).toEqual({})
})

test('what is stored is shown as it is typed', () => {
  const [shop, dryRun, rate, lists] = SETTINGS as [Setting, Setting, Setting, Setting]
  expect([textOf(shop, null), textOf(dryRun, false), textOf(rate, 2), textOf(lists, ['a'])]).toEqual([
    '',
    'no',
    '2',
    '[\n  "a"\n]',
  ])
})
