import type { Mutation } from './break.ts'

/** Faults that a planner might have, each of which the proof must notice. */
export const MUTATIONS: readonly Mutation[] = []
