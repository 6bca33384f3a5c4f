import { toTime, type Origin } from '../store/identity'

/** The present moment in the API's form. */
export const now = ({ origin }: { readonly origin: Origin }): string => toTime(origin.clock())
