/** Whether tests run at their full size, in minutes: `TILLBRIDGE_TESTS=full npm test`. */
export const isFullSize = process.env['TILLBRIDGE_TESTS'] === 'full'

/** How many of something a test takes: `full`, or what shows the same within seconds. */
export const sized = <T>(full: T, usual: T): T => (isFullSize ? full : usual)
