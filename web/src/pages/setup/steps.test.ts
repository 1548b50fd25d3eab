import { expect, test } from 'vitest'
import { isOpen, nextStep, type Progress } from './steps.ts'

const NOTHING: Progress = { store: null, target: null, integration: null, missing: null }
const some = {} as never

test('the set-up goes on with the first step that is not done', () => {
  const integration = { live: false } as never
  expect(nextStep(NOTHING)).toBe('connect')
  expect(nextStep({ ...NOTHING, store: some })).toBe('connect')
  const connected = { ...NOTHING, store: some, target: some }
  expect(nextStep(connected)).toBe('flows')
  expect(nextStep({ ...connected, integration })).toBe('map')
  expect(nextStep({ ...connected, integration, missing: 2 })).toBe('map')
  expect(nextStep({ ...connected, integration, missing: 0 })).toBe('try')
  expect(nextStep({ ...connected, integration: { live: true } as never, missing: 0 })).toBe('live')
  expect(isOpen('map', connected)).toBe(false)
  expect(isOpen('live', { ...connected, integration })).toBe(true)
})
