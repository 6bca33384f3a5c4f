/** The nine words for a campaign's state. */
export default {
  draft: 'Draft',
  scheduled: 'Scheduled',
  sending: 'Sending',
  paused: 'Paused',
  sent: 'Sent',
  partial: 'Sent with failures',
  failed: 'Failed',
  stuck: 'Stuck',
  decision: 'Needs decision',
}
