/**
 * Those who were put off are counted up to here: counting more takes longer than a report that is asked for all
 * the time may.
 */
export const mostPutOffCounted = 10_000
