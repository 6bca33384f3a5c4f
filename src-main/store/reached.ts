/** One place that recipients come from. */
export interface ListedPlace {
  readonly kind: 'topic' | 'user' | 'target'
  readonly id: string
}

/**
 * The provider that sends to a target: its own while that is enabled and of the message's type, else
 * the default one; null when there is none (behaviour 5.6). Together with `joinOwnProvider`.
 */
const provider = 'coalesce(own.id, @defaultProvider)'

const joinOwnProvider = `LEFT JOIN providers AS own
  ON own.id = targets.providerId AND own.enabled = 1 AND own.type = @type`

const columns = `targets.seq AS target, ${provider} AS provider,
  CASE WHEN targets.providerType <> @type THEN 'other_channel'
    WHEN ${provider} IS NULL THEN 'no_provider' END AS reason`

/**
 * Whom one place lists, in order, a page at a time: the one answer that counting, explaining, rehearsing
 * and sending share. Who is left out has a reason.
 */
export const listedIn: Readonly<Record<ListedPlace['kind'], string>> = {
  topic: `SELECT subscribers.seq AS at, ${columns}
    FROM subscribers JOIN targets ON targets.id = subscribers.targetId ${joinOwnProvider}
    WHERE subscribers.topicId = @id AND @id NOT IN (SELECT id FROM removed_topics)
      AND subscribers.seq > @after ORDER BY subscribers.seq LIMIT @limit`,
  // What a person can be reached at otherwise was not asked for.
  user: `SELECT targets.seq AS at, ${columns} FROM targets ${joinOwnProvider}
    WHERE targets.userId = @id AND targets.seq > @after AND targets.providerType = @type
    ORDER BY targets.seq LIMIT @limit`,
  target: `SELECT targets.seq AS at, ${columns} FROM targets ${joinOwnProvider}
    WHERE targets.id = @id AND targets.seq > @after ORDER BY targets.seq LIMIT @limit`,
}

/** The provider that sends to a single target, by the same rule. */
export const providerOfTarget = `SELECT ${provider} FROM targets ${joinOwnProvider} WHERE targets.id = @id`
