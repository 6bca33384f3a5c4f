/** One address of a person that is to be subscribed. */
export interface PersonChoice {
  readonly targetId: string
  /** Empty when the person has none. */
  readonly name: string
  readonly address: string
  readonly channel: 'email' | 'sms' | 'push'
}
