import type { Reservation } from './ports.ts';

/**
 * Returns the reservation whose worker had the call when a recording of the worker's leg began: of the accepted ones, the one
 * that was created last before. Twilio creates it before it calls the worker. Undefined if there is none.
 */
export const reservationAt = (reservations: readonly Reservation[], at: Date): Reservation | undefined =>
  reservations
    .filter(({ status, createdAt }) => status === 'accepted' && createdAt <= at)
    .reduce<Reservation | undefined>((last, one) => (last && last.createdAt > one.createdAt ? last : one), undefined);
