import type { Migration } from '../database'

/** Who a message reaches is found in a temporary table now, as it is for an explanation. */
export const oneResolution: Migration = {
  name: '014-one-resolution',
  up: 'DROP TABLE expansions;',
}
