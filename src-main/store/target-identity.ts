/**
 * What makes a target one of its kind: addresses whatever their case. The expression of the unique index
 * `targets_identifier`, which keeps every identifier to one target.
 */
export const targetIdentity = `(CASE targets.providerType
  WHEN 'email' THEN lower(targets.identifier) ELSE targets.identifier END)`
