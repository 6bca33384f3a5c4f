import type { Migration } from '../database'

/** Finds the few among many: targets that are no e-mail addresses, and those that have expired. */
export const otherTargets: Migration = {
  name: '007-other-targets',
  up: `
CREATE INDEX targets_other ON targets (providerType, userId) WHERE providerType <> 'email';
CREATE INDEX targets_expired ON targets (userId, id) WHERE expired = 1;
`,
}
