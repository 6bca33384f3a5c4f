/** Outcomes of the people of one send, as the segmented bar names them. */
export default {
  accepted: '{count} accepted',
  failed: '{count} failed',
  unknown: '{count} unknown',
  waiting: '{count} waiting',
}
